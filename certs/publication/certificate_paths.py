"""Where the files of a certificate lie below the publication: in folders of some thousand files at most.

`99926SC00001R0M` lies in `c/99926/00/`: body and year, then its serial without the last three figures, so that whoever
serves the files (nginx) finds them by a pattern. A taken-over number of another form lies in one of 4,096 folders by
its hash. Addresses do not change: they stay `/c/<number>.json` (decision 0066).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from certs.certificate.number import in_address
from certs.instance.whole_files import make_folder, sync_folder

FOLDER: Final = "c"
FLAT: Final = 1  # the layout of version 0.1: every file in one folder
SHARED_OUT: Final = 2
ENDINGS: Final = ("json", "jwt", "qr")
_OTHER: Final = "other"  # no body and year: those are figures
_HASH: Final = 3  # hexadecimal figures
_OURS: Final = re.compile(r"([0-9]{5,6})SC([0-9]{2,5})[0-9]{3}R[0-9A-Z-]+", re.ASCII)


def stem_of(number: str, layout: int = SHARED_OUT) -> str:
    """Return the path of a certificate's files without their endings.

    >>> stem_of("99926SC00001R0M"), stem_of("99926SC1234567R2L-3")
    ('c/99926/00/99926SC00001R0M', 'c/99926/1234/99926SC1234567R2L-3')
    """
    name = in_address(number)
    return f"{FOLDER}/{name}" if layout == FLAT else f"{FOLDER}/{_folder_of(name)}/{name}"


def address_of(path: str) -> str:
    """Return the address of a published file, below the base, where whoever serves it finds it by nothing else.

    >>> address_of("c/99926/00/99926SC00001R0M.json"), address_of("log/checkpoint")
    ('c/99926SC00001R0M.json', 'log/checkpoint')
    """
    return f"{FOLDER}/{path.rpartition('/')[2]}" if path.startswith(f"{FOLDER}/") else path


def path_of(address: str) -> str:
    """Return the path below the publication of what is found under an address: `address_of` turned round."""
    stem, dot, ending = address.removeprefix(f"{FOLDER}/").rpartition(".")
    return f"{stem_of(stem)}{dot}{ending}" if address.startswith(f"{FOLDER}/") and dot else address


def _folder_of(name: str) -> str:
    ours = _OURS.fullmatch(name)
    if ours is not None:
        return f"{ours[1]}/{ours[2]}"
    return f"{_OTHER}/{hashlib.sha256(name.encode()).hexdigest()[:_HASH]}"


def move_forward(public: Path) -> int:
    """Put the files that version 0.1 left in one folder where they belong now; return how many. Raises OSError.

    What was moved before, or written since, stays. Whoever is cut short goes on the next time.
    """
    folders = set[Path]()
    moved = 0
    for name in list(_flat_names(public / FOLDER)):
        stem, _, ending = name.rpartition(".")
        target = public / f"{stem_of(stem)}.{ending}"
        if target.parent not in folders:
            make_folder(target.parent)
            folders.add(target.parent)
        if target.exists():
            (public / FOLDER / name).unlink()
        else:
            (public / FOLDER / name).rename(target)
        moved += 1
    for folder in sorted(folders):
        sync_folder(folder)
    if moved:
        sync_folder(public / FOLDER)
    return moved


def _flat_names(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as inside:
            for entry in inside:
                if entry.is_file(follow_symlinks=False) and entry.name.rpartition(".")[2] in ENDINGS:
                    yield entry.name
    except FileNotFoundError:
        return
