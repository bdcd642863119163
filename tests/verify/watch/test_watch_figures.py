"""The figures for a monitor: from real workers, added up, on a port of their own and never on the public one."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest

from tests.instances import Staff, copied, free_port, number, served

NUMBER: Final = number(1)
LINE: Final = re.compile(r"^(\w+)(\{[^}]*\})? (\S+)$", re.MULTILINE)
ASKED: Final = 12  # times that a page is asked for: more than one worker answers


class Watched(NamedTuple):
    """A running service, and where its figures are."""

    url: str
    figures: str


@pytest.fixture(scope="module")
def watched(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    staff, port = copied(first_instance, tmp_path_factory.mktemp("watched")), free_port()
    settings = staff.home / "starmark.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[service]\n", f'[service]\nmetrics = "127.0.0.1:{port}"\n'), encoding="utf-8")
    with served(staff.home) as url:
        yield Watched(url, f"http://127.0.0.1:{port}")


def fetched(address: str, data: bytes | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, data, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def figures(watched: Watched) -> dict[str, float]:
    """Return every figure by its name and labels."""
    status, text = fetched(f"{watched.figures}/metrics")
    assert status == 200
    return {f"{name}{labels or ''}": float(value) for name, labels, value in LINE.findall(text)}


def test_what_was_asked_of_all_workers_is_added_up_by_route_and_never_by_what_it_was(watched: Watched) -> None:
    page, api = f"{watched.url}/c/{NUMBER}", f"{watched.url}/api/v1/certificates/{NUMBER}"
    before = figures(watched)
    assert {fetched(page)[0] for _ in range(ASKED)} == {200}
    assert fetched(api)[0] == 200
    assert fetched(f"{watched.url}/api/v1/verify", b'{"text": "99926SC99999R0M"}')[0] == 200
    assert fetched(f"{watched.url}/nowhere-at-all")[0] == 404
    after = figures(watched)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('starmark_requests_total{route="/c/<number>",status="200"}') == ASKED
    assert more('starmark_request_seconds_count{route="/c/<number>"}') == ASKED
    assert more('starmark_requests_total{route="/api/v1/certificates/<number>",status="200"}') == 1
    assert more('starmark_verdicts_total{overall="valid"}') == ASKED + 1
    assert more('starmark_verdicts_total{overall="not_genuine"}') == 1
    assert not any(NUMBER in name or "nowhere" in name for name in after)


def test_the_age_of_register_and_lists_is_told(watched: Watched) -> None:
    told = figures(watched)
    assert (told["starmark_ready"], told["starmark_register_entries"]) == (1, told["starmark_published_entries"])
    assert told["starmark_checkpoint_age_seconds"] >= 0
    assert 0 < told["starmark_status_list_seconds_left"] <= 24 * 3_600
    busy = {name: value for name, value in told.items() if name.startswith("starmark_children_busy")}
    assert set(busy) == {
        f'starmark_children_busy{{kind="{kind}"}}' for kind in ("papers", "kits", "batch", "documents")
    }
    assert fetched(f"{watched.url}/readyz")[0] == 200


def test_nothing_of_it_is_public_and_nothing_else_is_there(watched: Watched) -> None:
    assert fetched(f"{watched.url}/metrics")[0] == 404
    assert fetched(f"{watched.figures}/")[0] == 404
    assert fetched(f"{watched.figures}/c/{NUMBER}")[0] == 404
