"""The certificate as PDF on the website: the same bytes as on the staff host, set by a child, never by who answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certs import limits
from certs.documents.certificate_paper import FILE_NAMES, Language, paper_of, set_certificate
from certs.documents.typesetting import Typesetter
from tests.verify.sample_service import TODAY, World
from verify.service import EXTENSION, Service

ENGLISH = {"Accept-Language": "en, zh;q=0.5"}


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture
def service(shared_app: Flask) -> Iterator[Service]:
    made: Service = shared_app.extensions[EXTENSION]
    yield made
    made.papers.children.close()


def on_the_staff_host(world: World, name: str, language: Language, typesetter: Typesetter) -> bytes:
    with world.register.reader().view() as view:
        record = view.record(world.numbers[name])
        assert record is not None
        paper = paper_of(view, record, record.version_on(TODAY), language, TODAY)
    return set_certificate(typesetter, paper)


@pytest.mark.parametrize(
    ("name", "path", "headers", "language"),
    [
        ("valid", "/c/{}.pdf", {}, "zh"),
        ("valid", "/c/{}.pdf", ENGLISH, "en"),
        ("revoked", "/en/c/{}.pdf", {}, "en"),
        ("taken_over", "/c/{}.pdf", {}, "zh"),
    ],
)
def test_it_is_what_the_staff_host_makes(
    client: FlaskClient,
    world: World,
    service: Service,
    typesetter: Typesetter,
    name: str,
    path: str,
    headers: dict[str, str],
    language: Language,
) -> None:
    number = world.numbers[name].replace("/", "~")
    answer = client.get(path.format(number), headers=headers)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.data == on_the_staff_host(world, name, language, typesetter)
    ending = FILE_NAMES[language].removeprefix("certificate")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{number}{ending}"'
    assert ("Vary" in answer.headers) == (path[:4] != "/en/")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_who_has_it_already_costs_no_child(client: FlaskClient, world: World, service: Service) -> None:
    address = f"/c/{world.numbers['firm-0']}.pdf"
    tag = client.get(address).headers["ETag"]
    places = [service.papers.children._places.acquire(blocking=False) for _ in range(1 + limits.PAPER_QUEUE)]
    try:
        assert all(places)
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert client.get(address).status_code == 200  # it is kept for a while
        busy = client.get(f"/c/{world.numbers['firm-1']}.pdf")
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, str(limits.RETRY_SOON_SECONDS))
        assert "现在要文件的人太多" in busy.text
        assert client.get(f"/c/{world.numbers['firm-1']}").status_code == 200  # pages are answered meanwhile
    finally:
        for _ in places:
            service.papers.children._places.release()


def test_a_version_of_a_past_day_bears_what_has_become_of_it(
    client: FlaskClient, world: World, service: Service
) -> None:
    address = f"/c/{world.numbers['reissued']}.pdf"
    answers = [client.get(address + query) for query in ("", "?at=2026-11-25")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.headers["ETag"] for answer in answers}) == 2
    assert client.get(f"{address}?at=yesterday").status_code == 400


def test_what_is_not_there_is_a_page_for_people(client: FlaskClient) -> None:
    answer = client.get("/c/99926SC00100R0M.pdf")
    assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")
    assert "99926SC00010R0M" in answer.text


def test_the_page_of_a_certificate_leads_to_it_in_its_language(client: FlaskClient, world: World) -> None:
    number = world.numbers["suspended"]
    assert f'href="/c/{number}.pdf"' in client.get(f"/c/{number}").text
    assert f'href="/en/c/{number}.pdf?at=2026-11-25"' in client.get(f"/en/c/{number}?at=2026-11-25").text
