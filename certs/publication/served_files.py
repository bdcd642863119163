"""What each published file is to whoever serves it: its content type, how long it may be kept, and when it is sent.

The same as the website and nginx say (`verify/headers.py`, `deploy/nginx.conf`); a test holds the three together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from certs.publication.publishing_state import CHECKPOINT

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SHORTLY: Final = "public, max-age=600"
_ASK_AGAIN: Final = "no-cache"


class Stage(IntEnum):
    """When a file is sent: what never changes first, what vouches for all of it last."""

    FIXED = 0
    CHANGING = 1
    HEAD = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of published file."""

    stage: Stage
    content_type: str
    cache: str


_HEAD: Final = Kind(Stage.HEAD, "text/plain; charset=utf-8", _ASK_AGAIN)
_PARTIAL: Final = re.compile(r"log/tile/.+\.p/[0-9]{1,3}", re.ASCII)
_KINDS: Final = tuple(
    (re.compile(pattern, re.ASCII), Kind(stage, content_type, cache))
    for pattern, stage, content_type, cache in (
        (re.escape(CHECKPOINT), *(_HEAD.stage, _HEAD.content_type, _HEAD.cache)),
        (_PARTIAL.pattern, Stage.FIXED, "application/octet-stream", _SHORTLY),
        (r"log/tile/(?:entries|[0-9]+)/(?:x[0-9]{3}/)*[0-9]{3}", Stage.FIXED, "application/octet-stream", _FOR_EVER),
        (r"contexts/v1", Stage.FIXED, "application/ld+json", _FOR_EVER),
        (r"(?:.*/)?did\.json", Stage.CHANGING, "application/did+json", _ASK_AGAIN),
        (r"trust\.json", Stage.CHANGING, "application/json", _ASK_AGAIN),
        (r"status/.+", Stage.CHANGING, "application/vc", _ASK_AGAIN),
        (r"c/.+\.json", Stage.CHANGING, "application/vc", _ASK_AGAIN),
        (r"c/.+\.jwt", Stage.CHANGING, "application/vc+jwt", _ASK_AGAIN),
        (r"c/.+\.qr", Stage.CHANGING, "text/plain; charset=us-ascii", _ASK_AGAIN),
        (r".*", Stage.CHANGING, "application/octet-stream", _ASK_AGAIN),
    )
)
STAMP_KIND: Final = Kind(Stage.HEAD, "application/json", _ASK_AGAIN)


def kind_of(name: str) -> Kind:
    """Return the kind of a published file, by its path below `public/`."""
    return next(kind for pattern, kind in _KINDS if pattern.fullmatch(name))


def is_partial(name: str) -> bool:
    """Tell whether it is a partial tile, which goes when a full one takes its place."""
    return _PARTIAL.fullmatch(name) is not None


def is_sent(part: str) -> bool:
    """Tell whether a file or folder of this name is anybody's business: hidden ones are not."""
    return not part.startswith(".") or part == ".well-known"
