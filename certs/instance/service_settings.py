"""How the public service is run: the `[service]` table of the settings, besides the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from certs import limits
from certs.instance.toml_tables import FieldTables, field_error

_LISTENING: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\[\]:]+)):(?P<port>[0-9]{1,5})", re.ASCII)
_HIGHEST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How the public service is run.

    `proxies` counts the proxies of the body's own that stand before it (0: clients come directly); `address_points` is
    what one address may ask of one process in ten seconds; `whole_addresses` keeps clients' addresses whole in the log;
    `hsts_subdomains` demands HTTPS of every name below the host too; `metrics` is where figures for a monitor are
    served, host and port, None where they are not. `mirror`: it answers from a copy that follows the log, and not where
    that is older than `mirror_seconds`.
    """

    proxies: int = 0
    address_points: int = limits.ADDRESS_POINTS
    whole_addresses: bool = False
    hsts_subdomains: bool = False
    metrics: tuple[str, int] | None = None
    mirror: bool = False
    mirror_seconds: int = limits.MIRROR_OLD_SECONDS


def read(table: FieldTables) -> ServiceSettings:
    """Read the table, and note what is wrong in it."""
    proxies = table.count("service", "proxies", 0, least=0)
    if proxies > limits.PROXIES:
        table.errors.append(
            field_error(
                "service.proxies",
                str(proxies),
                "range",
                f"应为 0 到 {limits.PROXIES}：网站前面有几层自己的反向代理。",
                f"It must be 0 to {limits.PROXIES}: how many proxies of your own stand before the website.",
            )
        )
    return ServiceSettings(
        proxies,
        table.count("service", "address_points", limits.ADDRESS_POINTS),
        table.flag("service", "whole_addresses"),
        table.flag("service", "hsts_subdomains"),
        _metrics(table, table.text("service", "metrics", default="")),
        table.flag("service", "mirror"),
        table.count("service", "mirror_seconds", limits.MIRROR_OLD_SECONDS),
    )


def _metrics(table: FieldTables, text: str) -> tuple[str, int] | None:
    """Read where figures are served: an address of this machine that nobody else can reach, and a port."""
    if not text:
        return None
    match = _LISTENING.fullmatch(text)
    port = int(match["port"]) if match else 0
    host = (match["six"] or match["host"]) if match else ""
    if match is None or not 0 < port <= _HIGHEST_PORT:
        table.errors.append(
            field_error(
                "service.metrics",
                text,
                "format",
                "应写成 地址:端口，如 127.0.0.1:9100 或 [::1]:9100。",
                "Write it as address:port, such as 127.0.0.1:9100 or [::1]:9100.",
            )
        )
        return None
    try:
        is_own = ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not is_own:
        table.errors.append(
            field_error(
                "service.metrics",
                text,
                "range",
                "只能用本机的回环地址（127.0.0.1 或 [::1]）：指标不对外。别的机器上的监控，请经过 SSH 隧道或带登录的代理来取。",
                "Only a loopback address is taken (127.0.0.1 or [::1]): figures are not for the public. Let a monitor "
                "on another machine come through an SSH tunnel, or a proxy that asks who it is.",
            )
        )
        return None
    return host, port
