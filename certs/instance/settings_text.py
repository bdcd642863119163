"""Changing one address in `starmark.toml`, and leaving every other line, comment and blank as somebody wrote it."""

from __future__ import annotations

import re
from typing import Final

from certs.errors import Misuse, Words
from certs.instance.settings import parse_settings

_URL: Final = re.compile(r'(?m)^[ \t]*url[ \t]*=[ \t]*(".*"|\'.*\')[ \t]*(#.*)?$')
_REPLICAS: Final = re.compile(r"(?ms)^[ \t]*replicas[ \t]*=[ \t]*\[[^\]]*\][ \t]*(?:#[^\n]*)?$")
_SECTION: Final = re.compile(r"(?m)^[ \t]*\[")

REPLICAS_ASIDE: Final = Words(
    "原来的热备跟的是原来的数据库：starmark.toml 里 replicas 那几行已改成注释。新的库有热备的，写上它们的地址再去掉 #。",
    "The read replicas follow the old database: the lines of replicas in starmark.toml are comments now. Where the new "
    "one has standbys, write their addresses and take the # away.",
)


def with_url(data: bytes, table: str, url: str) -> bytes:
    """Return the settings with another address of a database, `register` or `casework`.

    Read replicas follow the database that the register leaves, so their lines become comments.

    Raises Misuse where it would not be read back, Refused where the settings do not take it.
    """
    of_register = table == "register"
    code = "register_url" if of_register else "casework_url"
    if '"' in url or "\\" in url or not url.isprintable():
        raise Misuse(
            code,
            "数据库地址里有引号、反斜杠或控制字符。什么也没有改动。",
            "The database's address has a quote, backslash or control character in it. Nothing was changed.",
        )
    text, line = data.decode("utf-8"), f'url = "{url}"'
    head, mark, rest = text.partition(f"[{table}]")
    following = _SECTION.search(rest)
    end = following.start() if following else len(rest)
    own, later = rest[:end], rest[end:]
    if (there := _URL.search(own)) and there[1][1:-1] != url:
        own = _REPLICAS.sub(lambda lines: re.sub("(?m)^", "# ", lines[0]), own)
    if not mark:
        text = f"{head.rstrip()}\n\n[{table}]\n{line}\n"
    elif _URL.search(own):
        text = head + mark + _URL.sub(lambda _: line, own, count=1) + later
    else:
        text = f"{head}{mark}\n{line}{own}{later}"
    changed = text.encode()
    settings = parse_settings(changed)
    if {"register": settings.register_url, "casework": settings.casework_url}[table] != url:
        raise Misuse(
            code,
            f"设置文件里的数据库地址换不了，请手工修改 [{table}] 的 url。什么也没有改动。",
            f"The database's address in the settings could not be replaced; change url under [{table}] by hand. "
            "Nothing was changed.",
        )
    return changed
