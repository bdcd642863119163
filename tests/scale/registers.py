"""The generated registers that are measured side by side, each with all that the staff and the web need of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from flask import Flask

from certs.casework.desk import Desk
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.instance.folder import Instance, open_instance
from certs.publication import publish
from certs.publication.publish import Told
from certs.publication.publishing_state import CHECKPOINT
from certs.register.append import serials
from certs.register.store import ledger
from certs.register.store.database import Store, open_store
from certs.register.store.reader import Reader, open_reader
from tests.scale import lives, timetable
from tests.scale.generator import generate
from tests.scale.minting import ring
from verify.app import create_app
from verify.config import Config

FILES_UP_TO: Final = 10_000  # certificates up to which all their files are published: three for each of them
_FRESH: Final = 8_000_000  # the n of those that are issued while registers are measured, but for the size of the log
_AMONG: Final = 1_900_000  # of so many: a firm's number has seven figures


@dataclass
class Register:
    """One generated register. Its clock goes on a minute with each act.

    Its first `whole` certificates can be asked for. `fresh` is the n of the certificate that was issued last; `chosen`
    is one to which nothing was done so far.
    """

    size: int
    whole: int
    instance: Instance
    store: Store
    journal: Journal
    reader: Reader
    app: Flask = field(default_factory=lambda: Flask("none"))
    now: datetime = lives.NOW
    fresh: int = _FRESH
    spare: int = 1
    chosen: str = ""

    @property
    def url(self) -> str:
        """Where the register is."""
        return self.instance.register_url

    def desk(self) -> Desk:
        """Return the desk at the next minute."""
        self.now += timedelta(minutes=1)
        day = beijing_day(self.now)
        settings, public = self.instance.settings, self.instance.public
        return Desk(self.store, settings, self.journal, ring(), lambda: self.now, confirm_clock=day, public=public)

    def choose(self) -> None:
        """Choose another certificate to which nothing was done."""
        with self.reader.view() as view:
            while True:
                self.spare += 100  # of these, the timetable does nothing
                record = view.record(timetable.number_of(self.spare))
                assert record is not None
                if len(record.entries) == 1:
                    self.chosen = record.number
                    return

    def publish(self) -> None:
        """Publish what is new."""
        publish.publish(self.store, self.instance.public, ring().get("list"), self.now)

    def checkpoint(self) -> bytes:
        """Return the published head."""
        return (self.instance.public / CHECKPOINT).read_bytes()

    def numbers(self, count: int, seed: int) -> list[str]:
        """Return the numbers of so many different certificates, chosen by chance."""
        return [timetable.number_of(n) for n in random.Random(seed).sample(range(1, self.whole + 1), count)]


def generated(folder: Path, size: int) -> Instance:
    """Return the instance of so many certificates below a folder, which may be there from before."""
    home = folder / str(size)
    if not home.exists():
        beside = folder / f"{size}.part"  # what is broken off is begun again
        shutil.rmtree(beside, ignore_errors=True)
        generate(beside, size)
        beside.rename(home)
    return open_instance(home)


def made(folder: Path, size: int) -> Instance:
    """Return the instance of so many certificates below a folder, published."""
    instance = generated(folder, size)
    with ExitStack() as stack:
        if size > FILES_UP_TO:
            stack.enter_context(patch.object(publish, "_touched", lambda *_: set()))
        store = stack.enter_context(closing(open_store(instance.register_url, write=True)))
        with store.writing() as connection:
            serials.fold(connection, ledger.trust_of(connection).body.number_prefix)
        now = _now(store)
        publish.publish(store, instance.public, ring().get("list"), now, told=Told(confirm_clock=beijing_day(now)))
    return instance


@contextmanager
def opened(instances: Sequence[tuple[int, Instance]], whole: int | None = None) -> Iterator[list[Register]]:
    """Lend the registers, opened; of each the first `whole` certificates can be asked for, or all."""
    with ExitStack() as stack:
        registers = []
        for size, instance in instances:
            store = stack.enter_context(closing(open_store(instance.register_url, write=True)))
            journal = stack.enter_context(Journal.open(instance.casework_url))
            reader = stack.enter_context(closing(open_reader(instance.register_url)))
            with reader.view() as view:
                entries = view.size
            fresh = _FRESH + entries % _AMONG
            register = Register(size, whole or size, instance, store, journal, reader, now=_now(store), fresh=fresh)
            _serve(register)
            registers.append(register)
        yield registers


def _now(store: Store) -> datetime:
    """Return the present of a register: later than its last entry, which may be of an earlier measurement."""
    with store.reading() as connection:
        recorded = ledger.head(connection).recorded
    return max(lives.NOW, recorded) if recorded else lives.NOW


def _serve(register: Register) -> None:
    def clock() -> datetime:
        return register.now + timedelta(seconds=30)

    register.app = create_app(Config(register.instance.settings, register.instance.register_url, clock=clock))
