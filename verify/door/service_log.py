"""The log of the service: one line of JSON for each request and for each thing that staff must know.

No line holds what somebody asked for: a request is told by its route, not by its address, and a fault by its kind and
place, not by its message. Addresses of clients are cut to the network (/24, /48) unless the body has reasons to keep
them whole. Everything outside ASCII, line ends among it, is escaped, so nobody can write a line of his own.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
import traceback
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

import orjson
from flask import Flask, Response, has_request_context, request

from certs import limits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LOG: Final = logging.getLogger("starmark.requests")
BEGAN: Final = "starmark.began"
ID: Final = "starmark.id"
_GIVEN_ID: Final = re.compile(r"[0-9A-Za-z-]{8,64}")
_CUT: Final = {4: 24, 6: 48}  # bits of an address that are kept
_FRAMES: Final = 12  # of a traceback, the innermost


class JsonLines(logging.Formatter):
    """Writes a record as one line of ASCII JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": moment.replace("+00:00", "Z"), "level": record.levelname.lower()}
        if has_request_context() and ID in request.environ:
            line["id"] = request.environ[ID]
        line |= getattr(record, "fields", None) or {"from": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = fault_of(record.exc_info[1])
        written = orjson.dumps(line)
        return written.decode("ascii") if written.isascii() else json.dumps(line)


class WithoutAdvice(logging.Filter):
    """Leaves out what granian advises about our many threads at each start: most of them only ever wait."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is told."""
        return not str(record.msg).startswith("Configuration allows spawning up to")


def fault_of(error: BaseException) -> dict[str, Any]:
    """Return of what kind an error is and where it arose; its message may hold what somebody asked, and is left out."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    fault: dict[str, Any] = {"kind": type(error).__name__, "at": places}
    if error.__cause__ is not None:
        fault["cause"] = fault_of(error.__cause__)
    return fault


@lru_cache(limits.ADDRESSES_READ)
def network_of(address: str) -> str:
    """Return the network that an address belongs to, as `203.0.113.0/24`; "" for what is no address."""
    parsed = parsed_address(address)
    return "" if parsed is None else str(ip_network((parsed, _CUT[parsed.version]), strict=False))


@lru_cache(limits.ADDRESSES_READ)
def parsed_address(address: str) -> IPv4Address | IPv6Address | None:
    """Read an address; an IPv4 one that came over an IPv6 socket is an IPv4 one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def begin(environ: WSGIEnvironment, *, behind_proxy: bool) -> None:
    """Give a request its name and its time; a proxy of ours may have named it (X-Request-ID)."""
    environ[BEGAN] = time.perf_counter()
    given = environ.get("HTTP_X_REQUEST_ID", "") if behind_proxy else ""
    environ[ID] = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


class RequestLog:
    """Writes the line of each request that `begin` has seen."""

    def __init__(self, *, whole_addresses: bool) -> None:
        self._whole_addresses = whole_addresses
        # No line of ours names a thread or a process, and to find out takes as long as to write the line.
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

    def tell(self, environ: WSGIEnvironment, route: str | None, status: int) -> None:
        """Log a request, when its answer is ready."""
        level = logging.WARNING if status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
        if not _LOG.isEnabledFor(level):
            return
        address = environ.get("REMOTE_ADDR", "")
        fields = {
            "id": environ[ID],
            "method": environ.get("REQUEST_METHOD", "GET").upper(),
            "route": route,
            "status": status,
            "ms": round(1_000 * (time.perf_counter() - environ[BEGAN]), 1),
            "client": address if self._whole_addresses else network_of(address),
        }
        # By hand: `log` would first look for the line of the program that calls it.
        _LOG.handle(_LOG.makeRecord(_LOG.name, level, "", 0, "request", (), None, extra={"fields": fields}))


def install(app: Flask, *, whole_addresses: bool) -> RequestLog:
    """Log each request that Flask answers; return the log for those that it does not."""
    log = RequestLog(whole_addresses=whole_addresses)

    @app.after_request
    def tell(response: Response) -> Response:
        environ, rule = request.environ, request.url_rule
        log.tell(environ, rule.rule if rule is not None else None, response.status_code)
        response.headers["X-Request-ID"] = environ[ID]
        return response

    return log
