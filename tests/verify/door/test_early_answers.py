"""What is kept is answered before Flask is asked: the same answer to the byte, counted, limited and logged the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from certs import limits
from certs.errors import CouldNotCheck
from certs.instance.service_settings import ServiceSettings
from certs.register.store.tables import EVENT
from tests.register.founded_register import SETTINGS, Register, draft
from tests.verify.sample_service import World
from verify import Config, create_app
from verify.access.register_access import Register as Access
from verify.api import ready_certificate
from verify.door import front
from verify.door.service_log import RequestLog
from verify.kept_answers import EARLY
from verify.service import EXTENSION

VIEW: Final = "api.certificate"


class Asked:
    """A service behind its door, which tells whether Flask was asked for the view."""

    def __init__(self, app: Flask, settings: ServiceSettings) -> None:
        self.app, self.views = app, 0
        front.put_before(app, settings)
        view = app.view_functions[VIEW]

        def counted(**places: str) -> Any:
            self.views += 1
            return view(**places)

        app.view_functions[VIEW] = counted
        self.client = app.test_client()

    def __call__(self, number: str, **options: Any) -> tuple[TestResponse, bool]:
        """Ask for a certificate; return the answer, and whether it was given early."""
        before = self.views
        path = f"/api/v1/certificates/{number.replace('/', '~')}"
        answer = self.client.open(path, **{"method": "GET", **options})
        assert not self.app.extensions[EXTENSION].register.turn._lock.locked(), "the next one may ask"
        return answer, self.views == before


@pytest.fixture
def asked(world: World) -> Asked:
    return Asked(world.app(), ServiceSettings())


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    headers = Headers(answer.headers)
    assert len(headers.pop("X-Request-ID")) == 16
    return answer.status_code, sorted(headers), answer.data


def test_the_same_is_answered_early_as_by_the_view(world: World, asked: Asked) -> None:
    for name, number in world.numbers.items():
        first, early = asked(number)
        assert not early, name
        again, early = asked(number)
        assert early, name
        assert told(again) == told(first), name


@pytest.mark.parametrize(
    "options",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"query_string": "at=2026-12-01"},
        {"query_string": "lang=en"},
        {"headers": {"If-None-Match": "*"}},
        {"headers": {"Accept": "application/vc+jwt"}},
        {"headers": {"Accept": "image/png"}},
        {"environ_overrides": {"HTTP_HOST": "a.example,b.example"}},
        {"environ_overrides": {"HTTP_HOST": "", "SERVER_PROTOCOL": "HTTP/1.1"}},
    ],
)
def test_any_other_question_goes_to_the_view(world: World, asked: Asked, options: dict[str, Any]) -> None:
    number = world.numbers["valid"]
    asked(number)
    assert told(asked(number, **options)[0]) == told(Asked(world.app(), ServiceSettings())(number, **options)[0])
    assert ready_certificate.asked({"PATH_INFO": "/api/v1/certificates/99926SC00001R0M/history"}) is None


@pytest.mark.parametrize("number", ["99926SC99999R0M", "99926sc00001r0m", "海岚", "99926SC00001R0M~", "1"])
def test_what_is_no_number_of_the_register_goes_to_the_view(asked: Asked, number: str) -> None:
    assert [asked(number)[1] for _ in range(2)] == [False, False]


@pytest.fixture
def own(register: Register) -> Iterator[tuple[Register, Asked, str]]:
    number = register.issue(draft(1))[0].number
    app = create_app(Config(SETTINGS, register.url, clock=lambda: register.now))
    yield register, Asked(app, ServiceSettings()), number
    app.extensions[EXTENSION].register.close()


def test_no_answer_outlives_what_it_rests_on(own: tuple[Register, Asked, str]) -> None:
    register, asked, number = own
    asked(number)
    assert asked(number)[1]
    register.later(seconds=1)
    answer, early = asked(number)
    assert (early, answer.get_json()["as_of"]) == (True, "2026-11-24T02:00:01Z"), (
        "the time of the check is that of asking"
    )
    register.change("suspended", number, "complaint", until=register.now.date() + timedelta(days=9))
    answer, early = asked(number)
    assert (early, answer.get_json()["status"]) == (False, "suspended")
    assert asked(number)[1]
    register.later(hours=14)  # midnight in Beijing
    assert [asked(number)[1] for _ in range(2)] == [False, True]


def test_a_record_that_does_not_hold_is_never_answered_early(own: tuple[Register, Asked, str]) -> None:
    register, asked, number = own
    asked(number)
    assert asked(number)[1]
    with register.store.writing() as connection:
        raw = connection.execute(sa.select(EVENT.c.raw).where(EVENT.c.number == number)).scalar_one()
        forged = bytes(raw).replace(b"five-star", b"four-star")
        connection.execute(sa.update(EVENT).where(EVENT.c.number == number).values(raw=forged))
    for _ in range(2):
        answer, early = asked(number)
        assert (early, answer.status_code == 200 and answer.get_json()["status"] != "unknown") == (False, False)


def test_each_is_counted_once(world: World) -> None:
    asked = Asked(world.app(), ServiceSettings(address_points=4))
    found = [asked(world.numbers["valid"]) for _ in range(6)]
    assert [answer.status_code for answer, _ in found] == [200] * 4 + [429] * 2
    assert [early for _, early in found] == [False, True, True, True, True, True]


def test_a_long_answer_counts_for_each_of_its_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWER_PIECE", 1_000)
    asked = Asked(world.app(), ServiceSettings(address_points=30))
    codes = [asked(world.numbers["valid"])[0].status_code for _ in range(12)]
    assert codes[:3] == [200] * 3
    assert codes[-1] == 429


def test_each_is_logged_and_told_to_who_watches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, seen = list[tuple[str | None, int, str]](), list[tuple[str, int, bool, bytes]]()
    monkeypatch.setattr(
        RequestLog, "tell", lambda _, environ, route, status: lines.append((route, status, environ["starmark.id"]))
    )
    asked = Asked(world.app(), ServiceSettings())
    asked.app.extensions[EARLY].watchers.append(lambda *told: seen.append((*told[:2], told[2] > 0, told[3])))
    answers = [asked(world.numbers["valid"])[0] for _ in range(2)]
    route = "/api/v1/certificates/<number>"
    assert lines == [(route, 200, answer.headers["X-Request-ID"]) for answer in answers]
    assert seen == [(route, 200, True, answers[1].data)]
    assert route in {rule.rule for rule in asked.app.url_map.iter_rules()}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (CouldNotCheck("register_locked", "忙", "busy"), 503, "could_not_check"),
        (RuntimeError("a fault of ours"), 500, "internal_server_error"),
    ],
)
def test_a_register_that_does_not_answer_is_asked_once(
    asked: Asked, world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    looks = 0

    def look(*_: object) -> None:
        nonlocal looks
        looks += 1
        raise error

    monkeypatch.setattr(Access, "look", look)
    monkeypatch.setattr(Access, "find", look)
    answer, early = asked(world.numbers["valid"])
    assert (answer.status_code, answer.get_json()["code"], early, looks) == (status, code, False, 1)
    assert answer.headers["Strict-Transport-Security"]
