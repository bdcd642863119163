"""The running service answers as its description says: unrelated software asks, with questions of its own making."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.instances import Staff, served
from verify.contract.openapi_document import OPERATIONS

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES: Final = 15  # questions to each address
DEAR: Final = {"document": 4, "batch": 6}  # of those that child processes answer, which each worker starts first
SECONDS: Final = 120  # after which an answer counts as missing: a busy machine starts a child slowly


@pytest.fixture(scope="module")
def origin(first_instance: Staff) -> Iterator[str]:
    with served(first_instance.home) as address:
        yield address


@pytest.fixture(scope="module")
def described(origin: str) -> Any:
    with urllib.request.urlopen(f"{origin}/api/v1/openapi.json", timeout=10) as answer:
        return schemathesis.openapi.from_dict(json.load(answer))


@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS])
def test_answers_are_those_of_the_description(described: Any, origin: str, name: str) -> None:
    (operation,) = (
        one.ok() for one in described.get_all_operations() if one.ok().definition.raw["operationId"] == name
    )
    asked = 0

    @settings(
        max_examples=DEAR.get(name, EXAMPLES),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(base_url=origin, checks=CHECKS, timeout=SECONDS)

    ask()
    assert asked > 0
