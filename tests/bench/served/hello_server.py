"""What a server is measured with: `tests.bench.served.hello_server:make`, with the headers of HELLO_HEADERS."""

from __future__ import annotations

import json
import os

from flask import Flask

from tests.bench.service import hello


def make() -> Flask:
    """Return the smallest Flask application that sends these headers."""
    return hello([(name, value) for name, value in json.loads(os.environ["HELLO_HEADERS"])])
