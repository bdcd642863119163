"""How a view gets its addresses: for reading, or to be handed something that is answered and not kept; and which view
answers where one thing is there in several forms, by what the asker accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Final, TypeVar, cast

from flask import Blueprint, current_app, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response

_View = TypeVar("_View", bound=Callable[..., object])
FORM: Final = "starmark.form"  # in the environment of a request: the content type in which it is answered
# The signed certificate itself (VC Data Model 2.0, 6.2; VC-JOSE-COSE, 6.1), and its paper.
FORMS: Final = {
    "application/vc": "objects.credential",
    "application/ld+json": "objects.credential",
    "application/vc+jwt": "objects.jwt",
    "application/pdf": "paper.certificate_pdf",
}
_OK: Final = 200


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


def in_forms(own: str, others: Mapping[str, str]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Let a view, which answers in the content type `own`, stand for others too: content type → endpoint.

    Each answer says that it hangs on Accept. Where nothing is accepted that is there, that is said (406).
    """
    forms = (own, *others)

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def chosen(**places: str) -> Response:
            form = accepted(request.headers.get("Accept", ""), forms)
            if form is None:
                raise NotAcceptable(", ".join(forms))
            request.environ[FORM] = form
            chosen_view = view if form == own else current_app.view_functions[others[form]]
            answer = cast("Response", chosen_view(**places))
            if form != own and answer.status_code == _OK:
                answer.content_type = form
            answer.vary.add("Accept")
            return answer

        return chosen

    return decorate


def accepted(header: str, forms: Iterable[str]) -> str | None:
    """Return which content type to answer in (RFC 9110, 12.5.1), by quality; None where none of them is accepted.

    Among equals one that the asker names comes first, then the first of ours. Parameters other than `q` tell versions
    of a form apart of which we have one each; a header that cannot be read accepts all that we have.
    """
    wanted = {name: quality for name, quality in map(_range, header.split(",")) if "/" in name}
    if not wanted:
        return next(iter(forms))
    best, best_rank = None, (0.0, False)
    for form in forms:
        named = next((name for name in (form, f"{form.partition('/')[0]}/*", "*/*") if name in wanted), "")
        rank = wanted.get(named, 0.0), named == form
        if rank[0] > 0 and rank > best_rank:
            best, best_rank = form, rank
    return best


def _range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return name, 0.0
    return name, 1.0
