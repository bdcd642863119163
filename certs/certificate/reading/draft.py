"""From raw values to a draft: every field read, the fields held against each other, all errors at once.

The TOML and the XLSX reader bring the same raw shape here, so that a rule is written once. Whether the register already
knows the holder or the content is the register's question.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from certs import limits
from certs.certificate import glyphs, issue_day
from certs.certificate.fields import REPEATED, SECTIONS, Draft, Holder, ScopeItem, Site
from certs.certificate.reading.field_reader import NO_DAY, Reader
from certs.certificate.reading.filler_values import filler, note_filler
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.take_over_checks import check_level, check_taken_over
from certs.certificate.reading.tidy_text import UNREADABLE, is_empty
from certs.certificate.taken_over import MAY_BE_LEFT_OUT, TakenOver
from certs.errors import FieldError, Words
from certs.scheme.schemes import SCHEMES
from certs.scheme.scoring import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from certs.certificate.field_kinds import Field

Raw = dict[str, object]


@dataclass(frozen=True, slots=True)
class RawCertificate:
    """The values of one certificate before any is read, by field name. `place` (section, index, field) says where.

    A section that is not there at all is empty; `taken_over` None means that there is no take-over.
    """

    source: str
    holder: Raw
    certificate: Raw
    scope: Sequence[Raw]
    sites: Sequence[Raw]
    taken_over: Raw | None
    place: Callable[[str, int, str], Place]


def build(
    raw: RawCertificate, today: date, findings: Findings, more: AbstractSet[int] = glyphs.NONE, scheme: str = ""
) -> Draft | None:
    """Return the draft, or None where `findings` holds errors: its own, or those that a reader noted before.

    `scheme` is the one that the body issues by where its files name none; "" for no such default.
    """
    certificate = {**raw.certificate, "scheme": scheme} if is_empty(raw.certificate.get("scheme")) else raw.certificate
    reader = Reader(findings, more)
    holder = _section(raw, reader, findings, "holder", 0, raw.holder)
    old = raw.taken_over is not None
    facts = _section(raw, reader, findings, "certificate", 0, certificate, may_lack=old)
    scope = _repeated(raw, reader, findings, "scope", raw.scope)
    sites = _repeated(raw, reader, findings, "sites", raw.sites)
    taken = _taken_over(raw, reader, findings)
    _check_names(raw, findings, scope, sites)
    _check_holder(raw, findings, holder)
    _check_score(raw, findings, facts)
    _check_days(raw, findings, facts, today, taken_over=taken is not None)
    check_level(raw, findings, facts, taken_over=taken is not None)
    if taken is not None:
        check_taken_over(raw, findings, facts, taken, today)
    if findings.errors:
        return None
    return _draft(raw.source, holder, facts, scope, sites, taken)


def _section(
    raw: RawCertificate,
    reader: Reader,
    findings: Findings,
    section: str,
    index: int,
    values: Raw,
    *,
    may_lack: bool = False,
) -> dict[str, Any]:
    """Return the values of one table that are there and not empty, read; note the required ones that are not.

    `may_lack` tells that what an old certificate may lack is not required.
    """
    result: dict[str, Any] = {}
    for field in SECTIONS[section]:
        value = values.get(field.name)
        place = raw.place(section, index, field.name)
        if value is UNREADABLE or note_filler(findings, field, place, value):
            continue
        if not is_empty(value):
            result[field.name] = reader.read(field, place, value)
        elif field.required and not (may_lack and field.name in MAY_BE_LEFT_OUT):
            findings.add(
                place,
                value,
                "missing",
                f"没有填写{field.head.zh}。{field.note.zh}",
                f"“{field.head.en}” is missing. {field.note.en}",
            )
    return result


def _taken_over(raw: RawCertificate, reader: Reader, findings: Findings) -> dict[str, Any] | None:
    """Return the take-over, if there is one; words such as “无” in each of its fields only say that there is none."""
    if raw.taken_over is None:
        return None
    values = [(field, raw.taken_over.get(field.name)) for field in SECTIONS["taken_over"]]
    fillers = [(field, value) for field, value in values if filler(field, value)]
    if fillers and all(is_empty(value) or filler(field, value) for field, value in values):
        for field, value in fillers:
            note_filler(findings, field, raw.place("taken_over", 0, field.name), value)
        return None
    return _section(raw, reader, findings, "taken_over", 0, raw.taken_over)


def _repeated(
    raw: RawCertificate, reader: Reader, findings: Findings, section: str, rows: Sequence[Raw]
) -> list[dict[str, Any]]:
    place, most = raw.place(section, -1, ""), REPEATED[section]
    if not rows:
        what = Words("认证范围", "scope item") if section == "scope" else Words("场所", "site")
        findings.add(place, "", "missing", f"至少要有一项{what.zh}。", f"at least one {what.en} is wanted.")
    if len(rows) > most:
        findings.add(
            place,
            f"{len(rows)}",
            "range",
            f"有 {len(rows)} 项，最多 {most} 项；请分成一张主证书和几张子证书（sub_of）。",
            f"there are {len(rows)}; {most} is the most. Use a main certificate and sub-certificates (sub_of).",
        )
        return []
    return [_section(raw, reader, findings, section, index, values) for index, values in enumerate(rows)]


def _check_names(
    raw: RawCertificate, findings: Findings, scope: list[dict[str, Any]], sites: list[dict[str, Any]]
) -> None:
    """Hold the names against each other: no site and no scope item twice, and no item at a site that is not listed."""
    names: dict[str, int] = {}
    for index, site in enumerate(sites):
        name = site.get("name")
        if name in names:
            findings.add(
                raw.place("sites", index, "name"),
                name,
                "duplicate",
                f"场所“{name}”与第 {names[name] + 1} 个场所同名，请删去或改名。",
                f"site “{name}” has the same name as site {names[name] + 1}; remove or rename it.",
            )
        elif name:
            names[name] = index
    for index, item in enumerate(scope):
        for number, site_name in enumerate(item.get("sites", ())):
            if site_name not in names:
                findings.add(
                    raw.place("scope", index, "sites").entry(number),
                    site_name,
                    "unknown",
                    f"场所里没有“{site_name}”，请照场所名称填写：{'、'.join(list(names)[:5])}。",
                    f"there is no site “{site_name}”; use a site's name: {', '.join(list(names)[:5])}.",
                )
    _check_scope_twice(raw, findings, scope)


def _check_scope_twice(raw: RawCertificate, findings: Findings, scope: list[dict[str, Any]]) -> None:
    """Refuse a product that stands twice, unless the two name different brands: then each has limits of its own."""
    places: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for index, item in enumerate(scope):
        name, brands = item.get("name", ""), frozenset(item.get("brands", ()))
        for other, others in places.get(name, []):
            if name and not (brands and others and not brands & others):
                findings.add(
                    raw.place("scope", index, "name"),
                    name,
                    "duplicate",
                    f"“{name}”与第 {other + 1} 项范围重复；请合并为一项，或分别写明不同的品牌。",
                    f"“{name}” stands in scope item {other + 1} too; merge them, or give each its own brands.",
                )
                break
        places.setdefault(name, []).append((index, brands))


def _check_holder(raw: RawCertificate, findings: Findings, holder: dict[str, Any]) -> None:
    name = holder.get("name")
    if name and name in holder.get("former_names", ()):
        findings.add(
            raw.place("holder", 0, "former_names"),
            name,
            "conflict",
            "曾用名里有现用名称，请删去。",
            "the present name stands among the former ones; remove it.",
        )


def _check_score(raw: RawCertificate, findings: Findings, facts: dict[str, Any]) -> None:
    """Find the level, where score and scheme could be read. A scheme without deductions and bonus takes only 0."""
    scheme = SCHEMES.get(facts.get("scheme", ""))
    if scheme is None:
        return
    allowed = {"special_deductions": scheme.deductions_allowed, "bonus": scheme.bonus_allowed}
    for name in (name for name, fine in allowed.items() if facts.get(name) and not fine):
        findings.add(
            raw.place("certificate", 0, name),
            facts[name],
            "conflict",
            f"{scheme.code} 没有特别扣分和加分，请填 0 或不填。",
            f"{scheme.code} knows no special deductions and no bonus; write 0 or leave it empty.",
        )
    at = raw.place("certificate", 0, "score")
    if "score" not in facts or any(_within(error, raw) for error in findings.errors):
        return
    if facts["score"] > scheme.full_marks:
        findings.add(
            at,
            facts["score"],
            "range",
            f"{scheme.code} 满分为 {scheme.full_marks}，请核对评分和评价方案。",
            f"{scheme.code} is out of {scheme.full_marks}; check score and scheme.",
        )
        return
    failed = decide(scheme, facts["score"], facts.get("special_deductions", 0), facts.get("bonus", 0)).failed_because
    if failed is not None:
        too_many = scheme.fail_deductions is not None and facts.get("special_deductions", 0) >= scheme.fail_deductions
        at = raw.place("certificate", 0, "special_deductions") if too_many else at
        findings.add(
            at,
            facts["special_deductions"] if too_many else facts["score"],
            "range",
            f"{failed.zh}不能颁发证书。",
            f"{failed.en} No certificate can be issued.",
        )


def _within(error: FieldError, raw: RawCertificate) -> bool:
    """Tell whether an error concerns what a level follows from; only then is no level looked for."""
    return error.field in {raw.place("certificate", 0, name).path for name in ("score", "special_deductions", "bonus")}


def _check_days(
    raw: RawCertificate, findings: Findings, facts: dict[str, Any], today: date, *, taken_over: bool
) -> None:
    issued = facts.get("issued", today)
    if issued == NO_DAY:
        return
    at = raw.place("certificate", 0, "issued")
    first, last = issue_day.issue_days(today)
    side = issue_day.off_by(issued, today, taken_over=taken_over)
    if side == "late":
        findings.add(
            at,
            issued,
            "range",
            f"颁证日期最晚为 {last}（今天起 {limits.ISSUE_DAYS_AHEAD} 天）。",
            f"the latest day of issue is {last} ({limits.ISSUE_DAYS_AHEAD} days from today).",
        )
    if side == "early":
        findings.add(
            at,
            issued,
            "range",
            f"颁证日期最早为 {first}（{limits.ISSUE_DAYS_BACK} 天前）；更早的只能作为接收旧证书登记。",
            f"the earliest day of issue is {first} ({limits.ISSUE_DAYS_BACK} days back); older ones only by take-over.",
        )


def _draft(
    source: str,
    holder: dict[str, Any],
    facts: dict[str, Any],
    scope: list[dict[str, Any]],
    sites: list[dict[str, Any]],
    taken: dict[str, Any] | None,
) -> Draft:
    untold = {"score": Decimal(0), "headcount": 0}
    rest: dict[str, Any] = untold | {name: value for name, value in facts.items() if name != "decided_by"}
    return Draft(
        holder=Holder(**holder),
        scope=tuple(ScopeItem(**item) for item in scope),
        sites=tuple(Site(**site) for site in sites),
        decided_by=cast("tuple[str, str]", facts["decided_by"]),
        taken_over=None if taken is None else TakenOver(**taken),
        source=source,
        **rest,
    )


def place_for(section: str, index: int, name: str, shown: Callable[[Field | None], Words]) -> Place:
    """Return the place of a field with the path that every input shares; `shown` names it as that file does."""
    field = next((f for f in SECTIONS[section] if f.name == name), None)
    table = f"{section}[{index}]" if section in REPEATED and index >= 0 else section
    return Place(f"{table}.{name}" if name else table, shown(field))
