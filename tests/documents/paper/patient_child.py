"""The process that waits for files, with all the time that a page may want: for tests of files that eat memory."""

from __future__ import annotations

from certs import limits
from certs.documents.paper import reading_child

if __name__ == "__main__":
    limits.READING_STEP_SECONDS = 20.0  # type: ignore[misc]  # of this process, which ends soon
    raise SystemExit(reading_child.main())
