"""How often one address may ask: generous to an office or a mobile network behind one address, and bounded.

Counted are points, in a window of seconds, by the `limits` library: one for what is quick, more for what costs more,
one for each piece of a long answer. Each process counts for itself, so one address has as many times the limit as there
are processes. An IPv6 address counts with its /56, which is what one household or office is given.
"""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request
from limits import RateLimitItemPerSecond
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from certs import limits as bounds
from verify.door.address_windows import Windows
from verify.door.service_log import parsed_address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LOG: Final = logging.getLogger("starmark.verify")
_DEAR: Final = (
    *("/verify", "/en/verify", "/api/v1/certificates", "/directory", "/en/directory"),
    *("/q/", "/Q/", "/en/q/", "/log/proof", "/en/log/proof"),
)
_ONE: Final = "/api/v1/certificates/"
_PAPER: Final = "application/pdf"  # also what `Accept` says where a certificate is asked for as its paper
_TABLES: Final = ("/list.xlsx", "/list.csv")
_DEAR_FILES: Final = (".bundle", ".svg", ".proof")
COUNTED: Final = "starmark.address_counted"  # in the environment of a request that was counted before it came here
_HOUSEHOLD: Final = 56  # bits of an IPv6 address


class AddressLimit:
    """Counts what each address asks of this process. `points` are those of one window."""

    def __init__(self, points: int) -> None:
        self._item = RateLimitItemPerSecond(points, bounds.ADDRESS_SECONDS)
        self._limiter = FixedWindowRateLimiter(Windows())

    def require(self, address: str, points: int) -> None:
        """Count a request. Raises TooManyRequests, with when to ask again, for an address that asks too often."""
        key = _key(address)
        if not self._hit(key, points):
            reset = self._limiter.get_window_stats(self._item, key).reset_time
            raise TooManyRequests(retry_after=max(1, round(reset - time.time() + 0.5)))

    def add(self, address: str, points: int) -> None:
        """Count what an answer cost beyond what its request was counted for."""
        if points:
            self._hit(_key(address), points)

    def _hit(self, key: str, points: int) -> bool:
        return self._limiter.hit(self._item, key, cost=points)


@lru_cache(bounds.ADDRESSES_READ)
def _key(address: str) -> str:
    parsed = parsed_address(address)
    if parsed is None or parsed.version == 4:
        return str(parsed or address)
    return str(ip_network((parsed, _HOUSEHOLD), strict=False))


def points_of(path: str, query: bytes, method: str = "GET", accept: str = "") -> int:
    """Return what a request costs: a search, a symbol, a proof and what is judged cost more than a page; a paper,
    a kit or a table of many rows costs much, a file that is judged more, a stack of bids most.
    """
    if method == "POST" and path.endswith("/verify/batch"):
        return bounds.BID_POINTS
    if method == "POST" and path.endswith("/verify/document"):
        return bounds.DOCUMENT_POINTS
    if method == "POST" and path.endswith("/verify"):
        return bounds.DEAR_POINTS
    is_paper = path.endswith((".pdf", "/kit.zip")) or _PAPER in accept.lower()
    if (is_paper and ("/c/" in path or path.startswith(_ONE))) or path.endswith(_TABLES):
        return bounds.PAPER_POINTS
    if path.endswith(_DEAR_FILES) or (path.startswith(_DEAR) and (query or "/q/" in path.lower())):
        return bounds.DEAR_POINTS
    return 1


class AddressCount:
    """Counts requests by the address of their client. `behind_proxy` tells that the proxy before us is known."""

    def __init__(self, limit: AddressLimit, *, behind_proxy: bool) -> None:
        self._limit, self._behind_proxy, self._told = limit, behind_proxy, False

    def require(self, environ: WSGIEnvironment) -> None:
        """Count a request. Raises TooManyRequests for one too many."""
        address = self._counted(environ)
        if address is not None:
            path = "/" + environ.get("PATH_INFO", "").lstrip("/")  # as Flask has it
            method, query = environ.get("REQUEST_METHOD", "GET").upper(), environ.get("QUERY_STRING", "")
            self._limit.require(
                address, points_of(path, query.encode("latin-1"), method, environ.get("HTTP_ACCEPT", ""))
            )

    def add(self, environ: WSGIEnvironment, length: int) -> None:
        """Count the bytes of its answer."""
        address = self._counted(environ)
        if address is not None:
            self._limit.add(address, length // bounds.ANSWER_PIECE)

    def _counted(self, environ: WSGIEnvironment) -> str | None:
        """Return the address that counts; None where a proxy that nobody told us of stands before the service."""
        address: str = environ.get("REMOTE_ADDR", "")
        if self._behind_proxy or "HTTP_X_FORWARDED_FOR" not in environ:
            return address
        parsed = parsed_address(address)
        if parsed is None or not parsed.is_loopback:
            return address
        if not self._told:
            self._told = True
            _LOG.warning("requests come through a proxy on this machine, but service.proxies is 0: none is counted")
        return None


def install(app: Flask, points: int, *, behind_proxy: bool) -> AddressCount:
    """Refuse with 429 what one address asks too often; return the count for what Flask does not answer."""
    count = AddressCount(AddressLimit(points), behind_proxy=behind_proxy)

    @app.before_request
    def require() -> None:
        if COUNTED not in request.environ:
            count.require(request.environ)

    @app.after_request
    def add(response: Response) -> Response:
        count.add(request.environ, response.calculate_content_length() or 0)
        return response

    return count
