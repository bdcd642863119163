"""Response headers as data. A literal test makes every change of them a visible one."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The one script of the pages shows the print buttons, which do nothing without it. The policy names its hash, so that
# no other runs.
PRINT_SCRIPT: Final = (
    'for(const b of document.querySelectorAll("[data-print]")){b.hidden=false;b.addEventListener("click",()=>print())}'
)
# That of the page that checks bids says that it is at work, and for how long, while the answer is on its way.
WAIT_SCRIPT: Final = (
    'for(const f of document.querySelectorAll("form[data-waits]"))f.addEventListener("submit",()=>{'
    'const w=f.querySelector("[data-wait]"),t=w.querySelector("[data-seconds]");w.hidden=false;let s=0;'
    "setInterval(()=>{t.textContent=++s},1000)})"
)

# That of the page that takes a file: a file that is pasted or dropped is chosen, and of two fields the last counts.
CHOOSE_SCRIPT: Final = (
    'for(const f of document.querySelectorAll("form[data-most]")){'
    'const a=[...f.querySelectorAll("input[type=file]")],i=a[0],w=f.querySelector("[data-large]"),'
    "k=g=>{if(g&&g.length){i.files=g;i.dispatchEvent(new Event('change'))}},"
    "large=()=>a.some(x=>x.files[0]&&x.files[0].size>f.dataset.most);"
    "for(const x of a)x.addEventListener('change',()=>{for(const y of a)if(y!==x)y.value='';w.hidden=!large()});"
    "f.addEventListener('submit',e=>{if(large())"
    "{e.preventDefault();e.stopImmediatePropagation();w.hidden=false;w.focus()}},true);"
    "document.addEventListener('paste',e=>k(e.clipboardData&&e.clipboardData.files));"
    "document.addEventListener('dragover',e=>{e.preventDefault();f.classList.add('over')});"
    "document.addEventListener('dragleave',()=>f.classList.remove('over'));"
    "document.addEventListener('drop',e=>{e.preventDefault();f.classList.remove('over');k(e.dataTransfer.files)})}"
)


def page_csp(*scripts: str) -> str:
    """Return the policy of a page that has the print buttons' script and these: no other runs, and nothing is fetched.

    No frame, no outside request: the pages are complete without JavaScript.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in (PRINT_SCRIPT, *scripts))
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


PAGE_CSP: Final = page_csp()

# A browser shows a PDF by a page of its own around it, which needs to embed the file and to have a style.
PAPER_CSP: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"

# The scanner runs scripts of ours, WebAssembly that reads the picture, and a worker that keeps the page.
SCAN_CSP: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

_NO_DEVICES: Final = (
    "accelerometer=()",
    "camera=()",
    "display-capture=()",
    "geolocation=()",
    "gyroscope=()",
    "magnetometer=()",
    "microphone=()",
    "payment=()",
    "usb=()",
)
SCAN_PERMISSIONS: Final = ", ".join(one.replace("camera=()", "camera=(self)") for one in _NO_DEVICES)

SECURITY: Final = (
    ("Content-Security-Policy", PAGE_CSP),
    ("Strict-Transport-Security", "max-age=63072000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", ", ".join(_NO_DEVICES)),
)

# What anyone may read from anywhere: signed objects, the API, keys. They carry no cookie and depend on none.
# A script of another page sees only the headers that are named here, and a few that the browser always shows.
OPEN_DATA: Final = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Content-Disposition, ETag, Retry-After, X-Request-ID"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)

# A status is never answered from a cache without asking; a tag lets unchanged bytes stay where they are.
ASK_AGAIN: Final = "no-cache"
KEEP_NOTHING: Final = "no-store"
KEEP_MINUTES: Final = "public, max-age=300"  # what other sites show of ours, to all their readers
KEEP_SHORTLY: Final = "public, max-age=600"
KEEP_FOR_EVER: Final = "public, max-age=31536000, immutable"


_HSTS: Final = "Strict-Transport-Security"


class Always:
    """The headers that no answer lacks."""

    def __init__(self, *, hsts_subdomains: bool) -> None:
        headers = {**dict(SECURITY), "Cache-Control": KEEP_NOTHING}
        if hsts_subdomains:
            headers[_HSTS] += "; includeSubDomains"
        self._headers = tuple((name.lower(), (name, value)) for name, value in headers.items())

    def put_on(self, headers: list[tuple[str, str]]) -> None:
        """Put those on that an answer does not carry itself."""
        given = {name.lower() for name, _ in headers}
        headers.extend(pair for name, pair in self._headers if name not in given)


class Secured:
    """Puts the security headers on at the door, so that no answer leaves without them, whatever made it.

    A header that the answer already carries is left alone: open data says `cross-origin`, the site has its own policy.
    """

    def __init__(self, wsgi_app: WSGIApplication, *, hsts_subdomains: bool = False) -> None:
        self._wsgi_app = wsgi_app
        self._always = Always(hsts_subdomains=hsts_subdomains)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            self._always.put_on(headers)
            return start_response(status, headers, exc_info)

        return self._wsgi_app(environ, start)
