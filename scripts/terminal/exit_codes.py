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
    str(DONE): Words(
        "办好了；证书有效（问了产品的，并且覆盖）。", "Done; valid (and covered, where a product was asked about)."
    ),
    str(REFUSED): Words(
        "被拒绝；证书无效或不真实；产品未列明或不覆盖。",
        "Refused; not valid or not genuine; product not listed or excluded.",
    ),
    str(COULD_NOT): Words(
        "未能核验或未能办理；产品限定覆盖。", "Could not check, or could not be done; product covered with limits."
    ),
    str(USAGE): Words("命令写错了。", "The command line is wrong."),
}


def code_of(error: StarmarkError) -> int:
    """Return the exit code of a command that ends with this error."""
    if isinstance(error, Misuse):
        return USAGE
    return COULD_NOT if isinstance(error, CouldNotCheck) else REFUSED
