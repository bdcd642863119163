"""Auditing the published status lists: each is the version that was signed last, by its signature and decoded bits.

A publication puts the lists in place before the checkpoint that vouches for all of it. One that was cut short leaves
lists that are genuine and older than those in the register, yet fit the entries that the published checkpoint vouches
for: that is told, and no difference. A list that is older than its checkpoint was put back by somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from certs.audit.audit_status_lists import Version, lists_needed, was_due
from certs.audit.differences import Findings
from certs.audit.ground import Ground
from certs.days import beijing_day
from certs.errors import StarmarkError, Words
from certs.trust.status_list.status_list import verify_status_list


def audit_published_lists(
    read: Callable[[str], bytes | None], ground: Ground, findings: Findings, prefix: str, size: int
) -> None:
    """Compare each list with those that were signed. `read` gets a published file, None where there is none; `size` is
    that of the published checkpoint.
    """
    for name, versions in _signed(ground).items():
        data = read(name)
        if data == versions[-1].raw:
            continue
        if ground.start:
            _not_the_newest(findings, prefix + name, data, versions[-1], behind=size < ground.size)
            continue
        if data is None and versions[-1].number > lists_needed(ground.entries, size):
            _unplaced(findings, prefix + name, len(versions))
        elif data is None:
            findings.missing(prefix + name, "")
        else:
            _older(findings, prefix + name, data, versions, ground, size)


def _not_the_newest(findings: Findings, name: str, data: bytes | None, newest: Version, *, behind: bool) -> None:
    """Tell of a list where entries before a checkpoint were not read, so that none can be made anew."""
    if behind:
        findings.note(
            f"{name} 不是最近签署的那一版：上次发布没有做完。请运行 starmark publish，再审计一次。",
            f"{name} is not the version that was signed last: the last publication was cut short. Run starmark "
            "publish, then audit again.",
        )
    elif data is None:
        findings.missing(name, "")
    else:
        findings.changed(name, "", "", newest.raw, data)


def _signed(ground: Ground) -> dict[str, list[Version]]:
    """Return the versions of each list that were to be published by today, the oldest first."""
    signed: dict[str, list[Version]] = {}
    for one in sorted(ground.lists, key=lambda each: (each.status_list.valid_from, each.version)):
        if beijing_day(one.status_list.valid_from) <= ground.today:
            signed.setdefault(f"status/{one.purpose}/{one.number}", []).append(one)
    return signed


def _older(findings: Findings, name: str, data: bytes, versions: Sequence[Version], ground: Ground, size: int) -> None:
    newest = versions[-1]
    place = next((place for place, one in enumerate(versions) if one.raw == data), None)
    if place is not None and was_due(versions[place], ground.connection, ground.entries, size):
        _unplaced(findings, name, len(versions) - 1 - place)
        return
    try:
        published = verify_status_list(data, ground.trust, newest.purpose, newest.number)
    except StarmarkError as error:
        findings.not_genuine(name, "", "", error.words)
        return
    if published.bits != newest.status_list.bits:
        findings.not_genuine(
            name,
            "",
            "encodedList",
            Words("它的位与最近签署的列表不同。", "Its bits are not those of the list that was signed last."),
        )
    else:
        findings.changed(name, "", "validFrom", str(newest.status_list.valid_from), str(published.valid_from))


def _unplaced(findings: Findings, name: str, versions: int) -> None:
    findings.note(
        f"{name} 落后 {versions} 版：新的已经签好，但上次发布没有做完。公布的那一份是真的；请运行 starmark publish。",
        f"{name} is {versions} version{'s' * (versions != 1)} behind: a newer one is signed, but the last publication "
        "was cut short. What is published is genuine; run starmark publish.",
    )
