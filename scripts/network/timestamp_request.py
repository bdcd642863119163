"""Asking a time stamping authority (RFC 3161, 3.4): one POST, bounded in bytes and seconds, no redirect.

Many authorities answer without TLS: what they answer is signed by them, and what is asked is a digest. The settings
hold the address to http or https.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any, Final

from certs import limits
from certs.errors import CouldNotCheck

_QUERY: Final = "application/timestamp-query"
_REPLY: Final = "application/timestamp-reply"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def ask(url: str, request: bytes) -> bytes:
    """Return the reply. Raises CouldNotCheck (`timestamp`) if none comes, or something else."""
    headers = {"Content-Type": _QUERY, "Accept": _REPLY}
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        asked = urllib.request.Request(url, request, headers, method="POST")  # noqa: S310
        with opener.open(asked, timeout=limits.FETCH_SECONDS) as answer:
            data: bytes = answer.read(limits.TIMESTAMP_REPLY + 1)
            kind = answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        error.close()  # it holds the connection
        raise _failed(url, str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(url, str(error)) from error
    if kind != _REPLY or len(data) > limits.TIMESTAMP_REPLY:
        raise _failed(url, f"{kind}, {len(data)} bytes")
    return data


def _failed(url: str, why: str) -> CouldNotCheck:
    return CouldNotCheck(
        "timestamp",
        f"时间戳服务 {url} 没有给出时间戳（{why}）。没有签名，什么也没有写出；请看网络和 [documents] timestamp_url，"
        "或先不加 --sign-pdf 导出。",
        f"The time stamping authority {url} gave no time stamp ({why}). Nothing was signed or written; look at the "
        "network and [documents] timestamp_url, or export without --sign-pdf for now.",
    )
