"""Auditing the trust lists: each is what the body and key entries come to, and none is missing after a ceremony."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from certs.audit.audit_entries import LogAudit, passed_over, stored
from certs.audit.prove_log import Leaf, trust_of_leaves
from certs.errors import StarmarkError, Words
from certs.lifecycle.entry_types import ROOT_TYPES
from certs.register.store.tables import TRUST_LIST
from certs.trust.trust_list.trust_fold import EVENTS, parse_trust_list


def audit_trust_lists(
    audit: LogAudit,
    connection: Connection,
    root_leaves: Sequence[Leaf],
    root_raw: bytes,
    *,
    mirror: bool = False,
    gaps: Sequence[range] = (),
) -> list[tuple[int, bytes]]:
    """Check every signed trust list against the entries that it was folded from, and that none is missing.

    Returns those that hold, with their sizes, the oldest first.
    """
    findings = audit.findings
    kept = stored(findings, connection, TRUST_LIST)
    good = []
    for size, raw in kept:
        row = f"size={size}"
        try:
            trust_list = parse_trust_list(raw if isinstance(raw, bytes) else b"", root_raw)
            folded, _ = trust_of_leaves([leaf for leaf in root_leaves if leaf[0] < trust_list.size], root_raw)
        except StarmarkError as error:
            findings.not_genuine("trust_list", row, "raw", error.words)
            continue
        if trust_list.size != size:
            findings.changed("trust_list", f"size={trust_list.size}", "size", trust_list.size, size)
        elif trust_list.keys != folded.keys or trust_list.body != folded.body or trust_list.base_url != folded.base_url:
            findings.not_genuine(
                "trust_list",
                row,
                "raw",
                Words(
                    "它与到那时为止的机构和密钥条目不符。",
                    "It is not what the entries of body and keys come to by then.",
                ),
            )
        else:
            good.append((size, raw))
    wanted = _ceremonies(audit)
    last = {max(wanted)} if wanted else set()
    for size in sorted((last if mirror else wanted) - {row[0] for row in kept}):
        if size in last or not passed_over(size, gaps):
            findings.missing("trust_list", f"size={size}")
    return good


def _ceremonies(audit: LogAudit) -> set[int]:
    """Return the sizes after which the root must have signed a list: where a run of its entries ends."""
    kinds = {entry.position: entry.type for entry in (*audit.earlier, *audit.entries) if entry.type in ROOT_TYPES}
    ends = set()
    for position, kind in kinds.items():
        if kind in EVENTS and position + 1 not in kinds:
            ends.add(position + 1)
    return ends
