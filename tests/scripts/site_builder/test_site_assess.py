"""The pages to fill in come from the data of the rules, and their workbook says the same, in the same bytes."""

from __future__ import annotations

import io
import json
import math
import re
from typing import Any

import openpyxl
import pytest

from certs.scheme.schemes import SCHEMES, evidence
from scripts.site_builder import evidence_xlsx, site_assess, site_evidence, site_tables
from scripts.site_builder.site_assess_words import EVIDENCE, LABELS, SCRIPT
from tests.site.built_pages import Built

GBT = SCHEMES["gbt27922-2011"]
LANGUAGES = [("/", "zh"), ("/en/", "en")]
STATIC = site_tables.ROOT / "verify" / "static" / "starmark"


def data_block(built: Built, address: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', built.documents[address].source)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_the_script_reads_the_figures_of_the_scheme(built: Built, prefix: str, language: str) -> None:
    data = data_block(built, f"{prefix}certify/self-assessment/", "assess-data")
    for code, scheme in (("scheme", GBT), ("brand", SCHEMES["brand-1000"])):
        table = data[code]
        assert (table["code"], table["full"]) == (scheme.code, scheme.full_marks)
        assert table["failBelow"] == str(scheme.fail_below)
        assert table["failDeductions"] == scheme.fail_deductions
        assert [(level["code"], level["name"], level["threshold"]) for level in table["levels"]] == [
            (level.code, getattr(level.name, language), str(level.threshold)) for level in scheme.levels
        ]
        assert [(each["clause"], each["points"]) for each in table["indicators"]] == [
            (each.clause, each.points) for each in scheme.clauses
        ]


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_the_table_has_every_indicator_and_says_that_the_points_are_a_sample(
    built: Built, prefix: str, language: str
) -> None:
    page = built.documents[f"{prefix}certify/self-assessment/"]
    assert [tag.attributes["data-clause"] for tag in page.tags if "data-clause" in tag.attributes] == [
        each.clause for each in GBT.clauses
    ]
    assert GBT.sample_note is not None
    assert getattr(GBT.sample_note, language) in page.text
    assert getattr(LABELS["sample"], language).strip() in page.text
    assert page.text.count(getattr(LABELS["points"], language)) == 3
    unknown = getattr(LABELS["unknown"], language)
    assert page.text.count(unknown) == 8, "5.1.6, 5.1.7 and 5.2.1 to 5.2.6 are not established"


def test_every_link_to_the_evidence_has_its_target(built: Built) -> None:
    for prefix, _ in LANGUAGES:
        links = {link["href"] for link in built.documents[f"{prefix}certify/self-assessment/"].all("a")}
        used = {link.partition("#")[2] for link in links if link.startswith("../evidence/#")}
        assert len(used) > 20
        assert used <= built.documents[f"{prefix}certify/evidence/"].anchors


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_the_list_shows_every_item_with_all_that_is_known(built: Built, prefix: str, language: str) -> None:
    page = built.documents[f"{prefix}certify/evidence/"]
    assert [box["data-evidence"] for box in page.all("input") if "data-evidence" in box] == [
        item.code for item in evidence().items
    ]
    for item in evidence().items:
        for words in (item.name, item.why, item.accepted, *([item.not_asked] if item.not_asked else [])):
            assert getattr(words, language) in page.text
    assert page.text.count(getattr(EVIDENCE["all"], language)) == sum(item.covers_all for item in evidence().items)


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_what_is_never_demanded_is_marked_and_cannot_be_ticked(built: Built, prefix: str, language: str) -> None:
    page = built.documents[f"{prefix}certify/evidence/"]
    marked = [item.get("id") for item in page.all("li") if item.get("class") == "refuted"]
    assert marked == [f"e-{entry.code}" for entry in evidence().never]
    assert all(getattr(entry.reason, language) in page.text for entry in evidence().never)
    parts = [tag for tag in page.tags if tag.name == "div" and tag.attributes.get("class") == "refuted"]
    assert len(parts) == sum(item.not_asked is not None for item in evidence().items)


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_the_workbook_says_what_the_page_says(built: Built, prefix: str, language: str) -> None:
    file = built.file(f"{prefix}certify/evidence/{site_evidence.WORKBOOK}")
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    assert book.sheetnames == [getattr(EVIDENCE[name], language) for name in ("sheet", "never")]
    first, second = book.worksheets
    assert [row[2].value for row in first.iter_rows(min_row=4)] == [
        getattr(item.name, language) for item in evidence().items
    ]
    assert [row[5].value for row in first.iter_rows(min_row=4)] == [
        evidence_xlsx.copies(item, language) for item in evidence().items
    ]
    assert [row[2].value for row in second.iter_rows(min_row=4)] == [
        getattr(entry.reason, language) for entry in evidence().never
    ]
    assert first["A2"].value == getattr(evidence().note, language)
    # numbers too: at the right they would touch the text of the next column
    assert {cell.alignment.horizontal for row in first.iter_rows(min_row=4) for cell in row} == {"left"}
    assert str(first.data_validations.dataValidation[0].sqref) == "J4:J32"


@pytest.mark.parametrize(("_prefix", "language"), LANGUAGES)
def test_every_row_is_high_enough_for_its_text_in_any_program(_prefix: str, language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(evidence_xlsx.workbook(evidence(), GBT, language)))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=3):
            height = sheet.row_dimensions[row[0].row].height
            assert height is not None
            assert height <= 409  # the most that Excel has
            for cell in row:
                width = sheet.column_dimensions[cell.column_letter].width
                assert height >= 13.3 * lines_at_least(str(cell.value or ""), width), (sheet.title, cell.coordinate)


