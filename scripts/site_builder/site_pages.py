"""What is done to the finished pages: names for aids, one root size, the content security policy, what stops a build.

Material 9.8 leaves its search without a name, counts `rem` from 20 px, and has inline scripts; the first two are
mended here, and the scripts are allowed by their hashes. Nothing inline may be added: a page with an inline style,
an event attribute or a request to another host fails the build.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from scripts.site_builder import site_search

NAMES: Final = {"zh": ("站内搜索", "搜索选项"), "en": ("Search site", "Search options")}
REQUESTING: Final = frozenset({"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"})
PASSIVE_LINKS: Final = frozenset({"canonical", "alternate", "prev", "next"})
CSP_FILE: Final = "csp.txt"
_REM = re.compile(r"(?<![\w.])(?<!\w-)(\d*\.?\d+)rem\b")
_ROOT_SIZE = re.compile(r"font-size:(?:125|137\.5|150)%")
_CSS_URL = re.compile(r"""url\(\s*["']?(?!data:)((?:[a-z]+:)?//[^)"']*)|@import""", re.IGNORECASE)


class Page(HTMLParser):
    """One page as the policy sees it: its inline scripts, and what must not be in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.problems: list[str] = []
        self._script: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        values = {name: value or "" for name, value in attrs}
        if tag == "style":
            self.problems.append("<style> element")
        if tag == "script" and "src" not in values and values.get("type", "text/javascript") != "application/json":
            self._script = []
        for name, value in values.items():
            if name == "style" or name.startswith("on"):
                self.problems.append(f"{name}= on <{tag}>")
            if is_request(tag, name, values) and is_outside(value):
                self.problems.append(f"<{tag} {name}> asks another host: {value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one closed tag, as inside SVG."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Keep the text of an inline script."""
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Finish an inline script."""
        if tag == "script" and self._script is not None:
            self.scripts.append("".join(self._script))
            self._script = None


def is_request(tag: str, name: str, values: dict[str, str]) -> bool:
    """Say whether a browser asks for this address by itself, or sends a form there."""
    if tag == "link" and name == "href":
        return values.get("rel", "") not in PASSIVE_LINKS
    return name in REQUESTING or (tag in {"image", "use"} and name in {"href", "xlink:href"})


def is_outside(address: str) -> bool:
    """Say whether an address (or one of a `srcset`) leaves the origin."""
    return any(
        urlsplit(part.split()[0]).netloc or part.split()[0].startswith("http")
        for part in address.split(",")
        if part.strip() and not address.startswith("data:")
    )


def finish(site: Path) -> None:
    """Mend every page and what comes with it. Raises ValueError if Material is no longer as we know it."""
    for file in sorted(site.rglob("*.html")):
        language = "en" if file.relative_to(site).parts[0] == "en" else "zh"
        file.write_text(named(file.read_text(encoding="utf-8"), language), encoding="utf-8")
    for pattern, mended in MENDED.items():
        files = sorted(site.rglob(pattern))
        if not files:
            raise ValueError(f"{pattern} of Material is not where it was: see scripts/site_builder/site_pages.py")
        for file in files:
            file.write_text(mended(file.read_text(encoding="utf-8")), encoding="utf-8")


def named(html: str, language: str) -> str:
    """Return a page with its language in full, a target for the skip link, and names for the parts of the search."""
    search, options = NAMES[language]
    for old, new in (
        ('<html lang="zh"', '<html lang="zh-CN"') if language == "zh" else ('<html lang="en"', '<html lang="en"'),
        ('<main class="md-main"', '<main id="main" class="md-main"'),
        ('data-md-component="search" role="dialog"', f'data-md-component="search" role="dialog" aria-label="{search}"'),
        ('class="md-search__inner" role="search"', f'class="md-search__inner" role="search" aria-label="{search}"'),
    ):
        if html.count(old) != 1:
            raise ValueError(
                f"expected {old} once in every page: Material has changed, see scripts/site_builder/site_pages.py"
            )
        html = html.replace(old, new)
    if 'class="md-content home' in html:  # the home page spans the window and keeps its own margins
        html = html.replace('<div class="md-main__inner md-grid">', '<div class="md-main__inner">')
    html = html.replace("<th></th>", "<td></td>")  # the corner of a table that compares is no heading
    html = re.sub(r'(<nav class="md-search__options" aria-label=")[^"]*', rf"\g<1>{options}", html)
    return re.sub(r'(name="query" aria-label=")[^"]*(" placeholder=")[^"]*', rf"\g<1>{search}\g<2>{search}", html)


def rooted(css: str) -> str:
    """Return Material's style sheet with lengths counted from a root of 16 px, as ours are."""
    css = _ROOT_SIZE.sub("font-size:100%", css)
    return _REM.sub(lambda match: f"{float(match[1]) * 1.25:g}rem", css)


MENDED: Final[Mapping[str, Callable[[str], str]]] = {
    "assets/stylesheets/main.*.min.css": rooted,
    "assets/javascripts/bundle.*.min.js": site_search.deferred,
    "assets/javascripts/workers/search.*.min.js": site_search.ranking,
    "search/search_index.json": site_search.enriched,
}


def policy(site: Path) -> str:
    """Return the content security policy of the whole site. Raises ValueError listing what no policy may allow."""
    hashes: set[str] = set()
    problems: list[str] = []
    for file in sorted(site.rglob("*.html")):
        page = Page(file.read_text(encoding="utf-8"))
        hashes |= {script_hash(script) for script in page.scripts}
        problems += [f"{file.relative_to(site)}: {problem}" for problem in page.problems]
    for file in sorted(site.rglob("*.css")):
        match = _CSS_URL.search(file.read_text(encoding="utf-8"))
        problems += [f"{file.relative_to(site)}: {match[0]}"] if match else []
    if problems:
        raise ValueError("the site may not be published:\n" + "\n".join(problems))
    return (
        f"default-src 'none'; script-src 'self' {' '.join(sorted(hashes))}; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; manifest-src 'self'"
    )


def script_hash(script: str) -> str:
    """Return the source expression that allows one inline script (CSP Level 3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
