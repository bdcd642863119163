"""`starmark renew`: issue the successor of a certificate after a new full assessment."""

from __future__ import annotations

from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.request import Request
from scripts.desk import act_report
from scripts.desk.act_options import ActOptions, acting
from scripts.desk.batch import carry_out
from scripts.desk.pairs import pairs
from scripts.terminal import clock
from scripts.terminal.verb_frame import argument, verb


@verb(
    "renew",
    Words(
        "再认证换证：签发接续的新证书；旧证书到新证书开始那天注销，互相注明编号。",
        "Renew: issue the successor; the old one is ended the day the new one starts, and each names the other.",
    ),
)
@argument(
    "given",
    nargs=-1,
    metavar="NUMBER FILE…",
    words=Words(
        "旧编号和新证书的输入文件，成对写；也可以是一份编号表和一份顺序相同的证书表。",
        "Old numbers and input files in pairs; or a sheet of numbers and a sheet of certificates in the same order.",
    ),
)
@acting
def command(given: tuple[str, ...], options: ActOptions) -> int:
    """Issue the successor of each number."""
    like = Request("renewed", remark=options.remark("renewed"))
    requests, refused = pairs(given, beijing_day(clock.now()), like, skip_bad=options.skip_bad)
    return act_report.report("renewed", carry_out(requests, refused, options), options)
