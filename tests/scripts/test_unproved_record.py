"""A certificate whose entries do not hold is never shown as a record: whatever asks, and whatever is broken."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from certs.instance.folder import open_instance
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk
from verify import Config, create_app

BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "the content": lambda raw: raw.replace(b"five-star", b"four-star"),
    "a signature": lambda raw: raw.replace(b'"proofValue":"z', b'"proofValue":"z1', 1),
    "the form": lambda raw: raw[:-1],
    "a type of later software": lambda raw: raw.replace(b'"type":"issued"', b'"type":"blessed"'),
}


@pytest.fixture(params=BREAKS)
def broken(request: pytest.FixtureRequest, desk: Desk) -> Desk:
    """The desk of a register whose first certificate was changed behind its back."""
    change = BREAKS[request.param]
    with sqlite3.connect(desk.staff.home / "register.db") as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        (raw,) = connection.execute("SELECT raw FROM event WHERE number = ?", (number(1),)).fetchone()
        assert change(bytes(raw)) != bytes(raw)
        connection.execute("UPDATE event SET raw = ? WHERE number = ?", (change(bytes(raw)), number(1)))
    connection.close()
    return desk


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_no_command_shows_it_as_a_record(broken: Desk, verb: str) -> None:
    said = broken(verb, number(1))
    assert "This certificate is genuine" not in said.out
    statuses = [line for line in said.out.splitlines() if line.strip().startswith("status ")]
    assert all("cannot be told" in line for line in statuses if "✓" not in line and "✗" not in line and "?" not in line)
    assert statuses or said.code in {1, 2}


@pytest.mark.parametrize("path", ["/c/{}", "/en/c/{}", "/api/v1/certificates/{}"])
def test_no_page_and_no_answer_shows_it_as_a_record(broken: Desk, path: str) -> None:
    place = open_instance(broken.staff.home)
    client = create_app(Config(place.settings, place.register_url, None, clock.now, None)).test_client()
    answer = client.get(path.format(number(1)))
    if path.startswith("/api"):
        assert answer.get_json().get("verdict", {"overall": "none"})["overall"] in {"not_genuine", "none"}
    assert 'class="verdict v-valid"' not in answer.text
    assert "★" not in answer.text


def test_no_report_is_made_of_it(broken: Desk, tmp_path: Path) -> None:
    """The page says that nothing was proven, the PDF is refused as our own fault, and the command writes no file."""
    place = open_instance(broken.staff.home)
    client = create_app(Config(place.settings, place.register_url, None, clock.now, None)).test_client()
    for prefix, words in (("", ("不符", "未能核验")), ("/en", ("Not genuine", "Not checked"))):
        page = client.get(f"{prefix}/c/{number(1)}/report")
        assert page.status_code in {200, 503}
        assert any(word in page.text for word in words)
        assert 'class="sheet' not in page.text
    pdf = client.get(f"/c/{number(1)}/report.pdf")
    assert (pdf.status_code, pdf.data[:4] == b"%PDF") == (503, False)
    file = tmp_path / "report.pdf"
    said = broken("report", number(1), "--to", file)
    assert said.code in {1, 2}
    assert not file.exists()


def test_no_list_says_valid_of_it(broken: Desk) -> None:
    """Where the entry can still be read it is listed as unknown, in the list and in its own answer."""
    place = open_instance(broken.staff.home)
    client = create_app(Config(place.settings, place.register_url, None, clock.now, None)).test_client()
    found = client.get("/api/v1/certificates", query_string={"q": number(1)})
    listed = client.get("/verify", query_string={"q": "青禾"})
    alone = client.get(f"/api/v1/certificates/{number(1)}")
    if found.status_code == 200:
        assert [item["status"] for item in found.get_json()["items"]] == ["unknown"]
        assert alone.get_json()["status"] == "unknown"
        assert "v-unknown" in listed.text
    for answer in (found, listed, alone):
        assert 'class="st v-valid"' not in answer.text
        assert '"status":"valid"' not in answer.text
    said = broken("find", number(1), "--json")
    assert said.code != 0 or [item["status"] for item in said.json["items"]] == ["unknown"]
