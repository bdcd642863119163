"""Papers for the tests: the one that the register would print, and others with one thing changed."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import qrcode
import typst

from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.paper.register_side import register_side
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Record
from certs.register.store.reader import open_reader
from tests.instances import Staff, number

NUMBER: Final = number(1)
HOST: Final = "cert.example.cn"
BASE: Final = f"https://{HOST}"
_SOURCE: Final = Path(__file__).resolve().with_name("sample_paper.typ")


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    spec = find_spec("pylopdf_fonts_zh_cn")
    assert spec is not None
    assert spec.submodule_search_locations
    fonts = typst.Fonts(include_system_fonts=False, font_paths=list(spec.submodule_search_locations))
    return typst.Compiler(_SOURCE, root=_SOURCE.parent, font_paths=fonts)


def record_of(staff: Staff) -> Record:
    """The record of the example certificate."""
    record = open_reader(f"sqlite:///{staff.home / 'register.db'}").look(NUMBER).record
    assert record is not None
    return record


def symbol(text: str) -> str:
    """Draw a code, whatever it says: not with our own writer, which refuses what is not ours."""
    code = qrcode.QRCode()
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    box = f"0 0 {len(rows)} {len(rows)}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{dark}"/></svg>'


def printed(record: Record) -> dict[str, Any]:
    """What the register would print of the version in force, with its signed code."""
    return {
        **register_side(record, record.latest).shown,
        "codes": [symbol(signed_objects.qr_text(record.latest, BASE))],
        "files": [],
        "picture": None,
        "cover": False,
        "text": "",
        "pages": [],
    }


BARE: Final[dict[str, Any]] = {
    "number": "",
    "codes": [],
    "files": [],
    "picture": None,
    "cover": False,
    "text": "",
    "pages": [],
}


def pdf(data: dict[str, Any]) -> bytes:
    """Set a paper."""
    made = _compiler().compile(format="pdf", sys_inputs={"data": json.dumps(data)})
    assert isinstance(made, bytes)
    return made


def read(data: dict[str, Any]) -> PaperFile:
    """Set a paper and read it, in this process."""
    return read_pdf(pdf(data), lambda: None)
