"""The signed objects beside a certificate: composed from the log, byte for byte, and never signed here."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from certs.lifecycle import signed_objects
from certs.log.checkpoint_policy import policy_of
from certs.log.tlog_proof import verify_proof
from certs.register.answers.object_verdict import check_object
from certs.trust.qr import qr_symbol
from certs.trust.verification.verdict import Overall
from tests.register.founded_register import SETTINGS
from tests.verify.sample_service import NOON, TODAY, World, version_of


@pytest.mark.parametrize("name", ["valid", "revoked", "taken_over", "brand", "successor"])
def test_json_and_jwt_are_what_the_log_holds(client: FlaskClient, world: World, name: str) -> None:
    address = "/c/" + world.numbers[name].replace("/", "~")
    version = version_of(world, name)
    json, jwt = client.get(f"{address}.json"), client.get(f"{address}.jwt")
    assert (json.data, json.content_type) == (signed_objects.credential_bytes(version), "application/vc")
    assert (jwt.text, jwt.content_type) == (signed_objects.jwt_text(version), "application/vc+jwt")


def test_they_are_valid_to_the_checker(client: FlaskClient, world: World) -> None:
    reader = world.register.reader()
    for ending in ("json", "jwt"):
        data = client.get(f"/c/{world.numbers['valid']}.{ending}").data
        assert check_object(reader, data, now=NOON).verdict.overall is Overall.VALID


def test_the_version_in_force_is_given(client: FlaskClient, world: World) -> None:
    assert client.get(f"/c/{world.numbers['reissued']}.json").data == signed_objects.credential_bytes(
        version_of(world, "reissued", 2)
    )


def test_the_symbol_reads_as_the_token(client: FlaskClient, world: World) -> None:
    answer = client.get(f"/c/{world.numbers['valid']}.svg")
    assert answer.content_type == "image/svg+xml"
    text = signed_objects.qr_text(version_of(world, "valid"), SETTINGS.base_url)
    assert answer.data == qr_symbol.svg(qr_symbol.certificate_symbol(text))


@pytest.mark.parametrize("ending", ["json", "jwt", "svg"])
def test_an_unchanged_object_is_not_sent_twice(client: FlaskClient, world: World, ending: str) -> None:
    address = f"/c/{world.numbers['valid']}.{ending}"
    first = client.get(address)
    for had in (f'W/"other", {first.headers["ETag"]}', "*", " * "):  # a star stands for any (RFC 9110, 13.1.2)
        again = client.get(address, headers={"If-None-Match": had})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    for other in ('"other"', '"*"', ""):
        assert client.get(address, headers={"If-None-Match": other}).status_code == 200


@pytest.mark.parametrize("ending", ["json", "jwt", "svg"])
def test_an_object_that_is_not_there_is_a_problem(client: FlaskClient, ending: str) -> None:
    answer = client.get(f"/c/99926SC00100R0M.{ending}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    problem = answer.get_json()
    assert problem["kind"] == "near-miss"
    assert [hit["number"] for hit in problem["suggestions"]] == ["99926SC00010R0M"]


def test_a_number_written_otherwise_is_found(client: FlaskClient, world: World) -> None:
    assert client.get("/c/999 26 sc oooo1 r0 m.json").data == client.get(f"/c/{world.numbers['valid']}.json").data


def test_another_ending_is_no_object(client: FlaskClient, world: World) -> None:
    assert client.get(f"/c/{world.numbers['valid']}.doc").status_code == 404
    assert client.get(f"/c/{world.numbers['valid']}.JSON").status_code == 404


@pytest.mark.parametrize("name", ["valid", "reissued", "revoked", "taken_over"])
def test_every_certificate_has_a_proof_under_the_newest_checkpoint(
    client: FlaskClient, world: World, name: str
) -> None:
    number = world.numbers[name]
    with world.register.reader().view() as view:
        record, trust, size = view.record(number), view.trust, view.size
    assert record is not None
    version = record.version_on(TODAY)
    raw = next(event.raw for event in record.entries if event.position == version.position)
    answer = client.get(f"/c/{number.replace('/', '~')}.proof")
    logged = verify_proof(answer.data, raw, policy_of(trust))
    assert (logged.index, logged.signed.head.size) == (version.position, size)


def test_a_proof_of_nothing_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/c/99926SC99999R0M.proof")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
