"""Write certs/certificate/glyphs.txt anew from the printed fonts: `python tests/certificate/make_glyphs.py`.

The fonts are those that papers are set in (Noto Sans SC and Noto Serif SC, Regular). A character counts only if both
faces have it, since either may print a name. `test_glyphs.py` compares the file with this.
"""

from __future__ import annotations

from pathlib import Path

from certs.documents import fonts

DATA = Path(__file__).parents[2] / "certs" / "certificate" / "glyphs.txt"
HEAD = """\
# Characters that the printed fonts have, as hexadecimal code points and ranges, both ends included.
# Written by tests/certificate/make_glyphs.py from Noto Sans SC and Noto Serif SC; do not edit by hand.
"""


def printed_characters() -> set[int]:
    """Return the code points that every printed font can draw."""
    return set(frozenset.intersection(*map(fonts.characters, fonts.shipped())))


def ranges_text(characters: set[int]) -> str:
    """Return the file's text: sixteen ranges a line."""
    ranges: list[tuple[int, int]] = []
    for point in sorted(characters):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    words = [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in ranges]
    return HEAD + "".join(" ".join(words[i : i + 16]) + "\n" for i in range(0, len(words), 16))


if __name__ == "__main__":
    DATA.write_text(ranges_text(printed_characters()), encoding="ascii")
