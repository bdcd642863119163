"""Where a value stands and what is wrong with it: all errors of one certificate are gathered before anyone is told.

Every message begins with its place as the staff see it (`证书!D5`, or the TOML section and field), so that it can be
read alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from certs import limits
from certs.errors import FieldError, StarmarkError, Words

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one value: its path, such as `scope[2].models[0]`, and what to call it in a sentence."""

    path: str
    shown: Words

    def entry(self, index: int) -> Place:
        """Return the place of one entry of a list; `index` from 0, shown from 1."""
        return Place(
            f"{self.path}[{index}]", Words(f"{self.shown.zh}第 {index + 1} 项", f"{self.shown.en}, entry {index + 1}")
        )


@dataclass(slots=True)
class Findings:
    """What is wrong with one certificate, as found; at most `limits.ERRORS`, and then one that says so."""

    errors: list[FieldError] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Tell whether there is room for no more errors."""
        return len(self.errors) > limits.ERRORS

    def add(self, place: Place, value: object, code: str, zh: str, en: str) -> None:
        """Note one error. `zh` and `en` say what is wrong and what to write instead, without the place."""
        if self.full:
            return
        words = Words(f"{place.shown.zh}：{zh}", f"{place.shown.en}: {en}")
        if len(self.errors) == limits.ERRORS:
            words = Words(
                f"错误太多，只列出前 {limits.ERRORS} 处；请改正后再提交，看还有没有。",
                f"There are too many errors; only the first {limits.ERRORS} are listed. Correct them and try again.",
            )
        self.errors.append(FieldError(place.path, shown(value), code, words))

    def try_to(self, place: Place, value: object, read: Callable[[], _T], otherwise: _T) -> _T:
        """Return what `read` returns, or note its error and return `otherwise`."""
        try:
            return read()
        except StarmarkError as error:
            self.add(place, value, error.code, error.words.zh, error.words.en)
            return otherwise


def shown(value: object) -> str:
    """Return a value as text for an error, without controls, and never longer than an error may show."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "；".join(shown(entry) for entry in value[:20])
    if isinstance(value, dict):
        return "；".join(f"{shown(name)} = {shown(entry)}" for name, entry in list(value.items())[:20])
    text = value if isinstance(value, str) else _number_text(value)
    return "".join(c if c.isprintable() else "�" for c in text[:300])


def _number_text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 1000:
        return "…"  # Python refuses to write thousands of digits
    return str(value)
