"""The one HTML file that verifies by itself: handed out at `/verify/offline.html` to be kept, never run on our origin.

The build of the site puts it together (decision 0047) and leaves it as text among the libraries.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from verify.headers import ASK_AGAIN
from verify.open_answers import has_already, tag_of
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("offline", __name__)
PATH: Final = "/verify/offline.html"
_FILE: Final = "lib/offline.txt"
_POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
_NAME: Final = "starmark-offline.html"


@reads(blueprint, PATH)
def offline() -> Response:
    """The file, as a download."""
    root = service().config.site_dir
    if not size_of(root) or root is None:
        raise NotFound
    data = (root / _FILE).read_bytes()
    headers = [("ETag", tag_of(data)), ("Cache-Control", ASK_AGAIN), ("Content-Security-Policy", _POLICY)]
    if has_already(tag_of(data)):
        return Response(None, 304, headers)
    headers.append(("Content-Disposition", f'attachment; filename="{_NAME}"'))
    return Response(data, 200, headers, content_type="text/html; charset=utf-8")


def size_of(site: Path | None) -> int:
    """Return how many bytes the file has; 0 where no site was built that has it."""
    try:
        return (site / _FILE).stat().st_size if site is not None else 0
    except OSError:
        return 0
