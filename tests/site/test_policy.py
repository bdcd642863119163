"""The content security policy fits what was built, and what no policy may allow stops the build."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from scripts.site_builder import site_pages
from tests.site.built_pages import Built


def hashes(built: Built) -> set[str]:
    """Compute the hashes anew, by another way than the build's."""
    found = set()
    for page in built.documents.values():
        for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", page.source, re.DOTALL):
            if "src=" not in attributes and "application/json" not in attributes:
                found.add("sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode())
    return found


def test_the_policy_is_the_one_we_mean(built: Built) -> None:
    text = (built.site / "csp.txt").read_text(encoding="ascii").strip()
    rules = dict(rule.strip().split(" ", 1) for rule in text.split(";"))
    scripts = rules.pop("script-src").split()
    assert scripts[0] == "'self'"
    assert {script.strip("'") for script in scripts[1:]} == hashes(built)
    assert len(scripts) == 3, "the set of inline scripts has changed: look at the new one before allowing it"
    assert rules == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "manifest-src": "'self'",
    }
    assert "unsafe" not in text
    assert "\n" not in text


def test_no_page_has_inline_style_or_event_attributes(built: Built) -> None:
    for page in built.documents.values():
        assert "<style" not in page.source
        assert [name for tag in page.tags for name in tag.attributes if name == "style" or name.startswith("on")] == []


def test_no_page_asks_another_host(built: Built) -> None:
    loading = re.compile(r"""<(?!a\b|link\b)\w+\b[^>]*\b(?:src|srcset|data|action|href)=["']?(?:[a-z]+:)?//""")
    linking = re.compile(r"""<link\b(?![^>]*rel="canonical")[^>]*href=["']?(?:[a-z]+:)?//""")
    for page in built.documents.values():
        assert loading.findall(page.source) + linking.findall(page.source) == [], page.path


REFUSED = {
    "inline style": '<p style="color:red">',
    "style element": "<style>p{}</style>",
    "event attribute": '<a onclick="go()">',
    "event in svg": '<svg onload="go()"/>',
    "foreign image": '<img src="https://example.com/x.png">',
    "foreign image without scheme": '<img src="//example.com/x.png">',
    "foreign second source": '<source srcset="/a.svg 1x, https://example.com/b.svg 2x">',
    "foreign script": '<script src="https://example.com/x.js"></script>',
    "foreign style sheet": '<link rel="stylesheet" href="https://example.com/x.css">',
    "foreign icon": '<link rel="icon" href="https://example.com/x.svg">',
    "form to elsewhere": '<form action="https://example.com/">',
    "image in svg": '<svg><image href="https://example.com/x.png"/></svg>',
}


@pytest.mark.parametrize("html", REFUSED.values(), ids=REFUSED.keys())
def test_what_no_policy_may_allow_stops_the_build(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    with pytest.raises(ValueError, match="may not be published"):
        site_pages.policy(tmp_path)


@pytest.mark.parametrize(
    "css",
    ["@import url(x.css);", "p{background:url(https://example.com/x.png)}", "p{background:url('//example.com/x')}"],
)
def test_a_style_sheet_that_asks_for_more_stops_the_build(css: str, tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text(css, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.css"):
        site_pages.policy(tmp_path)


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="canonical" href="https://cert.example.cn/">',
        '<a href="https://cx.cnca.cn">',
        '<img src="data:image/png;base64,AA==">',
        '<script type="application/json">{}</script>',
        '<img src="/static/x.svg">',
        '<form action="/verify">',
    ],
)
def test_what_is_harmless_passes(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    assert "sha256" not in site_pages.policy(tmp_path)


def test_lengths_are_counted_from_sixteen_pixels() -> None:
    css = "html{font-size:125%}p{margin:-.8rem 2rem;top:calc(1% - 1.5rem);--a-2rem:1em}@media(x){b{font-size:137.5%}}"
    new = "html{font-size:100%}p{margin:-1rem 2.5rem;top:calc(1% - 1.875rem);--a-2rem:1em}@media(x){b{font-size:100%}}"
    assert site_pages.rooted(css) == new


def test_a_changed_material_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Material has changed"):
        site_pages.named("<html lang=zh>", "zh")
    with pytest.raises(ValueError, match="not where it was"):
        site_pages.finish(tmp_path)
