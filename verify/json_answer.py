"""An answer in JSON that anyone may read, from any page of theirs."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from werkzeug.datastructures import Headers

from verify.headers import ASK_AGAIN, OPEN_DATA


def answer_json(document: dict[str, Any]) -> Response:
    """Answer with JSON that anyone may read."""
    headers = Headers([*OPEN_DATA, ("Cache-Control", ASK_AGAIN)])
    return Response(orjson.dumps(document), 200, headers, content_type="application/json")
