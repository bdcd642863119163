"""`starmark restore`: restore suspended certificates."""

from __future__ import annotations

from datetime import date

from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from scripts.desk.act_options import Asked, acting, effective_option, reason_option, targets_argument
from scripts.desk.changing import change
from scripts.terminal.frame import verb

_CODES = REASONS["restored"]


@verb("restore", Words("恢复暂停的证书。", "Restore suspended certificates."), _CODES)
@targets_argument
@reason_option(_CODES)
@effective_option
@acting
def command(targets: tuple[str, ...], reason: str | None, effective: date | None, asked: Asked) -> int:
    """Change the status of the numbers given."""
    return change("restored", targets, asked, reason, effective)
