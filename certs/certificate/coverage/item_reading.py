"""Reading a question as one about one item: the parts that explain the most of it, and what is left over."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, NamedTuple

from certs.certificate.coverage.explained_parts import Part, is_called_brand
from certs.certificate.coverage.known_words import SERVICE_ENDING, known_words
from certs.certificate.coverage.name_forms import is_made_of
from certs.certificate.coverage.product_question import Question, fold, is_latin
from certs.certificate.coverage.scope_words import BRAND, CATEGORY, MODEL, NAME, OTHER, SERVICE, Item, term_forms

PRODUCT: Final = NAME | MODEL  # each of them says what product is asked about
_ALONE: Final = BRAND | SERVICE | CATEGORY  # none of these does
_AFTER_SERVICE: Final = 32  # the last word was a service
_AFTER_LABEL: Final = 128  # the last word that says something was a label: 产品, 品牌
_AFTER_MODEL: Final = 256  # the last part was a model
_NO_LABEL: Final = 512  # the last word that says something was a service, or is short: 消毒产品 and 水产品 are goods
_AFTER_BRAND_LABEL: Final = (
    1024  # the last word was a brand that is called one: 青松品牌设计 may be the design of brands
)
_NAMED: Final = 2048  # the name stands before, with no parting mark since: a service behind it is one
_LAST: Final = _AFTER_SERVICE | _AFTER_LABEL | _AFTER_MODEL | _NO_LABEL | _AFTER_BRAND_LABEL
_UNCLEAR: Final = 64  # a service stands right before the product, and may be a part of it: 巡检机器人 is a robot
_KINDS: Final = NAME | MODEL | BRAND | SERVICE | CATEGORY


class Leftover(NamedTuple):
    """A part of the question that the item does not explain; `kind` says what it is for others, if for any."""

    start: int
    end: int
    kind: int = OTHER


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question reads for an item, or for none. `kinds` are those of its `parts`; what is `left` over counts.

    `unclear` tells that a service stands right before the name. `missing` are the limits of the item that the question
    does not name: `brand`, `model`.
    """

    item: Item | None
    kinds: int
    parts: tuple[Part, ...]
    leftovers: tuple[Leftover, ...]
    unclear: bool
    missing: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether every character is explained, by the item's name or a model of it among them."""
        return not self.leftovers and not self.unclear and bool(self.kinds & PRODUCT)

    def names_all_of(self, question: Question, exclusion: str) -> bool:
        """Tell whether an exclusion has no other words than the name, brand, model and services that are asked about.

        Then it is these together that are excluded, in whatever order and however parted: 海石空调的安装.
        """
        if self.item is None:
            return False
        words = set(self.item.names)
        for part in self.parts:
            if part.kind:
                words.add(question.text[part.start : part.end])
            if part.term is not None:
                words |= term_forms(part.term)
        return is_made_of(exclusion, words)

    @property
    def left(self) -> int:
        """The number of characters that are left over."""
        return sum(each.end - each.start for each in self.leftovers)


