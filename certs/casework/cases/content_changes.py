"""What differs between a certificate and what its holder asks for, which reason says so, and what is to be assessed.

Pure: the public content of the certificate and the content of an application go in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from certs.errors import Words

LEVEL: Final = "level"
WIDENED, NARROWED = "scope-widened", "scope-narrowed"
_NAMES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "name": Words("企业名称", "the organisation's name"),
        "address": Words("企业地址", "the organisation's address"),
        "sites-added": Words("增加场所", "more sites"),
        "sites-removed": Words("减少场所", "fewer sites"),
        "sites-moved": Words("场所地址", "the address of a site"),
        WIDENED: Words("扩大范围", "a wider scope"),
        NARROWED: Words("缩小范围", "a narrower scope"),
        "wording": Words("其他文字", "other wording"),
    }
)
ASSESSED: Final = frozenset({WIDENED, "sites-added"})  # nobody knows yet how well that is served
# The reason of the reissue that says so, what matters more first: the register wants the first for a new name.
_REASONS: Final = (
    ("name", "holder-renamed"),
    (WIDENED, "scope-widened"),
    (NARROWED, "scope-narrowed"),
    ("sites-added", "sites-changed"),
    ("sites-removed", "sites-changed"),
    ("sites-moved", "sites-changed"),
    ("address", "address-changed"),
    ("wording", "correction"),
)
_LIMITS: Final = ("brands", "models", "sites")  # none named: no limit


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: a stable code, and what was and what is asked for."""

    code: str
    detail: Words

    @property
    def words(self) -> Words:
        """What it is called."""
        return _NAMES[self.code]

    def to_json(self) -> dict[str, Any]:
        """Return it as the contract has such lists."""
        return {"code": self.code, "words": self.words.to_json(), "why": self.detail.to_json()}


def changes_between(subject: Mapping[str, Any], content: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what an application asks to be otherwise on a certificate, which matters most first.

    `subject` is what the newest version of the certificate says, `content` the JSON of a certificate's input.
    """
    asked = public(content)
    changes = [
        *_holder(subject["holder"], asked["holder"]),
        *_scope(subject, asked),
        *_sites(subject["sites"], asked["sites"]),
    ]
    if not changes and any(subject.get(name) != asked.get(name) for name in asked.keys() | {"excludes", "scope_text"}):
        changes.append(Change("wording", Words("文字或次序不同。", "Wording or order differs.")))
    order = list(_NAMES)
    return tuple(sorted(changes, key=lambda each: order.index(each.code)))


def public(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an input a certificate says, empty fields left out."""
    facts = {name: content["certificate"].get(name) for name in ("excludes", "scope_text")}
    return {
        "holder": _filled(content["holder"]),
        **_filled(facts),
        "scope": [_filled(item) for item in content["scope"]],
        "sites": [_filled(site) for site in content["sites"]],
    }


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _holder(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("name", "address"):
        if old[name] != new[name]:
            yield Change(name, Words(f"{old[name]} → {new[name]}", f"{old[name]} → {new[name]}"))


def _sites(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    before, after = ({site["name"]: site["address"] for site in sites} for sites in (old, new))
    moved = [name for name in before if name in after and before[name] != after[name]]
    for code, names in (
        ("sites-added", [name for name in after if name not in before]),
        ("sites-removed", [name for name in before if name not in after]),
        ("sites-moved", moved),
    ):
        if names:
            yield Change(code, _listed(names))


def _scope(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _by_name(old["scope"]), _by_name(new["scope"])
    wider = [name for name in after if _wider(before.get(name, []), after[name])]
    narrower = [name for name in before if _wider(after.get(name, []), before[name])]
    lost, gained = set(old.get("excludes", ())), set(new.get("excludes", ()))
    wider += sorted(lost - gained)
    narrower += sorted(gained - lost)
    for code, names in ((WIDENED, wider), (NARROWED, narrower)):
        if names:
            yield Change(code, _listed(names))


def _by_name(items: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    named: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        named.setdefault(item["name"], []).append(item)
    return named


def _wider(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> bool:
    """Tell whether the items of one name cover anything that they did not cover before."""
    return any(not any(_within(item, other) for other in old) for item in new)


def _within(item: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether one item covers no more than another of the same name."""
    limits = all(not other.get(name) or (item.get(name) and set(item[name]) <= set(other[name])) for name in _LIMITS)
    services = set(item.get("includes", ())) <= set(other.get("includes", ()))
    return limits and services and set(other.get("excludes", ())) <= set(item.get("excludes", ()))


def _listed(names: Sequence[str]) -> Words:
    return Words("、".join(names), ", ".join(names))


def reason_of(codes: Sequence[str], step: int) -> str:
    """Return the reason of the reissue that says what changed; "" where no single reason does, and one is to be asked.

    `step` is by how many stars the level rises. A scope that is both wider and narrower has no reason of its own.
    """
    if step:
        return "level-raised" if step > 0 else "level-lowered"
    if "name" not in codes and {WIDENED, NARROWED} <= set(codes):
        return ""
    return next((reason for code, reason in _REASONS if code in codes), "")
