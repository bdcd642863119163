"""The screens of the handbook: what the commands print today, in columns, with nothing that a policy could spoil."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts.drawing import draw_screen
from tests.scripts.drawing import sample_screens
from tests.site.built_pages import CHINESE, ENGLISH


def test_every_screen_is_what_the_commands_print_today(tmp_path: Path) -> None:
    pictures = sample_screens.pictures(tmp_path)
    assert {path.name for path in sample_screens.FOLDER.iterdir()} == set(pictures)
    for name, text in pictures.items():
        told = f"run python -m tests.scripts.drawing.sample_screens: {name}"
        assert (sample_screens.FOLDER / name).read_text(encoding="utf-8") == text, told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_screen_stands_in_the_handbook_of_its_language(language: str) -> None:
    folder = CHINESE if language == "zh" else ENGLISH
    pages = "".join(path.read_text(encoding="utf-8") for path in (folder / "staff").glob("*.md"))
    for name in (path.name for path in sample_screens.FOLDER.iterdir()):
        if name.endswith("-en.svg" if language == "zh" else "-zh.svg"):
            continue
        width, height = re.findall(
            r' width="(\d+)[\d.]*" height="(\d+)', (sample_screens.FOLDER / name).read_text(encoding="utf-8")
        )[0]
        assert f'/static/starmark/screens/{name}){{ width="{width}" height="{height}" }}' in pages


def test_words_stand_in_their_cells_and_keep_the_colours_of_the_command() -> None:
    root = ET.fromstring(draw_screen.screen("a & b", "starmark due", "天  \x1b[1;31m2027 <1>\x1b[0m\n", 20))
    svg = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{svg}title") == "a & b"
    drawn = [(word.text, word.get("x"), word.get("textLength"), word.get("fill")) for word in root.iter(f"{svg}text")]
    assert drawn[1:] == [("天", "18", "19.2", draw_screen.INK), ("2027 <1>", "56.4", "76.8", draw_screen.INKS[1])]
