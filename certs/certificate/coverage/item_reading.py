"""Reading a question as one that asks about one item: the parts that explain the most of it, and what is left over."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from certs.certificate.coverage.explained_parts import Part
from certs.certificate.coverage.product_question import Question, is_latin
from certs.certificate.coverage.scope_words import Item, Kind

PRODUCT = Kind.NAME | Kind.MODEL  # each of them says what product is asked about


@dataclass(frozen=True, slots=True)
class Leftover:
    """A part of the question that the item does not explain; `kind` where it is known to be something else's."""

    start: int
    end: int
    kind: Kind = Kind.OTHER


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question reads for one item, or for none (`number` None). `kinds` are those of its `parts`.

    `unclear` tells that a service stands right before the name and may be a part of it: 巡检机器人 is a robot. `missing`
    are the limits of the item that the question does not name: `brand`, `model`.
    """

    number: int | None
    kinds: Kind
    parts: tuple[Part, ...]
    leftovers: tuple[Leftover, ...]
    unclear: bool
    missing: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether every character is explained, by the item's name or a model of it among them."""
        return not self.leftovers and not self.unclear and bool(self.kinds & PRODUCT)

    @property
    def left(self) -> int:
        """The number of characters that are left over."""
        return sum(each.end - each.start for each in self.leftovers)


class _State(NamedTuple):
    kinds: Kind
    after_service: bool = False
    unclear: bool = False


class _Step(NamedTuple):
    """The best way to a state: characters left over, those that nothing at all explains, steps, and where it was."""

    left: int
    unknown: int
    steps: int
    start: int
    state: _State
    used: Part | Leftover | None


_Ways = dict[_State, _Step]


def read_for(question: Question, number: int | None, items: tuple[Item, ...], parts: Iterable[Part]) -> Reading:
    """Return the reading for the item of that number that leaves the fewest characters over; None: for no item."""
    item = None if number is None else items[number]
    uses: dict[int, list[tuple[Part, Leftover | None]]] = {}
    for part in parts:
        for use in _use(part, number, item):
            uses.setdefault(part.start, []).append((part, use))
    length = len(question.text)
    stops = sorted({0, length, *uses, *(part.end for these in uses.values() for part, _ in these)})
    ways: dict[int, _Ways] = {stop: {} for stop in stops}
    ways[0][_State(Kind.OTHER)] = _Step(0, 0, 0, 0, _State(Kind.OTHER), None)
    for stop, following in itertools.pairwise(stops):
        for state, step in ways[stop].items():
            fresh = _State(state.kinds, after_service=False, unclear=state.unclear)
            _go(ways[following], fresh, step, Leftover(stop, following), state)
            for part, leftover in uses.get(stop, ()):
                if (next_state := _after(state, part, leftover)) is not None:
                    _go(ways[part.end], next_state, step, leftover or part, state)
    return _best(question, number, item, ways)


def _use(part: Part, number: int | None, item: Item | None) -> Iterator[Leftover | None]:
    """Yield None where the item, or no item, explains a part; else the leftover that it is, if it is known as one."""
    kind = part.term.kind if part.term else part.called
    if not kind or (part.term and part.term.item == number):
        yield None
    elif item is None:
        yield None if kind & (Kind.BRAND | Kind.SERVICE | Kind.CATEGORY) else Leftover(part.start, part.end, kind)
    elif (kind & Kind.BRAND and not kind & Kind.NAME and not item.brands) or (
        part.called & Kind.MODEL and not item.models
    ):
        yield None
    elif not part.behind_name:
        yield Leftover(part.start, part.end, kind)


def _after(state: _State, part: Part, leftover: Leftover | None) -> _State | None:
    if leftover is not None:
        return _State(state.kinds, after_service=False, unclear=state.unclear)
    if part.behind_name and not state.kinds & Kind.NAME:
        return None
    kind = part.term.kind if part.term else part.called & (Kind.SERVICE | Kind.BRAND)
    unclear = state.unclear or (state.after_service and bool(kind & Kind.NAME))
    after_service = bool(kind & Kind.SERVICE) or (state.after_service and not kind and not part.mark)
    return _State(state.kinds | kind, after_service=after_service, unclear=unclear)


def _go(ways: _Ways, to: _State, step: _Step, used: Part | Leftover, state: _State) -> None:
    left = used.end - used.start if isinstance(used, Leftover) else 0
    unknown = left if isinstance(used, Leftover) and not used.kind else 0
    way = _Step(step.left + left, step.unknown + unknown, step.steps + 1, used.start, state, used)
    if to not in ways or way[:3] < ways[to][:3]:
        ways[to] = way


def _best(question: Question, number: int | None, item: Item | None, ways: Mapping[int, _Ways]) -> Reading:
    end = len(question.text)

    def rank(state: _State) -> tuple[int, bool, bool, int, int, int]:
        step = ways[end][state]
        missing = len(_missing(item, state.kinds))
        return step.left, state.unclear, not state.kinds & PRODUCT, missing, step.unknown, step.steps

    state = best = min(ways[end], key=rank)
    used: list[Part | Leftover] = []
    while end:
        step = ways[end][state]
        if step.used is not None:
            used.append(step.used)
        end, state = step.start, step.state
    used.reverse()
    return Reading(
        number,
        best.kinds,
        tuple(part for part in used if isinstance(part, Part)),
        tuple(_joined(used, question)),
        best.unclear,
        _missing(item, best.kinds),
    )


def _missing(item: Item | None, kinds: Kind) -> tuple[str, ...]:
    """Return which limits of an item are not named; a model that fits stands for the brand."""
    if item is None or kinds & Kind.MODEL:
        return ()
    brand = item.brands and not kinds & Kind.BRAND
    return (*(["brand"] if brand else []), *(["model"] if item.models else []))


def _joined(used: list[Part | Leftover], question: Question) -> Iterator[Leftover]:
    """Yield the leftovers, with those words joined that stand together.

    What nothing explains takes along a word for a service beside it (维护套件 is no service), and a neutral word or the
    mark of a model between two of its kind.
    """
    run: list[Part | Leftover] = []
    for each in used:
        if not _may_join(each, question):
            yield from _of_run(run)
            run = []
            if isinstance(each, Leftover):
                yield each
            continue
        if run and _is_break(question, each.start):
            yield from _of_run(run)
            run = []
        run.append(each)
    yield from _of_run(run)


def _may_join(each: Part | Leftover, question: Question) -> bool:
    if isinstance(each, Leftover):
        return each.kind in (Kind.OTHER, Kind.SERVICE)
    if each.mark:
        return question.is_inside_model(each.start)
    return not each.term and each.called in (Kind.OTHER, Kind.SERVICE)


def _is_break(question: Question, place: int) -> bool:
    """Tell whether a blank parts what stands before and behind a place; English words make one phrase."""
    return place in question.gaps and not (is_latin(question.text[place - 1]) and is_latin(question.text[place]))


def _of_run(run: list[Part | Leftover]) -> Iterator[Leftover]:
    if not any(isinstance(each, Leftover) and not each.kind for each in run):
        yield from (each for each in run if isinstance(each, Leftover))
        return
    telling = [each for each in run if isinstance(each, Leftover) or each.called]
    yield Leftover(telling[0].start, telling[-1].end)
