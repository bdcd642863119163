"""Saying which act of a certificate was decided on an input file that was kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from certs import limits
from certs.casework.journal.journal import Journal
from certs.casework.kept_input import Agreement, Comparison, compare
from certs.certificate.fields import Draft
from certs.certificate.reading.read_file import read
from certs.certificate.reading.refused_input import Reading
from certs.documents import fonts
from certs.errors import CouldNotCheck, Words
from certs.lifecycle.record import Record
from scripts.desk import instance_access
from scripts.terminal import code_words, input_file, refusals, speech
from scripts.terminal.speech import both, say

AGREES: Final = 0  # exit codes
AGREES_WITH_NONE: Final = 1
_WORDS: Final = {
    Agreement.DIFFERS: Words("不是依据这个文件", "not decided on this file"),
    Agreement.NO_ROW: Words("工作日志里没有这个决定", "the journal has no such decision"),
    Agreement.CHANGED_ROW: Words(
        "工作日志的这一行被改动过，不能作数", "its row of the journal was changed and proves nothing"
    ),
}


def report(record: Record, file: Path, *, as_json: bool) -> int:
    """Hold the file against the journal, print what came of it, and return the exit code. Raises CouldNotCheck."""
    data = _bytes(file)
    place = instance_access.instance(to_act=False)
    more = fonts.added_characters(place.fonts)
    readings = dict[date, Reading]()

    def drafts_on(day: date) -> Sequence[Draft]:
        if day not in readings:
            readings[day] = read(data, str(file), day, more)
        return readings[day].drafts

    with Journal.open(place.casework_url) as journal:
        comparisons = compare(record, journal, drafts_on)
    agrees = any(each.agreement is Agreement.AGREES for each in comparisons)
    refused = () if agrees or not readings else readings[max(readings)].refused
    if as_json:
        speech.print_json(
            {
                "number": record.number,
                "agrees": agrees,
                "acts": [_json(each) for each in comparisons],
                "refused": refusals.to_json(refused),
            }
        )
    else:
        _show(record.number, comparisons, agrees=agrees)
        refusals.tell(refused)
    return AGREES if agrees else AGREES_WITH_NONE


def _bytes(file: Path) -> bytes:
    try:
        return input_file.read(file, limits.XLSX_FILE)
    except OSError as error:
        raise CouldNotCheck(
            "target",
            f"读不了 {file}（{error.strerror}），没有核对；请检查文件名和权限。",
            f"{file} cannot be read ({error.strerror}), so nothing was compared; check its name and rights.",
        ) from error


def _json(comparison: Comparison) -> dict[str, Any]:
    return {
        "position": comparison.entry.position,
        "type": comparison.entry.type,
        "row": comparison.row.identifier if comparison.row else None,
        "recorded": comparison.row.recorded if comparison.row else None,
        "decided_by": list(comparison.row.decision.decided_by) if comparison.row else [],
        "agreement": comparison.agreement.value,
        "source": comparison.source or None,
    }


def _show(number: str, comparisons: Sequence[Comparison], *, agrees: bool) -> None:
    columns = speech.table(
        both("条目", "entry"),
        both("事项", "act"),
        both("日志行", "row"),
        both("决定人员", "decided by"),
        both("核对", "file"),
    )
    for each in comparisons:
        row = each.row
        source = both(f"依据 {each.source}", f"decided on {each.source}")
        speech.row(
            columns,
            each.entry.position,
            code_words.act(each.entry.type),
            row.identifier if row else "—",
            "、".join(row.decision.decided_by) if row else "—",
            source if each.agreement is Agreement.AGREES else say(_WORDS[each.agreement]),
        )
    speech.show(columns)
    speech.show(
        both(f"{number}：这个文件就是决定时的输入。", f"{number}: this file is what was decided on.")
        if agrees
        else both(
            f"{number}：没有一次办理依据这个文件。它可能被改过，或者属于另一张证书。",
            f"{number}: no act was decided on this file. It was changed, or belongs to another certificate.",
        )
    )
