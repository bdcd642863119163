"""Bringing the root key for one word of it: the options that name its file, and opening it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from certs.casework.keys import key_files
from certs.errors import Words
from certs.trust.keys import key_name
from certs.trust.signing import SigningKey
from scripts.desk.act_options import FILE
from scripts.terminal.passphrase import passphrase
from scripts.terminal.verb_frame import option


def root_key_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb `--root-key` and `--root-passphrase-file`, as `root_key_file` and `root_passphrase_file`."""
    for decorator in (_PASSPHRASE, _KEY):
        function = decorator(function)
    return function


def opened(file: Path, passphrase_file: Path | None) -> SigningKey:
    """Open the root key, of which a body has one for ever. Raises Refused for a wrong passphrase, CouldNotCheck."""
    return key_files.open_file(file, passphrase(passphrase_file, of_root=True), key_name("root", 1))


_KEY = option(
    "--root-key",
    "root_key_file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "根密钥文件：只为这一次接上，完后拿走。", "File of the root key: brought for this once, then taken away."
    ),
)
_PASSPHRASE = option(
    "--root-passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "从文件读根密钥口令；不写则在终端询问。",
        "Read the root key's passphrase from a file; asked for on a terminal if left out.",
    ),
)
