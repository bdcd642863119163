"""The door for staff input: bytes and a file name come in, drafts and refusals go out; bad content never raises."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

from certs.certificate import glyphs
from certs.certificate.reading import known_strangers
from certs.certificate.reading.findings import Findings, shown
from certs.certificate.reading.known_strangers import SAVE_AS, ZIP
from certs.certificate.reading.reading_toml import read_toml
from certs.certificate.reading.refused_input import FileRefused, Reading, RefusedInput
from certs.errors import Words

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Reading", "RefusedInput", "read"]

_INSTEAD: Final = Words("请提交 .toml 文件或 .xlsx 表格。", "hand in a .toml file or an .xlsx sheet.")


def read(data: bytes, name: str, today: date, more: AbstractSet[int] = glyphs.NONE, *, scheme: str = "") -> Reading:
    """Return what the file holds. It is known by its content: a zip is taken for XLSX, all else for TOML.

    `name` is how errors call the file; `more` are the code points of fonts that the body added;
    `scheme` is the one that it issues by where a file names none.
    """
    source = shown(name)[:200] or "?"
    try:
        known_strangers.refuse(data, name, _INSTEAD)
        _refuse_csv(name)
        if data.startswith(ZIP):
            from certs.certificate.reading.reading_xlsx import read_xlsx

            return read_xlsx(data, source, today, more, scheme)
        findings = Findings()
        draft = read_toml(data, source, today, findings, more, scheme)
    except FileRefused as refused:
        return Reading((), (refused.to_input(source),))
    if draft is None:
        return Reading((), (RefusedInput(source, tuple(findings.errors)),))
    return Reading((draft,), ())


def _refuse_csv(name: str) -> None:
    if name.rpartition(".")[2].lower() in {"csv", "tsv"}:
        raise FileRefused(
            "type",
            f"不接受 CSV 表格（会丢失格式和前导零）；{SAVE_AS[0]}",
            f"CSV is not taken (it loses formats and leading zeros); {SAVE_AS[1]}",
        )
