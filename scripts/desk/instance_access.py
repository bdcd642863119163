"""Opening an instance for a command: recover first, then the register for reading. For acting see `open_desk`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from certs.errors import CouldNotCheck
from certs.instance.folder import Instance, open_instance
from certs.register.store.database import make_ready
from certs.register.store.reader import Reader, open_reader
from scripts.terminal import verb_frame

_LOOKING_GOES_ON = frozenset({"register_read_only", "register_locked"})


def instance(*, to_act: bool) -> Instance:
    """Return the instance of this call, ready: what a crash left is rolled back, an older schema upgraded.

    A colleague who may read the register but not write it can still look things up, and so can everyone while a batch
    is being written. An act needs the register to itself.
    """
    place = open_instance(verb_frame.home())
    try:
        make_ready(place.register_url)
    except CouldNotCheck as error:
        if to_act or error.code not in _LOOKING_GOES_ON:
            raise
    return place


@contextmanager
def reader() -> Iterator[Reader]:
    """Lend the register for looking things up."""
    opened = open_reader(instance(to_act=False).register_url)
    try:
        yield opened
    finally:
        opened.close()
