"""`starmark reissue`: give a certificate new content under its old number, as the next version."""

from __future__ import annotations

from datetime import date

from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.request import Request
from scripts.desk import act_report
from scripts.desk.act_options import ActOptions, acting, effective_option, reason_option, require_reason
from scripts.desk.batch import carry_out
from scripts.desk.pairs import pairs
from scripts.terminal import clock
from scripts.terminal.verb_frame import argument, verb


@verb(
    "reissue",
    Words(
        "换发：编号不变，内容改为文件所写，成为下一版。",
        "Reissue: the number stays, the content becomes the file's, as the next version.",
    ),
    REASONS["reissued"],
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
@reason_option("reissued")
@effective_option
@acting
def command(given: tuple[str, ...], reason: str | None, effective: date | None, options: ActOptions) -> int:
    """Make the next version of each number."""
    require_reason("reissued", reason)
    like = Request("reissued", reason=reason or "", effective=effective, remark=options.remark("reissued"))
    requests, refused = pairs(given, beijing_day(clock.now()), like, skip_bad=options.skip_bad)
    return act_report.report("reissued", carry_out(requests, refused, options), options)
