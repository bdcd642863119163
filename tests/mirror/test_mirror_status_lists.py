"""Certificates on both sides of the end of a status list, all the way to a mirror; the bound is lowered to 16."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from certs import limits
from certs.audit.full_audit import Terms, audit
from certs.mirror.follow_log import Mirror
from certs.mirror.mirror_status_lists import fetch_lists
from certs.publication.publish import publish
from certs.register.store.database import create
from certs.trust.status_list import status_list
from certs.trust.status_list.status_list import parse_status_list
from certs.trust.verification.verdict import Overall
from scripts.network.log_source import source
from tests.publication.files.bundles import bundled, verdict
from tests.register.founded_register import TODAY, Register, draft, ring

PLACES = 16  # in place of 131,072
BEFORE = PLACES - 2  # certificates issued before those that a test looks at


@pytest.fixture
def full(small_register: Register, monkeypatch: pytest.MonkeyPatch) -> tuple[Register, list[str]]:
    """A register whose first list is full but for two places, and four certificates that take the next ones."""
    monkeypatch.setattr(limits, "STATUS_LIST", PLACES)
    monkeypatch.setattr(status_list, "LIST_BYTES", PLACES // 8)
    issued = small_register.issue(*(draft(n) for n in range(1, BEFORE + 5)))
    return small_register, [one.number for one in issued[BEFORE:]]


def test_one_list_is_enough_for_as_many_as_it_has_places(
    small_register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STATUS_LIST", PLACES)
    monkeypatch.setattr(status_list, "LIST_BYTES", PLACES // 8)
    small_register.issue(*(draft(n) for n in range(1, PLACES + 1)))
    publish(small_register.store, tmp_path / "public", ring().get("list"), small_register.now)
    assert [path.name for path in (tmp_path / "public/status/revocation").iterdir()] == ["1"]
    small_register.issue(draft(PLACES + 1))
    publish(small_register.store, tmp_path / "public", ring().get("list"), small_register.now)
    assert sorted(path.name for path in (tmp_path / "public/status/revocation").iterdir()) == ["1", "2"]
    assert audit(small_register.url, tmp_path / "public", TODAY, workers=1).findings.differences == []


def test_certificates_on_both_sides_of_the_limit_live_in_their_own_lists(
    full: tuple[Register, list[str]], tmp_path: Path
) -> None:
    register, numbers = full
    public = tmp_path / "public"
    with register.reader().view() as view:
        indexes = [view.records([number])[number].latest.status_index for number in numbers]
    assert indexes == [PLACES + place for place in (-2, -1, 0, 1)]
    register.change("revoked", numbers[1], "fraud")  # the last place of list 1
    register.change("revoked", numbers[2], "fraud")  # the first of list 2
    register.change("suspended", numbers[3], "complaint", until=TODAY + timedelta(days=30))
    publish(register.store, public, ring().get("list"), register.now)
    told = {
        (purpose, number): [index for index in indexes if index // PLACES + 1 == number and listed.is_set(index)]
        for purpose in ("revocation", "suspension")
        for number in (1, 2)
        for listed in [parse_status_list((public / f"status/{purpose}/{number}").read_bytes())]
    }
    assert told == {
        ("revocation", 1): [indexes[1]],
        ("revocation", 2): [indexes[2]],
        ("suspension", 1): [],
        ("suspension", 2): [indexes[3]],
    }
    outcomes = [verdict(bundled(register, number), register.now).verdict.overall for number in numbers]
    assert outcomes == [Overall.VALID, *[Overall.NOT_VALID] * 3]
    assert audit(register.url, public, TODAY, workers=1).findings.differences == []


def test_a_mirror_takes_every_list(full: tuple[Register, list[str]], tmp_path: Path) -> None:
    register, numbers = full
    public, folder = tmp_path / "public", tmp_path / "copy"
    folder.mkdir()
    publish(register.store, public, ring().get("list"), register.now)
    copy, fetch = create(f"sqlite:///{folder / 'register.db'}"), source(str(public))
    done = Mirror(copy, folder / "mirror", fetch, ring().get("root").public_raw, workers=1).round()
    assert fetch_lists(copy, fetch, done.trust) == 4
    register.change("revoked", numbers[3], "fraud")
    publish(register.store, public, ring().get("list"), register.now)
    done = Mirror(copy, folder / "mirror", fetch, ring().get("root").public_raw, workers=1).round()
    assert fetch_lists(copy, fetch, done.trust) == 1  # the one whose bits changed
    copy.close()
    found = audit(f"sqlite:///{folder / 'register.db'}", None, TODAY, workers=1, terms=Terms(mirror=True))
    assert found.findings.differences == []
