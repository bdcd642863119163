"""Events of the body and its keys: composed and signed by the root, which is at hand for one ceremony only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certs import canonical
from certs.days import beijing_day, instant_text
from certs.lifecycle.events import FORMAT, LoggedEvent, parse_event
from certs.trust import data_integrity
from certs.trust.signing import SigningKey


class RootHand:
    """Signs events at one instant with the root key, under the name `<did>#root-1`."""

    def __init__(self, key: SigningKey, did: str, now: datetime) -> None:
        self._key, self._method, self._now = key, f"{did}#{key.name}", now

    def __call__(self, position: int, event_type: str, fields: Mapping[str, Any]) -> LoggedEvent:
        """Return the event that is to stand at a position, read back from its own bytes."""
        body = {
            "format": FORMAT,
            "type": event_type,
            "recorded": instant_text(self._now),
            "effective": beijing_day(self._now).isoformat(),
            **fields,
        }
        secured = data_integrity.secure(body, self._key.sign, self._method, data_integrity.INVOCATION, self._now)
        return parse_event(position, canonical.dumps(secured))
