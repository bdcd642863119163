"""Which outlets to visit: `propose(outlets, rules, case) -> OutletSample`, a proposal that whoever plans may change.

How many follows from the body's own rule. Which ones: each kind of outlet and each service is met first; then outlets
that were not assessed before, that are new, that have more complaints, that are larger. What is left equal is put in
an order that follows from the case and the name, so that nobody can choose it and anybody can repeat it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from certs.errors import Words
from certs.scheme.assessment_rules import OUTLETS_ORIGIN, AssessmentRules


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet of the applicant. `kind` tells own from authorised ones; `services` are those it gives."""

    name: str
    kind: str = ""
    services: tuple[str, ...] = ()
    people: int = 0
    complaints: int = 0
    is_new: bool = False
    assessed_before: bool = False


@dataclass(frozen=True, slots=True)
class OutletSample:
    """The proposal: which outlets, how many the rule wants of how many, and the rule with its origin in words.

    `reason` is there where whoever plans took others than were proposed; `uncovered` are kinds and services that none
    of the chosen outlets has.
    """

    chosen: tuple[str, ...]
    wanted: int
    outlets: int
    rule: Words
    origin: Words
    uncovered: tuple[str, ...]
    reason: str = ""


def propose(outlets: Sequence[Outlet], rules: AssessmentRules, case: str) -> OutletSample:
    """Return the proposal; the same for the same outlets in whatever order they stand."""
    wanted = rules.outlets_to_sample(len(outlets))
    left = sorted(outlets, key=lambda outlet: _rank(outlet, case))
    chosen: list[Outlet] = []
    while len(chosen) < wanted:
        met = {trait for outlet in chosen for trait in _traits(outlet)}
        added = [len(_traits(outlet) - met) for outlet in left]
        chosen.append(left.pop(added.index(max(added))))  # the first in order of those that add most
    return _sample(outlets, tuple(outlet.name for outlet in chosen), rules)


def visited(outlets: Sequence[Outlet], names: Sequence[str], rules: AssessmentRules, reason: str = "") -> OutletSample:
    """Return the sample that was in fact assessed, beside what the rule wants, for the report."""
    known = {outlet.name for outlet in outlets}
    return _sample(outlets, tuple(name for name in names if name in known), rules, reason)


def _sample(
    outlets: Sequence[Outlet], names: tuple[str, ...], rules: AssessmentRules, reason: str = ""
) -> OutletSample:
    everything = {trait for outlet in outlets for trait in _traits(outlet)}
    met = {trait for outlet in outlets if outlet.name in names for trait in _traits(outlet)}
    uncovered = tuple(sorted(text for _, text in everything - met))
    wanted = rules.outlets_to_sample(len(outlets))
    return OutletSample(names, wanted, len(outlets), rules.outlets_words, OUTLETS_ORIGIN, uncovered, reason)


def _traits(outlet: Outlet) -> set[tuple[str, str]]:
    """Return what a sample should meet: the kind of the outlet, and each service that it gives."""
    traits = {("service", service) for service in outlet.services}
    return traits | {("kind", outlet.kind)} if outlet.kind else traits


def _rank(outlet: Outlet, case: str) -> tuple[bool, bool, int, int, bytes, str]:
    drawn = sha256(f"{case}\n{outlet.name}".encode()).digest()
    return (outlet.assessed_before, not outlet.is_new, -outlet.complaints, -outlet.people, drawn, outlet.name)
