"""A near miss, drawn: the typed number and the registered one, with the places marked where they part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from certs.certificate.number import compact
from certs.register.answers.hit_lines import Hit


@dataclass(frozen=True, slots=True)
class Near:
    """One certificate whose number is one slip away. `typed` and `found` carry the marks."""

    hit: Hit
    typed: Markup
    found: Markup


def near_misses(code: str, hits: Iterable[Hit]) -> list[Near]:
    """Return each hit beside what was typed."""
    typed = compact(code)
    return [Near(hit, *marked(typed, hit.number)) for hit in hits]


def marked(typed: str, number: str) -> tuple[Markup, Markup]:
    """Mark what lies between the common beginning and the common end of two texts: `<del>` and `<em>`."""
    head = 0
    while head < min(len(typed), len(number)) and typed[head] == number[head]:
        head += 1
    tail = 0
    while tail < min(len(typed), len(number)) - head and typed[-1 - tail] == number[-1 - tail]:
        tail += 1
    return _mark(typed, head, tail, "del"), _mark(number, head, tail, "em")


def _mark(text: str, head: int, tail: int, tag: str) -> Markup:
    middle = text[head : len(text) - tail]
    shown = Markup("<{0}>{1}</{0}>").format(Markup(tag), middle) if middle else Markup("")  # noqa: S704 - our own tag
    return Markup("{}{}{}").format(text[:head], shown, text[len(text) - tail :])
