"""The audit: the whole register built again from the log's entries alone, and everything else compared with it.

What is looked at: every entry's proof and every signature in it (by libsodium, on all cores), the tree, the signed
heads and trust lists, each folded table row by row and field by field, the search index, the status lists by bits and
signature, and the published files byte by byte. Nothing is changed and no key is needed. The staff journal is opened
elsewhere (`certs.casework.journal.journal_audit`), with the decisions that this returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from certs import limits
from certs.audit import rebuild
from certs.audit.audit_as_role import SeenAsRole, audit_as_role
from certs.audit.audit_catalogue import audit_catalogue
from certs.audit.audit_entries import Entry, LogAudit, audit_heads, root_of
from certs.audit.audit_published_files import PublicAudit, stamp
from certs.audit.audit_search_index import audit_grams, audit_names
from certs.audit.audit_status_lists import Version, audit_status_lists
from certs.audit.audit_trust_lists import audit_trust_lists
from certs.audit.differences import Findings
from certs.audit.ground import Ground
from certs.audit.prove_log import Beside, Fault, Leaf, is_root_leaf, prove, trust_of_leaves
from certs.audit.published_certificates import PublishedCertificates
from certs.audit.table_comparison import compare
from certs.errors import CouldNotCheck, StarmarkError
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.register.append import serials
from certs.register.store.database import create
from certs.register.store.snapshot import snapshot
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, NODE, SERIAL, VERSION
from certs.trust.trust_list.trust_list import TrustList

_COMPROMISE: Final = b'"type":"key-compromised"'
_COMPARED: Final = (EVENT, CERTIFICATE, VERSION, SERIAL, BIT, NODE)


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit saw: the differences and notes, the entries that hold, what the public files stand on,
    and what a role was shown.

    `unchecked` are the entries, from the first on, whose signatures were not checked again. `trust` is None
    where not even entry 0 holds, so that nothing could be compared. `gap_roots` are the roots of the tree after each
    range of entries that was taken back after a loss, by size.
    """

    findings: Findings
    size: int
    entries: tuple[Entry, ...]
    trust: TrustList | None
    lists: tuple[Version, ...]
    trust_lists: tuple[tuple[int, bytes], ...]
    published: int | None = None
    role: SeenAsRole | None = None
    unchecked: int = 0
    gap_roots: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an audit is to know, and where else it is to look.

    A `mirror` holds only the heads and trust lists that it was shown, so none is called missing but the newest. `gaps`
    are the positions that were taken back from the public log after a loss, of which the staff journal tells. `as_role`
    is the database URL of another role, such as the web's, or "". `since` is a checkpoint that an earlier audit proved:
    the signatures of the entries under it are not checked again, once they have been seen to be those entries.
    """

    mirror: bool = False
    gaps: Sequence[range] = ()
    as_role: str = ""
    since: bytes = b""


class Auditor:
    """One audit under way: the stored register beside the one that is rebuilt from its entries."""

    def __init__(self, register: Connection, expected: Connection, public: Path | None, terms: Terms) -> None:
        self.register, self.expected, self._public, self._terms = register, expected, public, terms
        self.findings = Findings()
        self.log = LogAudit(self.findings)
        self.agreeing: set[int] = set()
        self.proved = 0
        self._leaves: list[bytes | None] = []  # of the entries as they are stored

    def run(self, root_raw: bytes | None, workers: int | None, today: date) -> Audited:
        """Look at the whole register. Raises NotGenuine for another root, CouldNotCheck for a newer format."""
        audit_catalogue(self.findings, self.expected, self.register)
        root_leaves = self._root_leaves()
        try:
            trust, faults = trust_of_leaves(root_leaves, root_raw)
        except StarmarkError as error:
            if error.code in {"root", "format_newer"}:
                raise
            return self._without_ground(error)
        self.proved = self._proved_before(trust, root_leaves)
        self._rebuild(trust, root_leaves, root_raw, workers)
        self._tell([fault for fault in faults if fault.position not in self.log.told])
        serials.fold(self.expected, trust.body.number_prefix)
        roots = audit_heads(
            self.log, self.register, trust, self.expected, mirror=self._terms.mirror, gaps=self._terms.gaps
        )
        trust_lists = audit_trust_lists(
            self.log, self.register, root_leaves, trust.keys[0].raw, mirror=self._terms.mirror, gaps=self._terms.gaps
        )
        for table in _COMPARED:
            compare(self.findings, table, self.expected, self.register, self.log.told if table is EVENT else ())
        audit_names(self.findings, self.expected, self.register)
        audit_grams(self.findings, self.register, self.expected)
        lists = audit_status_lists(self.findings, self.register, self.expected, trust, self.log.entries, today)
        entries = tuple(self.log.entries)
        return Audited(
            self.findings,
            self.log.size,
            entries,
            trust,
            tuple(lists),
            tuple(trust_lists),
            unchecked=self.proved,
            gap_roots=roots,
        )

    def run_public(self, audited: Audited, today: date) -> Audited:
        """Look at the published files too, where there are any."""
        if audited.trust is None or self._public is None:
            return audited
        ground = Ground(
            self.expected,
            audited.trust,
            audited.size,
            audited.entries,
            audited.lists,
            audited.trust_lists,
            today,
            frozenset(self.agreeing),
            self._terms.mirror,
        )
        return replace(audited, published=PublicAudit(self._public, ground, self.findings).run())

    def run_as_role(self, audited: Audited, url: str) -> Audited:
        """Ask over another connection too, and compare what it shows."""
        if audited.trust is None:
            return audited
        return replace(audited, role=audit_as_role(self.findings, url, self.register, self.expected, audited.entries))

    def _without_ground(self, error: StarmarkError) -> Audited:
        self.findings.not_genuine("event", "position=0", "raw", error.words)
        self.findings.note(
            "第 0 条说明机构和根密钥；它不成立，其余内容无从比较。",
            "Entry 0 names the body and its root key; it does not hold, so nothing else was compared.",
        )
        return Audited(self.findings, self.log.size, (), None, (), ())

    def _root_leaves(self) -> list[Leaf]:
        log = LogAudit(Findings())
        leaves = [leaf for leaf in log.rows(self.register) if is_root_leaf(leaf[1])]
        self._leaves = log.leaves
        return leaves[: limits.ROOT_ENTRIES]

    def _proved_before(self, trust: TrustList, root_leaves: Sequence[Leaf]) -> int:
        """Return how many entries an earlier audit has proved, byte for byte: those under a head that the log signed.

        Where they are others now, that is a difference; where a key was declared compromised since, it vouches for
        less than it did, and all are proved anew. Raises NotGenuine or Malformed for a head that is not the log's.
        """
        if not self._terms.since:
            return 0
        head = verify_checkpoint(self._terms.since, policy_of(trust)).head
        leaves = self._leaves[: head.size]
        whole = [leaf for leaf in leaves if leaf is not None]
        if len(whole) != head.size:
            self.findings.changed("--since", "", "size", head.size, len(self._leaves))
            return 0
        root = root_of(whole, [head.size])[head.size]
        if root != head.root:
            self.findings.changed("--since", f"size={head.size}", "root", head.root, root)
            return 0
        if any(position >= head.size and _COMPROMISE in raw for position, raw in root_leaves):
            self.findings.note(
                "在这个检查点以后有密钥宣布泄露，所以全部签名都重验了。",
                "A key was declared compromised after this checkpoint, so all signatures were checked again.",
            )
            return 0
        self.findings.note(
            f"没有重验前 {head.size} 条里的签名：它们与检查点证实过的逐字节相同（根哈希一致）。其余照常全部核对。",
            f"The signatures of the first {head.size} entries were not checked again: byte for byte, they are those "
            "that the checkpoint vouches for (the root is the same). All else was checked as ever.",
        )
        return head.size

    def _rebuild(
        self, trust: TrustList, root_leaves: Sequence[Leaf], root_raw: bytes | None, workers: int | None
    ) -> None:
        rows = self.register.execute(text("SELECT count(*) FROM event")).scalar_one()
        beside = Beside(PublishedCertificates(self._public, trust.base_url), self.agreeing) if self._public else None
        for batch, faults in prove(
            self.log.rows(self.register),
            trust,
            root_leaves,
            root_raw,
            int(rows),
            workers,
            beside=beside,
            proved=self.proved,
        ):
            bad = {fault.position for fault in faults if not fault.condemned}
            events = [rebuild.proved_event(position, raw) for position, raw in batch if position not in bad]
            broken = rebuild.fold(self.expected, events)
            out = bad | {fault.position for fault in broken}
            for event in events:
                if event.position not in out:
                    self.log.take(event)
            self._tell([*faults, *broken])

    def _tell(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            if fault.condemned:
                self.findings.note(
                    f"日志第 {fault.position} 条由已宣布泄露的密钥签署，不再可信。",
                    f"Entry {fault.position} was signed by a key declared compromised and does not count.",
                )
            else:
                self.log.tell(fault.position, fault.words)


def audit(
    url: str,
    public: Path | None,
    today: date,
    *,
    root_raw: bytes | None = None,
    workers: int | None = None,
    terms: Terms = Terms(),
) -> Audited:
    """Audit a register and, where there is one, its publication. `today` is the Beijing day.

    `root_raw` is the pinned root key; None takes the one that entry 0 names. Raises CouldNotCheck where the register
    cannot be read at all or somebody publishes all the time, NotGenuine where it has another root.
    """
    for _ in range(limits.AUDIT_TRIES):
        before = stamp(public) if public else ()
        audited = _audit_once(url, public, today, root_raw, workers, terms)
        if not audited.findings.count or (before is not None and public and stamp(public) == before) or not public:
            return audited
    raise CouldNotCheck(
        "publishing_meanwhile",
        "审计期间一直有程序在发布，没有得到可靠的结论。请稍后再运行 starmark audit。",
        "Something was published all the while, so the audit came to no reliable end. Run starmark audit again later.",
    )


def _audit_once(
    url: str, public: Path | None, today: date, root_raw: bytes | None, workers: int | None, terms: Terms
) -> Audited:
    with TemporaryDirectory(prefix="starmark-audit-") as name:
        folder = Path(name)
        rebuilt = create(f"sqlite:///{folder / 'rebuilt.db'}")
        try:
            with snapshot(url, folder) as register, rebuilt.writing() as expected:
                auditor = Auditor(register, expected, public, terms)
                audited = auditor.run(root_raw, workers, today)
                audited = auditor.run_public(audited, today)
                return auditor.run_as_role(audited, terms.as_role) if terms.as_role else audited
        except DatabaseError as error:
            raise _unreadable(error) from error
        finally:
            rebuilt.close()


def _unreadable(error: DatabaseError) -> CouldNotCheck:
    message = str(error.orig).split("\n", 1)[0]
    return CouldNotCheck(
        "register_damaged",
        f"登记簿已损坏，读不到日志（{message}），无法审计。请从备份恢复，或从公开日志重建。",
        f"The register is damaged and its log cannot be read ({message}), so it cannot be audited. Restore a backup, "
        "or rebuild it from the public log.",
    )
