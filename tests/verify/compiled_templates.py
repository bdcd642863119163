"""Compiled templates, kept for every service that a test makes: compiling them takes longer than most tests do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from jinja2 import Environment


@contextmanager
def kept() -> Iterator[None]:
    """Compile a template once for each language and each text that is put into it, as long as this lasts."""
    compiled: dict[tuple[object, ...], Any] = {}
    compile_anew = Environment.compile

    def compile_once(environment: Environment, source: Any, name: str | None = None, *more: Any, **named: Any) -> Any:
        text = environment.preprocess(source, name)  # with what the service was started with filled in
        key = (type(environment), environment.globals.get("lang"), text, name, *more, *named.items())
        if key not in compiled:
            compiled[key] = compile_anew(environment, source, name, *more, **named)
        return compiled[key]

    with mock.patch.object(Environment, "compile", compile_once):
        yield
