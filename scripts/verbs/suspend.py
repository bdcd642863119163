"""`starmark suspend`: suspend certificates until a last day."""

from __future__ import annotations

from datetime import date

from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from scripts.desk.act_options import Asked, acting, effective_option, reason_option, targets_argument, until_option
from scripts.desk.changing import change
from scripts.terminal.frame import verb

_CODES = REASONS["suspended"]


@verb("suspend", Words("暂停一张或多张证书，写明最后一天。", "Suspend certificates until a last day."), _CODES)
@targets_argument
@reason_option(_CODES)
@effective_option
@until_option
@acting
def command(
    targets: tuple[str, ...], reason: str | None, effective: date | None, until: date | None, asked: Asked
) -> int:
    """Change the status of the numbers given."""
    return change("suspended", targets, asked, reason, effective, until)
