"""One certificate in several forms, by Accept: which is chosen, what caches are told, what is said where none is."""

from __future__ import annotations

from typing import Final

import pytest
from flask.testing import FlaskClient

from certs import limits
from tests.verify.sample_service import World
from verify.contract.openapi_document import OPERATIONS
from verify.door.address_limits import points_of
from verify.routing import FORMS, accepted

PAGE, VC, LD, JWT, PDF = "text/html", "application/vc", "application/ld+json", "application/vc+jwt", "application/pdf"
JSON: Final = "application/json"
CHROME: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", PAGE),
        ("*/*", PAGE),
        (CHROME, PAGE),
        ("application/json, text/plain, */*", JSON),  # as programs say it that take what comes
        ("application/*", VC),
        ("application/*, application/vc;q=0", LD),
        ("application/vc;q=0.5, application/vc+jwt", JWT),
        ("APPLICATION/VC+JWT", JWT),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', LD),
        ("application/pdf;q=0.2,*/*;q=0.1", PDF),
        ("text/html;q=0, */*", VC),
        ("nonsense", PAGE),
        ("image/png", None),
        ("text/html;q=x", None),
        ("text/html;q=0", None),
        ("*/*;q=0", None),
    ],
)
def test_the_form_is_chosen_by_quality_and_name(header: str, chosen: str | None) -> None:
    assert accepted(header, (PAGE, *FORMS, JSON)) == chosen


@pytest.mark.parametrize("path", ["/c/{}", "/C/{}", "/en/c/{}", "/api/v1/certificates/{}"])
@pytest.mark.parametrize("form", FORMS)
def test_a_certificate_is_answered_in_the_form_asked_for(
    client: FlaskClient, world: World, path: str, form: str
) -> None:
    number = world.numbers["valid"]
    answer = client.get(path.format(number), headers={"Accept": form})
    ending = {VC: ".json", LD: ".json", JWT: ".jwt", PDF: ".pdf"}[form]
    prefix = "/en" if path.startswith("/en") and form == PDF else ""
    same = client.get(f"{prefix}/c/{number}{ending}")
    assert (answer.status_code, answer.content_type, answer.data) == (200, form, same.data)
    for header in ("ETag", "Cache-Control", "Access-Control-Allow-Origin"):
        assert answer.headers[header] == same.headers[header]
    assert "Accept" in answer.headers["Vary"].split(", ")
    again = client.get(path.format(number), headers={"Accept": form, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data, "Accept" in again.headers["Vary"]) == (304, b"", True)


def test_without_a_wish_each_address_answers_as_ever(client: FlaskClient, world: World) -> None:
    number = world.numbers["valid"]
    for path, own in ((f"/c/{number}", "text/html; charset=utf-8"), (f"/api/v1/certificates/{number}", JSON)):
        for header in ("*/*", CHROME):
            answer = client.get(path, headers={"Accept": header})
            assert (answer.status_code, answer.content_type) == (200, own)
            assert "Accept" in answer.headers["Vary"].split(", ")
    assert client.get(f"/c/{number}", headers={"Accept": JSON}).get_json()["type"][0] == "VerifiableCredential"


@pytest.mark.parametrize("path", ["/c/{}", "/api/v1/certificates/{}"])
def test_where_nothing_is_accepted_that_is_said_with_what_there_is(
    client: FlaskClient, world: World, path: str
) -> None:
    answer = client.get(path.format(world.numbers["valid"]), headers={"Accept": "image/png, text/html;q=0"})
    assert (answer.status_code, answer.content_type) == (406, "application/problem+json")
    problem = answer.get_json()
    assert problem["code"] == "not_acceptable"
    assert all(form in problem["detail"] for form in FORMS)
    assert answer.headers["Vary"] == "Accept"


@pytest.mark.parametrize("form", FORMS)
def test_who_asks_for_a_file_hears_of_faults_in_json(client: FlaskClient, world: World, form: str) -> None:
    for path, status in (("/c/99926SC77777R0M", 404), (f"/c/{world.numbers['valid']}?at=x", 400)):
        answer = client.get(path, headers={"Accept": form})
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_paper_costs_the_same_by_whatever_name() -> None:
    for path in ("/c/1", "/en/c/1", "/api/v1/certificates/1"):
        assert points_of(path, b"", "GET", "application/PDF") == limits.PAPER_POINTS
        assert points_of(path, b"", "GET", "*/*") == 1


ASKS: Final = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS])
def test_any_page_may_ask_the_interface(client: FlaskClient, name: str) -> None:
    operation = next(one for one in OPERATIONS if one.name == name)
    path = operation.path.format(**{place.name: place.example for place in operation.places})
    answer = client.options(path, headers=ASKS)
    assert (answer.status_code, answer.data) == (204, b"")
    assert operation.method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert answer.headers["Access-Control-Max-Age"] == str(limits.PREFLIGHT_SECONDS)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/verify/batch", "/verify", "/c/99926SC00001R0M", "/"])
def test_no_page_of_others_may_ask_our_pages(client: FlaskClient, path: str) -> None:
    answer = client.options(path, headers=ASKS)
    assert answer.status_code == 405
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_question_for_methods_alone_is_no_preflight(client: FlaskClient) -> None:
    for headers in ({}, {"Origin": "https://other.example"}, {"Access-Control-Request-Method": "POST"}):
        assert client.options("/api/v1/verify", headers=headers).status_code == 405
