"""The style sheet is its parts, the marks are their drawings, and every text colour can be read."""

from __future__ import annotations

import re

import pytest

from scripts.drawing import draw_marks
from scripts.site_builder import site_style

STATIC = draw_marks.STATIC
STATUSES = ("suspended", "revoked", "withdrawn", "expired", "fake", "unknown", "missing")
TEXT = ("ink", "ink-2", "brand", "gold", "focus", "valid", *STATUSES)


def test_the_style_sheet_is_its_parts() -> None:
    assert (STATIC / "starmark.css").read_text(encoding="utf-8") == site_style.joined()
    assert {path.stem for path in (STATIC / "src").glob("*.css")} == set(site_style.PARTS)


def test_a_part_is_short_and_has_one_declaration_a_line() -> None:
    for path in (STATIC / "src").glob("*.css"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 300, path.name
        assert [line for line in lines if line.count(";") > 1] == [], path.name


@pytest.mark.parametrize("name", ["starmark.css", "site.css"])
def test_a_style_sheet_asks_for_nothing(name: str) -> None:
    css = (STATIC / name).read_text(encoding="utf-8")
    assert re.findall(r"@import|url\(", css) == []
    assert re.findall(r"@font-face[^}]*src: (?!local\()", css) == []  # a face of the visitor's own machine, at most
    assert css.count("{") == css.count("}")


def test_every_mark_is_what_the_script_draws() -> None:
    for name, text in draw_marks.drawings().items():
        assert (STATIC / name).read_text(encoding="utf-8") == text, f"run python -m scripts.drawing.draw_marks: {name}"
    for name, data in draw_marks.icon_pictures().items():
        assert (STATIC / name).read_bytes() == data, f"run python -m scripts.drawing.draw_marks: {name}"
    drawn = {name.removeprefix("marks/") for name in draw_marks.drawings()}
    assert {path.name for path in (STATIC / "marks").iterdir()} | {"icon.svg"} == drawn


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """Return the colours of the light and the dark scheme."""
    css = (STATIC / "src" / "tokens.css").read_text(encoding="utf-8")
    light, dark = css.split("@media")
    first = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", light))
    return first, first | dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", dark))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_can_be_read(scheme: int) -> None:
    colours = tokens()[scheme]
    pairs = [(text, ground) for text in TEXT for ground in ("surface", "paper")]
    pairs += [(status, f"{status}-tint") for status in STATUSES]
    pairs += [("ink", "sunk"), ("ink-2", "sunk"), ("on-brand", "brand"), ("on-fill", "valid-fill")]
    assert [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []
    assert all(contrast(colours["edge"], colours[ground]) >= 3 for ground in ("surface", "paper"))
