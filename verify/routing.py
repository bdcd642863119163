"""How a view gets its addresses: for reading, or to be handed something that is answered and not kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint

_View = TypeVar("_View", bound=Callable[..., object])


def reads(blueprint: Blueprint, *rules: str) -> Callable[[_View], _View]:
    """Register a view under each rule for GET and HEAD; every other method is answered 405."""

    def register(view: _View) -> _View:
        for rule in rules:
            options = {"methods": ["GET"], "provide_automatic_options": False}
            blueprint.add_url_rule(rule, view_func=view, **options)  # type: ignore[arg-type]
        return view

    return register


def takes(blueprint: Blueprint, *rules: str) -> Callable[[_View], _View]:
    """Register a view under each rule for POST: it answers what is handed in, changes nothing and keeps nothing."""

    def register(view: _View) -> _View:
        for rule in rules:
            options = {"methods": ["POST"], "provide_automatic_options": False}
            blueprint.add_url_rule(rule, view_func=view, **options)  # type: ignore[arg-type]
        return view

    return register
