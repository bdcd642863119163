"""The English text of our templates, read from the gettext catalogue in `translations/`.

The message ids are the Chinese sentences themselves. The `.po` file is read when the service starts, so there is no
compiled copy that could be forgotten or be older than its source. Messages may hold HTML: they are ours, and every
value put into one is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po
from jinja2.ext import Extension
from markupsafe import Markup, escape

from verify.languages import ENGLISH, Language
from verify.page_compiler import printed

# A sentence printed as it stands, without values: `{{ _("查验") }}`.
_PLAIN: Final = re.compile(r"""\{\{ _\((["'])((?:(?!\1)[^%\\])*)\1\) \}\}""")
# What the service knows from its start on: its language, its address, its signs, the frame of its pages.
_FIXED: Final = re.compile(
    r"""\{\{ (lang\.\w+|other\.\w+|base_url|sp|print_script|masthead|colophon|glyph\["[\w-]+"\]) \}\}"""
)
ENGLISH_PO: Final = Path(__file__).parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@cache
def english() -> Mapping[str, str]:
    """Return Chinese sentence → English sentence. Raises ValueError for a broken or fuzzy catalogue."""
    with ENGLISH_PO.open("rb") as file:
        catalog = read_po(file, locale="en", abort_invalid=True)
    table: dict[str, str] = {}
    for message in catalog:
        if not message.id:
            continue
        if message.fuzzy or not isinstance(message.id, str) or not isinstance(message.string, str):
            raise ValueError(f"catalogue entry {message.id!r} is not a plain finished message")
        table[message.id] = message.string
    return table


def say_in(language: Language) -> Callable[..., Markup]:
    """Return the `_` of the templates for a language: `_("从 %(day)s 起有效。", day=…)`."""
    table = {text: Markup(one) for text, one in english().items()} if language is ENGLISH else {}  # noqa: S704 - ours
    fresh: dict[str, Markup] = {}

    def say(text: str, **values: object) -> Markup:
        sentence = table.get(text) or fresh.get(text)
        if sentence is None:  # Chinese, or an English sentence that is missing (a test forbids it)
            sentence = fresh[text] = Markup(text)  # noqa: S704 - only literals of our templates come here
        if not values:
            return sentence
        return Markup(str.__mod__(sentence, {name: printed(value) for name, value in values.items()}))  # noqa: S704

    return say


class SaidWhenCompiled(Extension):
    """Puts into a template, while it is compiled, what is the same on every page: plain sentences, and what the service
    was started with. So no page looks it up again.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source with its plain sentences said and its fixed parts filled in."""
        del name, filename
        say: Callable[..., Markup] = self.environment.globals["_"]  # type: ignore[assignment]
        filled = _FIXED.sub(lambda match: str(escape(self.environment.compile_expression(match[1])())), source)
        return _PLAIN.sub(lambda match: str(say(match[2])), filled)
