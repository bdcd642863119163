"""What witnesses say of the log (decision 0021): read from the instance's files when those change, and verified."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from certs.publication.files import accepted_witnesses
from certs.publication.files.accepted_witnesses import FOLDER, Witnessed
from verify.access.register_access import Register

_State = tuple[tuple[str, int, int], ...]


class Witnesses:
    """The newest cosigned head of an instance. Safe to share between threads."""

    def __init__(self, home: Path | None) -> None:
        self._home = home
        self._held: tuple[_State, Witnessed | None] = ((), None)
        self._lock = Lock()

    def newest(self, register: Register) -> Witnessed | None:
        """Return what witnesses saw last, None where nobody did. Raises CouldNotCheck where the register fails."""
        home = self._home
        if home is None:
            return None
        state = _state(home / FOLDER)
        with self._lock:
            state_before, witnessed = self._held
        if state_before != state:
            witnessed = register.read(lambda view: accepted_witnesses.witnessed(view.connection, view.trust, home))
            with self._lock:
                self._held = state, witnessed
        return witnessed


def _state(folder: Path) -> _State:
    """Return what changes whenever a file of the folder does."""
    try:
        files = [(path.name, path.stat()) for path in sorted(folder.iterdir())]
    except OSError:
        return ()
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in files)
