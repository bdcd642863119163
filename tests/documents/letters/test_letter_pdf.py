"""A letter as people hold it, read back by software that did not write it."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from certs.certificate.fields import Holder
from certs.documents.letters.letter_occasions import decision_about
from certs.documents.letters.letter_pdf import set_letter
from certs.documents.letters.written_letter import Language, Letter, Row, decision_letter, written_day
from certs.documents.paper.printed_labels import compact
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.typesetting import Typesetter
from tests.documents.letters.sample_letters import BODY, SENDER, Written
from tests.documents.sample_papers import HOSTILE, plain, read_text
from tests.register.founded_register import TODAY, draft, uscc

LONG = Holder("青" * 96 + "有限公司", uscc(60), "浙江省杭州市" * 33, name_en="A Very Long Name, Limited " * 7 + "Co.")


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def largest(decided: Written, language: Language, holder: Holder) -> Letter:
    """Return a letter in which everything is as long as it may be."""
    (one,) = decided.register.issue(draft(holder=holder))
    decided.register.change("suspended", one.number, "holder-request", until=TODAY.replace(month=12, day=31))
    body = replace(
        BODY, name="示例认证中心（样例）" * 10, name_en="Sample Certification Centre " * 7, address="样例路" * 60
    )
    return decision_letter(
        decision_about(decided.record(one.number), "suspension"), replace(SENDER, body=body), language
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_letter_declares_itself_and_leads_to_the_certificate(
    decided: Written, typesetter: Typesetter, tmp_path: Path, language: Language
) -> None:
    letter = decided.letter("revocation", "revoked", "issued-in-error", language)
    pdf = set_letter(typesetter, letter)
    assert pdf == set_letter(Typesetter(), letter)
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert metadata["dc:title"] == f"{letter.title} {letter.number}"
        assert str(opened.Root.Lang).partition("-")[0] == language
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    fonts = subprocess.run(["pdffonts", file], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert {line.split()[-5] for line in fonts} == {"yes"}, "all embedded"
    text = plain(read_text(file))
    for part in (letter.title, letter.holder, letter.opening, *(row.paragraphs[0] for row in letter.rows)):
        assert plain(part) in text
    assert plain(BODY.approval_number) in text
    subprocess.run(["pdftoppm", "-r", "150", "-png", file, tmp_path / "page"], check=True)
    (symbol,) = zxingcpp.read_barcodes(Image.open(tmp_path / "page-1.png"))
    assert symbol.text == f"{SENDER.base_url}/C/{letter.number}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_names_stay_on_the_sheet(
    decided: Written, typesetter: Typesetter, tmp_path: Path, language: Language
) -> None:
    holder = replace(LONG, uscc=uscc(60 + len(language) + ord(language[0])))
    file = tmp_path / "longest.pdf"
    file.write_bytes(set_letter(typesetter, largest(decided, language, holder)))
    boxes = read_text(file, "-bbox")
    words = [line for line in boxes.splitlines() if "<word" in line]
    for line in words:
        left, right = (float(line.split(f'{name}="')[1].split('"')[0]) for name in ("xMin", "xMax"))
        if "SAMPLE" not in line and "样例" not in line:
            assert left > 29 * 72 / 25.4 - 1, line
            assert right < 181 * 72 / 25.4 + 5, line  # marks hang into the margin
    assert len(words) > 50
    text = plain(read_text(file))
    assert plain(holder.name if language == "zh" else holder.name_en) in text
    assert plain(holder.address) in text


def test_hostile_names_are_printed_as_they_stand(decided: Written, typesetter: Typesetter, tmp_path: Path) -> None:
    name, address, english = HOSTILE
    holder = Holder(name, uscc(61), address, name_en=english)
    for language in ("zh", "en"):
        holder = replace(holder, uscc=uscc(62 if language == "zh" else 63), name=f"{name}{language}")
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(set_letter(typesetter, largest(decided, language, holder)))
        text = plain(read_text(file))
        assert plain(holder.name if language == "zh" else english) in text
        assert plain(address) in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_day_is_never_broken_over_two_lines(decided: Written, typesetter: Typesetter, language: Language) -> None:
    letter, day = decided.letter("revocation", "revoked", "fraud", language), written_day(TODAY, language)
    before = ("字" * count if language == "zh" else "x" * count + " " for count in range(20, 60))
    rows = tuple(Row("样例", (f"{words}{day}。",)) for words in before)
    runs = [
        compact(run.text)
        for page in read_pdf(set_letter(typesetter, replace(letter, rows=rows)), lambda: None).pages
        for run in page.runs
    ]
    assert sum(f"{compact(day)}。" in run for run in runs) == len(rows)
