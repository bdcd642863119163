"""The built site, served on the same origin: index files, ETags, the site's own CSP, its own "not found" page.

A web server in front may do the same. Nothing outside the folder can be named, and no directory is listed.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, redirect
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from certs import limits
from verify.headers import ASK_AGAIN, KEEP_SHORTLY, PAGE_CSP
from verify.open_answers import has_already
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("site", __name__)
STATIC: Final = Path(__file__).resolve().parents[1] / "static"
_CSP_FILE: Final = "csp.txt"
_NOT_SERVED: Final = ".map"  # source maps: for those who build the site
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".gz": "application/gzip",
    ".pdf": "application/pdf",
    ".wasm": "application/wasm",
}


@reads(blueprint, "/static/<path:path>")
def static(path: str) -> Response:
    """A style sheet, a mark or an icon of our own."""
    target = _find(STATIC, path)
    if target is None or target.name == "index.html":
        raise NotFound
    return _send(target, KEEP_SHORTLY)


@reads(blueprint, "/", "/<path:path>")
def file(path: str = "") -> AnyResponse:
    """A file of the site. A folder without its slash leads to the one with it; relative links need that."""
    here = service()
    root = here.config.site_dir
    if root is None or not (root / "index.html").is_file():
        if path in {"", "en/"}:
            return here.renderer.page("search.html")
        raise NotFound
    target = _find(root, path)
    if target is None:
        raise NotFound
    if target.name == "index.html" and path and not path.endswith(("/", "/index.html")) and path != "index.html":
        return redirect(f"/{path}/", HTTPStatus.PERMANENT_REDIRECT)
    return _send_of_site(root, target)


def _find(root: Path, path: str) -> Path | None:
    if "\\" in path or "\0" in path or "//" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    if path.endswith(_NOT_SERVED):
        return None
    joined = safe_join(str(root), path) if path else str(root)
    if joined is None:
        return None
    target = Path(joined)
    try:
        if target.is_dir():
            target /= "index.html"
        elif path.endswith("/"):
            return None
        return target if target.is_file() and target.resolve().is_relative_to(root.resolve()) else None
    except (OSError, ValueError):  # a name too long for the file system
        return None


def _send_of_site(root: Path, path: Path, status: int = 200) -> Response:
    is_page = path.suffix == ".html"
    response = _send(path, ASK_AGAIN if is_page else KEEP_SHORTLY, status)
    if is_page or path.suffix == ".js":  # a worker, which the site's search is, obeys the policy of its own script
        response.headers["Content-Security-Policy"] = site_csp(root)
    return response


def _send(path: Path, cache: str, status: int = 200) -> Response:
    """Answer with a file, or with 304 where the asker has it already. The files are small: they are read whole."""
    stat = path.stat()
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = [("ETag", tag), ("Cache-Control", cache)]
    if status == HTTPStatus.OK and has_already(tag):
        return Response(None, 304, headers)
    return Response(path.read_bytes(), status, [("Content-Type", content_type(path)), *headers])


def content_type(path: Path) -> str:
    """Return the media type of a file by its ending, whatever this machine's own tables say."""
    return _TYPES.get(path.suffix, "application/octet-stream")


def site_csp(root: Path) -> str:
    """Return the policy that the site was built for; ours, which allows less, where it has none."""
    try:
        with (root / _CSP_FILE).open("rb") as policy:
            text = policy.read(limits.CSP).decode("ascii")
    except (OSError, UnicodeDecodeError):
        return PAGE_CSP
    return " ".join(text.split()) or PAGE_CSP


def site_not_found(root: Path | None, path: str) -> Response | None:
    """Return the site's own "not found" page in the language of the address; None where the site has none."""
    if root is None:
        return None
    page = root / "en" / "404.html" if path.startswith("/en/") else root / "404.html"
    return _send_of_site(root, page, 404) if page.is_file() else None
