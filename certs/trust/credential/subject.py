"""The closed shape of a credential's subject (formats.md, "Subject"): which fields, their types, how many, how long.

A field that is not known is refused, because a certificate says exactly what its page shows. Not done here: what the
values mean (`certs.certificate` and `certs.scheme` decide that before issue), and which characters they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from certs import limits
from certs.certificate.field_kinds import LISTS, Field
from certs.certificate.fields import FACTS, HOLDER, SCOPE, SITES
from certs.days import parse_day
from certs.errors import Malformed

_NUMBER: Final = re.compile(rf"[0-9A-Z][0-9A-Z/_-]{{5,{limits.NUMBER - 1}}}")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NEEDED: Final = frozenset({"number", "version", "holder", "standard", "scheme", "level", "scope", "sites", "body"})
_TEXTS: Final = tuple(row for row in FACTS if not row.required and row.kind not in LISTS)
_LISTS: Final = tuple(row.name for row in FACTS if not row.required and row.kind in LISTS)
_FREE: Final = frozenset({"first_issued", "predecessor", *_LISTS, *(row.name for row in _TEXTS)})


@dataclass(frozen=True, slots=True, eq=False)
class _Fields:
    """The fields of one record: texts that must be there, and all that may be; `lists` are lists of texts."""

    needed: frozenset[str]
    allowed: frozenset[str]
    lists: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def _plan(names: tuple[str, ...], fields: _Fields) -> tuple[Callable[[Any], Any], tuple[str, ...]] | None:
    """Return what gets the texts of a record with these fields, and which of them are lists; None for a wrong record.

    Records have the same few sets of fields over and over, so this is worked out once for each.
    """
    if not fields.needed <= set(names) <= fields.allowed:
        return None
    texts = [name for name in names if name not in fields.lists]
    # itemgetter gives the bare value for a single name and a tuple for several: the first is got twice, to no harm.
    return itemgetter(*texts, texts[0]), tuple(name for name in names if name in fields.lists)


def _fields_of(rows: Iterable[Field]) -> _Fields:
    needed = frozenset(row.name for row in rows if row.required)
    lists = frozenset(row.name for row in rows if row.kind in LISTS)
    return _Fields(needed, frozenset(row.name for row in rows), lists)


_HOLDER: Final = _fields_of(HOLDER)
_ITEM: Final = _fields_of(SCOPE)
_SITE: Final = _fields_of(SITES)
_BODY: Final = _Fields(*2 * (frozenset({"name", "name_en", "approval_number"}),))


def _bad(path: str) -> Malformed:
    return Malformed(
        "subject", f"证书内容的“{path}”不合规定的格式。", f"The certificate's “{path}” is not in the form laid down."
    )


def require_subject(subject: Any) -> None:
    """Raise Malformed, naming the field, unless `subject` has the shape of a credential's subject."""
    if not isinstance(subject, dict) or not _NEEDED <= subject.keys() <= _NEEDED | _FREE:
        raise _bad("credentialSubject")
    number, version = subject["number"], subject["version"]
    if type(number) is not str or _NUMBER.fullmatch(number) is None:
        raise _bad("number")
    if type(version) is not int or not 1 <= version <= limits.VERSIONS:
        raise _bad("version")
    for name in ("scheme", "level"):
        if type(subject[name]) is not str or _CODE.fullmatch(subject[name]) is None:
            raise _bad(name)
    texts = [subject["standard"]]
    _gather(subject["holder"], "holder", _HOLDER, texts)
    _gather(subject["body"], "body", _BODY, texts)
    _gather_all(subject["scope"], "scope", _ITEM, limits.SCOPE_ITEMS, texts)
    _gather_all(subject["sites"], "sites", _SITE, limits.SITES, texts)
    if not _FREE.isdisjoint(subject):
        _require_free(subject, texts)
    # All texts at once, in C: this is read for every certificate that anybody checks.
    if set(map(type, texts)) != {str} or not all(texts) or max(map(len, texts)) > limits.STRING:
        raise _bad("credentialSubject")


def _require_free(subject: dict[str, Any], texts: list[Any]) -> None:
    if "first_issued" in subject:
        if type(subject["first_issued"]) is not str:
            raise _bad("first_issued")
        parse_day(subject["first_issued"])
    predecessor = subject.get("predecessor", "ABCDEF")
    if type(predecessor) is not str or _NUMBER.fullmatch(predecessor) is None:
        raise _bad("predecessor")
    for row in _TEXTS:
        text = subject.get(row.name, "-")
        if type(text) is not str or not 0 < len(text) <= row.most:
            raise _bad(row.name)
    for name in _LISTS:
        entries = subject.get(name, ["-"])
        if type(entries) is not list or not 1 <= len(entries) <= limits.LIST_ENTRIES:
            raise _bad(name)
        texts += entries


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
        if type(part) is not list or not 1 <= len(part) <= limits.LIST_ENTRIES:
            raise _bad(f"{path}.{name}")
        texts += part