def lines_at_least(text: str, width: float) -> int:
    """Return how many lines a text takes at 10 points however well it is set: no gaps, and narrow Latin letters."""
    sizes = [sum(13.3 if c > "\u2e7f" else 5.6 for c in part) for part in text.split("\n")]
    return sum(max(1, math.ceil(size / (7 * width))) for size in sizes)


def test_the_workbook_is_the_same_each_time() -> None:
    for _, language in LANGUAGES:
        assert evidence_xlsx.workbook(evidence(), GBT, language) == evidence_xlsx.workbook(evidence(), GBT, language)


def test_every_word_is_said_in_both_languages_with_the_same_gaps() -> None:
    for words in [*LABELS.values(), *SCRIPT.values(), *EVIDENCE.values()]:
        assert words.zh
        assert words.en
        assert set(re.findall(r"{\w+}", words.zh)) == set(re.findall(r"{\w+}", words.en)), words


def test_the_scripts_use_words_that_exist_and_all_of_them() -> None:
    for name, known in (("assess", {*SCRIPT, "allOut"}), ("evidence", {"count", "unkept", "print", "reset", "undo"})):
        text = (STATIC / f"{name}.js").read_text(encoding="utf-8")
        used = set(re.findall(r"words\.(\w+)", text))
        looked_up = {"met", "unmet", "share", "points", "out", "drawn", "failing"} if name == "assess" else set()
        assert used | looked_up == known


@pytest.mark.parametrize(
    "name", ["assess.js", "assess-rules.js", "evidence.js", "kept.js", "assess.css", "evidence.css"]
)
def test_a_file_of_these_pages_is_short_and_asks_for_nothing(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert max(map(len, text.splitlines())) <= 130
    assert re.findall(r"fetch\(|XMLHttp|sendBeacon|WebSocket|EventSource|innerHTML|eval\(|@import|url\(", text) == []
    assert re.findall(r"\bparseFloat\b|\bMath\.|toFixed", text) == [], "figures are exact"


def test_data_cannot_end_its_script_element() -> None:
    assert site_assess.embedded({"a": "</script><b>"}) == '{"a":"\\u003c/script>\\u003cb>"}'
