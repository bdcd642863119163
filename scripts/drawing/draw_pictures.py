"""Write every picture of the site's pages into `verify/static/starmark/pictures`.

They are committed, as the marks are, so that nothing has to be drawn to build or to serve; a test holds them equal.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

from typing import Final

from scripts.drawing import draw_examples, draw_process, draw_rooms, draw_slips
from scripts.drawing.draw_marks import STATIC

FOLDER: Final = STATIC / "pictures"


def drawings() -> dict[str, str]:
    """Return every picture by its file name."""
    return {**draw_process.drawings(), **draw_rooms.drawings(), **draw_slips.drawings(), **draw_examples.drawings()}


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawings().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
