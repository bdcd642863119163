"""The Atom feed that follows the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response

from certs import limits
from certs.days import instant_text
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from verify import addresses
from verify.open_answers import tagged
from verify.pages.log_entries import Shown, newest
from verify.routing import reads
from verify.service import service

_FALSE: Final = "签名没有通过，请不要采信 Signature does not hold, do not rely on it: "
blueprint: Final = Blueprint("feed", __name__)


@reads(blueprint, "/feed.atom")
def feed() -> Response:
    """The newest entries as an Atom feed (RFC 4287), in both languages at once."""
    here = service()
    _, shown = here.register.read(lambda view: newest(view, limits.FEED, None))
    settings = here.config.settings
    return tagged(_atom(settings.base_url, settings.body.name, shown).encode(), "application/atom+xml; charset=utf-8")


def _atom(base_url: str, name: str, shown: Sequence[Shown]) -> str:
    host = base_url.removeprefix("https://")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(name)}：证书日志 Certificate log</title>",
        f"<id>{base_url}/feed.atom</id>",
        f'<link rel="self" href="{base_url}/feed.atom"/><link rel="alternate" href="{base_url}/log"/>',
        f"<updated>{instant_text(shown[0].event.recorded)}</updated><author><name>{escape(name)}</name></author>",
        *(_entry(base_url, host, *one) for one in shown),
        "</feed>\n",
    ]
    return "\n".join(parts)


def _entry(base_url: str, host: str, event: LoggedEvent, holds: bool) -> str:  # noqa: FBT001 - as it is shown
    kind = ENTRY_TYPES[event.type].title
    address = f"{base_url}/c/{addresses.in_address(event.number)}" if event.number else f"{base_url}/log"
    reason = REASONS.get(event.type, {}).get(event.reason or "")
    told = f"{'' if holds else _FALSE}{kind.zh} {kind.en} {event.number}".strip()
    why = f" {reason.zh} {reason.en}" if reason else ""
    # RFC 4151: the entry keeps this name wherever the log is copied to.
    name = f"tag:{host},{event.recorded.date().isoformat()}:log/{event.position}"
    return (
        f"<entry><title>{escape(told)}</title><id>{escape(name)}</id>"
        f'<updated>{instant_text(event.recorded)}</updated><link rel="alternate" href={quoteattr(address)}/>'
        f"<summary>{escape(f'#{event.position} {event.effective.isoformat()}.{why}')}</summary></entry>"
    )
