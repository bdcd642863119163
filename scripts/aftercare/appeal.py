"""`starmark appeal`: an appeal against a decision of the body is taken in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from certs.casework.cases.case_moves import APPEAL
from certs.casework.cases.complaint_case import DECISIONS
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
from scripts.terminal.verb_frame import option, verb


@verb(
    "appeal",
    Words(
        "收到申诉：立案，写明对的是哪个决定；原来的决定继续执行。以后的步骤与投诉相同。",
        "An appeal came: open a case that names the decision, which stands in the meantime. The steps are those of a "
        "complaint.",
    ),
    DECISIONS,
)
@about_argument
@file_argument
@option(
    "--against",
    type=click.Choice(tuple(DECISIONS)),
    default=None,
    metavar="DECISION",
    words=Words(
        "对哪个决定，见下表；只有一个时可以不写。", "Which decision, from the list below, where there are several."
    ),
)
@received_option
@concerns_option
@language_option
@by_one_option
@json_option
def command(
    about: str,
    file: Path,
    against: str | None,
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
    return take_in(APPEAL, came, code, against, as_json=as_json)
