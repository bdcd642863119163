"""`starmark complaint`: a complaint about a certified firm, a case, or the body itself is taken in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from certs.casework.cases.case_moves import COMPLAINT
from certs.errors import Words
from scripts.aftercare.taking_in import (
    Came,
    about_argument,
    concerns_option,
    file_argument,
    language_option,
    received_option,
    take_in,
)
from scripts.cases.case_options import by_one_option, read_code
from scripts.desk.act_options import json_option
from scripts.terminal.verb_frame import verb


@verb(
    "complaint",
    Words(
        "收到投诉：立案，来信按原样保密保存。接着用 case accept 或 case refuse，查证以后 case answer。",
        "A complaint came: open a case and keep the letter as it is, privately. Then case accept or case refuse; and "
        "once it was looked into, case answer.",
    ),
)
@about_argument
@file_argument
@received_option
@concerns_option
@language_option
@by_one_option
@json_option
def command(
    about: str,
    file: Path,
    received: date | None,
    concerns: tuple[str, ...],
    language: str | None,
    by: tuple[str, ...],
    *,
    as_json: bool,
) -> int:
    """Take it in."""
    code = read_code(by, "--by")
    came = Came(about, file, received, tuple(read_code(each, "--concerns") for each in concerns), language)
    return take_in(COMPLAINT, came, code, None, as_json=as_json)
