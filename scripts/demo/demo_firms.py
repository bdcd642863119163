"""Fictional firms and what they ask to have certified: varied, deterministic from a seed, marked as samples.

Their USCCs are well-formed but lie in a range that no registration authority uses (region 000000).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from stdnum.cn import uscc

from certs.certificate.fields import Draft, Holder, ScopeItem, Site
from certs.certificate.taken_over import TakenOver
from scripts.demo.demo_words import BRANDS, DECIDERS, LINES, LONG_NAME, LONG_NAME_EN, PLACES, Line

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_SCORES: Final = {
    "gbt27922-2011": ("97.5", "96", "95", "94.845361", "92.5", "90", "88.25", "85", "81.6", "80", "76", "70"),
    "brand-1000": ("968", "950", "931.5", "905", "880", "812", "745", "702"),
}
_FIRST: Final = 1_000  # the serial in a sample's organisation code; below it are the hand-written examples


def sample_uscc(serial: int) -> str:
    """Return a well-formed code in a range that nobody holds, such as 91000000MA0000277Y."""
    organisation = f"MA{serial:06d}"
    total = sum(_ALPHABET.index(c) * w for c, w in zip(organisation, _ORGANISATION_WEIGHTS, strict=True))
    check = (11 - total % 11) % 11
    body = f"91000000{organisation}{'X' if check == 10 else check}"
    return body + str(uscc.calc_check_digit(body))


class Firms:
    """Makes one draft after another; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # sample data, no secret
        self._serial = _FIRST

    def draft(self, issued: date | None, shape: str = "") -> Draft:
        """Return the next firm's draft. `shape` asks for a special one: `long`, `wide`, `renamed`."""
        self._serial += 1
        lines = self._lines()
        place, brand = self._random.choice(PLACES), BRANDS[self._serial % len(BRANDS)]
        holder = self._holder(lines[0], place, brand)
        sites = self._sites(place[1], holder.address, self._random.choice((0, 0, 1, 1, 2, 3)))
        draft = self._draft(holder, tuple(self._item(line, brand) for line in lines), sites, issued)
        return _SHAPES[shape](draft) if shape else draft

    def _draft(
        self, holder: Holder, scope: tuple[ScopeItem, ...], sites: tuple[Site, ...], issued: date | None
    ) -> Draft:
        scheme = "brand-1000" if self._random.random() < 0.15 else "gbt27922-2011"
        score = Decimal(self._random.choice(_SCORES[scheme]))
        plain = scheme == "brand-1000" or not 71 < score < 97
        return Draft(
            holder=holder,
            scope=scope,
            sites=sites,
            scheme=scheme,
            score=score,
            headcount=self._random.choice((12, 38, 50, 51, 160, 320, 500, 501, 2_400)),
            decided_by=self._random.choice(DECIDERS),
            special_deductions=0 if plain else self._random.choice((0, 0, 0, 1)),
            bonus=0 if plain else self._random.choice((0, 0, 1)),
            issued=issued,
            source="demo",
        )

    def _lines(self) -> list[Line]:
        first = LINES[self._serial % len(LINES)]
        others = [line for line in LINES if line.trade == first.trade and line is not first]
        return [first, *others[: self._random.choice((0, 1, 1, 2))]]

    def _holder(self, line: Line, place: tuple[str, str, str], brand: tuple[str, str]) -> Holder:
        name = f"{place[0]}{brand[0]}{line.trade}（样例）有限公司"
        english = f"{place[2]} {brand[1]} {line.name_en} (Sample) Co., Ltd." if self._random.random() < 0.6 else ""
        return Holder(
            name=name,
            uscc=sample_uscc(self._serial),
            name_en=english,
            address=f"{place[1]}样例大道{self._random.randint(1, 399)}号",
        )

    def _item(self, line: Line, brand: tuple[str, str]) -> ScopeItem:
        brands = () if line.category[0] in "IK" else (f"{brand[0]}样例",)
        return ScopeItem(
            name=line.name,
            name_en=line.name_en if self._random.random() < 0.7 else "",
            category=line.category,
            brands=brands,
            models=line.models,
            includes=line.includes,
            excludes=line.excludes,
        )

    def _sites(self, region: str, address: str, branches: int) -> tuple[Site, ...]:
        names = self._random.sample(["城东", "城西", "城南", "城北", "开发区"], branches)
        return (
            Site("总部", address),
            *(
                Site(f"{name}服务网点（虚构）", f"{region}样例街{number}号")
                for number, name in enumerate(names, start=12)
            ),
        )


def _long(draft: Draft) -> Draft:
    region = draft.holder.address[:2]
    return replace(
        draft, holder=replace(draft.holder, name=LONG_NAME.format(region), name_en=LONG_NAME_EN.format("Sample"))
    )


def _wide(draft: Draft) -> Draft:
    """Sixty scope items and forty sites: the page, the QR profile and the tables must hold them."""
    first = draft.scope[0]
    items = tuple(
        replace(first, name=f"{first.name}（{place}型）", name_en="", models=(f"YB{place:02d}-*",))
        for place in range(1, 61)
    )
    sites = tuple(Site(f"第{place}服务网点（虚构）", f"{draft.holder.address}{place}室") for place in range(1, 41))
    return replace(draft, scope=items, sites=sites)


def _renamed(draft: Draft) -> Draft:
    former = draft.holder.name.replace("（样例）", "实业（样例）")
    return replace(draft, holder=replace(draft.holder, former_names=(former,)))


_SHAPES: Final[dict[str, Callable[[Draft], Draft]]] = {"long": _long, "wide": _wide, "renamed": _renamed}


def taken_over(draft: Draft, number: str, first_issued: date) -> Draft:
    """Return the draft as the take-over of a certificate that an earlier register issued under its own number."""
    return replace(draft, taken_over=TakenOver(number, first_issued))
