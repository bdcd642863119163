"""Which cases were forgotten: a list beside the database, so that an older copy of that does not bring them back.

It holds ids, hashes, instants and staff codes: nothing of anybody's. A case is meant only if it was opened by the same
row of the trail, since an older database may give its id once more (decision 0052).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from certs import limits
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import TRAIL
from certs.casework.journal.trail_audit import FORGETTING
from certs.errors import Refused
from certs.instance import whole_files

NAME: Final = "forgotten.txt"
_LINE: Final = re.compile(r"(A[0-9]{2}-[0-9]{5,8}) ([0-9a-f]{64}) ([0-9TZ:-]{20}) (\S{1,64})", re.ASCII)
_CHUNK: Final = 500  # cases of one question to the database


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A case that was forgotten: its id, the digest of the row that opened it, when, and by whom."""

    case: str
    opened: str
    recorded: str
    by: str

    @property
    def line(self) -> str:
        """Return its line of the list."""
        return f"{self.case} {self.opened} {self.recorded} {self.by}\n"


def place_in(casework: Path) -> Path:
    """Return where the list lies, in the folder of the casework."""
    return casework / NAME


def read(file: Path) -> tuple[Forgotten, ...]:
    """Return what is listed, oldest first; nothing where there is no list. Raises Refused for what is no list."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise _no_list(file) from error
    matches = [_LINE.fullmatch(line) for line in lines[: limits.FORGOTTEN + 1]]
    if not all(matches) or len(matches) > limits.FORGOTTEN:
        raise _no_list(file)
    return tuple(Forgotten(*match.groups()) for match in matches if match)


def _no_list(file: Path) -> Refused:
    return Refused(
        "forgotten_list",
        f"{file.name} 读不懂，不是删除清单，或被改动过。什么也没有办理；清单是 casework/{NAME}，请换一份完好的。",
        f"{file.name} cannot be read: it is no list of what was forgotten, or it was changed. Nothing was done; the "
        f"list is casework/{NAME}, use a sound copy of it.",
    )


def keep(connection: sa.Connection, file: Path) -> None:
    """Add to the list what the trail says was forgotten. Raises OSError."""
    listed = {each.case + each.opened: each for each in (*_done(connection), *read(file))}
    text = "".join(each.line for each in sorted(listed.values(), key=lambda each: (each.recorded, each.case)))
    data = text.encode()
    if data and not whole_files.same(file, data):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        whole_files.write(file, data, whole_files.PRIVATE)


def _done(connection: sa.Connection) -> list[Forgotten]:
    rows = trail.read(connection, TRAIL.c.act.in_(("open", *FORGETTING)))
    opened = {row.case: row.digest for row in rows if row.act == "open"}
    return [
        Forgotten(row.case, opened[row.case], row.recorded, row.by[0])
        for row in rows
        if row.act in FORGETTING and row.case in opened and row.by
    ]


def come_back(connection: sa.Connection, listed: Sequence[Forgotten]) -> tuple[Forgotten, ...]:
    """Return what is listed and stands in the database as if it had never been forgotten."""
    if listed and not _standing(connection, listed[-1:]) and _is_done(connection, listed[-1]):
        return ()  # rows are only ever added: where the newest is done, so are those before it
    return tuple(
        each
        for start in range(0, len(listed), _CHUNK)
        for each in _standing(connection, listed[start : start + _CHUNK])
    )


def _is_done(connection: sa.Connection, each: Forgotten) -> bool:
    return bool(trail.read(connection, TRAIL.c.case == each.case, TRAIL.c.act.in_(FORGETTING)))


def _standing(connection: sa.Connection, listed: Sequence[Forgotten]) -> list[Forgotten]:
    rows = trail.read(
        connection, TRAIL.c.case.in_([each.case for each in listed]), TRAIL.c.act.in_(("open", *FORGETTING))
    )
    done = {row.case for row in rows if row.act in FORGETTING}
    opened = {row.case: row.digest for row in rows if row.act == "open"}
    return [each for each in listed if each.case not in done and opened.get(each.case) == each.opened]
