"""The badge: a mark for what is valid and has one, four signals for the rest, nothing that a page could not embed."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from certs.documents.marks import badge as badges
from certs.documents.marks.badge import SIGNS, badge
from certs.documents.marks.emblem import GOLD, LIT, PETROL
from certs.documents.marks.numbered_mark import ShortCode, short_code
from certs.documents.marks.silhouettes import SILHOUETTES
from certs.lifecycle.statuses import STATUS_WORDS

DAY = date(2026, 11, 28)
LANGUAGES = ("zh", "en")
LONGEST = "OLD/2019_AB-12345678901234567890123456789"[:40]
SHORT = short_code("99926SC00001R0M", "https://cert.example.cn")


def tags(text: str) -> set[str]:
    return {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stars", [0, 3, 4, 5])
def test_a_valid_certificate_shows_its_plate_with_number_day_and_a_solid_bar(stars: int, language: str) -> None:
    text = badge("valid", DAY, language, SHORT, stars)
    assert (text.count(LIT), text.count(GOLD)) == ((1, 1) if stars else (0, 0))
    assert {PETROL, SHORT.modules} <= set(re.findall(r'(?:fill|d)="([^"]*)"', text))
    assert "99926SC00001R0M" in text
    assert "2026-11-28" in text
    assert text.count(SIGNS["valid"].colour) == 2  # frame and bar


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [status for status in SIGNS if status != "valid"])
def test_what_is_not_valid_shows_neither_mark_nor_star(status: str, language: str) -> None:
    for short in (SHORT, None):
        text = badge(status, DAY, language, short, 5)
        assert all(ink not in text for ink in (LIT, GOLD))
        assert "服务认证标志" not in text
        assert text.count(SILHOUETTES[SIGNS[status].shape]) == 1
        word = SIGNS[status].word
        assert (word.zh if language == "zh" else word.en[1:]) in ET.fromstring(text)[0].text.__str__()


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_scheme_has_its_status_and_no_stars(language: str) -> None:
    text = badge("valid", DAY, language, SHORT, None)
    assert all(word not in text for word in (LIT, GOLD, "服务认证标志"))
    assert SILHOUETTES["valid"] in text


def test_a_scheme_without_a_mark_forbids_its_certificate_and_not_a_mark() -> None:
    field = (badges.EDGE + 8, badges.WIDE - badges.EDGE - 8)
    brand, service = (badge("revoked", DAY, "zh", SHORT, stars) for stars in (None, 5))
    words = [badges._fitted(text, field, badges.BAR_TOP + 9, 28) for text in (badges.WITHOUT_MARK.zh, "标志不得使用")]
    assert [[one in text for one in words] for text in (brand, service)] == [[True, False], [False, True]]


@pytest.mark.parametrize(("language", "words"), [("zh", "2026-11-28 当日状态"), ("en", "As of 2026-11-28")])
def test_the_day_is_that_of_the_status_and_no_end_of_validity(language: str, words: str) -> None:
    for status in SIGNS:
        assert ET.fromstring(badge(status, DAY, language, SHORT, 5))[0].text.__str__().endswith(words)


def test_each_status_differs_from_every_other_in_shape_frame_word_or_colour() -> None:
    assert set(STATUS_WORDS) | {"unknown", "missing"} == set(SIGNS)
    for name in ("shape", "word", "colour"):
        assert len({getattr(sign, name) for sign in SIGNS.values()}) == len(SIGNS), name
    frames = {sign.frame for status, sign in SIGNS.items() if status not in {"unknown", "missing"}}
    assert len(frames) == 4  # thin, double, thick, dotted; dashed is what was not found or checked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("short", [SHORT, short_code(LONGEST, "https://cert.example.cn"), None])
def test_a_badge_can_be_embedded_and_nothing_is_drawn_outside(short: ShortCode | None, language: str) -> None:
    for status in SIGNS:
        text = badge(status, DAY, language, short, 4)
        assert tags(text) <= {"svg", "title", "g", "path", "rect"}
        assert re.findall(r"style=|\bon\w+=|href=|url\(|<text", text) == []
        bounds = [float(x) for x in re.findall(r"viewBox=\"0 0 ([\d.]+) ([\d.]+)\"", text)[0]]
        assert bounds == [badges.WIDE, badges.HIGH]
        data = "".join(re.findall(r'<path fill="#[^"]*"(?: fill-rule="evenodd")? d="([^"]*)"', text))
        pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", data)
        assert [
            pair for pair in pairs if not (0 <= float(pair[0]) <= bounds[0] and 0 <= float(pair[1]) <= bounds[1])
        ] == []
