"""A progress bar for a batch, on a terminal only: it counts signatures, which is what a batch waits for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from certs.trust.signing import Keyring, SigningKey
from scripts.terminal import speech
from scripts.terminal.speech import both

_WORTH_IT: Final = 40  # signatures; below, the act is over before a bar is read


@dataclass(frozen=True, slots=True)
class _CountedKey(SigningKey):
    """A key that reports each signature it makes."""

    key: SigningKey = field(repr=False, compare=False)
    advance: Callable[[], None] = field(repr=False, compare=False)

    @property
    def public_raw(self) -> bytes:
        return self.key.public_raw

    def sign(self, data: bytes) -> bytes:
        self.advance()
        return self.key.sign(data)


@contextmanager
def counting(ring: Keyring | None, expected: int) -> Iterator[Keyring | None]:
    """Show a bar while the ring signs, if a person is watching and the batch is long enough."""
    if ring is None or expected < _WORTH_IT or not sys.stderr.isatty():
        yield ring
        return
    with bar(both("签名", "Signing"), expected) as advance:
        counted = {purpose: _CountedKey(key.name, key, advance) for purpose, key in ring.keys.items()}
        yield Keyring(counted, ring.outgoing)


@contextmanager
def bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error and lend what moves it on; without a terminal nothing is shown."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=speech.console(sys.stderr), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)
