"""Publishing at the end of an act. The act stands whatever comes of it; that it was not published is exit 2."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Final

from certs import limits
from certs.casework.desk import Desk
from certs.errors import StarmarkError
from certs.register.store.database import open_store
from certs.register.store.server_state import state_of
from scripts.terminal import clock, colours, refusals, speech
from scripts.terminal.speech import both

_PAUSE: Final = 0.05  # seconds between two looks at a replica


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
    """Wait until every read replica shows what was done, so that a link from here leads to it; or say so."""
    replicas = desk.settings.register.replicas
    if not replicas:
        return
    size, until = state_of(desk.store).size, time.monotonic() + limits.REPLICA_WAIT_SECONDS
    behind = [str(place) for place, url in enumerate(replicas, 1) if not _shows(url, size, until)]
    if behind:
        speech.tell(
            both(
                f"已经办理。网站的第 {'、'.join(behind)} 个副本还没有跟上：几分钟内，那里看到的还是办理以前的。",
                f"It is done. The website's replica {', '.join(behind)} has not caught up: for some minutes it shows "
                "what was before.",
            ),
            colours.NOTE,
        )


def _shows(url: str, size: int, until: float) -> bool:
    """Tell whether a replica has so many entries before a moment of the clock that never jumps."""
    while True:
        try:
            with closing(open_store(url, write=False)) as store:
                if state_of(store).size >= size:
                    return True
        except StarmarkError:
            return False
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)
