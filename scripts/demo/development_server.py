"""The web for developers: one process that starts anew whenever code, a template or words of it change. Never public.

`starmark demo --reload` starts it; `starmark serve` is what a body runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from werkzeug.serving import run_simple

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ROOT: Final = Path(__file__).resolve().parents[2]


def command_line(port: int) -> list[str]:
    """Return the command of the process, beside `web_workers.command_line`, which is that of the real one."""
    return [sys.executable, "-m", __name__, str(port)]


def read_at_start() -> Iterator[str]:
    """Yield the files that are no Python and that the service reads once: templates, words, data of the standard."""
    for folder in ("certs", "verify"):
        for path in (_ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix not in {".py", ".pyc"} and "static" not in path.parts:
                yield str(path)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer by the service. It is imported here, so that a mistake in it is shown and can be mended meanwhile."""
    from verify.wsgi import app

    answer: Iterable[bytes] = app(environ, start_response)
    return answer


def main() -> None:
    """Serve on this machine only, at the port that the command line names."""
    # By times of files: watching for events would watch every package that is installed, and lose some.
    run_simple(
        "127.0.0.1",
        int(sys.argv[1]),
        application,
        threaded=True,
        use_reloader=True,
        reloader_type="stat",
        extra_files=read_at_start(),
    )


if __name__ == "__main__":
    main()