class Parts:
    """The parts of one question, sorted by what says so, so that it can be read for one item after another.

    `named` are the numbers of the items whose name or model is among them, `hit` of those that have any part.
    """

    __slots__ = ("_called", "_neutral", "_of_others", "_own", "hit", "named", "question")

    def __init__(self, question: Question, parts: Iterable[Part]) -> None:
        self.question = question
        self.named: set[int] = set()
        self.hit: set[int] = set()
        self._own: list[tuple[Part, AbstractSet[int]]] = []
        self._neutral: list[Part] = []
        self._called: list[Part] = []
        others: dict[Leftover, None] = {}
        parts = list(parts)
        listed = [(part.start, part.end) for part in parts if part.term is not None and part.kind & MODEL]
        for part in parts:
            start, end, kind, term = part[:4]
            if term is not None:
                self._own.append((part, term.items))
                self.hit |= term.items
                if kind & PRODUCT:
                    self.named |= term.items
            elif not kind:
                self._neutral.append(part)
            elif not any(
                start < stop and begin < end for begin, stop in listed
            ):  # a model that the certificate lists is that of its item, and of no other
                self._called.append(part)
            if kind and not part.behind_name:
                others[Leftover(start, end, kind)] = None
        self._of_others = list(others)

    def own(self, item: Item) -> list[Part]:
        """Return the parts that terms of the item explain."""
        return [part for part, items in self._own if item.number in items]

    def shape(self, item: Item) -> tuple[object, ...]:
        """Return all that the reading for an item depends on: items of one shape read alike."""
        own = tuple((part.start, part.end, part.kind) for part in self.own(item))
        return own, bool(item.brands), bool(item.models), item.excludes

    def uses(self, item: Item | None) -> Iterator[Part | Leftover]:
        """Yield what each part is for an item: explained, or known as something that it is not."""
        yield from self._neutral
        free = _ALONE if item is None else (0 if item.brands else BRAND) | (0 if item.models else MODEL)
        own = [] if item is None else self.own(item)
        yield from own
        if item is not None:
            yield from (part for part in self._called if part.kind & free)
        places = {(part.start, part.end) for part in own}
        for other in self._of_others:
            if (other.start, other.end) in places:
                continue
            explained = other.kind & (free & ~MODEL) and not other.kind & NAME
            label = bool(other.kind & BRAND) and is_called_brand(self.question, other.end)
            yield Part(other.start, other.end, other.kind, label=label) if explained else other


class _Step(NamedTuple):
    """The best way to a state: its cost, the steps, and the last of them. What nothing at all explains costs double."""

    cost: int
    steps: int
    used: Part | Leftover | None
    state: int  # before it


def read_for(parts: Parts, item: Item | None) -> Reading:
    """Return the reading for an item, or for none, that leaves the fewest characters over."""
    length = len(parts.question.text)
    uses: dict[int, list[Part | Leftover]] = {}
    stops = {0, length}
    for use in parts.uses(item):
        uses.setdefault(use.start, []).append(use)
        stops |= {use.start, use.end}
    ways: dict[int, dict[int, _Step]] = {stop: {} for stop in stops}
    ways[0][OTHER] = _Step(0, 0, None, OTHER)
    for stop, following in itertools.pairwise(sorted(stops)):
        unknown = Leftover(stop, following)
        for state, step in ways[stop].items():
            for use in (unknown, *uses.get(stop, ())):
                _go(ways[use.end], _after(state, use), state, step, use)
    return _reading(parts.question, item, ways)


def _after(state: int, use: Part | Leftover) -> int | None:
    """Return the state behind a part; None where it may not stand there."""
    if isinstance(use, Leftover):
        return state & ~(_LAST if use.kind else _LAST & ~_NO_LABEL)
    if (use.behind_name and not state & NAME) or (use.behind_model and not state & _AFTER_MODEL):
        return None
    if not use.kind:
        if use.label and state & _NO_LABEL:
            return None
        state &= ~((_LAST | _NAMED) & ~_NO_LABEL if use.parting else _AFTER_MODEL)
        return state | _AFTER_LABEL if use.label or use.joining else state
    is_service = bool(use.kind & NAME) and _is_service(use)
    if use.kind & NAME and state & (_AFTER_LABEL | (_AFTER_BRAND_LABEL if is_service else 0)):
        return None
    is_unclear = state & _AFTER_SERVICE and (use.kind & NAME or (use.kind & MODEL and not state & _NAMED))
    kind = use.kind if use.term else use.kind & ~MODEL  # what is only called a model stands for no product
    takes_no_label = is_service or (use.kind & NAME and use.end - use.start == 1)  # 水产品 are no 水
    service = _AFTER_SERVICE | _NO_LABEL if kind & SERVICE else _NO_LABEL if takes_no_label else 0
    after = (
        service
        | (0 if use.kind & NAME else state & (_AFTER_SERVICE | _NO_LABEL))  # 巡检海样机器人 may be a kind of robot
        | (_AFTER_MODEL if use.kind & MODEL else 0)
        | (_AFTER_BRAND_LABEL if use.label else 0)
        | (_NAMED if kind & NAME else 0)
    )
    return state & ~_LAST | kind | after | (_UNCLEAR if is_unclear else 0)


