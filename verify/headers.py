"""Response headers as data. The literal test in `tests/verify/test_headers.py` makes every change of them a visible one."""

from __future__ import annotations

from typing import Final

from flask import Response

# No script, no frame, no outside request: the pages are complete without JavaScript.
PAGE_CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY: Final = (
    ("Content-Security-Policy", PAGE_CSP),
    ("Strict-Transport-Security", "max-age=63072000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
        "payment=(), usb=()",
    ),
)

# What anyone may read from anywhere: signed objects, the API, keys. They carry no cookie and depend on none.
OPEN_DATA: Final = (
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)

# A status is never answered from a cache without asking; a tag lets unchanged bytes stay where they are.
ASK_AGAIN: Final = "no-cache"
KEEP_NOTHING: Final = "no-store"
KEEP_SHORTLY: Final = "public, max-age=600"
KEEP_FOR_EVER: Final = "public, max-age=31536000, immutable"


def secure(response: Response) -> Response:
    """Give a response every security header that it does not set itself."""
    headers = response.headers
    for name, value in SECURITY:
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", KEEP_NOTHING)
    return response
