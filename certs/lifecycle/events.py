"""The event: one entry of the log, in its final form (formats.md, "Event").

An event is canonical JSON with an `eddsa-jcs-2022` proof whose purpose is `capabilityInvocation`, so that no event
proof is ever a credential's. `parse_event` is closed: a field that its type does not know is refused. It checks form,
not signatures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from certs import canonical, limits
from certs.days import parse_day, parse_instant
from certs.errors import CouldNotCheck, Malformed
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS

FORMAT: Final = 1

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event at its place in the log. `raw` is the leaf, byte for byte; `body` is what it says, with the proof."""

    position: int
    raw: bytes
    body: Mapping[str, Any]
    type: str
    recorded: datetime
    effective: date

    @property
    def number(self) -> str:
        """The certificate the event is about; "" for events of the body and its keys."""
        return str(self.body.get("number", ""))

    @property
    def reason(self) -> str | None:
        """The reason code, where the type has one."""
        return self.body.get("reason")

    @property
    def until(self) -> date | None:
        """The last day of a suspension, included."""
        return parse_day(self.body["until"]) if "until" in self.body else None


def parse_event(position: int, raw: bytes) -> LoggedEvent:
    """Read one leaf strictly. Raises Malformed, or CouldNotCheck for a format newer than this software."""
    body = canonical.loads_canonical(raw, limits.EVENT)
    if not isinstance(body, dict):
        raise _bad(position, "an event is a JSON object")
    if body.get("format") != FORMAT or isinstance(body.get("format"), bool):
        raise CouldNotCheck(
            "format_newer",
            f"日志第 {position} 条的格式比本软件新，无法读取。请更新软件。",
            f"Log entry {position} has a format newer than this software. Please update it.",
        )
    kind = ENTRY_TYPES.get(body.get("type", "") if isinstance(body.get("type"), str) else "")
    if kind is None:
        raise _bad(position, f"type {body.get('type')!r} is not known")
    if body.keys() != kind.fields:
        raise _bad(position, f"fields differ by {sorted(body.keys() ^ kind.fields)}")
    _check_fields(position, body)
    return LoggedEvent(position, raw, body, body["type"], parse_instant(body["recorded"]), parse_day(body["effective"]))


def _check_fields(position: int, body: Mapping[str, Any]) -> None:
    texts = (
        "recorded",
        "effective",
        "number",
        "decision",
        "reason",
        "until",
        "successor",
        "jwt_header",
        "jwt_signature",
        "qr",
    )
    for name in texts:
        if name in body and not isinstance(body[name], str):
            raise _bad(position, f"{name} is not a string")
    if "decision" in body and _DIGEST.fullmatch(body["decision"]) is None:
        raise _bad(position, "decision is not a SHA-256 in hexadecimal")
    reasons = REASONS.get(body["type"])
    if reasons is not None and body["reason"] not in reasons:
        raise _bad(position, f"reason {body['reason']!r} is not one of {sorted(reasons)}")
    for name in ("credential", "proof"):
        if name in body and not isinstance(body[name], dict):
            raise _bad(position, f"{name} is not an object")
    if "until" in body:
        parse_day(body["until"])
    if body["type"] == "clock-corrected":
        _check_correction(position, body)


def _check_correction(position: int, body: Mapping[str, Any]) -> None:
    for name in ("false_instant", "true_instant"):
        if not isinstance(body[name], str):
            raise _bad(position, f"{name} is not a string")
        parse_instant(body[name])
    first = body["first_affected"]
    if type(first) is not int or not 0 <= first < position:
        raise _bad(position, "first_affected is no earlier entry")


def _bad(position: int, what: str) -> Malformed:
    return Malformed(
        "event",
        f"日志第 {position} 条不合格式：{what}。登记簿可能已损坏，请先运行 starmark recover。",
        f"Log entry {position} is malformed: {what}. The register may be damaged; run starmark recover.",
    )
