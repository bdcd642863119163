"""Opening an instance for a command: recover first, then the register for reading. For acting see `open_desk`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from certs.errors import CouldNotCheck
from certs.instance.folder import Instance, open_instance
from certs.register.store.database import make_ready
from certs.register.store.reader import Reader, open_reader
from certs.register.store.schema_revision import Upgraded
from scripts.terminal import speech, verb_frame
from scripts.terminal.speech import both

_LOOKING_GOES_ON = frozenset({"register_read_only", "register_locked"})


def instance(*, to_act: bool) -> Instance:
    """Return the instance of this call, ready: what a crash left is rolled back, an older schema upgraded.

    A colleague who may read the register but not write it can still look things up, and so can everyone while a batch
    is being written. An act needs the register to itself.
    """
    place = open_instance(verb_frame.home())
    try:
        tell_upgrade(make_ready(place.register_url))
    except CouldNotCheck as error:
        if to_act or error.code not in _LOOKING_GOES_ON:
            raise
    return place


def instance_to_serve() -> Instance:
    """Return the instance as `instance` does, also while the database is away.

    The website answers from standbys then, or that it could not check; one that did not start would say nothing.
    """
    try:
        return instance(to_act=False)
    except CouldNotCheck as error:
        if error.code != "register_unreachable":
            raise
    speech.tell(
        both(
            "登记簿现在连不上，网站照常启动；在连上以前，从热备答，或者答“未能核验”。",
            "The register is out of reach. The website starts all the same, and answers from standbys, or that it "
            "could not check, until it is back.",
        )
    )
    return open_instance(verb_frame.home())


def tell_upgrade(upgraded: Upgraded | None) -> None:
    """Say, beside the answer, that the register's schema was upgraded, and where it is as it was before."""
    if upgraded is None:
        return
    copy = upgraded.copy
    kept = both(f"升级前的副本在 {copy}。", f"Its copy of before is {copy}.") if copy else ""
    speech.tell(
        both(
            f"登记簿的结构已从 {upgraded.before} 升级到 {upgraded.after}，条目没有改动。{kept}",
            f"The register's schema was upgraded from {upgraded.before} to {upgraded.after}; no entry was changed. "
            f"{kept}",
        ).strip()
    )


@contextmanager
def reader() -> Iterator[Reader]:
    """Lend the register for looking things up."""
    opened = open_reader(instance(to_act=False).register_url)
    try:
        yield opened
    finally:
        opened.close()
