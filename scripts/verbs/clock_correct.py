"""`starmark clock-correct`: log that entries were recorded by a wrong clock, so that acts can go on from the right
one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from certs.errors import Words
from certs.register.acts import key_ceremonies
from certs.register.acts.ceremony_plans import WrongClock
from scripts.desk import ceremony_options
from scripts.desk.ceremony import Brought, hold
from scripts.desk.ceremony_options import Instant, holding
from scripts.terminal.verb_frame import option, require, verb


@verb(
    "clock-correct",
    Words(
        "用根密钥登记时钟更正：此前有条目取自走错的时钟。条目不改，旁边加注；此后可以继续办理。先把本机时钟校准。",
        "Log with the root key that the clock was wrong for some entries. They stay as they are, with a note; acts "
        "can then go on. Set this machine's clock right first.",
    ),
)
@option(
    "--false-instant",
    type=Instant(),
    default=None,
    metavar="INSTANT",
    words=Words(
        "当时时钟显示的错误时刻：受影响的某一条的登记时刻。",
        "What the clock showed: the recorded instant of one of the affected entries.",
    ),
)
@option(
    "--true-instant",
    type=Instant(),
    default=None,
    metavar="INSTANT",
    words=Words("那时的真实时刻。", "What the time really was at that moment."),
)
@option(
    "--first-affected",
    type=int,
    default=None,
    metavar="N",
    words=Words("第一条受影响的日志条目的编号。", "Number of the first affected entry of the log."),
)
@holding
def command(
    false_instant: datetime | None, true_instant: datetime | None, first_affected: int | None, brought: Brought
) -> int:
    """Hold the ceremony."""
    require("--false-instant", false_instant)
    require("--true-instant", true_instant)
    require("--first-affected", first_affected)
    assert false_instant is not None
    assert true_instant is not None
    assert first_affected is not None
    wrong = WrongClock(false_instant.astimezone(UTC), true_instant.astimezone(UTC), first_affected)
    return ceremony_options.tell(hold(brought, lambda hall, _new: key_ceremonies.correct_clock(hall, wrong)), brought)
