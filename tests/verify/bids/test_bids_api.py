"""A stack of bids over the API: what is no list is refused as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certs import limits
from verify.service import EXTENSION

API: Final = "/api/v1/verify/batch"


@pytest.fixture(scope="module", autouse=True)
def _children_end(shared_app: Flask) -> Iterator[None]:
    yield
    shared_app.extensions[EXTENSION].stacks.children.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"rows": {}}', b'{"rows": []}', b'{"rows": [' + b"{}," * limits.BIDS + b"{}]}", b"\xff"],
)
def test_a_body_that_is_no_list_is_a_problem_document(client: FlaskClient, body: bytes) -> None:
    answer = client.post(API, data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["errors"][0]["field"] == "rows"
