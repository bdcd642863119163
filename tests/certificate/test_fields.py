"""One table of fields: a row more is enough, but for the page's template and the JSON-LD context."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from certs.certificate.field_kinds import LISTS, Field
from certs.certificate.fields import CERTIFICATE, FACTS, HOLDER, SCOPE, SITES
from certs.trust.credential.context_file import CONTEXT_V1

ROOT: Final = Path(__file__).parents[2]
TERMS: Final = "整机三年"
ROW: Final = """\
    warranty: str = row(
        Kind.TEXT, ("质保", "Warranty"), ("可不填。", "May be empty."), default="", search="warranty", limit="质保："
    )


@table
class Site:"""
PUBLISHED: Final = {row.name: row for row in (*HOLDER, *FACTS, *SCOPE, *SITES)}


def test_a_new_row_of_the_table_reaches_every_place(tmp_path: Path) -> None:
    for folder in ("certs", "scripts", "verify", "site/_data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("static", "__pycache__"))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    table = tmp_path / "certs" / "certificate" / "fields.py"
    before = table.read_text(encoding="utf-8")
    table.write_text(before.replace("\n\n@table\nclass Site:", ROW, 1), encoding="utf-8")
    assert table.read_text(encoding="utf-8") != before
    done = subprocess.run(
        [sys.executable, "-m", "tests.certificate.one_field_more", tmp_path / "register.db"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "toml": TERMS,
        "xlsx": TERMS,
        "input": [TERMS, None],  # left out where it is empty: inputs kept from before it still have their digest
        "credential": [TERMS, None],
        "refused": [False, True, True, True],
        "two contents": 2,
        "search": True,
        "api": TERMS,
        "show --json": TERMS,
        "show": True,
        "page": [TERMS, ""],
        "handbook": True,
    }


@pytest.mark.parametrize("row", PUBLISHED.values(), ids=PUBLISHED)
def test_what_is_published_has_a_term_in_the_context_and_a_place_on_the_page(row: Field) -> None:
    terms = json.loads(CONTEXT_V1)["@context"]
    if row.name != "name":  # the W3C's own context has that one, protected
        assert (row.kind in LISTS) == (
            isinstance(terms[row.name], dict) and terms[row.name].get("@container") == "@set"
        )
    page = (ROOT / "verify" / "templates" / "parts" / "facts.html").read_text(encoding="utf-8")
    shown = {"scope_text": "view.scope_text", "scheme": "view.scheme"}.get(row.name, f'["{row.name}"]')
    assert shown in page


def test_what_is_never_published_has_no_term_and_no_place() -> None:
    apart = {row.name for row in CERTIFICATE} - PUBLISHED.keys()
    assert apart == {"score", "special_deductions", "bonus", "headcount", "decided_by", "issued", "sub_of", "level"}
    earned = {"level"}  # written only for an old certificate, and published whatever it comes from
    assert (apart - earned).isdisjoint(json.loads(CONTEXT_V1)["@context"])
    page = (ROOT / "verify" / "templates" / "parts" / "facts.html").read_text(encoding="utf-8")
    assert apart.isdisjoint(re.findall(r'subject\["(\w+)"\]', page))
