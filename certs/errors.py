"""The one error tree, branched by what the caller does next.

`Refused` goes back to the person who typed (exit 1, HTTP 4xx); `NotGenuine` becomes the verdict; `CouldNotCheck`
becomes "could not check" (exit 2, HTTP 503); `Misuse` is a wrong command line or setting (exit 64). A bug
is none of these and is left to crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

FIELD_CODES: Final = frozenset(
    {"missing", "unknown", "type", "format", "range", "check-digit", "duplicate", "conflict", "glyph"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages: what happened, what it means, what to do next."""

    zh: str
    en: str

    def __iter__(self) -> Iterator[str]:
        """Yield the Chinese and the English, as the errors take them."""
        yield self.zh
        yield self.en

    def to_json(self) -> dict[str, str]:
        """Return the shape that every JSON answer of Starmark uses."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field of an input.

    `field` is a path such as `scope[2].models[0]`; `value` is what was given, as text, cut at 200 characters.
    """

    field: str
    value: str
    code: str
    message: Words

    def __post_init__(self) -> None:
        if self.code not in FIELD_CODES:
            raise AssertionError(f"field error code {self.code!r} is not one of {sorted(FIELD_CODES)}")
        if len(self.value) > 200:
            object.__setattr__(self, "value", self.value[:199] + "…")

    def to_json(self) -> dict[str, object]:
        """Return the JSON form (meanings.md, "Answers")."""
        return {"field": self.field, "value": self.value, "code": self.code, "message": self.message.to_json()}


class StarmarkError(Exception):
    """Root of every error that Starmark raises on purpose. `code` is stable; `words` is for people."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.words = Words(zh, en)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a process of a pool hand it back, which by itself only takes what the root of all errors was given."""
        return type(self), (self.code, *self.words), self.__dict__


class Refused(StarmarkError):
    """The request is understood and will not be done; nothing has changed. `errors` names each field at fault."""

    def __init__(self, code: str, zh: str, en: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(code, zh, en)
        self.errors = errors


class Malformed(Refused):
    """Bytes or text that are not in the form they claim to be."""


class NotGenuine(StarmarkError):
    """The object was not made by the pinned body, or was changed since."""


class CouldNotCheck(StarmarkError):
    """The answer is not known: something needed was out of reach, locked, too new or damaged."""


class Misuse(StarmarkError):
    """The command line or a setting is wrong; the message says which and what it takes."""
