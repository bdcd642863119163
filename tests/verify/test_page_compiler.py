"""Templates compiled our way print what Jinja's own environment prints, and fail where it would."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from tests.register.founded_register import SETTINGS
from verify.languages import BY_CODE, Language
from verify.page_compiler import PageEnvironment
from verify.rendering import PARTS, _environment

HOSTILE = "<b onclick='x'>\"&amp;\"</b>"
VALUES: tuple[Any, ...] = (
    "青禾",
    HOSTILE,
    Markup("<b>&amp;</b>"),
    7,
    None,
    SimpleNamespace(__html__=lambda: "<i>"),
    type("Text", (str,), {})(HOSTILE),
)
TEMPLATES = (
    "{{ value }}",
    "{{ of.value }}{{ by['value'] }}",
    "{% macro told(value, more='') %}<p>{{ value }}{{ more }}</p>{% endmacro %}{{ told(value, more=value) }}",
    "{% macro frame() %}<div>{{ caller() }}</div>{% endmacro %}{% call frame() %}{{ value }}{% endcall %}",
    "{{ dict(one=1, **{'two': value})['two'] }}{{ 'a' ~ value }}",
    "{% for one in [value] %}{{ say(one) }}{{ loop.index }}{% endfor %}",
)


def rendered(kind: type[Environment], text: str, **values: Any) -> str:
    environment = kind(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.globals["say"] = lambda value: value
    return environment.from_string(text).render(**values)


@pytest.mark.parametrize("text", TEMPLATES)
@pytest.mark.parametrize("value", VALUES, ids=[type(value).__name__ for value in VALUES])
def test_prints_what_jinja_prints(text: str, value: Any) -> None:
    values = {"value": value, "of": SimpleNamespace(value=value), "by": {"value": value}}
    assert rendered(PageEnvironment, text, **values) == rendered(Environment, text, **values)


@pytest.mark.parametrize("text", ["{{ missing }}", "{{ missing.name }}", "{{ missing() }}", "{{ by['missing'] }}"])
def test_a_name_that_nobody_gives_is_an_error(text: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(PageEnvironment, text, by={})


@pytest.mark.parametrize("language", BY_CODE.values(), ids=BY_CODE)
def test_no_page_wraps_what_it_prints_or_asks_before_a_call(language: Language) -> None:
    environment = _environment(language, SETTINGS, site=True)
    assert environment.loader is not None
    for name in ("result.html", *(f"parts/{part}.html" for part in PARTS)):
        source = environment.loader.get_source(environment, name)[0]
        code = environment.compile(source, name, name, raw=True)
        assert "environment.printed(" in code
        assert not [call for call in (" escape(", " context.call(") if call in code]
