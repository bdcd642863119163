"""The certificate as people hold it, read back by software that did not write it: qpdf, poppler, pikepdf, zxing-cpp."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from certs.days import day_begins
from certs.documents.certificate_paper import Language, decode, paper_of, set_certificate
from certs.documents.paper.printed_labels import compact
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.typesetting import Typesetter
from certs.lifecycle.statuses import STATUS_WORDS
from certs.log.tlog_proof import parse_proof
from certs.register.answers.object_verdict import check_object
from certs.trust.qr.qr_token import short_text
from certs.trust.verification.verdict import Overall
from tests.documents.pdf_parts import attached, structure
from tests.documents.sample_font import own_font
from tests.documents.sample_papers import HOSTILE, MANY, RUN, Press, Print, paper, plain, read_text
from tests.register.founded_register import NOW, SETTINGS, TODAY, draft

POINT: Final = 25.4 / 72  # millimetres
INSIDE: Final = (20.3, 189.7, 276.7)  # left, right and foot of what the border leaves free, in millimetres
USUAL_BYTES, LARGEST_BYTES = 300_000, 500_000
DPI: Final = 150
EXPIRED: Final = date(2031, 1, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_says_all_that_a_certificate_must(press: Press, language: Language) -> None:
    made = press.print("usual", language)
    subject, front = made.paper.subject, made.pages[0]
    holder, body = subject["holder"], subject["body"]
    for text in (
        "售后服务认证证书",
        "Certificate of After-Sales Service Certification",
        subject["number"],
        holder["name"],
        holder["name_en"],
        holder["uscc"],
        holder["address"],
        "GB/T 27922-2011",
        "五星级",
        "Five stars",
        "百分制",
        made.paper.issued,
        made.paper.first_issued,
        made.paper.valid_until,
        "第1次监督",
        "第2次监督",
        body["name"],
        body["name_en"],
        body["approval_number"],
        f"{SETTINGS.base_url}/c/{subject['number']}",
        "cx.cnca.cn",
        "样例：机构",
        "家用空调器（品牌：青禾、小禾；型号：KFR-35GW/*；含安装；不含中央空调）",
    ):
        assert plain(text) in front, text
    site = ("杭州服务网点", "浙江省杭州市西湖区样例街12号")
    for text in (*site, "二手商品", "C3852", "Refrigerators", "KFR-35GW/*", "清洗"):
        assert text in made.pages[1], text
    assert [f"第{n}页/共2页" in page and f"Page{n}of2" in page for n, page in enumerate(made.pages, 1)] == [True, True]
    assert made.file.stat().st_size <= USUAL_BYTES


def test_its_symbols_are_read_from_the_page(press: Press) -> None:
    made = press.print("usual")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", made.file, made.file.with_suffix("")], check=True)
    texts = []
    for page in sorted(made.file.parent.glob(f"{made.file.stem}-*.pgm")):
        with Image.open(page) as image:
            texts.append([symbol.text for symbol in zxingcpp.read_barcodes(image)])
    assert texts == [[made.paper.qr], [short_text(SETTINGS.base_url, press.numbers["usual"])]]
    assert check_object(press.register.reader(), made.paper.qr.encode(), now=NOW).verdict.overall is Overall.VALID


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_of_a_name_is_never_markup(press: Press, language: Language) -> None:
    made = press.print("hostile", language)
    for text in HOSTILE:
        assert plain(text) in made.text
    assert len(made.pages) == len(press.print("smallest").pages)


@pytest.mark.parametrize("name", ["largest", "runs", "written", "rare"])
def test_the_longest_is_whole_and_within_its_border(press: Press, name: str) -> None:
    made = press.print(name)
    subject, text = made.paper.subject, made.text
    count = len(made.pages)
    assert all(f"第{n}页/共{count}页" in page for n, page in enumerate(made.pages, 1))
    assert all(subject["number"] in page for page in made.pages)
    names = [subject["holder"]["name"], subject["holder"]["address"], subject.get("scope_text", "")]
    names += [item["name"] for item in subject["scope"]] + [site["address"] for site in subject["sites"]]
    without_pages = re.sub(r"第\d+页/共\d+页.*?(?=证书附页|$)", "", text)
    assert [each for each in names if plain(each) not in text and plain(each)[:400] not in without_pages] == []
    boxes = re.findall(r'xMin="(\S+)" yMin="\S+" xMax="(\S+)" yMax="(\S+)">(.+?)<', read_text(made.file, "-bbox"))
    outside = [
        word
        for left, right, foot, word in boxes
        if float(left) * POINT < INSIDE[0] or float(right) * POINT > INSIDE[1] or float(foot) * POINT > INSIDE[2]
    ]
    assert [word for word in outside if word not in {"样例", "SAMPLE"}] == []
    assert (name == "largest") == (len(subject["scope"]) == MANY)
    assert RUN in text if name == "runs" else True
    assert ("1item;" in text, "1items" in text) == (len(subject["scope"]) == 1 and name != "rare", False)
    assert made.file.stat().st_size <= LARGEST_BYTES


def test_a_row_of_the_annex_stands_on_one_page_below_its_heads(press: Press) -> None:
    for page in press.print("largest").pages[1:]:
        items, sites = page.count("种家用电器"), page.count("服务网点")
        assert {page.count(part) for part in ("Household", "C3852", "GW/*", "安装")} == {items}
        assert page.count("样例大道") == sites
        assert (items > 0, sites > 0) == ("Models" in page, "Address" in page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_of_the_annex_breaks_between_its_entries(press: Press, language: Language) -> None:
    lists = {
        "brands": ["海岚", "岚净", "云津清风", "海岚智家"],
        "models": ["KFR-26GW/BP3", "KFR-72LW/*", "WMX 900"],
        "includes": ["上门安装", "维修", "深度清洗"],
        "excludes": ["商用多联机组", "中央空调", "风管送风式空调机组"],
    }
    one = press.print("usual", language).paper
    item = {**one.subject["scope"][0], **lists}
    file = press.folder / f"lists-{language}.pdf"
    subject = {**one.subject, "scope": [item, *one.subject["scope"][1:]]}
    file.write_bytes(set_certificate(press.typesetter, replace(one, subject=subject)))
    lines = [compact(run.text) for run in read_pdf(file.read_bytes(), lambda: None).pages[1].runs]
    entries = [compact(entry) for each in lists.values() for entry in each]
    assert [entry for entry in entries if not any(entry in line for line in lines)] == []
    assert not any(line.startswith("、") for line in lines)


def test_the_same_version_is_the_same_file(press: Press) -> None:
    before = press.print("usual")
    press.register.later(days=1)
    press.register.issue(draft(90))  # the log has grown, and has a newer head
    again = paper(press.register, press.numbers["usual"], today=press.register.now.date())
    assert again == decode(again.encode()) == before.paper
    assert set_certificate(Typesetter(), again) == before.file.read_bytes()
    proof = parse_proof(again.proof.encode())
    with press.register.reader().view() as view:
        assert int(proof.checkpoint.split(b"\n")[1]) < view.size
    with pikepdf.open(before.file) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{day_begins(TODAY):%Y%m%d%H%M%S}")


@pytest.mark.parametrize("code", ["suspended", "expired", "not_yet_valid"])
def test_what_is_not_valid_says_so_at_the_head_of_each_page_and_shows_neither_mark_nor_stars(
    press: Press, code: str
) -> None:
    valid = press.print("usual")
    stamped = replace(valid.paper, stamp=code, stamp_since="2026-12-03")
    file = press.folder / f"{code}.pdf"
    file.write_bytes(set_certificate(press.typesetter, stamped))
    words = STATUS_WORDS[code]
    pages = Print(stamped, file).pages
    for before, page in zip(valid.pages, pages, strict=True):
        assert page.count("2026-12-03") == before.count("2026-12-03") + 1
        assert "3December2026" in page
        band = words.zh + plain(words.en.upper())  # once in the band, once across, letter by letter
        assert Counter(band * 2) - Counter(page) == Counter()
        assert Counter(before) - Counter(page) == Counter()
    assert pages[0].index(plain(words.en.upper())) < pages[0].index(stamped.subject["number"])
    with pikepdf.open(file) as pdf, pikepdf.open(valid.file) as other:
        assert len([tag for tag in structure(pdf) if tag.S == "/Figure"]) == 1  # the code: no emblem
        assert {n: s.EF.F.read_bytes() for n, s in attached(pdf).items()} == {
            n: s.EF.F.read_bytes() for n, s in attached(other).items()
        }


def test_the_stamp_is_what_the_certificate_is_today(press: Press) -> None:
    register, number = press.register, press.register.issue(draft(91))[0].number
    old = paper(register, number, today=register.now.date()).stamp
    changed = register.now.date()
    register.reissue(number, replace(draft(91), sites=draft(92).sites), "sites-changed")
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        papers = [paper_of(view, record, one, "zh", register.now.date()) for one in record.versions]
        late = paper_of(view, record, record.latest, "zh", date(2031, 1, 1)).stamp
    bears = [(one.stamp, one.stamp_since) for one in papers]
    assert (old, bears, late) == ("", [("superseded", changed.isoformat()), ("", "")], "expired")
    register.change("revoked", number, "fraud")
    assert paper(register, number, today=register.now.date()).stamp == "revoked"


def test_a_bodys_own_font_prints_what_ours_lack(press: Press, tmp_path: Path) -> None:
    plain_paper = press.print("smallest").paper
    holder = {**plain_paper.subject["holder"], "name": "𠮷禾（样例）有限公司"}
    rare = replace(plain_paper, subject={**plain_paper.subject, "holder": holder})
    own_font(tmp_path / "fonts" / "own.ttf", "𠮷")
    file = tmp_path / "rare.pdf"
    file.write_bytes(set_certificate(Typesetter(tmp_path / "fonts"), rare))
    assert "𠮷禾（样例）有限公司" in Print(rare, file).text
