"""What `verify` was given on the command line: the name of a file, standard input, or the thing itself as text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from certs import limits
from certs.documents.judging import handed_file
from certs.documents.judging.handed_file import Target, classify
from scripts.terminal import input_file

_PATH_LIKE: Final = re.compile(r"[./~\\].*|.*[/\\].*|.*\.[A-Za-z0-9]{1,5}", re.DOTALL)


def read(given: str, base_url: str) -> Target:
    """Read what the command was given. Raises CouldNotCheck if there is nothing to read, or nothing that is known."""
    if given == "-":
        return classify(sys.stdin.buffer.read(limits.IMAGE_FILE + 1), base_url)
    path = Path(given)
    if _is_there(path, Path.is_file):
        return classify(_bytes(path), base_url)
    target = handed_file.told_apart(given.encode("utf-8", "replace"), base_url)
    if target is not None:
        return target
    if given.strip() and _is_there(path, Path.exists):
        raise handed_file.nothing(f"{given} 不是普通文件。", f"{given} is no regular file.")
    if _PATH_LIKE.fullmatch(given) and "://" not in given:
        raise handed_file.nothing(f"找不到文件 {given}。", f"There is no file {given}.")
    raise handed_file.unrecognised(given.encode("utf-8", "replace"))


def _is_there(path: Path, ask: Callable[[Path], bool]) -> bool:
    """Ask the file system about what may be no path at all: too long, or with a zero byte."""
    try:
        return ask(path)
    except (OSError, ValueError):
        return False


def _bytes(path: Path) -> bytes:
    try:
        return input_file.read(path, limits.IMAGE_FILE)
    except OSError as error:
        raise handed_file.nothing(
            f"读不了 {path}（{error.strerror}）。", f"{path} cannot be read ({error.strerror})."
        ) from error