def _is_service(name: Part) -> bool:
    """Tell whether an item's name is that of a service."""
    folded = fold(name.term.entry) if name.term else ""
    return folded.endswith(SERVICE_ENDING) or known_words().is_service(folded)


def _go(ways: dict[int, _Step], state: int | None, before: int, step: _Step, use: Part | Leftover) -> None:
    if state is None:
        return
    cost = (use.end - use.start) * (1 if use.kind else 2) if isinstance(use, Leftover) else 0
    way = _Step(step.cost + cost, step.steps + 1, use, before)
    if state not in ways or way[:2] < ways[state][:2]:
        ways[state] = way


def _reading(question: Question, item: Item | None, ways: dict[int, dict[int, _Step]]) -> Reading:
    last = ways[len(question.text)]

    def rank(state: int) -> tuple[int, int, bool, int, int, int]:
        step, kinds = last[state], state & _KINDS
        return (
            step.cost,
            state & _UNCLEAR,
            not kinds & PRODUCT,
            len(_missing(item, kinds)),
            -kinds.bit_count(),
            step.steps,
        )

    state = best = min(last, key=rank)
    used: list[Part | Leftover] = []
    step = last[best]
    while step.used is not None:
        used.insert(0, step.used)
        state = step.state
        step = ways[step.used.start][state]
    return Reading(
        item,
        best & _KINDS,
        tuple(use for use in used if isinstance(use, Part)),
        tuple(_joined(used, question)),
        bool(best & _UNCLEAR),
        _missing(item, best),
    )


def _missing(item: Item | None, kinds: int) -> tuple[str, ...]:
    """Return which limits of an item are not named; a model that fits stands for the brand."""
    if item is None or kinds & MODEL:
        return ()
    brand = item.brands and not kinds & BRAND
    return (*(["brand"] if brand else []), *(["model"] if item.models else []))


def _joined(used: list[Part | Leftover], question: Question) -> Iterator[Leftover]:
    """Yield the leftovers, with those words joined that stand together.

    What nothing explains takes along a word for a service beside it (维护套件 is no service), and a neutral word or the
    mark of a model between two of its kind.
    """
    run: list[Part | Leftover] = []
    for each in used:
        joins = _may_join(each, question)
        if run and (not joins or _is_break(question, each.start)):
            yield from _of_run(run, question)
            run = []
        if joins:
            run.append(each)
        elif isinstance(each, Leftover):
            yield each
    yield from _of_run(run, question)


def _may_join(each: Part | Leftover, question: Question) -> bool:
    if isinstance(each, Part) and (each.term or each.mark):
        return each.mark and question.is_inside_model(each.start)
    return each.kind in (OTHER, SERVICE)


def _is_break(question: Question, place: int) -> bool:
    """Tell whether a blank parts what stands before and behind a place; English words make one phrase."""
    return place in question.gaps and not (is_latin(question.text[place - 1]) and is_latin(question.text[place]))


def _of_run(run: list[Part | Leftover], question: Question) -> Iterator[Leftover]:
    if any(isinstance(each, Leftover) and not each.kind for each in run):
        telling = [each for each in run if isinstance(each, Leftover) or each.kind]
        start, end = telling[0].start, telling[-1].end
        # One character before 的 says nothing alone: 美的 is a name, 美 is none.
        yield Leftover(start, end + (end - start == 1 and end < run[-1].end and question.text[end] == "的"))
    else:
        yield from (each for each in run if isinstance(each, Leftover))
