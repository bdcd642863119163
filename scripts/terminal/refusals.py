"""Saying what was refused: as a table beside the sentence, or in JSON (meanings.md, "Answers")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, Protocol

from certs.certificate import field_paths
from certs.errors import FieldError, Refused, StarmarkError
from scripts.terminal import colours, speech
from scripts.terminal.speech import both, say

_CELL: Final = re.compile(r"([^\s!：]+![A-Z]{1,3}[0-9]+[^：:]*)(?:：|: )")


class Item(Protocol):
    """Anything refused in a batch: a row of a sheet, a file, a number."""

    @property
    def source(self) -> str: ...  # noqa: D102

    @property
    def errors(self) -> tuple[FieldError, ...]: ...  # noqa: D102


def to_json(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return `[{"source", "errors"}]`."""
    return [{"source": item.source, "errors": [error.to_json() for error in item.errors]} for item in items]


def tell(items: Iterable[Item]) -> None:
    """Print one table for each source, on standard error."""
    for item in items:
        speech.tell("")
        speech.tell(item.source or both("输入", "input"), "bold")
        _tell_errors(item.errors)


def tell_error(error: StarmarkError) -> None:
    """Print a refusal, or what else stopped the command, on standard error."""
    speech.tell_lines(say(error.words), colours.BAD)
    if isinstance(error, Refused) and error.errors:
        _tell_errors(error.errors)


def error_json(error: StarmarkError) -> dict[str, Any]:
    """Return the JSON form of what stopped the command."""
    errors = error.errors if isinstance(error, Refused) else ()
    return {
        "error": {"code": error.code, "message": error.words.to_json()},
        "errors": [each.to_json() for each in errors],
    }


def _tell_errors(errors: Iterable[FieldError]) -> None:
    table = speech.table(both("字段", "field"), both("给出的值", "given"), both("问题", "problem"))
    table.columns[0].max_width, table.columns[1].max_width = 24, 18
    for error in errors:
        place, message = _placed(error)
        speech.row(table, place, error.value or "—", message)
    speech.tell(table)


def _placed(error: FieldError) -> tuple[str, str]:
    """Return where an error stands as people say it, the cell of a sheet where it has one, and the rest of it."""
    message = say(error.message)
    cell = _CELL.match(message)
    if cell is not None:
        return cell[1], message[cell.end() :]
    place = say(field_paths.told(error.field))
    for before in dict.fromkeys((error.field, place)):
        message = message.removeprefix(both(f"{before}：", f"{before}: "))
    return place, message


def tell_outcome(refused: tuple[Item, ...], *, done: int, skip_bad: bool) -> None:
    """Print what a batch refused, and what that means for the rest."""
    if not refused:
        return
    tell(refused)
    speech.tell("")
    if skip_bad:
        speech.tell(
            both(
                f"拒绝 {len(refused)} 项，跳过；其余 {done} 项已通过。",
                f"{len(refused)} refused and skipped; the other {done} passed.",
            ),
            colours.BAD,
        )
    else:
        speech.tell(
            both(
                f"有 {len(refused)} 项被拒绝，所以什么也没有办理。改正后重做，或用 --skip-bad 跳过。",
                f"{len(refused)} refused, so nothing was done. Mend them and repeat, or skip them with --skip-bad.",
            ),
            colours.BAD,
        )
