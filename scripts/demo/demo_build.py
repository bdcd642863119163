"""Building the demo instance: the stories of `demo_history`, done day by day as real acts with real signatures.

The acts see the past instants at which they are said to happen; everything else is as at a real desk, journal included.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Final

from certs.casework.desk import Desk
from certs.casework.journal.journal import Journal
from certs.days import beijing_day, day_begins
from certs.errors import Refused
from certs.instance import whole_files
from certs.instance.folder import SETTINGS_NAME, open_instance
from certs.instance.settings import parse_settings
from certs.lifecycle.request import DECIDED_BY_TWO, Request, remark_of
from certs.publication.publish import Told, publish
from certs.register.store.database import Store, open_store
from scripts.demo.demo_history import Step, tell
from scripts.demo.demo_words import CLERKS, DECIDERS
from scripts.desk import new_instance
from scripts.desk.new_instance import NewInstance

FOUNDED: Final = timedelta(days=1_610)  # before today; earlier than the first story begins
MEETING: Final = timedelta(hours=9)  # of the Beijing day at which the acts of a past day are done
PROFILE: Final = "demo_profile.toml"
PASSPHRASE_NAME: Final = "demo-passphrase.txt"  # only in a demo: its keys guard nothing


def require_demo(home: Path) -> None:
    """Refuse a folder that holds anything but a demo. Raises Refused."""
    if not home.exists() or (home.is_dir() and not any(home.iterdir())):
        return
    if not (home / SETTINGS_NAME).is_file() or not open_instance(home).settings.demo:
        raise Refused(
            "not_a_demo",
            f"{home} 不是演示实例，没有改动。演示请用另一个目录：starmark --home 目录 demo",
            f"{home} is no demo instance and was not touched. Give the demo a folder of its own: starmark --home DIR "
            "demo",
        )


def build(home: Path, count: int, now: datetime, advance: Callable[[], None]) -> None:
    """Make the demo anew at `home`: whole, or not at all. `advance` is called for each certificate.

    Raises Refused where the folder is not a demo's, StarmarkError where it cannot be published.
    """
    require_demo(home)
    home = home.absolute()
    fresh = home.with_name(f".{home.name}.demo-{secrets.token_hex(4)}")
    try:
        demo = _found(fresh, now)
        _act_out(demo, count, now, advance)
        if home.exists():
            shutil.rmtree(home)
        fresh.rename(home)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _found(place: Path, now: datetime) -> NewInstance:
    profile = new_instance.demo_marked(resources.files("scripts.demo").joinpath(PROFILE).read_bytes())
    secret = secrets.token_urlsafe(24)
    demo = new_instance.make(place, profile, parse_settings(profile, new=True), secret, now - FOUNDED)
    if demo.unpublished is not None:
        raise demo.unpublished
    whole_files.write(place / PASSPHRASE_NAME, secret.encode() + b"\n", mode=0o600)
    return demo


def _act_out(demo: NewInstance, count: int, now: datetime, advance: Callable[[], None]) -> None:
    today = beijing_day(now)
    store = open_store(demo.instance.register_url, write=True)
    try:
        with Journal.open(demo.instance.casework_url) as journal:
            cast = Cast()
            for day, kind, steps in tell(count, today):
                then = now if day == 0 else day_begins(today + timedelta(days=day)) + MEETING
                desk = _desk_at(then, demo, store, journal)
                cast.play(desk, steps)
                for _ in range(len(steps) if kind in {"issued", "renewed"} else 0):
                    advance()
        publish(store, demo.instance.public, demo.ring.get("list"), now, told=Told(confirm_clock=today))
    finally:
        store.close()


def _desk_at(then: datetime, demo: NewInstance, store: Store, journal: Journal) -> Desk:
    return Desk(store, demo.instance.settings, journal, demo.ring, lambda: then, confirm_clock=beijing_day(then))


@dataclass
class Cast:
    """Who has which number by now."""

    numbers: dict[int, str] = field(default_factory=dict)

    def play(self, desk: Desk, steps: Sequence[Step]) -> None:
        """Do one lot of steps of one kind."""
        for step, result in zip(steps, desk.perform([self._request(desk, step) for step in steps]), strict=True):
            if step.kind in {"issued", "renewed"}:
                self.numbers[step.key if step.kind == "issued" else step.new_key] = result.number

    def _request(self, desk: Desk, step: Step) -> Request:
        until = None if step.until is None else beijing_day(desk.now) + timedelta(days=step.until - step.day)
        remark = remark_of(step.kind, "演示", _codes(step))
        number = self.numbers.get(step.key, "") if step.kind != "issued" else ""
        return Request(step.kind, number, step.reason, step.draft, until=until, remark=remark)


def _codes(step: Step) -> tuple[str, ...]:
    """Return the staff codes that the act names beside its input: none, of who acts, or of the two who decide."""
    if step.draft:
        return ()
    return DECIDERS[step.key % len(DECIDERS)] if step.kind in DECIDED_BY_TWO else (CLERKS[step.key % len(CLERKS)],)
