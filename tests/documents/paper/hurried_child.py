"""The process that waits for files, with next to no patience: for tests of files that stand still."""

from __future__ import annotations

from certs import limits
from certs.documents.paper import reading_child

if __name__ == "__main__":
    limits.READING_WAIT_SECONDS = 1  # type: ignore[misc]  # of this process, which ends soon
    raise SystemExit(reading_child.main())
