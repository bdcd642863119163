"""No test talks to the outside: a connection to anything but this machine is an error that cannot be missed.

An audit hook sees every socket of this process, whichever library opens it. It cannot be taken off again, so it is
armed for the whole run. Processes that a test starts are watched by the tests that start them.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any, Final

_WATCHED: Final = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.bind"})


class OutsideCall(RuntimeError):
    """A test tried to reach another machine."""


def is_this_machine(host: object) -> bool:
    """Whether a host, as sockets are given it, is loopback or names no machine at all (an empty or missing host)."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    if text in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def check(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise OutsideCall when an audited socket event names another machine."""
    if event not in _WATCHED:
        return
    host = arguments[0] if event == "socket.getaddrinfo" else _host_of(arguments[1])
    if not is_this_machine(host):
        raise OutsideCall(f"{event} to {host!r}: tests reach loopback only")


def _host_of(address: object) -> object:
    # AF_INET and AF_INET6 addresses are tuples with the host first; a Unix socket's is a path.
    return address[0] if isinstance(address, tuple) and address else None


def arm() -> None:
    """Watch this process until it ends."""
    sys.addaudithook(check)
