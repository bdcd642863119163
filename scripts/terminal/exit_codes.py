"""The exit codes of every command, what each means, and which one an error ends with."""

from __future__ import annotations

from typing import Final

from certs.errors import CouldNotCheck, Misuse, StarmarkError, Words

DONE: Final = 0
REFUSED: Final = 1
COULD_NOT: Final = 2
USAGE: Final = 64
INTERRUPTED: Final = 130  # as a shell reports SIGINT
EXIT_CODES: Final = {
    str(DONE): Words("办好了；证书有效。", "Done; valid."),
    str(REFUSED): Words("被拒绝；证书无效或不真实。", "Refused; not valid or not genuine."),
    str(COULD_NOT): Words("未能核验或未能办理。", "Could not check, or could not be done."),
    str(USAGE): Words("命令写错了。", "The command line is wrong."),
}


def code_of(error: StarmarkError) -> int:
    """Return the exit code of a command that ends with this error."""
    if isinstance(error, Misuse):
        return USAGE
    return COULD_NOT if isinstance(error, CouldNotCheck) else REFUSED
