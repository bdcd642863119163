"""Write every picture of the site's pages into `verify/static/starmark/pictures`.

They are committed, as the marks are, so that nothing has to be drawn to build or to serve; a test holds them equal.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

from typing import Final

from certs.documents.marks import usage_scenes
from certs.documents.marks.emblem import FOOT, WIDTH
from certs.documents.marks.numbered_mark import PLATE_WIDTH, SLIP_HEIGHT, Mark, plate, short_code, slip
from certs.documents.marks.shapes import document
from scripts.drawing import draw_case, draw_deployments, draw_process, draw_rooms, draw_years
from scripts.drawing.draw_marks import STATIC

FOLDER: Final = STATIC / "pictures"
NUMBER: Final = "99926SC00001R0M"
BASE_URL: Final = "https://cert.example.cn"


def drawings() -> dict[str, str]:
    """Return every picture by its file name: those of marks are drawn with the mark of a sample, of four stars."""
    mark = Mark(4, short_code(NUMBER, BASE_URL))
    return {
        **draw_process.drawings(),
        **draw_rooms.drawings(),
        **draw_case.drawings(),
        **draw_years.drawings(),
        **draw_deployments.drawings(),
        "slip-colour.svg": document(mark.title, (WIDTH, SLIP_HEIGHT), slip(mark)),
        "plate-colour.svg": document(mark.title, (PLATE_WIDTH, FOOT), plate(mark)),
        **{f"{name}.svg": usage_scenes.drawn(name, mark) for name in usage_scenes.SCENES},
    }


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawings().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
