"""The kit over HTTP: for a valid certificate with a mark, 409 with the status for every other."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from certs.documents.marks import kit, kit_facts
from tests.register.founded_register import SETTINGS
from tests.verify.sample_service import World, version_of

REFUSED = {
    "suspended": ("suspended", "kit_not_valid"),
    "overdue": ("suspended", "kit_not_valid"),
    "revoked": ("revoked", "kit_not_valid"),
    "withdrawn": ("withdrawn", "kit_not_valid"),
    "renewed": ("withdrawn", "kit_not_valid"),
    "future": ("not_yet_valid", "kit_not_valid"),
    "brand": ("valid", "kit_no_mark"),
}


@pytest.mark.parametrize(("name", "version"), [("valid", 1), ("taken_over", 1), ("reissued", 2)])
def test_a_valid_certificate_has_its_kit(client: FlaskClient, world: World, name: str, version: int) -> None:
    number = world.numbers[name]
    address = f"/c/{number.replace('/', '~')}/kit.zip"
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    facts = kit_facts.facts_of(number, "valid", version_of(world, name, version), SETTINGS)
    assert answer.data == kit.make(facts)
    folder = f"starmark-{number.replace('/', '~')}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{folder}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert f"{folder}/marks/colour/slip-15mm.pdf" in packed.namelist()
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address).data == answer.data  # the one that was kept


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_valid_or_has_no_mark_is_a_conflict_that_tells_its_status(
    client: FlaskClient, world: World, name: str
) -> None:
    status, code = REFUSED[name]
    answer = client.get(f"/c/{world.numbers[name]}/kit.zip")
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    told = answer.get_json()
    assert (told["code"], told["certificate_status"], told["number"]) == (code, status, world.numbers[name])
    assert world.numbers[name] in told["message"]["zh"]
    if name == "brand":
        assert "badge.svg" in told["detail"]


def test_a_number_that_is_not_there_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/c/99926SC00100R0M/kit.zip")
    assert (answer.status_code, answer.get_json()["kind"]) == (404, "near-miss")


def test_only_the_page_of_what_has_a_kit_leads_to_it(client: FlaskClient, world: World) -> None:
    for name in ("valid", "qualified", *REFUSED):
        for prefix in ("", "/en"):
            page = client.get(f"{prefix}/c/{world.numbers[name]}").text
            assert ("/kit.zip" in page) == (name not in REFUSED), name
    assert "/kit.zip" not in client.get(f"/c/{world.numbers['valid']}?at=2026-12-01").text
