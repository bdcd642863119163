"""The drawn pictures: what the scripts draw, nothing cut off, nothing that a policy or a missing font could spoil."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from certs.documents.marks import lettering
from scripts.drawing import draw_pictures, draw_process, picture_words
from tests.site.built_pages import ROOT, Built

PICTURES = draw_pictures.drawings()
WRITTEN = ("rooms", "case", "years", "one-host", "apart", "unbroken")  # whose words are text


def test_every_picture_is_what_the_scripts_draw() -> None:
    for name, text in PICTURES.items():
        file = draw_pictures.FOLDER / name
        assert file.read_text(encoding="utf-8") == text, f"run python -m scripts.drawing.draw_pictures: {name}"
    assert {path.name for path in draw_pictures.FOLDER.iterdir()} == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_title_and_only_paths(name: str) -> None:
    root = ET.fromstring(PICTURES[name])
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags - {"svg", "title", "g", "path"} == ({"text"} if name.startswith(WRITTEN) else set())
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert re.findall(r"style=|\bon\w+=|href=|url\(", PICTURES[name]) == []


@pytest.mark.parametrize("language", draw_process.ROWS)
def test_no_word_of_the_process_crosses_the_seam_or_the_edge(language: str) -> None:
    for row, (left, right) in enumerate(draw_process.ROWS[language]):
        size = draw_process.SIZE if row else draw_process.HEAD_SIZE
        star = 22 if row == draw_process.ISSUE else 8
        assert draw_process.LEFT + lettering.width(left, size) < draw_process.SEAM - star, left
        assert draw_process.RIGHT + lettering.width(right, size) < draw_process.LONG - draw_process.FRAME, right


@pytest.mark.parametrize("name", [name for name in PICTURES if name.startswith(("process", "slip", "plate", *WRITTEN))])
def test_nothing_is_drawn_outside_a_picture(name: str) -> None:
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', PICTURES[name])[0])
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", "".join(re.findall(r' d="([^"]*)"', PICTURES[name])))
    assert len(pairs) > 15
    assert [pair for pair in pairs if not (0 <= float(pair[0]) <= width and 0 <= float(pair[1]) <= height)] == []


@pytest.mark.parametrize("name", [name for name in PICTURES if name.startswith(("case", "years"))])
def test_no_written_word_leaves_its_half(name: str) -> None:
    words = re.findall(r'<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)"[^>]*>([^<]*)<', PICTURES[name])
    assert len(words) > 20
    for left, size, text in words:
        edge = draw_process.SEAM if float(left) < draw_process.SEAM else draw_process.LONG - draw_process.FRAME
        assert float(left) + picture_words.width(unescape(text), float(size)) <= edge, text


def test_both_languages_have_the_same_rows() -> None:
    shapes = [[(bool(left), bool(right)) for left, right in rows] for rows in draw_process.ROWS.values()]
    assert shapes[0] == shapes[1]


def test_the_number_of_the_pictures_is_that_of_the_sample() -> None:
    assert draw_pictures.NUMBER in (ROOT / "site" / "check" / "index.md").read_text(encoding="utf-8")


def test_every_scene_stands_on_a_page_of_each_language(built: Built) -> None:
    for prefix in ("/", "/en/"):
        shown = {
            image["src"]
            for address, page in built.documents.items()
            if address.startswith("/en/") == (prefix == "/en/")
            for image in page.all("img")
        }
        language = "zh" if prefix == "/en/" else "en"
        missing = {name for name in PICTURES if f"/static/starmark/pictures/{name}" not in shown}
        assert missing == {f"{name}-{language}.svg" for name in ("process", *WRITTEN) if name != "rooms"}
