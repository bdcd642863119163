"""Join the parts of the style sheet into the one file that pages link, `/static/starmark/starmark.css`.

One file is one request, and the parts are what people read. The joined file is committed, so that the service needs no
build; a test holds it equal to its parts.

    python -m scripts.site_builder.site_style
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

STARMARK: Final = Path(__file__).resolve().parents[2] / "verify" / "static" / "starmark"
PARTS: Final = (
    "tokens",
    "ground",
    "head-foot",
    "fields",
    "lookup",
    "home",
    "status",
    "verdict",
    "result",
    "facts",
    "history",
    "claim",
    "near",
    "narrow",
    "chart",
    "tables",
    "bids",
    "steps",
    "scan",
    "handin",
    "print",
    "sheet",
    "report",
    "report-print",
    "preferences",
)
HEAD: Final = "/* Made from src/ by python -m scripts.site_builder.site_style: change the parts, not this file. */\n\n"


def joined() -> str:
    """Return the style sheet; the order of the parts matters, since later ones may overrule earlier ones."""
    return HEAD + "\n".join((STARMARK / "src" / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)


def main() -> None:
    """Write the joined style sheet."""
    (STARMARK / "starmark.css").write_text(joined(), encoding="utf-8")


if __name__ == "__main__":
    main()
