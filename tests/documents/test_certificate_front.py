"""The front page as a person reads it: who, which level, until when and how to check, and which scheme it is of."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdf_c
import pytest

from certs.documents.certificate_paper import Language, set_certificate
from certs.documents.paper.comparison import Comparison, compare, numbers_in
from certs.documents.paper.paper_file import Page, Run
from certs.documents.paper.printed_labels import compact
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.paper.register_side import register_side
from certs.scheme.schemes import SCHEMES
from tests.documents.sample_papers import DRAFTS, Press

LEVELS: Final = [(scheme.code, level.code) for scheme in SCHEMES.values() for level in scheme.levels]
PHRASES: Final = {
    "zh": ("扫码查验", "核对签名和今天的状态", "状态以 cx.cnca.cn 公布的为准"),
    "en": ("Scan to check", "the signature and today's status", "cx.cnca.cn is authoritative for the status"),
}
LARGE: Final = {"zh": 9.0, "en": 8.0}  # points: what is read at arm's length
QUIET: Final = 14.0  # points: the largest of what is not read first


@cache
def pages(file: Path) -> tuple[Page, ...]:
    """Return the visible text of each page."""
    return read_pdf(file.read_bytes(), lambda: None).pages


def line_of(page: Page, phrase: str) -> Run:
    """Return the line in which a phrase stands whole."""
    return next(run for run in page.runs if compact(phrase) in compact(run.text))


def letters(file: Path, text: str) -> list[tuple[float, bool]]:
    """Return each place of a text on the front page: its size in points, and whether its outline is drawn, bold."""
    with pdfium.PdfDocument(file) as pdf:
        page = pdf[0]
        words = page.get_textpage()
        found = words.search(text)
        places = []
        while (place := found.get_next()) is not None:
            owner = pdf_c.FPDFText_GetTextObject(words, place[0])
            mode = pdf_c.FPDFTextObj_GetTextRenderMode(owner)
            bottom, top = words.get_charbox(place[0], loose=True)[1::2]
            places.append((top - bottom, mode == pdf_c.FPDF_TEXTRENDERMODE_FILL_STROKE))
        return places


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_which_level_until_when_and_how_to_check_are_read_first(press: Press, language: Language) -> None:
    made = press.print("usual", language)
    subject, front = made.paper.subject, "".join(compact(run.text) for run in pages(made.file)[0].runs)
    name, level = subject["holder"]["name" if language == "zh" else "name_en"], {"zh": "五星级", "en": "Five stars"}
    until, issued = made.paper.valid_until, made.paper.issued
    order = [compact(name), compact(level[language]), until, issued, subject["holder"]["uscc"]]
    behind = front[front.index(compact(name)) :]
    assert sorted(order, key=behind.index) == order
    ((size, is_bold),) = letters(made.file, until)
    assert is_bold
    assert size > QUIET
    assert all(size > 1.5 * other and not bold for other, bold in letters(made.file, issued))
    assert all(letters(made.file, text)[0][0] > QUIET for text in (name, level[language]))
    for count, phrase in enumerate(PHRASES[language]):
        size, is_bold = letters(made.file, phrase)[0]
        assert (size > LARGE[language], is_bold) == (True, count == 0), phrase
    for phrase in (*PHRASES["zh"], *PHRASES["en"]):
        assert line_of(pages(made.file)[0], phrase), phrase


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_level_is_never_broken(press: Press, language: Language) -> None:
    usual = press.print("usual", language).paper
    for code, name in LEVELS:
        scheme = SCHEMES[code]
        subject = {**usual.subject, "scheme": code, "standard": scheme.standard, "level": name}
        file = press.folder / f"{code}-{name}-{language}.pdf"
        file.write_bytes(set_certificate(press.typesetter, replace(usual, subject=subject)))
        words = scheme.level(name).name
        middles = [
            (run.bottom + run.top) / 2
            for word in (words.zh, words.en)
            for run in pages(file)[0].runs
            if compact(word) in compact(run.text)
        ]
        assert len(middles) == 2, (code, name)
        assert middles[0] == pytest.approx(middles[1], abs=6), (code, name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_version_and_its_first_day_stand_beside_the_number(press: Press, language: Language) -> None:
    usual = press.print("usual", language).paper
    later = replace(usual, subject={**usual.subject, "version": 2}, effective="2027-07-30")
    file = press.folder / f"version-{language}.pdf"
    file.write_bytes(set_certificate(press.typesetter, later))
    words = {"zh": "第 2 版（自 2027-07-30）", "en": "Version 2 (from 2027-07-30)"}[language]
    for page in pages(file):
        version = line_of(page, words)
        assert compact(version.text) == compact(words)
        assert any(
            later.subject["number"] in run.text and run.right < version.left and run.bottom <= version.top <= run.top
            for run in page.runs
        )


@pytest.mark.parametrize("number", ["SH/2023/04010", "SH/2023/" + "0A-" * 10 + "1"])
def test_a_number_of_another_body_stays_on_one_line_and_its_address_is_explained(press: Press, number: str) -> None:
    usual = press.print("usual").paper
    file = press.folder / f"number-{len(number)}.pdf"
    file.write_bytes(set_certificate(press.typesetter, replace(usual, subject={**usual.subject, "number": number})))
    front, annex = pages(file)
    assert f"/c/{number.replace('/', '~')}" in "".join(run.text for run in front.runs)
    assert line_of(front, "编号里的 / 写作 ~")
    for page in (front, annex):
        assert numbers_in([page])[0] == number
        assert max(run.top for run in page.runs if number in run.text) > line_of(page, "第1版").bottom
    assert not any("写作" in run.text for run in pages(press.print("usual").file)[0].runs)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_printed_agrees_with_the_register(press: Press, language: Language) -> None:
    """Every kind of certificate but the longest, which tests of the paper check hold."""
    for name in set(DRAFTS) - {"largest"}:
        record = press.register.reader().look(press.numbers[name]).record
        assert record is not None
        side = register_side(record, record.latest)
        assert compare(pages(press.print(name, language).file), side) == Comparison(
            is_made=True, register=side.shown
        ), name


def test_a_brand_certificate_is_never_taken_for_one_of_after_sales_service(press: Press) -> None:
    brand = press.print("brand")
    front = brand.pages[0]
    assert "星级品牌评价证书" in front
    assert "本证书不是售后服务认证证书" in front
    assert front.count("售后服务认证") == 1  # in that sentence
    assert "星级品牌评价（千分制）五星级" in front
    assert "GB/T27925-2011" in front
    assert "27922" not in front
    assert letters(brand.file, "本证书不是售后服务认证证书")[0][0] > letters(brand.file, "经评价")[0][0]
    borders = []
    for name in ("brand", "smallest"):
        with pikepdf.open(press.print(name).file) as pdf:
            borders.append(pdf.pages[0].Resources.XObject.Border.read_bytes())
    assert borders[0] != borders[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_mark_is_spoken_of_where_the_scheme_has_none(press: Press, language: Language) -> None:
    """But that of after-sales service, which must not be used."""
    text = press.print("brand", language).text
    assert (text.count("标志"), text.lower().count("mark")) == (1, 1)
    assert "有关标志" in press.print("smallest", language).text
