"""Draw the three deployments: which hosts there are, what is on each, and who talks to whom.

Boxes stand in rows over two lanes; arrows run straight up or down in the gaps, each with what goes along it, and past a
row where no box stands in their lane. Words are text: they change with the pages, and a box is wide enough for any
face.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from certs.documents.marks.emblem import PETROL, WHITE
from certs.documents.marks.shapes import box, figure, path, polygon
from certs.errors import Words
from scripts.drawing.picture_words import line, wrapped

WIDE, EDGE, GAP, BETWEEN, INSET = 440, 12, 16, 66, 14
NAME, SIZE, LEAD = 19, 16, 22
OUTSIDE, OPEN, CLOSED = "#CFD0C8", "#F3EFE2", "#DDEBE6"  # nobody's of ours, what the public reaches, what it does not
BOTH: Final = (0, 2)
LEFT: Final = (0, 1)
RIGHT: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class Host:
    """A box: its row, the lanes it covers, its ground, its name, and what is on it, a line each."""

    row: int
    lanes: tuple[int, int]
    ground: str
    name: Words
    holds: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow in a lane, from one row to another, below or above, and what goes along it, beside it in one gap."""

    lane: float
    start: int
    end: int
    words: Words


@dataclass(frozen=True, slots=True)
class Deployment:
    """A picture: its title, its boxes, its arrows."""

    title: Words
    hosts: tuple[Host, ...]
    ways: tuple[Way, ...]


PUBLIC: Final = Host(0, BOTH, OUTSIDE, Words("公众", "The public"))
SECRETS: Final = Words("密钥、工作日志、案件", "keys, journal, cases")
ON_STAFF: Final = (SECRETS, Words("命令、定时发布、定时送出", "commands, timers: publish, send"))
DEPLOYMENTS: Final = {
    "one-host": Deployment(
        Words("一台主机：谁和谁说话", "One host: who talks to whom"),
        (
            PUBLIC,
            Host(1, BOTH, OPEN, Words("nginx", "nginx")),
            Host(
                2,
                BOTH,
                OPEN,
                Words("网站", "Website"),
                (Words("账户 starmark-web，什么也写不了", "account starmark-web, writes nothing"),),
            ),
            Host(
                3,
                BOTH,
                CLOSED,
                Words("登记簿和 public/", "Register and public/"),
                (Words("都是公开的内容", "all of it is public"),),
            ),
            Host(4, LEFT, CLOSED, Words("命令", "Commands"), (Words("账户 starmark", "account starmark"), SECRETS)),
            Host(
                4,
                RIGHT,
                CLOSED,
                Words("定时发布", "Timer"),
                (Words("账户 starmark", "account starmark"), Words("只有列表密钥的抄件", "a copy of the list key")),
            ),
        ),
        (
            Way(0.5, 0, 1, Words("https", "https")),
            Way(0.5, 1, 2, Words("本机 8000 端口", "port 8000, this host only")),
            Way(0.5, 2, 3, Words("只读", "reads only")),
            Way(0.25, 4, 3, Words("办理，写", "acts, writes")),
            Way(1.25, 4, 3, Words("到期的，写", "what is due")),
        ),
    ),
    "apart": Deployment(
        Words("分开的主机：谁和谁说话", "Hosts apart: who talks to whom"),
        (
            PUBLIC,
            Host(1, BOTH, OPEN, Words("web", "web"), (Words("nginx，网站，public/", "nginx, website, public/"),)),
            Host(2, LEFT, CLOSED, Words("db-1", "db-1"), (Words("PostgreSQL：登记簿", "PostgreSQL: register"),)),
            Host(3, BOTH, CLOSED, Words("staff", "staff"), ON_STAFF),
        ),
        (
            Way(0.5, 0, 1, Words("https", "https")),
            Way(0.12, 1, 2, Words("只读，TLS", "reads, TLS")),
            Way(0.12, 3, 2, Words("写，TLS", "writes, TLS")),
            Way(1.12, 3, 1, Words("public/，SSH", "public/ by SSH")),
        ),
    ),
    "unbroken": Deployment(
        Words("不停的部署：谁和谁说话", "Without a break: who talks to whom"),
        (
            PUBLIC,
            Host(1, BOTH, OPEN, Words("front", "front"), (Words("nginx", "nginx"),)),
            Host(2, LEFT, OPEN, Words("web", "web"), (Words("网站", "website"),)),
            Host(
                2,
                RIGHT,
                OPEN,
                Words("mirror-1, -2", "mirror-1, -2"),
                (Words("镜像，不连数据库", "mirrors, no database"),),
            ),
            Host(3, LEFT, CLOSED, Words("db-2, db-3", "db-2, db-3"), (Words("两个热备", "two standbys"),)),
            Host(4, LEFT, CLOSED, Words("db-1", "db-1"), (Words("主库", "the primary"),)),
            Host(5, BOTH, CLOSED, Words("staff", "staff"), ON_STAFF),
        ),
        (
            Way(0.5, 0, 1, Words("https", "https")),
            Way(0.12, 1, 2, Words("平时", "as a rule")),
            Way(1.12, 1, 2, Words("网站答不了时", "where that is away")),
            Way(0.12, 2, 3, Words("只读，TLS", "reads, TLS")),
            Way(0.12, 4, 3, Words("复制，TLS", "copies, TLS")),
            Way(0.12, 5, 4, Words("写，TLS", "writes, TLS")),
            Way(1.12, 5, 2, Words("public/，SSH（也到 web）", "public/ by SSH, to web too")),
        ),
    ),
}


