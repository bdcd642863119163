"""The conformance kit lies beside its page, whole, and its archive has the digest that the page names."""

from __future__ import annotations

import hashlib
import json

from scripts.site_builder.site_conformance import ARCHIVE, PAGE, files
from tests.site.built_pages import Built


def test_the_kit_lies_beside_its_page_byte_for_byte(built: Built) -> None:
    folder = built.site / PAGE
    assert {path: (folder / path).read_bytes() for path in files()} == files()
    told = (folder / f"{ARCHIVE.name}.sha256").read_text(encoding="ascii").split()
    assert told == [hashlib.sha256((folder / ARCHIVE.name).read_bytes()).hexdigest(), ARCHIVE.name]
    for page in ("/developers/conformance/", "/en/developers/conformance/"):
        assert told[0] in built.documents[page].text
    vectors = json.loads((folder / "vectors.json").read_bytes())
    assert all((folder / vector[name]).is_file() for vector in vectors for name in ("file", "trust"))
