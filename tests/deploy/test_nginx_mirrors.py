"""Three mirrors behind a real nginx: one is killed, one is left behind; no answer is wrong, and the old one says so."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from certs.days import parse_instant
from certs.instance import mirror_note
from tests import instances
from tests.deploy.nginx_host import asked, running
from tests.instances import DECIDED, ROOT, Staff, number, served

NUMBER = number(1)
API = f"/api/v1/certificates/{NUMBER}"
ASKED = 12  # times: more than there are mirrors and connections that nginx keeps
WAIT = 60  # seconds


@dataclass(frozen=True, slots=True)
class Mirror:
    """One mirror: its folder, the address of its website, and the way to stop that."""

    staff: Staff
    url: str
    serving: ExitStack


@dataclass(frozen=True, slots=True)
class House:
    """The body's own host, three mirrors of what it publishes, and nginx in front of them."""

    staff: Staff
    mirrors: list[Mirror]
    url: str

    def follow(self, mirror: Mirror) -> None:
        mirror.staff.run("mirror", self.staff.home / "public")

    def answers(self, path: str = API) -> list[dict[str, str]]:
        found = [asked(self.url + path) for _ in range(ASKED)]
        assert {answer.status for answer in found} == {200}
        return [json.loads(answer.body) for answer in found]


@pytest.fixture(scope="module")
def house(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("mirrors")
    staff = instances.copied(first_instance, folder)
    with ExitStack() as stack:
        mirrors = []
        for name in ("one", "two", "three"):
            mirror = Staff(folder / name, staff.passphrase_file)
            pin = next(key["multikey"] for key in json.loads(staff.run("keys", "list", "--json"))["keys"])
            mirror.run("mirror", staff.home / "public", "--pin", pin)
            with (mirror.home / "starmark.toml").open("a") as settings:
                settings.write("proxies = 1\n")
            serving = stack.enter_context(ExitStack())
            mirrors.append(Mirror(mirror, serving.enter_context(served(mirror.home)), serving))
        said = (ROOT / "deploy" / "nginx-mirrors.conf").read_text(encoding="utf-8")
        places = [
            (f"server 192.0.2.1{place}:8000 ", f"server {mirror.url.removeprefix('http://')} ")
            for place, mirror in enumerate(mirrors, 1)
        ]
        places.append(("/var/log/nginx/starmark-mirrors.log", str(folder / "log")))
        yield House(staff, mirrors, stack.enter_context(running(folder, places, said)))


def left_behind(mirror: Mirror) -> None:
    """Let a mirror have followed nobody for an hour."""
    mirror_note.keep(mirror.staff.home, datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))


def test_one_killed_and_one_stale_and_no_answer_is_wrong(house: House) -> None:
    one, two, three = house.mirrors
    before = datetime.now(UTC)
    assert {answer["status"] for answer in house.answers()} == {"valid"}
    house.staff.act("revoke", NUMBER, "--reason", "fraud", *DECIDED)
    acted = datetime.now(UTC)
    for answer in house.answers():  # nobody has followed yet: what is said is said as of before
        assert (answer["status"], parse_instant(answer["as_of"]) <= acted) == ("valid", True)
    house.follow(one)
    two.serving.close()
    left_behind(three)
    for answer in house.answers():
        assert answer["status"] == "revoked"
        assert parse_instant(answer["as_of"]) >= before.replace(microsecond=0)
    old = asked(three.url + API)
    assert (old.status, "seconds old" in old.body.decode()) == (503, True)
    assert json.loads(asked(f"{three.url}/readyz").body)["causes"][0]["code"] == "mirror_old"
    pages = [asked(f"{house.url}/c/{NUMBER}") for _ in range(ASKED)]
    assert all(page.status == 200 and 'data-status="revoked"' in page.body.decode() for page in pages)
    handed_in = [asked(f"{house.url}/api/v1/verify", json.dumps({"text": NUMBER}).encode()) for _ in range(ASKED)]
    assert {answer.status for answer in handed_in} == {200}
    left_behind(one)
    none = [asked(house.url + API) for _ in range(ASKED)]
    assert {answer.status for answer in none} == {503}
    assert all('"valid"' not in answer.body.decode() for answer in none)
    house.follow(three)
    until = time.monotonic() + WAIT
    while asked(house.url + API).status != 200:  # nginx asks one that failed again after a while
        assert time.monotonic() < until
        time.sleep(0.2)
    assert json.loads(asked(f"{three.url}{API}").body)["status"] == "revoked"
