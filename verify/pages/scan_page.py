"""The scanner: at `/verify/scan` in Chinese and at `/en/verify/scan` in English, an app that works without a network.

The code is read and judged in the browser, by signature and by signed status lists that it keeps; nothing is sent. Each
language is installed with a worker of its own, whose reach is this page alone.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response

from certs.publication.files import status_list_versions
from certs.trust.keys import PublicKey
from certs.version import VERSION
from verify import languages
from verify.headers import ASK_AGAIN, SCAN_CSP, SCAN_PERMISSIONS
from verify.pages.site_files import STATIC
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("scan", __name__)
_PAGE: Final = "/verify/scan"
_OURS: Final = STATIC / "starmark"
_PICTURES: Final = {  # sizes and purpose, as the manifest says them
    "icon-192.png": ("192x192", "any"),
    "icon-512.png": ("512x512", "any"),
    "icon-maskable-512.png": ("512x512", "maskable"),
}
_OWN: Final = ("starmark.css", "icon.svg", *_PICTURES, "scan.js", "kept.js")
_LIBRARIES: Final = ("noble-ed25519.js", "share.js", "reader/index.js", "reader/zxing_reader.wasm")
_FACES: Final = {"zh": ("证书扫码查验", "zh-CN"), "en": ("Certificate scanner", "en")}


@reads(blueprint, _PAGE, f"/en{_PAGE}")
def scan() -> Response:
    """The page. It names the root key that everything ends at, and how many status lists there are."""
    here = service()
    trust, lists = here.register.read(lambda view: (view.trust, status_list_versions.how_many(view.connection)))
    root: PublicKey = trust.active("root")
    response = here.renderer.page("scan.html", root=root.multikey, lists=lists)
    headers = [("Content-Security-Policy", SCAN_CSP), ("Permissions-Policy", SCAN_PERMISSIONS)]
    response.headers.extend([*headers, ("Cache-Control", ASK_AGAIN)])
    return response


@reads(blueprint, f"{_PAGE}/worker.js", f"/en{_PAGE}/worker.js")
def worker() -> Response:
    """The service worker, which keeps the page and all that it needs. Its reach is this page alone."""
    page = languages.current().prefix + _PAGE
    libraries = [f"/lib/{name}" for name in _LIBRARIES]
    kept = [page, f"{page}/app.webmanifest", *(f"/static/starmark/{name}" for name in _own()), *libraries]
    facts = f"const EDITION = {json.dumps(_edition())};\nconst KEPT = {json.dumps(kept, indent=2)};\n"
    script = facts + (_OURS / "scan_worker.js").read_text("utf-8")
    headers = [("Cache-Control", ASK_AGAIN), ("Service-Worker-Allowed", page)]
    headers.append(("Content-Security-Policy", SCAN_CSP))
    return Response(script, 200, headers, content_type="text/javascript; charset=utf-8")


@reads(blueprint, f"{_PAGE}/app.webmanifest", f"/en{_PAGE}/app.webmanifest")
def manifest() -> Response:
    """What a phone needs to put the scanner among its apps (W3C Web Application Manifest)."""
    language = languages.current()
    name, tag = _FACES[language.code]
    page = language.prefix + _PAGE
    document = {
        "name": f"{name} · {service().config.settings.body.name}",
        "short_name": name,
        "lang": tag,
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#FFFFFF",
        "theme_color": "#0A2E37",
        "icons": [
            *(
                {"src": f"/static/starmark/{file}", "sizes": sizes, "type": "image/png", "purpose": purpose}
                for file, (sizes, purpose) in _PICTURES.items()
            ),
            {"src": "/static/starmark/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    text = json.dumps(document, ensure_ascii=False)
    return Response(text, 200, [("Cache-Control", ASK_AGAIN)], content_type="application/manifest+json")


@lru_cache(maxsize=1)
def _own() -> tuple[str, ...]:
    """Return the files of the program that the scanner needs: its own, and every module of the checker."""
    return (*_OWN, *sorted(f"proof/{path.name}" for path in (_OURS / "proof").glob("*.js")))


@lru_cache(maxsize=1)
def _edition() -> str:
    """Return what tells one set of these files from another: whoever has the old one gets the new one whole."""
    digest = hashlib.sha256(VERSION.encode())
    for name in (*_own(), "scan_worker.js"):
        digest.update((_OURS / name).read_bytes())
    return digest.hexdigest()[:16]
