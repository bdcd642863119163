"""The transparency log as files: checkpoint, tiles and entry bundles (C2SP).

All of it is made from the register and needs no key. A web server in front may hand out the published copies instead.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from certs.errors import CouldNotCheck, Malformed
from certs.log.tiles import Tile, parse_path
from certs.publication.files import log_files
from certs.register.store.reader import View
from verify.headers import ASK_AGAIN, KEEP_FOR_EVER, KEEP_SHORTLY
from verify.open_answers import tagged
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("log", __name__)
_TEXT: Final = "text/plain; charset=utf-8"
_BYTES: Final = "application/octet-stream"


@reads(blueprint, "/log/checkpoint")
def checkpoint() -> Response:
    """The newest signed head of the log."""
    here = service()
    newest = here.register.read(lambda view: log_files.checkpoint_file(view.connection))
    if newest is None:
        raise CouldNotCheck("no_checkpoint", "日志还没有检查点。", "The log has no checkpoint yet.")
    return tagged(here.cosigned(*newest), _TEXT, ASK_AGAIN)


@reads(blueprint, "/log/tile/<path:rest>")
def tile(rest: str) -> Response:
    """A tile or an entry bundle. A full one never changes; a partial one goes when the full one is there."""
    try:
        coordinates = parse_path(f"tile/{rest}")
    except Malformed as exc:
        raise NotFound from exc
    data = service().register.read(lambda view: _tile(view, coordinates))
    if data is None:
        raise NotFound
    return tagged(data, _BYTES, KEEP_FOR_EVER if coordinates.full else KEEP_SHORTLY)


def _tile(view: View, coordinates: Tile) -> bytes | None:
    return log_files.tile_file(view.connection, coordinates) if log_files.has_tile(coordinates, view.size) else None
