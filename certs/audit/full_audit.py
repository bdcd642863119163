"""The audit: the whole register built again from the log's entries alone, and everything else compared with it.

What is looked at: every entry's proof and every signature in it (by libsodium, on all cores), the tree, the signed
heads and trust lists, each folded table row by row and field by field, the search index, the status lists by bits and
signature, and the published files byte by byte. Nothing is changed and no key is needed. The staff journal is opened
elsewhere (`certs.casework.journal.journal_audit`), with the decisions that this returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from certs.audit.audit_entries import LogAudit, audit_heads
from certs.audit.audit_published_files import PublicAudit, stamp
from certs.audit.audit_search_index import audit_grams, audit_names, audit_some_grams
from certs.audit.audit_status_lists import Version, audit_newest_lists, audit_status_lists
from certs.audit.audit_trust_lists import audit_trust_lists
from certs.audit.audited_acts import Entry
from certs.audit.differences import Findings
from certs.audit.ground import Ground
from certs.audit.prove_log import Fault, Leaf, prove, trust_of_leaves
from certs.audit.published_certificates import PublishedCertificates
from certs.audit.root_entries import root_leaves
from certs.audit.since_checkpoint import Base, audit_serials, base_of
from certs.audit.table_comparison import compare
from certs.errors import CouldNotCheck, StarmarkError
from certs.lifecycle.events import parse_event
from certs.log.checkpoint import parse_checkpoint
from certs.publication.publishing_state import reached
from certs.register.append import serials
from certs.register.append.append_events import Appended
from certs.register.store.database import create, sqlite_path
from certs.register.store.snapshot import as_it_lies, snapshot
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, NAME, NODE, SERIAL, STANDING, VERSION
from certs.trust.trust_list.trust_list import TrustList

_FOLDED: Final = (CERTIFICATE, VERSION, BIT, STANDING, NODE)


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit saw: the differences and notes, the entries that hold, what the public files stand on,
    and what a role was shown.

    `base` is what an earlier audit proved and this one did not read. `trust` is None where not even entry 0 holds, so
    that nothing could be compared. `gap_roots` are the roots of the tree after each range of entries that was taken
    back after a loss, by size.
    """

    findings: Findings
    size: int
    entries: tuple[Entry, ...]
    trust: TrustList | None
    lists: tuple[Version, ...]
    trust_lists: tuple[tuple[int, bytes], ...]
    published: int | None = None
    role: SeenAsRole | None = None
    base: Base = field(default_factory=Base)
    gap_roots: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an audit is to know, and where else it is to look.

    A `mirror` holds only the heads and trust lists that it was shown, so none is called missing but the newest. `gaps`
    are the positions that were taken back from the public log after a loss, of which the staff journal tells. `as_role`
    is the database URL of another role, such as the web's, or "". `since` is a checkpoint that an earlier audit proved:
    of what lies under it, only what the new entries build on is read again.
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
        self.base = Base()
        self.log = LogAudit(self.findings)
        self.agreeing: set[int] = set()

    def run(self, root_raw: bytes | None, workers: int | None, today: date) -> Audited:
        """Look at the whole register. Raises NotGenuine for another root, CouldNotCheck for a newer format."""
        if self._terms.since:
            self.base = base_of(self.findings, self.register, self._terms.since, root_raw) or Base()
            self.log = LogAudit(self.findings, self.base.size, self.base.frontier)
        audit_catalogue(self.findings, self.expected, self.register, pages=not self.base.size)
        leaves = self.base.roots or root_leaves(self.register)
        try:
            trust, faults = trust_of_leaves(leaves, root_raw)
        except StarmarkError as error:
            if error.code in {"root", "format_newer"}:
                raise
            return self._without_ground(error)
        self._rebuild(trust, leaves, root_raw, workers)
        self._tell([fault for fault in faults if fault.position not in self.log.told])
        serials.fold(self.expected, trust.body.number_prefix)
        roots = audit_heads(
            self.log, self.register, trust, self.expected, mirror=self._terms.mirror, gaps=self._terms.gaps
        )
        trust_lists = audit_trust_lists(
            self.log, self.register, leaves, trust.keys[0].raw, mirror=self._terms.mirror, gaps=self._terms.gaps
        )
        self._compare()
        return Audited(
            self.findings,
            self.log.size,
            tuple(self.log.entries),
            trust,
            tuple(self._lists(trust, today)),
            tuple(trust_lists),
            base=self.base,
            gap_roots=roots,
        )

    def _compare(self) -> None:
        # The rebuilt register has the very bytes of the stored entries: what the other columns say of them is compared.
        part, told = self.base.part(EVENT), self.log.told
        compare(self.findings, EVENT, self.expected, self.register, told, part, but=EVENT.c.raw)
        for table in _FOLDED:
            compare(self.findings, table, self.expected, self.register, part=self.base.part(table))
        texts = self.base.part(NAME)
        audit_names(self.findings, self.expected, self.register, texts)
        if texts is None:
            compare(self.findings, SERIAL, self.expected, self.register)
            audit_grams(self.findings, self.register, self.expected)
        else:
            audit_serials(self.findings, self.expected, self.register)
            audit_some_grams(self.findings, self.register, texts)

    def _lists(self, trust: TrustList, today: date) -> list[Version]:
        if self.base.size:
            since = self.base.last.recorded if self.base.last else ""
            return audit_newest_lists(self.findings, self.register, trust, self.base.size, since, today)
        return audit_status_lists(self.findings, self.register, self.expected, trust, self.log.entries, today)

    def run_public(self, audited: Audited, today: date) -> Audited:
        """Look at the published files too, where there are any."""
        if audited.trust is None or self._public is None:
            return audited
        ground = Ground(
            self.expected,
            self.register if self.base.size else self.expected,
            audited.trust,
            audited.size,
            audited.entries,
            audited.lists,
            audited.trust_lists,
            today,
            frozenset(self.agreeing),
            self._terms.mirror,
            self.base.size,
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

    def _rebuild(
        self, trust: TrustList, root_leaves: Sequence[Leaf], root_raw: bytes | None, workers: int | None
    ) -> None:
        self._take([parse_event(position, raw) for position, raw in self.base.leaves])
        rows = self.register.execute(text("SELECT count(*) FROM event")).scalar_one()
        published = (
            PublishedCertificates(self._public, trust.base_url, reached(self._public).layout) if self._public else None
        )
        leaves: Iterable[Leaf] = self.log.rows(self.register)
        if self.base.size:
            leaves = list(leaves)  # few: while they are proved, no question to the register stays open
        size = int(rows) - self.base.size
        for proved in prove(leaves, trust, root_leaves, root_raw, size, workers, published=published):
            self.agreeing.update(proved.agreeing)
            self._tell(proved.faults)
            self._take(proved.entries)

    def _take(self, entries: Sequence[Appended]) -> None:
        """Put entries into the rebuilt register; remember those that make a record, and name the others."""
        broken = rebuild.fold(self.expected, entries)
        out = {fault.position for fault in broken}
        for entry in entries:
            if entry.position not in out:
                self.log.take(entry)
        self._tell(broken)

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
            path = sqlite_path(url)
            if path is not None and terms.since:
                with as_it_lies(path) as (register, unchanged), rebuilt.writing() as expected:
                    if _is_short(register, terms.since, root_raw):
                        audited = _look(Auditor(register, expected, public, terms), root_raw, workers, today)
                        if unchanged():
                            return audited
                    expected.rollback()
            with snapshot(url, folder) as register, rebuilt.writing() as expected:
                audited = _look(auditor := Auditor(register, expected, public, terms), root_raw, workers, today)
                return auditor.run_as_role(audited, terms.as_role) if terms.as_role else audited
        except DatabaseError as error:
            raise _unreadable(error) from error
        finally:
            rebuilt.close()


def _look(auditor: Auditor, root_raw: bytes | None, workers: int | None, today: date) -> Audited:
    return auditor.run_public(auditor.run(root_raw, workers, today), today)


def _is_short(register: Connection, checkpoint: bytes, root_raw: bytes | None) -> bool:
    """Tell whether so few entries are new that the register need not be copied for them, and can be built upon."""
    size = register.execute(text("SELECT max(position) + 1 FROM event")).scalar()
    few = isinstance(size, int) and size - parse_checkpoint(checkpoint).head.size <= limits.AUDIT_UNCOPIED
    return few and base_of(Findings(), register, checkpoint, root_raw) is not None


def _unreadable(error: DatabaseError) -> CouldNotCheck:
    message = str(error.orig).split("\n", 1)[0]
    return CouldNotCheck(
        "register_damaged",
        f"登记簿已损坏，读不到日志（{message}），无法审计。请从备份恢复，或从公开日志重建。",
        f"The register is damaged and its log cannot be read ({message}), so it cannot be audited. Restore a backup, "
        "or rebuild it from the public log.",
    )
