"""Changing one address in `starmark.toml`, and leaving every other line, comment and blank as somebody wrote it."""

from __future__ import annotations

import re
from typing import Final

from certs.errors import Misuse
from certs.instance.settings import parse_settings

_URL: Final = re.compile(r'(?m)^[ \t]*url[ \t]*=[ \t]*(".*"|\'.*\')[ \t]*(#.*)?$')
_SECTION: Final = re.compile(r"(?m)^[ \t]*\[")
_HEAD: Final = "[register]"


def with_register(data: bytes, url: str) -> bytes:
    """Return the settings with another address of the register. Raises Misuse where that would not be read back."""
    if '"' in url or "\\" in url or not url.isprintable():
        raise Misuse(
            "register_url",
            "登记簿地址里有引号、反斜杠或控制字符。什么也没有改动。",
            "The register's address has a quote, backslash or control character in it. Nothing was changed.",
        )
    text, line = data.decode("utf-8"), f'url = "{url}"'
    head, mark, rest = text.partition(_HEAD)
    following = _SECTION.search(rest)
    end = following.start() if following else len(rest)
    own, later = rest[:end], rest[end:]
    if not mark:
        text = f"{head.rstrip()}\n\n{_HEAD}\n{line}\n"
    elif _URL.search(own):
        text = head + mark + _URL.sub(lambda _: line, own, count=1) + later
    else:
        text = f"{head}{mark}\n{line}{own}{later}"
    changed = text.encode()
    if parse_settings(changed).register_url != url:
        raise Misuse(
            "register_url",
            "设置文件里的登记簿地址换不了，请手工修改 [register] 的 url。什么也没有改动。",
            "The register's address in the settings could not be replaced; change url under [register] by hand. "
            "Nothing was changed.",
        )
    return changed
