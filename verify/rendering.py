"""Templates to bytes: one compiled environment for each language, and the values that every page needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from flask import Response, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from werkzeug.datastructures import Headers

from certs.days import BEIJING
from certs.errors import Words
from certs.register.instance import Settings
from certs.scheme.shipped import SCHEMES
from verify import addresses, languages
from verify.catalogue import say_in
from verify.languages import BY_CODE, CHINESE, Language

TEMPLATES: Final = Path(__file__).parent / "templates"


@lru_cache(maxsize=4_096)
def _day(day: date, code: str) -> Markup:
    language = BY_CODE[code]
    text = day.isoformat() if language is CHINESE else format_date(day, "d MMMM y", locale=language.locale)
    return Markup('<span class="nb">{}</span>').format(text)


def instant(moment: datetime) -> Markup:
    """Write an instant as Beijing time to the second, saying so; neither half breaks over lines."""
    text = moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    return Markup('<span class="nb">{}</span> <span class="nb">UTC+8</span>').format(text)


def minute(moment: datetime) -> str:
    """Write an instant as Beijing time to the minute."""
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def phrases(text: str) -> Markup:
    """Let a Chinese sentence break only between its phrases: each up to its punctuation mark stays whole."""
    parts: list[str] = []
    start = 0
    for place, character in enumerate(text, start=1):
        if character in "，：；。":
            parts.append(text[start:place])
            start = place
    parts.append(text[start:])
    return Markup("").join(Markup('<span class="nb">{}</span>').format(part) for part in parts if part)


class Renderer:
    """Renders the pages of one service. Templates are compiled once, when it is built."""

    def __init__(self, settings: Settings) -> None:
        self._environments = {code: self._environment(language, settings) for code, language in BY_CODE.items()}
        self._templates: dict[tuple[str, str], Template] = {
            (code, name): environment.get_template(name)
            for code, environment in self._environments.items()
            for name in environment.list_templates(filter_func=lambda name: "/" not in name)
        }

    def _environment(self, language: Language, settings: Settings) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False,
            cache_size=-1, trim_blocks=True, lstrip_blocks=True)
        english = language is not CHINESE
        environment.globals.update(
            _=say_in(language), lang=language, body=settings.body, sample=settings.body.is_sample,
            base_url=settings.base_url, schemes=SCHEMES, sp=" " if english else "", other=next(o for o in BY_CODE.values() if o is not language))
        environment.filters.update(
            say=(lambda words: words.en) if english else (lambda words: words.zh),
            day=lambda day: _day(day, language.code), iso=date.isoformat, instant=instant, minute=minute,
            level_name=lambda code: level_name(code, language), phrases=escape if english else phrases, in_address=addresses.in_address)
        return environment

    def html(self, language: Language, name: str, values: Mapping[str, Any]) -> str:
        """Render a template. A name that a template uses and nobody gives is a bug and raises UndefinedError."""
        return self._templates[language.code, name].render(values)

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """Answer the current request with a page in its language, and keep an explicit choice of language."""
        language = languages.current()
        values["switch"] = switch_address(language)
        response = Response(self.html(language, name, values), status, Headers({"Content-Language": language.tag}),
                            content_type="text/html; charset=utf-8")
        if languages.answers_in_place(request.path):
            response.headers["Vary"] = "Accept-Language, Cookie"
        if request.query_string:
            languages.remember(response)
        return response


def switch_address(language: Language) -> str:
    """Return the address of the same page in the other language, with the same question."""
    other = next(each for each in BY_CODE.values() if each is not language)
    path = request.path.removeprefix("/en") if request.path.startswith("/en/") else request.path
    return addresses.with_query(other.prefix + path, {**request.args.to_dict(), "lang": other.code})


def pick(words: Words, language: Language) -> str:
    """Return the sentence of a pair in a language."""
    return words.zh if language is CHINESE else words.en


def level_name(code: str, language: Language) -> str:
    """Write a level by its name; a code that no scheme knows stays as it is."""
    for scheme in SCHEMES.values():
        for level in scheme.levels:
            if level.code == code:
                return pick(level.name, language)
    return code
