"""Making the conformance kit: `python -m tests.vectors.conformance_kit` writes `site/_data/conformance.tar.xz`.

All keys are derived from their names by `tests/trust/sample_trust.py`; none of them is in the kit. What each vector is
to be judged as stands in `vectors.json`: what the program said of it when the kit was made.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import tempfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from scripts.site_builder.site_conformance import ARCHIVE
from tests.vectors import kit_lists, kit_papers
from tests.vectors.kit_judge import judged
from tests.vectors.kit_registers import registered

INDEX: Final = "vectors.json"
_ENDINGS: Final = {"qr": "txt", "pasted": "txt", "jwt": "jwt", "bundle": "bundle", "checkpoint": "txt", "event": "txt"}
_PAPERS, _REGISTER = "trust/papers.json", "trust/register.json"


def kit() -> dict[str, bytes]:
    """Return every file of the kit by its path, `vectors.json` among them."""
    with tempfile.TemporaryDirectory() as folder:
        ours = registered(Path(folder))
    trust = {_PAPERS: kit_lists.TRUST_FILE, _REGISTER: ours.trust}
    files: dict[str, bytes] = dict(trust)
    rows = []
    singles = ((_PAPERS, piece) for piece in chain(kit_papers.pieces(), kit_lists.pieces()))
    for by, piece in chain(singles, ((_REGISTER, piece) for piece in ours.pieces)):
        name = re.sub(r"[^A-Za-z0-9]+", "-", piece.name).strip("-").lower()
        path = f"{piece.kind}/{name}.{_ENDINGS.get(piece.kind, 'json')}"
        if path in files:
            raise ValueError(f"two vectors are called {path}")
        files[path] = piece.data
        overall, code = judged(piece.kind, piece.data, trust[by], piece.at)
        row = {"name": piece.name, "kind": piece.kind, "file": path, "trust": by, "at": piece.at}
        rows.append({**row, "overall": overall, "code": code})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    files[INDEX] = f"[\n{lines}\n]\n".encode()
    return files


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of the files, without a time or an owner in it."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:xz", preset=9) as archive:
        for path in sorted(files):
            info = tarfile.TarInfo(f"conformance/{path}")
            info.size = len(files[path])
            archive.addfile(info, io.BytesIO(files[path]))
    return whole.getvalue()


if __name__ == "__main__":
    ARCHIVE.write_bytes(packed(kit()))
