"""The evidence that an applicant shows, as data: what, why, how much of it, and what nobody may demand.

Staff and the public page read the same list. Copies are what the body asks for and no rule of the standard; which
indicator an item bears on is the body's arrangement as well. This module decides nothing about an application.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certs import limits
from certs.errors import Words
from certs.scheme.data_file import Entry, read_entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certs.scheme.scheme import Scheme

ASKED: Final = ("always", "if-applicable")
_FILE: Final = "evidence.toml"


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """One heading of the list."""

    code: str
    title: Words


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One thing to show.

    `number` is its place in the list that goes round among applicants, 0 being the business licence; None where that
    has no such item. `copies` is the fewest and the most; None where a number would say nothing. `covers_all` says that
    the pieces together must cover every product applied for. `not_asked` names a part that is never demanded, and why.
    """

    code: str
    group: str
    number: int | None
    always: bool
    name: Words
    why: Words
    accepted: Words
    copies: tuple[int, int] | None
    covers_all: bool
    clauses: tuple[str, ...]
    not_asked: Words | None


@dataclass(frozen=True, slots=True)
class NeverDemanded:
    """One thing that others ask for and this body must not or does not, with the reason."""

    code: str
    number: int | None
    name: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """The list of one scheme. `note` must stand wherever the list is shown."""

    scheme: str
    note: Words
    groups: tuple[EvidenceGroup, ...]
    items: tuple[EvidenceItem, ...]
    never: tuple[NeverDemanded, ...]

    def number_of(self, code: str) -> str:
        """Return the number of an item as files begin with it, "" where the list has none for it."""
        number = next((item.number for item in self.items if item.code == code), None)
        return "" if number is None else str(number)

    def of_group(self, code: str) -> tuple[EvidenceItem, ...]:
        """Return the items of one group in their order."""
        return tuple(item for item in self.items if item.group == code)

    def of_clause(self, clause: str) -> tuple[EvidenceItem, ...]:
        """Return the items that bear on one second-level indicator, in their order."""
        return tuple(item for item in self.items if clause in item.clauses)


def parse_evidence(data: bytes, scheme: Scheme) -> EvidenceList:
    """Read the evidence list of a scheme (TOML). Raises Malformed, naming line and entry."""
    file = read_entries(data, _FILE, "groups", "items", "never")
    head = file.head
    head.only("format", "scheme", "note")
    if head.text("scheme") != scheme.code:
        raise head.wrong(f"评价方案应为 {scheme.code}", f"the scheme should be {scheme.code}", "scheme")
    entries = file.entries
    _check_once(entries["groups"], "code")
    _check_once((*entries["items"], *entries["never"]), "code")
    _check_once((*entries["items"], *entries["never"]), "number")
    groups = tuple(_group(entry) for entry in entries["groups"])
    codes = {group.code for group in groups}
    clauses = {indicator.clause for indicator in scheme.indicators}
    items = tuple(_item(entry, codes, clauses) for entry in entries["items"])
    if empty := sorted(codes - {item.group for item in items}):
        raise head.wrong(f"分组 {'、'.join(empty)} 是空的", f"nothing is in the group {', '.join(empty)}")
    return EvidenceList(scheme.code, head.words("note"), groups, items, tuple(_never(e) for e in entries["never"]))


def _check_once(entries: Iterable[Entry], name: str) -> None:
    values: set[object] = set()
    for entry in entries:
        value = entry.table.get(name)
        if value is not None and value in values:
            raise entry.wrong(f"{name} {value} 前面已经有了", f"{name} {value} stands there already", name)
        values.add(value)


def _group(entry: Entry) -> EvidenceGroup:
    entry.only("code", "title")
    return EvidenceGroup(entry.text("code"), entry.words("title"))


def _item(entry: Entry, groups: set[str], clauses: set[str]) -> EvidenceItem:
    entry.only(
        "code", "group", "number", "ask", "name", "why", "accepted", "copies", "covers_all", "clauses", "not_asked"
    )
    group, ask, named = entry.text("group"), entry.text("ask"), entry.texts("clauses")
    if group not in groups:
        raise entry.wrong(f"没有分组 {group}", f"there is no group {group}", "group")
    if ask not in ASKED:
        raise entry.wrong(f"ask 应为 {' 或 '.join(ASKED)}", f"ask should be {' or '.join(ASKED)}", "ask")
    if unknown := sorted(set(named) - clauses):
        raise entry.wrong(f"没有指标 {'、'.join(unknown)}", f"there is no indicator {', '.join(unknown)}", "clauses")
    return EvidenceItem(
        code=entry.text("code"),
        group=group,
        number=_number(entry),
        always=ask == "always",
        name=entry.words("name"),
        why=entry.words("why"),
        accepted=entry.words("accepted"),
        copies=_copies(entry),
        covers_all=entry.value("covers_all", bool),
        clauses=named,
        not_asked=entry.words("not_asked") if "not_asked" in entry.table else None,
    )


def _never(entry: Entry) -> NeverDemanded:
    entry.only("code", "number", "name", "reason")
    return NeverDemanded(entry.text("code"), _number(entry), entry.words("name"), entry.words("reason"))


def _number(entry: Entry) -> int | None:
    if "number" not in entry.table:
        return None
    number = entry.value("number", int)
    if number < 0:
        raise entry.wrong("number 不能为负", "number cannot be negative", "number")
    return number


def _copies(entry: Entry) -> tuple[int, int] | None:
    if "copies" not in entry.table:
        return None
    copies = entry.value("copies", list)
    if len(copies) != 2 or any(type(count) is not int for count in copies):
        raise entry.wrong("copies 应写成 [最少, 最多]", "copies should be [fewest, most]", "copies")
    fewest, most = copies
    if not 1 <= fewest <= most <= limits.COPIES:
        raise entry.wrong(
            f"copies 应在 1 与 {limits.COPIES} 之间，先少后多",
            f"copies lie between 1 and {limits.COPIES}, fewest first",
            "copies",
        )
    return fewest, most
