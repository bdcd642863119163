"""Holding an instance to its promises after whatever struck it: `python -m tests.faults.kept_promises HOME FOLLOWING`.

It recovers, looks at every entry, does the FOLLOWING act by the staff command, and audits everything: register, public
files, staff journal. What it found is printed as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from certs.audit.full_audit import audit
from certs.audit.recovery import recover
from certs.casework.journal.journal_audit import open_commitments
from certs.days import beijing_day
from certs.register.store.database import make_ready
from certs.register.store.reader import open_reader
from scripts.terminal import clock, speech
from tests.faults import steady_acts

NEXT = 500  # the serial of the firm that gets the next certificate


def entries(url: str, most: int = 10_000) -> list[tuple[int, str, str]]:
    """Return position, type and number of every entry."""
    reader = open_reader(url)
    with reader.view() as view:
        found = [(event.position, event.type, event.number) for event in view.events(0, most)]
    reader.close()
    return found


def hold(home: Path) -> dict[str, Any]:
    """Recover, act, audit. The next act must need no hand."""
    url = f"sqlite:///{home / 'register.db'}"
    make_ready(url)
    held = entries(url)
    mended = recover(url).mended
    code, said = steady_acts.answered(steady_acts.arguments(home, "issue", NEXT))
    audited = audit(url, home / "public", beijing_day(clock.now()), workers=1)
    open_commitments(
        audited.findings, f"sqlite:///{home / 'casework.db'}", audited.entries, audited.trust, audited.gap_roots
    )
    return {
        "entries": held,
        "mended": mended,
        "code": code,
        "said": json.loads(said or "{}"),
        "differences": [each.to_json() for each in audited.findings.differences],
        "size": audited.size,
        "published": audited.published,
    }


if __name__ == "__main__":
    speech.speak("en")
    found = hold(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(found))
