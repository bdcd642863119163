"""`starmark reissue`: give a certificate new content under its old number, as the next version."""

from __future__ import annotations

from datetime import date

from certs.casework.desk import Remark, Rewrite
from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from certs.register.acts.acts import Issued
from scripts.desk import issuing
from scripts.desk.act_options import Asked, acting, effective_option, reason_option
from scripts.desk.batch import PURPOSES, Act, carry_out
from scripts.desk.pairs import pairs
from scripts.terminal import clock
from scripts.terminal.frame import argument, require, verb

_CODES = REASONS["reissued"]


@verb(
    "reissue",
    Words(
        "换发：编号不变，内容改为文件所写，成为下一版。",
        "Reissue: the number stays, the content becomes the file's, as the next version.",
    ),
    _CODES,
)
@argument(
    "given",
    nargs=-1,
    metavar="NUMBER FILE…",
    words=Words(
        "编号和输入文件，成对写；也可以是一份编号表和一份顺序相同的证书表。",
        "Numbers and input files in pairs; or a sheet of numbers and a sheet of certificates in the same order.",
    ),
)
@reason_option(_CODES)
@effective_option
@acting
def command(given: tuple[str, ...], reason: str | None, effective: date | None, asked: Asked) -> int:
    """Make the next version of each number."""
    require("--reason", reason)
    items, refused = pairs(given, beijing_day(clock.now()), reason or "", effective, skip_bad=asked.skip_bad)
    remark = Remark(asked.note, asked.by)
    act: Act[Rewrite, Issued] = Act(
        PURPOSES,
        lambda item: item.number,
        lambda desk, chosen, dry: desk.reissue(chosen, remark, dry_run=dry),
        issuing.SIGNATURES,
    )
    return issuing.report(carry_out(act, items, refused, asked), asked)
