"""What one address of the interface takes and answers, and registering the view that does it.

A view gets its parameters from its operation and from nowhere else, so the description cannot leave one out, nor name
one that is not read (decision 0048).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from certs.errors import Words
from verify.routing import in_forms, reads, takes

JSON: Final = "application/json"
_PLACE: Final = re.compile(r"\{(\w+)\}")
_View = Callable[..., AnyResponse]


class Parameter(NamedTuple):
    """One parameter: its name in the address, what it says, its JSON schema, and a value that can be tried."""

    name: str
    words: Words
    schema: Mapping[str, Any]
    example: str | int | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How parameters of a query become what a view is given under `keyword`. `read` raises Refused for a wrong one."""

    keyword: str
    parameters: tuple[Parameter, ...]
    read: Callable[[Mapping[str, str]], Any]


class Body(NamedTuple):
    """What is handed in: its content type, its shape by name, and an example."""

    content_type: str
    shape: str
    words: Words
    example: Mapping[str, Any] | None = None


class Refusal(NamedTuple):
    """An answer other than 200: its HTTP status, and when it is given."""

    status: int
    words: Words


@dataclass(frozen=True, slots=True)
class Operation:
    """One address. `path` names its places in braces; `shape` is that of the answer, "" where it is no JSON."""

    name: str
    group: str
    path: str
    words: Words
    shape: str
    readings: tuple[Reading, ...] = ()
    places: tuple[Parameter, ...] = ()
    body: Body | None = None
    refusals: tuple[Refusal, ...] = ()
    content_type: str = JSON
    tagged: bool = True
    forms: Mapping[str, str] = field(default_factory=dict)  # other content types by Accept, each by its endpoint

    @property
    def method(self) -> str:
        """The HTTP method: what is handed in comes by POST."""
        return "POST" if self.body else "GET"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of its query."""
        return tuple(one for reading in self.readings for one in reading.parameters)


def serves(blueprint: Blueprint, operation: Operation) -> Callable[[_View], _View]:
    """Register the view of an operation; it is given the places of the address and what its readings read."""
    prefix = blueprint.url_prefix or ""
    rule = _PLACE.sub(r"<\1>", operation.path.removeprefix(prefix))
    readings = operation.readings

    def register(view: _View) -> _View:
        def asked(**places: str) -> AnyResponse:
            given = {reading.keyword: reading.read(request.args) for reading in readings}
            return view(**places, **given)

        asked.__name__, asked.__doc__ = view.__name__, view.__doc__
        answered = in_forms(operation.content_type, operation.forms)(asked) if operation.forms else asked
        (takes if operation.body else reads)(blueprint, rule)(answered)
        return view

    return register
