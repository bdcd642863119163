"""The content of a certificate as frozen values, and the draft that staff ask to have issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Holder:
    """The certified organisation. `uscc` is the 18-place unified social credit code (GB 32100-2015)."""

    name: str
    uscc: str
    address: str
    name_en: str = ""
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """One certified product or service. No brands: all brands. No models: all models of the brands."""

    name: str
    name_en: str = ""
    category: str = ""
    brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """One place that the certificate covers."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A certificate that another register issued and this one takes over under its old number."""

    number: str
    first_issued: date
    predecessor: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One certificate as asked for, with every field normalised and checked by itself, before a number is taken.

    `score` is actual ÷ applicable × 100 before deductions and bonus. `issued` None means the day of the act.
    `source` says where it came from: a file name, or file, sheet and cell. `scope_text` "" means: compose it.
    """

    holder: Holder
    scope: tuple[ScopeItem, ...]
    sites: tuple[Site, ...]
    scheme: str
    score: Decimal
    headcount: int
    decided_by: tuple[str, str]
    special_deductions: int = 0
    bonus: int = 0
    issued: date | None = None
    scope_text: str = ""
    excludes: tuple[str, ...] = ()
    taken_over: TakenOver | None = None
    source: str = ""
