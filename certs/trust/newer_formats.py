"""What is said of a format newer than this software: it could not be checked, and is never taken for a forgery."""

from __future__ import annotations

from certs.errors import CouldNotCheck


def newer_format() -> CouldNotCheck:
    """The refusal to judge what a later version of this software wrote."""
    return CouldNotCheck(
        "format_newer",
        "这份文件的格式比本核验程序新，不能下结论。请更新核验程序后再查。",
        "This object is in a format newer than this checker, so we cannot say. Update the checker and try again.",
    )
