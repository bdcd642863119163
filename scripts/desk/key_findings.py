"""Telling what is the matter with the key files of this host: as lines for people, as JSON, as findings of an audit."""

from __future__ import annotations

from collections.abc import Sequence

from certs.audit.differences import Difference, Findings
from certs.casework.keys.public_halves import KeyFinding
from scripts.terminal import colours, speech
from scripts.terminal.speech import both, say

_UNCHECKED = "unchecked"


def faults(findings: Sequence[KeyFinding]) -> list[KeyFinding]:
    """Return those that are more than a key that could not be looked into."""
    return [each for each in findings if each.code != _UNCHECKED]


def to_json(finding: KeyFinding) -> dict[str, object]:
    """Return the JSON form."""
    return {"file": finding.file, "code": finding.code, "message": finding.words.to_json()}


def tell(findings: Sequence[KeyFinding]) -> None:
    """Print each on standard error; those that could not be looked into together, on one line."""
    for each in faults(findings):
        speech.tell(f"keys/{each.file}{both('：', ': ')}{say(each.words)}", colours.BAD)
    unchecked = [each for each in findings if each.code == _UNCHECKED]
    if unchecked:
        names = " ".join(each.file for each in unchecked)
        speech.tell(f"{names}{both('：', ': ')}{say(unchecked[0].words)}", colours.NOTE)


def into_audit(audit: Findings, findings: Sequence[KeyFinding]) -> None:
    """Add them to the differences of an audit; of those that could not be looked into it is only told."""
    for each in faults(findings):
        audit.add(Difference(f"keys/{each.file}", "", "", each.code, each.words))
    tell([each for each in findings if each.code == _UNCHECKED])
