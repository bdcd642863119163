"""The closed shape of a credential's subject: which fields, of which type, how many and how long (design section 5).

A field that is not known is refused, because a certificate says exactly what its page shows. Not done here: what the
values mean (`certs.certificate` and `certs.scheme` decide that before issue), and which characters they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from certs import bounds
from certs.days import parse_day
from certs.errors import Malformed, Words

_NUMBER: Final = re.compile(rf"[0-9A-Z][0-9A-Z/_-]{{5,{bounds.NUMBER - 1}}}")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_VERSIONS: Final = 1_000_000
_NEEDED: Final = frozenset({"number", "version", "holder", "standard", "scheme", "level", "scope", "sites", "body"})
_FREE: Final = frozenset({"first_issued", "predecessor", "scope_text", "excludes"})


@dataclass(frozen=True, slots=True, eq=False)
class _Fields:
    """The fields of one record: texts that must be there, and all that may be; `lists` are lists of texts."""

    needed: frozenset[str]
    known: frozenset[str]
    lists: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def _plan(names: tuple[str, ...], fields: _Fields) -> tuple[Callable[[Any], Any], tuple[str, ...]] | None:
    """Return what gets the texts of a record with these fields, and which of them are lists; None for a wrong record.

    Records have the same few sets of fields over and over, so this is worked out once for each.
    """
    if not fields.needed <= set(names) <= fields.known:
        return None
    texts = [name for name in names if name not in fields.lists]
    # itemgetter gives the bare value for a single name and a tuple for several: the first is got twice, to no harm.
    return itemgetter(*texts, texts[0]), tuple(name for name in names if name in fields.lists)


_HOLDER: Final = _Fields(
    frozenset({"name", "uscc", "address"}),
    frozenset({"name", "uscc", "address", "name_en", "former_names"}),
    frozenset({"former_names"}),
)
_ITEM_LISTS: Final = frozenset({"brands", "models", "includes", "excludes", "sites"})
_ITEM: Final = _Fields(frozenset({"name"}), frozenset({"name", "name_en", "category"}) | _ITEM_LISTS, _ITEM_LISTS)
_SITE: Final = _Fields(frozenset({"name", "address"}), frozenset({"name", "address"}))
_BODY: Final = _Fields(
    frozenset({"name", "name_en", "approval_number"}), frozenset({"name", "name_en", "approval_number"})
)


def _bad(path: str) -> Malformed:
    return Malformed(
        "subject",
        Words(f"证书内容的“{path}”不合规定的格式。", f"The certificate's “{path}” is not in the form laid down."),
    )


def require_subject(subject: Any) -> None:
    """Raise Malformed, naming the field, unless `subject` has the shape of a credential's subject."""
    if not isinstance(subject, dict) or not _NEEDED <= subject.keys() <= _NEEDED | _FREE:
        raise _bad("credentialSubject")
    number, version = subject["number"], subject["version"]
    if type(number) is not str or _NUMBER.fullmatch(number) is None:
        raise _bad("number")
    if type(version) is not int or not 1 <= version <= _VERSIONS:
        raise _bad("version")
    for name in ("scheme", "level"):
        if type(subject[name]) is not str or _CODE.fullmatch(subject[name]) is None:
            raise _bad(name)
    texts = [subject["standard"]]
    _gather(subject["holder"], "holder", _HOLDER, texts)
    _gather(subject["body"], "body", _BODY, texts)
    _gather_all(subject["scope"], "scope", _ITEM, bounds.SCOPE_ITEMS, texts)
    _gather_all(subject["sites"], "sites", _SITE, bounds.SITES, texts)
    if not _FREE.isdisjoint(subject):
        _require_free(subject, texts)
    # All texts at once, in C: this is read for every certificate that anybody checks.
    if set(map(type, texts)) != {str} or not all(texts) or max(map(len, texts)) > bounds.STRING:
        raise _bad("credentialSubject")


def _require_free(subject: dict[str, Any], texts: list[Any]) -> None:
    if "first_issued" in subject:
        if type(subject["first_issued"]) is not str:
            raise _bad("first_issued")
        parse_day(subject["first_issued"])
    predecessor = subject.get("predecessor", "ABCDEF")
    if type(predecessor) is not str or _NUMBER.fullmatch(predecessor) is None:
        raise _bad("predecessor")
    scope_text = subject.get("scope_text", "-")
    if type(scope_text) is not str or not 0 < len(scope_text) <= bounds.SCOPE_TEXT:
        raise _bad("scope_text")
    excludes = subject.get("excludes", ["-"])
    if type(excludes) is not list or not 1 <= len(excludes) <= bounds.LIST_ENTRIES:
        raise _bad("excludes")
    texts += excludes


def _gather_all(value: Any, path: str, fields: _Fields, most: int, texts: list[Any]) -> None:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise _bad(path)
    for record in value:
        _gather(record, path, fields, texts)


def _gather(value: Any, path: str, fields: _Fields, texts: list[Any]) -> None:
    """Check which fields a record has, and put its texts to the others; an empty field is left out, never given."""
    plan = _plan(tuple(value), fields) if isinstance(value, dict) else None
    if plan is None:
        raise _bad(path)
    get_texts, lists = plan
    texts += get_texts(value)
    for name in lists:
        part = value[name]
        if type(part) is not list or not 1 <= len(part) <= bounds.LIST_ENTRIES:
            raise _bad(f"{path}.{name}")
        texts += part
