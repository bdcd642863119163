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

from certs.days import BEIJING
from certs.documents.marks.silhouettes import SILHOUETTES
from certs.errors import Words
from certs.instance.settings import Settings
from certs.lifecycle.statuses import STATUS_WORDS, STATUSES
from certs.register.answers.hit_lines import by_firm
from certs.register.answers.product_answer import WORDS as COVERAGE_WORDS
from certs.scheme.schemes import SCHEMES
from certs.trust.qr import qr_symbol
from verify import addresses, languages
from verify.catalogue import SaidWhenCompiled, say_in
from verify.headers import PRINT_SCRIPT
from verify.languages import BY_CODE, CHINESE, ENGLISH, Language
from verify.menu import FOOT, MENU, shown
from verify.page_compiler import PageEnvironment

TEMPLATES: Final = Path(__file__).parent / "templates"
PARTS: Final = (
    "lookup",
    "aside",
    "facts",
    "verdict",
    "history",
    "hits",
    "result",
    "claims",
)  # each may use those before it


@lru_cache(maxsize=4_096)
def _day(day: date, code: str) -> Markup:
    language = BY_CODE[code]
    text = day.isoformat() if language is CHINESE else format_date(day, "d MMMM y", locale=language.locale)
    return Markup('<span class="nb">{}</span>').format(text)


def instant(moment: datetime | Markup) -> Markup:
    """Write an instant as Beijing time to the second, saying so; neither half breaks. A mark stays a mark."""
    if isinstance(moment, Markup):
        return moment
    text = f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    return Markup(f'<span class="nb">{text}</span> <span class="nb">UTC+8</span>')  # noqa: S704 - figures


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


@lru_cache(maxsize=1_024)
def page_symbol(address: str) -> Markup:
    """Return the QR symbol of an address of ours, as SVG: whoever holds a printed page scans it and asks anew."""
    drawing = qr_symbol.page_svg(qr_symbol.page_symbol(address)).decode("ascii")
    return Markup(drawing)  # noqa: S704 - drawn here, without any text


class Renderer:
    """Renders the pages of one service. Templates are compiled, and signs drawn, when it is built."""

    def __init__(self, settings: Settings, *, site: bool) -> None:
        self._templates: dict[tuple[str, str], Template] = {}
        self._globals: dict[str, dict[str, Any]] = {}
        for code, language in BY_CODE.items():
            environment = _environment(language, settings, site=site)
            for name in environment.list_templates(filter_func=lambda name: "/" not in name):
                self._templates[code, name] = environment.get_template(name)
            self._globals[code] = dict(environment.globals)

    def html(self, language: Language, name: str, values: Mapping[str, Any]) -> str:
        """Render a template. A name that a template uses and nobody gives is a bug and raises UndefinedError.

        The context is one plain dictionary: Jinja's own way copies the globals for each page, which takes as long as
        the page itself.
        """
        template = self._templates[language.code, name]
        context = template.new_context({**self._globals[language.code], **values}, shared=True)
        return "".join(template.root_render_func(context))

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """Answer the current request with a page in its language, and keep an explicit choice of language."""
        language = languages.current()
        values["switch"] = switch_address(language, request.path, request.args.to_dict())
        return self.response(self.html(language, name, values), language, status)

    def response(self, html: str | bytes, language: Language, status: int = 200) -> Response:
        """Answer with a page that is ready, and keep an explicit choice of language.

        Where the reader's preference chose the language, caches are told so.
        """
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Language", language.tag)]
        if languages.answers_in_place(request.path):
            headers.append(("Vary", "Accept-Language, Cookie"))
        response = Response(html, status, headers)
        if request.query_string:
            languages.remember(response)
        return response


def switch_address(language: Language, path: str, question: Mapping[str, str]) -> str:
    """Return the address of a page in the other language, with the same question."""
    other = next(each for each in BY_CODE.values() if each is not language)
    path = path.removeprefix("/en") if path.startswith("/en/") else path
    if languages.answers_in_place(path):
        path = path[:3].lower() + path[3:]  # /C/ and /Q/ are for symbols, which hold capitals in fewer bits
    return addresses.with_query(other.prefix + path, {**question, "lang": other.code})


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


def _environment(language: Language, settings: Settings, *, site: bool) -> Environment:
    """Make the environment of a language. Macros and signs of `parts/` are its globals: no page imports them."""
    environment = PageEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[SaidWhenCompiled],
    )
    english = language is ENGLISH
    environment.globals.update(
        _=say_in(language),
        lang=language,
        body=settings.body,
        sample=settings.body.is_sample,
        sp=" " if english else "",
        base_url=settings.base_url,
        schemes=SCHEMES,
        silhouettes=SILHOUETTES,
        statuses=STATUSES,
        status_words={code: pick(words, language).capitalize() for code, words in STATUS_WORDS.items()}
        | {code.value: pick(words, language) for code, words in COVERAGE_WORDS.items()},
        site=site,
        menu=shown(MENU, site=site),
        foot=shown(FOOT, site=site),
        other=CHINESE if english else ENGLISH,
        print_script=Markup(PRINT_SCRIPT),  # noqa: S704 - our own, by its hash
    )
    environment.filters.update(
        say=lambda words: pick(words, language),
        day=lambda day: _day(day, language.code),
        iso=date.isoformat,
        instant=instant,
        minute=minute,
        level_name=lambda code: level_name(code, language),
        phrases=escape if english else phrases,
        in_address=addresses.in_address,
        by_firm=by_firm,
        symbol=page_symbol,
        listed=(", " if english else "、").join,
    )
    environment.globals.update(_signs(environment))
    frame: Any = environment.get_template("parts/frame.html").module
    environment.globals.update(masthead=frame.masthead(), colophon=frame.colophon())
    for part in PARTS:
        environment.globals.update(vars(environment.get_template(f"parts/{part}.html").module))
    return environment


def _signs(environment: Environment) -> dict[str, Any]:
    """Return what every status, and every verdict beside them, is shown by: word, shape, tone, heading."""
    signs: Any = environment.get_template("parts/signs.html").module
    return {
        "shape": signs.shape,
        "tone": signs.tone,
        "word": signs.word,
        "heading": signs.heading,
        "lookup_heading": signs.lookup_heading,
        "finding": signs.finding,
        "glyph": {name: signs.drawn(path) for name, path in signs.paths.items()},
        "chip": {code: signs.chipped(code) for code in signs.shape},
        "watermark": {code: signs.stamped(code) for code in signs.shape},
    }