def said(words: Words, language: str) -> str:
    """Return the words of one language."""
    return words.zh if language == "zh" else words.en


def across(lanes: tuple[int, int]) -> tuple[float, float]:
    """Return left and right of a box over these lanes."""
    lane = (WIDE - 2 * EDGE) / 2
    return EDGE + lanes[0] * lane + GAP / 2, EDGE + lanes[1] * lane - GAP / 2


def lines_of(host: Host, language: str) -> list[str]:
    """Return what stands in a box below its name, broken where it is too long."""
    left, right = across(host.lanes)
    return [part for each in host.holds for part in wrapped(said(each, language), SIZE, right - left - 2 * INSET)]


def rows(deployment: Deployment, language: str) -> list[tuple[float, float]]:
    """Return top and bottom of each row."""
    found: list[tuple[float, float]] = []
    above = float(EDGE)
    for row in range(1 + max(host.row for host in deployment.hosts)):
        most = max(len(lines_of(host, language)) for host in deployment.hosts if host.row == row)
        height = 2 * INSET + NAME + most * LEAD + (4 if most else 0)
        found.append((above, above + height))
        above += height + BETWEEN
    return found


def _box(host: Host, place: tuple[float, float], language: str) -> str:
    (left, right), (above, below) = across(host.lanes), place
    shown = path(host.ground, box(left, above, right, below))
    shown += line(said(host.name, language), left + INSET, above + INSET, NAME, "bold")
    for number, words in enumerate(lines_of(host, language)):
        shown += line(words, left + INSET, above + INSET + NAME + 8 + number * LEAD, SIZE)
    return shown


def _arrow(way: Way, places: list[tuple[float, float]], language: str) -> str:
    x = EDGE + way.lane * (WIDE - 2 * EDGE) / 2 + GAP
    if way.start < way.end:
        begin, end, turn = places[way.start][1] + 4, places[way.end][0] - 4, -1
    else:
        begin, end, turn = places[way.start][0] - 4, places[way.end][1] + 4, 1
    neck = end + turn * 11
    shaft = box(x - 1.5, min(begin, neck), x + 1.5, max(begin, neck))
    head = polygon([(x - 7, neck), (x + 7, neck), (x, end)])
    told = beside(way, language)
    middle = (begin + end) / 2 - len(told) * LEAD / 2 + (LEAD - SIZE) / 2
    words = "".join(line(part, x + 14, middle + number * LEAD, SIZE) for number, part in enumerate(told))
    return path(PETROL, shaft + head) + words


def beside(way: Way, language: str) -> list[str]:
    """Return what stands beside an arrow, broken where its lane or the picture ends."""
    left = EDGE + way.lane * (WIDE - 2 * EDGE) / 2 + GAP + 14
    return wrapped(said(way.words, language), SIZE, (WIDE / 2 if way.lane < 0.5 else WIDE - EDGE) - left)


def picture(deployment: Deployment, language: str) -> str:
    """Return the SVG file of one deployment in one language."""
    places = rows(deployment, language)
    high = places[-1][1] + EDGE
    inner = path(WHITE, box(0, 0, WIDE, high))
    inner += "".join(_box(host, places[host.row], language) for host in deployment.hosts)
    inner += "".join(_arrow(way, places, language) for way in deployment.ways)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {figure(high)}" width="{WIDE}" '
        f'height="{figure(high)}" role="img" font-family="sans-serif">'
        f"<title>{said(deployment.title, language)}</title>{inner}</svg>\n"
    )


def drawings() -> dict[str, str]:
    """Return every drawing by its name in `verify/static/starmark/pictures`."""
    return dict(_drawings())


def _drawings() -> Iterator[tuple[str, str]]:
    for name, deployment in DEPLOYMENTS.items():
        yield from ((f"{name}-{language}.svg", picture(deployment, language)) for language in ("zh", "en"))
