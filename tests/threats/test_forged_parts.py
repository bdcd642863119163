"""Threat 2: a forged part in a file of ours. Files as the real service hands them out, every part of each forged in
turn; then judged as people do: by the command with the register, by the command without it, and on the page of a code.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.instances import Staff, copied, number, served
from tests.publication.files import forgeries
from tests.publication.files.forgeries import FORGERIES, Stock, file_of
from tests.scripts.command_calls import call

NUMBER = number(1)
BASE = "https://cert.example.cn"


@dataclass(frozen=True)
class Desk:
    """A verifier beside a running service: with its register, or with the trust list that was kept."""

    staff: Staff
    url: str
    folder: Path

    def fetch(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            body: bytes = answer.read()
            return body

    def judge(self, capsys: pytest.CaptureFixture[str], data: bytes) -> tuple[str, str]:
        """Return the answers online and offline."""
        file = self.folder / "handed-in"
        file.write_bytes(data)
        trust = self.staff.home / "public" / "trust.json"
        online = call(capsys, "--home", self.staff.home, "verify", file, "--json")
        alone = call(capsys, "verify", file, "--offline", "--trust", trust, "--json")
        assert {online.code, alone.code} <= {0, 1, 2}
        return online.json["overall"], alone.json["overall"]

    def page(self, token: str) -> str:
        """Return what the page of a code says of it."""
        try:
            text = self.fetch(f"/q/{token}").decode()
        except urllib.error.HTTPError as answer:
            text = answer.read().decode()
        return "valid" if 'class="verdict v-valid"' in text else "not valid"


@pytest.fixture(scope="module")
def verifier(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("forged")
    staff = copied(first_instance, folder)
    with served(staff.home) as url:
        yield Desk(staff, url, folder)


def greens(verifier: Desk, capsys: pytest.CaptureFixture[str], forged: dict[str, bytes]) -> list[str]:
    """Return which of these anybody calls valid."""
    return [name for name, data in forged.items() if "valid" in verifier.judge(capsys, data)]


def test_no_forged_part_of_a_bundle_is_valid(verifier: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    genuine = verifier.fetch(f"/c/{NUMBER}.bundle")
    assert verifier.judge(capsys, genuine) == ("valid", "valid")
    value = json.loads(genuine)
    stock = Stock(value, value, value, value)
    elsewhere = (" of before", " of other", " of stranger")
    own = [name for name in FORGERIES if not name.endswith(elsewhere) and name != "events about"]  # it has only one
    assert len(own) > 40
    assert greens(verifier, capsys, {name: file_of(forgeries.forged(name, stock)) for name in own}) == []


def test_no_changed_letter_of_a_certificate_is_valid(verifier: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    genuine = verifier.fetch(f"/c/{NUMBER}.json")
    assert verifier.judge(capsys, genuine) == ("valid", "unknown")
    value: dict[str, Any] = json.loads(genuine)
    forged = {str(path): forgeries.with_leaf_changed(value, path) for path in forgeries.leaves(value)}
    assert len(forged) > 40
    for room in ((), ("proof",), ("credentialSubject",), ("credentialSubject", "holder")):
        part: Any = json.loads(genuine)
        inner = part
        for step in room:
            inner = inner[step]
        inner["remark"] = "五星级"
        forged[f"a member more in {room}"] = file_of(part)
    for name in ("level", "proof", "issuer", "validUntil"):
        forged[f"{name} twice"] = forgeries.twice(genuine, name)
    assert greens(verifier, capsys, forged) == []


def test_no_forged_jwt_is_valid(verifier: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    genuine = verifier.fetch(f"/c/{NUMBER}.jwt").decode("ascii")
    assert verifier.judge(capsys, genuine.encode()) == ("valid", "unknown")
    changes = (forgeries.jwt_of_context_2, forgeries.jwt_unsigned, forgeries.jwt_without_algorithm)
    forged = {change.__name__: change(genuine).encode() for change in changes}
    head, payload, signature = genuine.split(".")
    forged["payload"] = f"{head}.{payload[:200]}A{payload[201:]}.{signature}".encode()
    forged["parts about"] = f"{payload}.{head}.{signature}".encode()
    forged["four parts"] = f"{genuine}.{signature}".encode()
    assert greens(verifier, capsys, forged) == []


def test_no_forged_code_is_valid_for_the_command_or_on_its_page(
    verifier: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    genuine = json.loads(verifier.fetch(f"/c/{NUMBER}.bundle"))["certificate"]["qr"]
    assert verifier.judge(capsys, genuine.encode()) == ("valid", "unknown")
    assert verifier.page(genuine.rpartition("/")[2]) == "valid"
    forged = {change.__name__: change(genuine) for change in (forgeries.qr_of_format_2, forgeries.qr_unsigned)}
    middle = len(genuine) // 2
    forged["letter"] = genuine[:middle] + ("A" if genuine[middle] != "A" else "B") + genuine[middle + 1 :]
    forged["cut"] = genuine[:-16]
    forged["doubled"] = genuine + genuine.rpartition("/")[2]
    assert greens(verifier, capsys, {name: text.encode() for name, text in forged.items()}) == []
    assert [name for name, text in forged.items() if verifier.page(text.rpartition("/")[2]) == "valid"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/trust.json",
        "/.well-known/did.json",
        "/status/did.json",
        "/status/revocation/1",
        "/log/checkpoint",
        "/c/{}.proof",
    ],
)
def test_what_is_no_certificate_is_never_valid(verifier: Desk, capsys: pytest.CaptureFixture[str], path: str) -> None:
    genuine = verifier.fetch(path.format(NUMBER))
    for data in (genuine, genuine.replace(b'"type":', b'"type":"starmark-bundle","kind":', 1)):
        assert "valid" not in verifier.judge(capsys, data)
