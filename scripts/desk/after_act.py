"""Publishing at the end of an act. The act stands whatever comes of it; that it was not published is exit 2."""

from __future__ import annotations

from certs.casework.desk import Desk
from certs.errors import StarmarkError
from scripts.terminal import clock, colours, refusals, speech
from scripts.terminal.speech import both


def after_act(desk: Desk) -> bool:
    """Publish, and return whether that worked.

    Another desk may have acted since ours began, so the clock is read again.
    """
    try:
        desk.publish(clock.now())
    except StarmarkError as error:
        speech.tell(
            both(
                "已经办理，并已写入登记簿，但没有发布到 public/。原因：",
                "This was done and is in the register, but it was not published to public/:",
            ),
            colours.BAD,
        )
        refusals.tell_error(error)
        speech.tell(both("排除原因后运行：starmark publish", "When that is mended, run: starmark publish"))
        return False
    _await_replicas(desk)
    return True


def _await_replicas(desk: Desk) -> None:
    """Wait until the read replicas show what was done, or name those that do not."""
    behind = "、".join(map(str, desk.replicas_behind()))
    if behind:
        speech.tell(
            both(
                f"已经办理。网站的第 {behind} 个副本还没有跟上：几分钟内，那里看到的还是办理以前的。",
                f"It is done. The website's replica {behind} has not caught up: for some minutes it shows what was "
                "before.",
            ),
            colours.NOTE,
        )
