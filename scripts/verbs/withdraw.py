"""`starmark withdraw`: withdraw certificates without fault, for ever."""

from __future__ import annotations

from datetime import date

from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from scripts.desk.act_options import Asked, acting, effective_option, reason_option, targets_argument
from scripts.desk.changing import change
from scripts.terminal.frame import verb

_CODES = REASONS["withdrawn"]


@verb(
    "withdraw",
    Words("注销证书（没有过错）；注销后不能恢复。", "Withdraw certificates without fault, for ever."),
    _CODES,
)
@targets_argument
@reason_option(_CODES)
@effective_option
@acting
def command(targets: tuple[str, ...], reason: str | None, effective: date | None, asked: Asked) -> int:
    """Change the status of the numbers given."""
    return change("withdrawn", targets, asked, reason, effective)
