"""Draw the way of a case: what it is on the left half of a tally, what takes it on or is done meanwhile on the right.

States, acts and who may follow whom are those of `certs/casework/cases/case_moves.py`; nothing of them is said here. A
star stands where the certificate is issued. Words are text: see picture_words.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from certs.casework.cases.case_moves import ACTS, CERTIFICATION, MOVES, STATES
from certs.documents.marks.emblem import DEEP, GOLD, LIT, PETROL, WHITE, star_half
from certs.documents.marks.shapes import box, figure, path, polygon
from certs.errors import Words
from scripts.drawing.draw_process import FRAME, LONG, SEAM, SLOPE, halves, joint
from scripts.drawing.picture_words import line, width, wrapped

START, END, STAR = "", "closed", "issued"
TITLES: Final = {"zh": "一个案件怎样走", "en": "The way of a case"}
HEADS: Final = {"zh": ("案件的状态", "办什么"), "en": ("State", "What is done")}
ANY: Final = Words("（哪一步都可以）", "(from any state)")
MEANWHILE: Final = Words("在这一段随时：", "at any time here:")
LEFT, RIGHT, HEAD_SIZE, STATE_SIZE, SIZE, LEAD, GAP, APART = 24, 240, 22, 22, 17, 23, 14, 9
ROOM: Final = LONG - FRAME - RIGHT - 6
RED: Final = "#951B1E"
ZONES: Final = ("#DDEBE6", "#F3EFE2")


@dataclass(frozen=True, slots=True)
class Said:
    """One line on the right half; `apart` is the space above it."""

    text: str
    ink: str = DEEP
    apart: float = 0

    @property
    def below(self) -> float:
        """How far its foot is below the foot of the line before."""
        return LEAD + self.apart

    def drawn(self, at: float) -> str:
        """Return it with its foot at a height."""
        return line(self.text, RIGHT, at - LEAD, SIZE, ink=self.ink)


class Command(Said):
    """A command, in a face that says so."""

    __slots__ = ()

    def drawn(self, at: float) -> str:
        """Return it with its foot at a height."""
        return line(self.text, RIGHT, at - LEAD, SIZE, "bold", ink=self.ink, face="monospace")


def way() -> tuple[str, ...]:
    """Return the states of the longest way from the start to the end, the start first."""

    def ways(state: str) -> Iterator[tuple[str, ...]]:
        if state == END:
            yield (state,)
        for moves in MOVES[CERTIFICATION].values():
            if moves.get(state, state) != state:
                yield from ((state, *rest) for rest in ways(moves[state]))

    return max(ways(START), key=len)


def acts(state: str, following: str) -> list[str]:
    """Return the acts that lead from a state to another one."""
    return [act for act, moves in MOVES[CERTIFICATION].items() if moves.get(state) == following]


def stays() -> dict[tuple[str, ...], list[str]]:
    """Return the acts that leave a case where it is, and lead nowhere else, by the states in which they may be done."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for act, moves in MOVES[CERTIFICATION].items():
        if all(state == following for state, following in moves.items()):
            groups.setdefault(tuple(moves), []).append(act)
    return groups


def said(text: str, ink: str = DEEP, apart: float = 0) -> list[Said]:
    """Return a text as lines that fit the right half."""
    first, *others = wrapped(text, SIZE, ROOM)
    return [Said(first, ink, apart), *(Said(each, ink) for each in others)]


def step(language: str, state: str, following: str) -> list[Said]:
    """Return the lines between a state and the next: the command, its words, and where else the case may go."""
    lines: list[Said] = []
    for act in acts(state, following):
        lines += [Command(f"case {act}", PETROL, APART), *said(getattr(ACTS[act], language))]
        if set(MOVES[CERTIFICATION][act]) >= set(way()[1:-1]):
            lines += said(getattr(ANY, language))
    for act, moves in MOVES[CERTIFICATION].items():
        if moves.get(state, END) not in way():
            lines += [Command(f"case {act}", RED, APART), *said(getattr(STATES[moves[state]], language), RED)]
    return lines


def meanwhile(language: str, state: str) -> list[Said]:
    """Return what may be done from a state on without taking the case further."""
    lines: list[Said] = []
    for states, names in stays().items():
        if states[0] == state:
            lines += said(getattr(MEANWHILE, language)) if len(states) > 1 else []
            for act in names:
                lines += [Command(f"case {act}", PETROL, APART)] if len(states) == 1 else []
                lines += said(getattr(ACTS[act], language), DEEP, APART / 2 if len(states) > 1 else 0)
    return lines


def arrow(above: float, below: float) -> tuple[str, str]:
    """Return both halves of an arrow down on the seam."""
    tip = (above + below) / 2 + 7
    left, right = (polygon([(SEAM, tip - 14), (SEAM + way * 8, tip - 14), (SEAM, tip)]) for way in (-1, 1))
    return left, right


def heads(language: str) -> str:
    """Return what is written over each half."""
    left, right = HEADS[language]
    start = SEAM - (RIGHT - SEAM) - width(left, HEAD_SIZE)
    return line(left, start, SLOPE - 10, HEAD_SIZE, "bold", ink=WHITE) + line(
        right, RIGHT, SLOPE - 10, HEAD_SIZE, "bold", ink=PETROL
    )


def rows(language: str) -> tuple[dict[str, float], float, str]:
    """Return how far down each state stands, where the last line ends, and the words on the right."""
    tops, words, at, states = dict[str, float](), "", SLOPE + 22.0, way()
    for state, following in zip(states, (*states[1:], ""), strict=True):
        tops[state] = at
        lines = [
            *(meanwhile(language, state) if state else []),
            *(step(language, state, following) if following else []),
        ]
        at += GAP + 6 if state else 0
        for each in lines:
            at += each.below
            words += each.drawn(at)
        at += GAP
    return tops, at, words


def zones(tops: dict[str, float], foot: float) -> str:
    """Return the ground of what may be done at any time in several states: from the first until the last is left."""
    ends = dict(zip(tops, [*list(tops.values())[1:], foot - FRAME], strict=True))
    long_stays = [group for group in stays() if len(group) > 1]
    return "".join(
        path(ink, box(SEAM, tops[group[0]], LONG - FRAME, ends[group[-1]]))
        for group, ink in zip(long_stays, ZONES, strict=True)
    )


def picture(language: str) -> str:
    """Return the SVG file of one language."""
    tops, foot, words = rows(language)
    states, lit, gold = list(tops), "", ""
    for state, following in pairwise(states):
        left, right = arrow(tops[state], tops[following])
        lit, gold = lit + left, gold + right
    for state in states[1:]:
        at = tops[state]
        words += line(getattr(STATES[state], language), LEFT, at - STATE_SIZE / 2, STATE_SIZE, "bold", ink=WHITE)
        lit += star_half(at, 22, -1, SEAM) if state == STAR else joint(at, -1)
        gold += star_half(at, 22, 1, SEAM) if state == STAR else joint(at, 1)
    inner = halves(foot) + zones(tops, foot) + path(LIT, lit) + path(GOLD, gold) + heads(language) + words
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LONG} {figure(foot)}" width="{LONG}" '
        f'height="{figure(foot)}" role="img" font-family="sans-serif">'
        f"<title>{TITLES[language]}</title>{inner}</svg>\n"
    )


def drawings() -> dict[str, str]:
    """Return every drawing by its name in `verify/static/starmark/pictures`."""
    return {f"case-{language}.svg": picture(language) for language in TITLES}
