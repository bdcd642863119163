"""The glossary: what is shipped can be read, and a slip in it stops the build with its line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from certs.errors import Malformed
from scripts.site_builder import site_terms
from tests.scheme.slips import due
from tests.site.built_pages import ROOT, Built

TEXT = site_terms.FILE.read_text(encoding="utf-8")
SLIPS = {
    "an unknown field": ("other_zh = ", "others_zh = ", "unknown field others_zh"),
    "a missing text": ("en_text = ", "# en_text = ", "en_text is missing"),
    "an empty text": ('en = "certification body"', 'en = ""', "en is empty"),
    "a term twice": ('en = "certification body"', 'en = "service certification"', "stands there already"),
    "a word twice": ('other_zh = ["认监委"]', 'other_zh = ["认监委", "认监委"]', "none of them twice"),
    "a text for a list": ('other_zh = ["认监委"]', 'other_zh = "认监委"', "other_zh should be list"),
    "a short form without its full form": ("en_full = ", "# en_full = ", "en_full is missing"),
    "a full form without its short form": ('short = "CNCA"\nzh_full', "zh_full", "short is missing"),
    "no TOML": ('zh = "认证机构"', "zh = 认证机构", "no good TOML"),
}


@pytest.mark.parametrize(("old", "new", "told"), SLIPS.values(), ids=list(SLIPS))
def test_each_slip_is_told_with_its_line(old: str, new: str, told: str) -> None:
    broken = TEXT.replace(old, new, 1)
    assert broken != TEXT
    with pytest.raises(Malformed, match=told) as caught:
        site_terms.terms(broken.encode())
    line = due(TEXT, old, told if told != "short is missing" else "")
    assert f"glossary.toml, line {line} (" in caught.value.words.en


def test_every_term_is_on_its_page(built: Built) -> None:
    for prefix, language in (("/", "zh"), ("/en/", "en")):
        page = built.documents[f"{prefix}help/glossary/"]
        for term in site_terms.terms(TEXT.encode()):
            assert term.anchor in page.anchors
            assert getattr(term.name, language) in page.text


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("certs/scheme/gbt27922-2011.toml", 'threshold = "95"', 'threshold = "9 5"', 20),
        ("certs/scheme/evidence.toml", "covers_all = false", "covers_all = 0", 38),
        ("site/_data/glossary.toml", 'zh = "认证机构"', "zh = 1", 13),
    ],
)
def test_wrong_data_stop_the_build_with_file_and_line(tmp_path: Path, file: str, old: str, new: str, line: int) -> None:
    for part in ("certs", "scripts", "site", "verify"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True)
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "scripts.site_builder.build_site", "--to", str(tmp_path / "built")],
        cwd=tmp_path,
        env={"LANG": "C.UTF-8", "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert f"{Path(file).name}, line {line} (" in ran.stderr
    assert not (tmp_path / "built").exists()
