"""The closed shape of a credential's subject: which fields, of which type, how many and how long (design section 5).

A field that is not known is refused, because a certificate says exactly what its page shows. Not done here: what the
values mean (`certs.certificate` and `certs.scheme` decide that before issue), and which characters they hold.
"""

from __future__ import annotations

import re
from typing import Any, Final

from certs import bounds
from certs.days import parse_day
from certs.errors import Malformed, Words

_NUMBER: Final = re.compile(rf"[0-9A-Z][0-9A-Z/_-]{{5,{bounds.NUMBER - 1}}}")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_VERSIONS: Final = 1_000_000
_NEEDED: Final = frozenset({"number", "version", "holder", "standard", "scheme", "level", "scope", "sites", "body"})
_FREE: Final = frozenset({"first_issued", "predecessor", "scope_text", "excludes"})
_HOLDER: Final = (frozenset({"name", "uscc", "address"}), frozenset({"name_en"}), frozenset({"former_names"}))
_ITEM: Final = (frozenset({"name"}), frozenset({"name_en", "category"}),
                frozenset({"brands", "models", "includes", "excludes", "sites"}))
_SITE: Final = (frozenset({"name", "address"}), frozenset[str](), frozenset[str]())
_BODY: Final = (frozenset({"name", "name_en", "approval_number"}), frozenset[str](), frozenset[str]())


def _bad(path: str) -> Malformed:
    return Malformed("subject", Words(f"证书内容的“{path}”不合规定的格式。", f"The certificate's “{path}” is not in the form laid down."))


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
    if not _is_text(subject["standard"]):
        raise _bad("standard")
    _require_record(subject["holder"], "holder", _HOLDER)
    _require_record(subject["body"], "body", _BODY)
    _require_records(subject["scope"], "scope", _ITEM, bounds.SCOPE_ITEMS)
    _require_records(subject["sites"], "sites", _SITE, bounds.SITES)
    if not _FREE.isdisjoint(subject):
        _require_free(subject)


def _require_free(subject: dict[str, Any]) -> None:
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
    if "excludes" in subject and not _is_list_of_texts(subject["excludes"]):
        raise _bad("excludes")


_Fields = tuple[frozenset[str], frozenset[str], frozenset[str]]


def _require_records(value: Any, path: str, fields: _Fields, most: int) -> None:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise _bad(path)
    for place, record in enumerate(value):
        _require_record(record, path, fields, place)


def _require_record(value: Any, path: str, fields: _Fields, place: int | None = None) -> None:
    """`fields` are the needed texts, the free texts and the free lists of texts; an empty one is left out, never given."""
    needed, texts, lists = fields
    where = path if place is None else f"{path}[{place}]"
    if not isinstance(value, dict) or not needed <= value.keys():
        raise _bad(where)
    for name, part in value.items():
        if name in needed or name in texts:
            if type(part) is not str or not 0 < len(part) <= bounds.STRING:
                raise _bad(f"{where}.{name}")
        elif name not in lists or not _is_list_of_texts(part):
            raise _bad(f"{where}.{name}")


def _is_text(value: Any) -> bool:
    return type(value) is str and 0 < len(value) <= bounds.STRING


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and 1 <= len(value) <= bounds.LIST_ENTRIES and all(map(_is_text, value))
