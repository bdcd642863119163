"""Fetching over HTTP from one origin: bounded in bytes and seconds, never following a redirect to another origin."""

from __future__ import annotations

import http.client
import ipaddress
import urllib.error
import urllib.request
from typing import Any, Final
from urllib.parse import urlsplit

from certs import limits
from certs.errors import CouldNotCheck, Misuse

_LOCAL: Final = "localhost"


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only within the origin that was asked."""

    max_redirections = 3

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Return the next request, or refuse."""
        if _origin(newurl) != _origin(req.full_url):
            raise urllib.error.HTTPError(newurl, code, "redirect to another origin", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Origin:
    """One published log: `https://host`, or http on this machine."""

    def __init__(self, url: str, seconds: float = limits.FETCH_SECONDS) -> None:
        self.url, self._seconds = url.rstrip("/"), seconds
        parts = urlsplit(self.url)
        more = parts.username or parts.query or parts.fragment
        local = parts.scheme == "http" and _is_here(parts.hostname or "")
        if (parts.scheme != "https" and not local) or not parts.hostname or more:
            raise Misuse(
                "url",
                f"“{url[:100]}”不能作来源：应写 https://主机（http:// 只能用于本机）。",
                f"“{url[:100]}” cannot be a source: write https://host (http:// is for this machine only).",
            )
        self._opener = urllib.request.build_opener(_SameOrigin)

    def __call__(self, path: str, most: int) -> bytes:
        """Return the content of a path. Raises CouldNotCheck if it does not come, or is longer than `most` bytes."""
        try:
            with self._opener.open(f"{self.url}/{path}", timeout=self._seconds) as answer:
                data: bytes = answer.read(most + 1)
                announced = answer.headers.get("Content-Length", "")
                if announced.isdecimal() and len(data) < min(int(announced), most + 1):
                    raise http.client.IncompleteRead(data, int(announced) - len(data))
        except urllib.error.HTTPError as error:
            with error:
                code = "not_there" if error.code in {404, 410} else "fetch"
            raise _failed(code, f"{self.url}/{path}", error) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _failed("fetch", f"{self.url}/{path}", error) from error
        if len(data) > most:
            raise CouldNotCheck(
                "fetch_too_long",
                f"{self.url}/{path} 超过 {most} 字节，没有收下。",
                f"{self.url}/{path} is over {most} bytes and was not taken.",
            )
        return data

    def post(self, path: str, body: bytes, most: int) -> tuple[int, bytes]:
        """Return status and body of the answer to a POST, whatever the status. Raises CouldNotCheck if none comes."""
        address = f"{self.url}/{path}"
        try:
            request = urllib.request.Request(address, body, method="POST")  # noqa: S310  # https, or this machine
            with self._opener.open(request, timeout=self._seconds) as answer:
                return answer.status, answer.read(most)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(most)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _failed("fetch", address, error) from error


def _failed(code: str, address: str, error: Exception) -> CouldNotCheck:
    return CouldNotCheck(
        code,
        f"取不到 {address}（{error}）。已有的内容没有改动；再运行一次即从中断处继续。",
        f"{address} cannot be fetched ({error}). What is held was not changed; run it again to go on where it stopped.",
    )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _is_here(host: str) -> bool:
    try:
        return host == _LOCAL or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
