"""What a list is narrowed to, read from an address: codes, and the words that people use for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from certs.certificate import pasted_text
from certs.certificate.reading.asked_moment import FIRST_DAY, LAST_DAY
from certs.certificate.reading.written_days import read_day
from certs.certificate.regions import regions
from certs.errors import FieldError, Malformed, Refused, Words
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.store.directory_rows import Filters
from certs.scheme.schemes import SCHEMES

NAMES: Final = ("status", "level", "scheme", "region", "valid_on")
LEVELS: Final = {level.code: level.name for scheme in SCHEMES.values() for level in scheme.levels}
SCHEME_NAMES: Final = {scheme.code: scheme.name for scheme in SCHEMES.values()}
LISTED: Final = (
    "valid",
    "suspended",
)  # statuses of the organisations that stand in the directory unless one is asked for
_EVERY: Final = frozenset({"all", "全部"})
_FIGURES: Final = str.maketrans("2345", "二三四五")  # of levels
_LONGEST: Final = 80  # characters of all statuses together
_SHOWN: Final = 40  # characters of what was asked that are repeated


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Return what an address narrows a list to. Raises Refused, naming the field and what it takes."""
    given = {name: pasted_text.shown(asked.get(name, "")) for name in NAMES}
    statuses = given["status"].replace("，", ",").replace("、", ",").split(",") if given["status"] else []
    if len(given["status"]) > _LONGEST:
        raise _unknown("status", given["status"], STATUS_WORDS)
    if given["status"].casefold() in _EVERY:
        statuses = list(STATUS_WORDS)
    level, scheme = (_code("level", given["level"], LEVELS), _code("scheme", given["scheme"], SCHEME_NAMES))
    return Filters(
        tuple(dict.fromkeys(_code("status", one.strip(), STATUS_WORDS) for one in statuses)),
        _levels(scheme, level) if scheme or level else None,
        _code("region", given["region"], regions()),
        _day(given["valid_on"]) if given["valid_on"] else None,
    )


def shown_filters(asked: Mapping[str, str]) -> Filters:
    """Return the filters of the directory: the others than valid and suspended are shown where they are asked for."""
    filters = read_filters(asked)
    return filters if filters.statuses or filters.valid_on else replace(filters, statuses=LISTED)


def words_of(filters: Mapping[str, str]) -> Mapping[str, str]:
    """Return those filters of an address that say something, as they are asked again: for links and file names."""
    return {name: value for name in NAMES if (value := pasted_text.shown(filters.get(name, "")))}


def filters_meant(words: Iterable[str]) -> dict[str, tuple[str, Words]]:
    """Return what words of a search mean as filters: for each filter its code and name. 五星, 5星 and 五星级 are one."""
    meant: dict[str, tuple[str, Words]] = {}
    for word in words:
        folded = unicodedata.normalize("NFKC", word).casefold().translate(_FIGURES)
        for name, choices in (("level", LEVELS), ("status", STATUS_WORDS), ("region", regions())):
            for code, names in choices.items():
                if folded in {code, names.zh, names.zh.removesuffix("级"), names.en.casefold()}:
                    meant.setdefault(name, (code, names))
    return meant


def _levels(scheme: str, level: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.code, each.code)
        for one in SCHEMES.values()
        for each in one.levels
        if scheme in ("", one.code) and level in ("", each.code)
    )


def _code(name: str, text: str, words: Mapping[str, Words]) -> str:
    """Return the code that a text means: it, or its name in either language."""
    meant = unicodedata.normalize("NFKC", text).casefold()
    for code, names in words.items():
        if meant in (code, names.zh, names.en.casefold()):
            return code
    if not text and name != "status":
        return ""
    raise _unknown(name, text, words)


def _day(text: str) -> date:
    try:
        day = read_day(text)
    except Malformed as error:
        raise _refused("valid_on", text, "format", error.words) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        told = Words(
            f"日期应在 {FIRST_DAY} 与 {LAST_DAY} 之间。", f"The day must lie between {FIRST_DAY} and {LAST_DAY}."
        )
        raise _refused("valid_on", text, "range", told)
    return day


def _unknown(name: str, text: str, words: Mapping[str, Words]) -> Refused:
    known = "、".join(f"{code}（{names.zh}）" for code, names in words.items())
    named = ", ".join(f"{code} ({names.en})" for code, names in words.items())
    told = Words(
        f"{name} 里的“{text[:_SHOWN]}”不认识。可以是：{known}。",
        f"“{text[:_SHOWN]}” in {name} is not known. It may be: {named}.",
    )
    return _refused(name, text, "unknown", told)


def _refused(name: str, value: str, code: str, words: Words) -> Refused:
    return Refused("bad_question", *words, errors=(FieldError(name, value[:_SHOWN], code, words),))
