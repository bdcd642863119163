"""Where the version that an answer shows stands in the log: what a result page says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from certs.publication.files.accepted_witnesses import Witnessed
from certs.register.answers.certificate_answer import Answer
from verify.service import Service


class LogLine(NamedTuple):
    """What a result page says of the log: the entry of the version shown, since when, and the head over it."""

    entry: int
    since: datetime
    size: int
    as_of: datetime
    witnessed: Witnessed | None = None

    @property
    def covered(self) -> bool:
        """Tell whether witnesses have seen this entry."""
        return self.witnessed is not None and self.entry < self.witnessed.size

    @property
    def witnesses(self) -> list[tuple[str, datetime]]:
        """The names of the witnesses, and when each saw the head that it cosigned."""
        by = self.witnessed.by if self.witnessed else ()
        return [(one.witness.name, datetime.fromtimestamp(one.seconds, UTC)) for one in by]


def line_of(here: Service, answer: Answer) -> LogLine:
    """Return where the version that an answer shows stands in the log."""
    entry = answer.version.position
    since = next(event.recorded for event in answer.record.entries if event.position == entry)
    return LogLine(entry, since, answer.size, answer.recorded, here.witnessed())
