"""Asking outside, before an act, how far the log is known there: the public address, a witness (`[outside]`).

What answers is held against the register; what does not answer is told, and the act goes on, unless the settings say
that somebody must answer. A command asks once.
"""

from __future__ import annotations

from typing import Final

import click

from certs import limits
from certs.errors import CouldNotCheck, Malformed, NotGenuine, StarmarkError
from certs.instance.folder import Instance
from certs.log import outside_view
from certs.log.checkpoint import parse_checkpoint
from certs.log.checkpoint_policy import policy_of
from certs.publication.files import log_files
from certs.register.store import ledger
from certs.register.store.database import Store
from certs.register.store.ledger import trust_of
from scripts.terminal import colours, speech
from scripts.terminal.speech import both

_ASKED: Final = "starmark.outside"


def heads(place: Instance, store: Store) -> tuple[bytes, ...]:
    """Return the checkpoints that the world holds, for the act to go on from.

    Raises Refused (`log_behind`, `log_forked`) by a witness's word, CouldNotCheck (`outside_silent`) where somebody
    must answer and does not.
    """
    remembered = click.get_current_context().meta
    if _ASKED not in remembered:
        remembered[_ASKED] = _ask(place, store)
    found: tuple[bytes, ...] = remembered[_ASKED]
    return found


def _ask(place: Instance, store: Store) -> tuple[bytes, ...]:
    settings = place.settings
    seen: list[bytes] = []
    for url, ask in ((settings.outside_log, _published), (settings.outside_witness, _cosigned)):
        if not url:
            continue
        try:
            seen += ask(url, store)
        except (CouldNotCheck, NotGenuine, Malformed) as error:
            _silent(url, error, must_answer=settings.outside_must_answer)
    return tuple(seen)


def _published(url: str, store: Store) -> list[bytes]:
    from scripts.network.fetching import Origin  # only where somebody is to be asked

    raw = Origin(url, limits.OUTSIDE_SECONDS)(f"{log_files.FOLDER}/checkpoint", limits.NOTE)
    with store.reading() as connection:
        return [outside_view.published_head(raw, policy_of(trust_of(connection)))]


def _cosigned(url: str, store: Store) -> list[bytes]:
    from scripts.network.fetching import Origin
    from scripts.network.witness_server import PATH

    with store.reading() as connection:
        newest = log_files.checkpoint_file(connection)
    if newest is None:
        return []
    size, raw = newest
    origin = Origin(url, limits.OUTSIDE_SECONDS)
    status, body = origin.post(PATH.removeprefix("/"), outside_view.question(raw, size), limits.NOTE)
    known = outside_view.known_to_witness(status, body, parse_checkpoint(raw).head)
    with store.reading() as connection:  # somebody may have acted meanwhile
        outside_view.require_not_behind(ledger.head(connection).size, known, url)
    return []


def _silent(url: str, error: StarmarkError, *, must_answer: bool) -> None:
    cause = str(error.__cause__ or speech.say(error.words))[:160]
    if must_answer:
        raise CouldNotCheck(
            "outside_silent",
            f"问不到 {url}（{cause}），无从确认外面没有更新的条目；设置要求问到才办理（[outside] must_answer）。什么也没有办理。",
            f"{url} gave no answer ({cause}), so it is not known whether more is public than the register has; the "
            "settings want an answer ([outside] must_answer). Nothing was done.",
        ) from error
    speech.tell(
        both(
            f"问不到 {url}（{cause}）：没有确认外面有没有更新的条目。仍继续办理。",
            f"{url} gave no answer ({cause}): it is not known whether more is public than the register has. Going on "
            "all the same.",
        ),
        colours.NOTE,
    )
