"""The two languages: which one a request is answered in, and how its pages are addressed.

Chinese lives at `/…`, English at `/en/…`. The addresses printed in QR codes carry no language: they answer in place, by
the cookie, then by Accept-Language, then in Chinese. `?lang=` chooses and is remembered; it is the only cookie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from babel import Locale
from flask import Flask, Response, request
from flask_babel import Babel, get_locale

from certs import limits

COOKIE: Final = "__Host-lang"  # no other host, below ours or above, can set one of this name
_IN_PLACE: Final = ("/c/", "/C/", "/q/", "/Q/")


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code in addresses and cookie, its tag in HTML, the head of its addresses, its locale."""

    code: str
    tag: str
    prefix: str
    locale: Locale


CHINESE: Final = Language("zh", "zh-CN", "", Locale("zh", script="Hans"))
ENGLISH: Final = Language("en", "en", "/en", Locale("en", "GB"))
BY_CODE: Final = {language.code: language for language in (CHINESE, ENGLISH)}


def answers_in_place(path: str) -> bool:
    """Say whether a path is one that QR codes print, so that its language is the reader's preference."""
    return path.startswith(_IN_PLACE)


def _select() -> Locale:
    path = request.path
    if path.startswith("/en/"):
        return ENGLISH.locale
    if not answers_in_place(path):
        return CHINESE.locale
    code = request.args.get("lang", "") or request.cookies.get(COOKIE, "")
    if code not in BY_CODE:
        code = _preferred()
    return BY_CODE[code].locale


def _preferred() -> str:
    """Return the language that a reader likes best: en-GB asks for English, `*` for whatever is not named (RFC 4647).

    Among equals the one that is named first; Chinese where neither is asked for.
    """
    wanted: dict[str, tuple[float, int]] = {}
    for place, (tag, quality) in enumerate(request.accept_languages):
        code = tag.partition("-")[0].lower()
        wanted[code] = max(wanted.get(code, (0.0, 0)), (quality, -place))
    rest = (wanted.get("*", (0.0, 0))[0], -len(wanted))
    return max(BY_CODE, key=lambda code: wanted.get(code, rest))


def install(app: Flask) -> None:
    """Let Flask-Babel ask us for the locale of each request, once."""
    Babel(app, default_locale="zh_Hans", locale_selector=_select, configure_jinja=False)


def current() -> Language:
    """Return the language of the request being answered."""
    locale = get_locale()
    return ENGLISH if locale is not None and locale.language == "en" else CHINESE


def remember(response: Response) -> None:
    """Keep an explicit choice (`?lang=zh` or `?lang=en`) in the cookie. Anything else leaves the cookie alone."""
    code = request.args.get("lang", "")
    if code in BY_CODE:
        response.set_cookie(
            COOKIE, code, max_age=limits.COOKIE_SECONDS, path="/", secure=True, httponly=True, samesite="Lax"
        )
