"""The transparency log as files: checkpoint, tiles, entry bundles, and what proves one certificate by it (C2SP).

All of it is made from the register and needs no key. A web server in front may hand out the published copies instead.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, NamedTuple

from flask import Blueprint, Response
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from certs.days import parse_instant
from certs.errors import CouldNotCheck, Malformed, Words
from certs.lifecycle.record import Version
from certs.log.tiles import Tile, parse_path
from certs.publication.files import bundle, bundle_format, log_files
from certs.publication.files.accepted_witnesses import Witnessed
from certs.register.answers.certificate_answer import Answer
from certs.register.store.reader import View
from certs.register.store.tables import EVENT
from verify.headers import ASK_AGAIN, KEEP_FOR_EVER, KEEP_SHORTLY
from verify.open.certificate_files import object_of, tagged
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("log", __name__)
_TEXT: Final = "text/plain; charset=utf-8"
_BYTES: Final = "application/octet-stream"


class LogLine(NamedTuple):
    """What a result page says of the log: the entry of the version shown, since when, and the head over it."""

    entry: int
    since: datetime
    size: int
    as_of: datetime
    witnessed: Witnessed | None = None

    @property
    def covered(self) -> bool:
        """Tell whether witnesses have seen this entry."""
        return self.witnessed is not None and self.entry < self.witnessed.size

    @property
    def witnesses(self) -> list[tuple[str, datetime]]:
        """The names of the witnesses, and when each saw the head that it cosigned."""
        by = self.witnessed.by if self.witnessed else ()
        return [(one.witness.name, datetime.fromtimestamp(one.seconds, UTC)) for one in by]


@reads(blueprint, "/log/checkpoint")
def checkpoint() -> Response:
    """The newest signed head of the log."""
    here = service()
    newest = here.register.read(lambda view: log_files.checkpoint_file(view.connection))
    if newest is None:
        raise CouldNotCheck("no_checkpoint", Words("日志还没有检查点。", "The log has no checkpoint yet."))
    return tagged(_cosigned(here, *newest), _TEXT, ASK_AGAIN)


def _cosigned(here: Service, size: int, raw: bytes) -> bytes:
    """Return the newest head, with what witnesses put under it where it is that very head that they saw."""
    seen = here.witnessed()
    return seen.raw if seen is not None and seen.size == size else raw


@reads(blueprint, "/log/tile/<path:rest>")
def tile(rest: str) -> Response:
    """A tile or an entry bundle. A full one never changes; a partial one goes when the full one is there."""
    try:
        asked = parse_path(f"tile/{rest}")
    except Malformed as exc:
        raise NotFound from exc
    data = service().register.read(lambda view: _tile(view, asked))
    if data is None:
        raise NotFound
    return tagged(data, _BYTES, KEEP_FOR_EVER if asked.full else KEEP_SHORTLY)


def _tile(view: View, asked: Tile) -> bytes | None:
    return log_files.tile_file(view.connection, asked) if log_files.has_tile(asked, view.size) else None


@reads(blueprint, "/c/<number>.proof")
def proof(number: str) -> Response:
    """The proof that the version in force is in the log, under the newest checkpoint."""

    def made(position: int, here: Service) -> bytes:
        return here.register.read(
            lambda view: log_files.newest_proof(view.connection, position, lambda size, raw: _cosigned(here, size, raw))
        )

    return object_of(number, _TEXT, lambda version, here: made(version.position, here))


@reads(blueprint, "/c/<number>.bundle")
def offline_file(number: str) -> Response:
    """The one file that verifies with no network: certificate, entries, proofs, checkpoint, status evidence and
    keys.
    """

    def made(version: Version, here: Service) -> bytes:
        seen = here.witnessed()
        return here.register.read(lambda view: _bundle(view, version.subject["number"], here, seen))

    return object_of(number, "application/json", made)


def _bundle(view: View, number: str, here: Service, seen: Witnessed | None) -> bytes:
    record = view.record(number)
    if record is None:
        raise AssertionError("nothing ever leaves the register")
    return bundle_format.encode(bundle.compose(view, record, here.now(), seen.raw if seen else None))


def line_of(here: Service, answer: Answer) -> LogLine:
    """Return where the version that an answer shows stands in the log."""
    entry = answer.version.position
    since = next(event.recorded for event in answer.record.entries if event.position == entry)
    query = select(EVENT.c.recorded).where(EVENT.c.position == answer.size - 1)
    last = here.register.read(lambda view: view.connection.execute(query).scalar_one())
    return LogLine(entry, since, answer.size, parse_instant(last), here.witnessed())
