"""The credential: composed as laid down, read closed-world."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

import pytest

from certs import canonical
from certs.errors import CouldNotCheck, Malformed
from certs.trust.credential import context_file, credential
from tests.trust.sample_trust import BASE_URL, DID, FROM, INDEX, NUMBER, SUBJECT, UNTIL, paper

PAPER = paper()


def compose(**changes: Any) -> dict[str, Any]:
    subject = {**SUBJECT, **changes.pop("subject", {})}
    return credential.compose(
        BASE_URL,
        DID,
        changes.pop("number", NUMBER),
        changes.pop("version", 1),
        subject,
        FROM,
        UNTIL,
        changes.pop("status_index", INDEX),
    )


def test_what_it_says() -> None:
    document = compose()
    assert document["@context"] == ["https://www.w3.org/ns/credentials/v2", "https://cert.example.cn/contexts/v1"]
    assert document["id"] == "https://cert.example.cn/c/99926SC00001R0M#v1"
    assert document["type"] == ["VerifiableCredential", "AfterSalesServiceCertificate"]
    assert document["issuer"] == "did:web:cert.example.cn"
    assert (document["validFrom"], document["validUntil"]) == ("2026-11-22T16:00:00Z", "2029-11-22T15:59:59Z")
    assert document["credentialStatus"] == [
        {
            "id": f"https://cert.example.cn/status/{purpose}/2#5",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": "5",
            "statusListCredential": f"https://cert.example.cn/status/{purpose}/2",
        }
        for purpose in ("revocation", "suspension")
    ]
    assert list(document["credentialSubject"])[:2] == ["number", "version"]


@pytest.mark.parametrize(("index", "place"), [(0, (1, 0)), (131_071, (1, 131_071)), (131_072, (2, 0))])
def test_status_places(index: int, place: tuple[int, int]) -> None:
    assert credential.status_place(index) == place
    document = compose(status_index=index)
    assert credential.read_credential(document, secured=False).status_index == index


def test_a_taken_over_number_is_written_with_a_tilde_in_the_address() -> None:
    document = compose(number="CN/AS_2019-1", subject={"first_issued": "2019-03-01", "predecessor": "OLD/1234"})
    assert document["id"] == "https://cert.example.cn/c/CN~AS_2019-1#v1"
    assert credential.read_credential(document, secured=False).number == "CN/AS_2019-1"


def test_reading_gives_the_facts() -> None:
    read = credential.parse_credential(PAPER.json)
    assert (read.number, read.version, read.level, read.status_index) == (NUMBER, 1, "five-star", INDEX)
    assert (read.base_url, read.issuer, read.valid_from, read.valid_until) == (BASE_URL, DID, FROM, UNTIL)
    assert isinstance(read.valid_from, datetime)
    assert read.document == PAPER.document
    pretty = json.dumps(PAPER.document, ensure_ascii=True, indent=2).encode()
    assert credential.parse_credential(pretty) == read


def test_with_and_without_a_proof_are_not_the_same() -> None:
    assert credential.parse_credential(PAPER.payload, secured=False).number == NUMBER
    with pytest.raises(Malformed):
        credential.parse_credential(PAPER.payload)
    with pytest.raises(Malformed):
        credential.parse_credential(PAPER.json, secured=False)


def test_number_and_version_given_twice_must_agree() -> None:
    assert compose(subject={"number": NUMBER, "version": 1}) == compose()
    for subject in ({"number": "99926SC00002R0M"}, {"version": 2}):
        with pytest.raises(Malformed, match="subject"):
            compose(subject=subject)


ALTERED: dict[str, Any] = {
    "a field more": lambda d: d.update(evidence=[]),
    "a field less": lambda d: d.pop("validUntil"),
    "other first context": lambda d: d["@context"].__setitem__(0, "https://www.w3.org/2018/credentials/v1"),
    "one context": lambda d: d["@context"].pop(),
    "three contexts": lambda d: d["@context"].append("https://evil.example"),
    "context of no version": lambda d: d["@context"].__setitem__(1, f"{BASE_URL}/contexts/vx"),
    "context of a version in other digits": lambda d: d["@context"].__setitem__(1, f"{BASE_URL}/contexts/v²"),
    "context of a version too long": lambda d: d["@context"].__setitem__(1, f"{BASE_URL}/contexts/v1000"),
    "context of another host": lambda d: d["@context"].__setitem__(1, "https://evil.example/contexts/v1"),
    "context no list": lambda d: d.update({"@context": "https://www.w3.org/ns/credentials/v2"}),
    "id of another certificate": lambda d: d.update(id="https://cert.example.cn/c/99926SC00002R0M#v1"),
    "id of another version": lambda d: d.update(id="https://cert.example.cn/c/99926SC00001R0M#v2"),
    "types in another order": lambda d: d["type"].reverse(),
    "type more": lambda d: d["type"].append("X"),
    "issuer no text": lambda d: d.update(issuer={"id": DID}),
    "instant with an offset": lambda d: d.update(validFrom="2026-11-23T00:00:00+08:00"),
    "instant that never was": lambda d: d.update(validFrom="2026-02-30T00:00:00Z"),
    "ends before it begins": lambda d: d.update(validUntil="2026-11-22T16:00:00Z"),
    "one status entry": lambda d: d["credentialStatus"].pop(),
    "status entries the other way": lambda d: d["credentialStatus"].reverse(),
    "status no list": lambda d: d.update(credentialStatus={}),
    "status index no text": lambda d: d["credentialStatus"][0].update(statusListIndex=5),
    "status index 05": lambda d: d["credentialStatus"][0].update(statusListIndex="05"),
    "status index full-width": lambda d: d["credentialStatus"][0].update(statusListIndex="５"),
    "status index beyond the list": lambda d: d["credentialStatus"][0].update(statusListIndex="131072"),
    "suspension at another place": lambda d: d["credentialStatus"][1].update(statusListIndex="6"),
    "list zero": lambda d: d["credentialStatus"][0].update(
        statusListCredential="https://cert.example.cn/status/revocation/0"
    ),
    "list elsewhere": lambda d: d["credentialStatus"][0].update(
        statusListCredential="https://evil.example/status/revocation/2"
    ),
    "subject a list": lambda d: d.update(credentialSubject=[d["credentialSubject"]]),
}
SUBJECTS: dict[str, Any] = {
    "unknown field": lambda s: s.update(score="96.5"),
    "missing field": lambda s: s.pop("holder"),
    "number no text": lambda s: s.update(number=1),
    "number in lower case": lambda s: s.update(number="99926sc00001r0m"),
    "number too long": lambda s: s.update(number="9" * 41),
    "version zero": lambda s: s.update(version=0),
    "version true": lambda s: s.update(version=True),
    "level no code": lambda s: s.update(level="五星级"),
    "standard empty": lambda s: s.update(standard=""),
    "holder no record": lambda s: s.update(holder="x"),
    "holder field more": lambda s: s["holder"].update(phone="1"),
    "holder name empty": lambda s: s["holder"].update(name=""),
    "holder name too long": lambda s: s["holder"].update(name="名" * 201),
    "holder name no text": lambda s: s["holder"].update(name=["x"]),
    "former names empty": lambda s: s["holder"].update(former_names=[]),
    "former names a text": lambda s: s["holder"].update(former_names="x"),
    "no scope": lambda s: s.update(scope=[]),
    "201 scope items": lambda s: s.update(scope=[{"name": "x"}] * 201),
    "scope item no record": lambda s: s.update(scope=["x"]),
    "21 brands": lambda s: s["scope"][0].update(brands=["x"] * 21),
    "brand a number": lambda s: s["scope"][0].update(brands=[1]),
    "brand null": lambda s: s["scope"][0].update(brands=[None]),
    "category a list": lambda s: s["scope"][0].update(category=["C3852"]),
    "no sites": lambda s: s.update(sites=[]),
    "site without address": lambda s: s["sites"][0].pop("address"),
    "body field less": lambda s: s["body"].pop("name_en"),
    "scope text too long": lambda s: s.update(scope_text="x" * 8_001),
    "scope text empty": lambda s: s.update(scope_text=""),
    "excludes empty": lambda s: s.update(excludes=[]),
    "first issued no day": lambda s: s.update(first_issued="2019-02-30"),
    "first issued no text": lambda s: s.update(first_issued=2019),
    "predecessor too short": lambda s: s.update(predecessor="AB"),
}


@pytest.mark.parametrize("reason", ALTERED)
def test_the_frame_is_closed(reason: str) -> None:
    document = copy.deepcopy(PAPER.document)
    ALTERED[reason](document)
    with pytest.raises(Malformed):
        credential.parse_credential(canonical.dumps(document))


@pytest.mark.parametrize("reason", SUBJECTS)
def test_the_subject_is_closed(reason: str) -> None:
    document = copy.deepcopy(PAPER.document)
    SUBJECTS[reason](document["credentialSubject"])
    with pytest.raises(Malformed):
        credential.parse_credential(canonical.dumps(document))


def test_the_bounds_themselves_are_taken() -> None:
    subject = {
        "scope": [{"name": "品" * 200, "brands": ["x"] * 20}] * 200,
        "scope_text": "围" * 8_000,
        "excludes": ["x"] * 20,
        "sites": [{"name": "a", "address": "b"}] * 200,
    }
    assert compose(subject=subject)["credentialSubject"]["scope_text"]


def test_a_later_context_of_ours_is_newer_and_not_malformed() -> None:
    document = copy.deepcopy(PAPER.document)
    document["@context"][1] = f"{BASE_URL}/contexts/v2"
    document["something"] = "new"
    with pytest.raises(CouldNotCheck, match="format_newer"):
        credential.parse_credential(canonical.dumps(document))


def test_the_shipped_context_defines_every_term_we_use() -> None:
    terms = json.loads(context_file.CONTEXT_V1)["@context"]

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for part in value.values() for name in names(part)}
        return {name for part in value for name in names(part)} if isinstance(value, list) else set()

    used = names(
        compose(
            subject={
                "scope_text": "x",
                "excludes": ["x"],
                "first_issued": "2019-03-01",
                "predecessor": "OLD/1234",
                "holder": {**SUBJECT["holder"], "former_names": ["y"]},
            }
        )["credentialSubject"]
    )
    assert used - set(terms) == {"name"}  # `name` is the W3C context's own, protected term
