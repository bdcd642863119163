"""`starmark renew`: issue the successor of a certificate after a new full assessment."""

from __future__ import annotations

from certs.casework.desk import Remark, Rewrite
from certs.days import beijing_day
from certs.errors import Words
from certs.register.acts.acts import Issued
from scripts.desk import issuing
from scripts.desk.act_options import Asked, acting
from scripts.desk.batch import PURPOSES, Act, carry_out
from scripts.desk.pairs import pairs
from scripts.terminal import clock
from scripts.terminal.frame import argument, verb


@verb(
    "renew",
    Words(
        "再认证换证：签发接续的新证书；旧证书到新证书开始那天注销，互相注明编号。",
        "Renew: issue the successor; the old one is withdrawn the day the new one starts, and each names the other.",
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
def command(given: tuple[str, ...], asked: Asked) -> int:
    """Issue the successor of each number."""
    items, refused = pairs(given, beijing_day(clock.now()), skip_bad=asked.skip_bad)
    remark = Remark(asked.note, asked.by)
    act: Act[Rewrite, Issued] = Act(
        PURPOSES,
        lambda item: item.number,
        lambda desk, chosen, dry: desk.renew(chosen, remark, dry_run=dry),
        issuing.SIGNATURES + 1,
    )
    return issuing.report(carry_out(act, items, refused, asked), asked)
