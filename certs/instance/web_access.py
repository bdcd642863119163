"""Whether the account that runs the website could read what it has to: the umask of whoever ran a command decides.

Under umask 077 folders and files come out closed to everybody else. The program opens none of them by itself, since a
body may want it so; it names them, and the command that opens them.
"""

from __future__ import annotations

import stat
from pathlib import Path

from certs.errors import Words
from certs.instance.folder import SETTINGS_NAME, Instance

_READ = stat.S_IRGRP | stat.S_IROTH
_ENTER = stat.S_IXGRP | stat.S_IXOTH


def closed_to_the_web(place: Instance) -> list[Path]:
    """Return those of the instance's own public parts that neither group nor others may read."""
    parts = [place.home, place.home / SETTINGS_NAME, place.public, place.home / "register.db"]
    return [path for path in parts if path.exists() and _is_closed(path)]


def words_of(closed: list[Path]) -> Words:
    """Return what to say of them."""
    names = " ".join(str(path) for path in closed)
    return Words(
        f"别的账户读不了 {names}（umask 太严），网站用另一个账户运行时打不开。需要的话运行：chmod a+rX {names}",
        f"Other accounts cannot read {names} (a strict umask), so a website that runs as another account cannot serve "
        f"them. If it should, run: chmod a+rX {names}",
    )


def _is_closed(path: Path) -> bool:
    mode = path.stat().st_mode
    return not mode & _READ or (stat.S_ISDIR(mode) and not mode & _ENTER)
