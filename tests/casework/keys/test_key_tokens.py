"""Keys in a PKCS#11 token, by the real commands and a real token (SoftHSM).

They are made there and sign there, and are refused by name where token, PIN or label are not right.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.casework.keys import key_tokens
from certs.casework.keys.key_tokens import Reference
from certs.days import beijing_day
from certs.errors import Malformed
from certs.trust.multikey import encode_multikey
from scripts.terminal import clock
from tests import softtoken
from tests.instances import PASSPHRASE, Staff, certificate_file, number
from tests.softtoken import SoftToken

ROOT_KEY = "root-key-MOVE-ME-OFF-THIS-HOST/root-1.pem"
PIN = "12345678 in the token"


@dataclass(frozen=True)
class Vault:
    """An instance beside a token. The token's PIN differs from the passphrase of the keys, so it has its file."""

    staff: Staff
    token: SoftToken
    reference: Path

    def rotate(self, purpose: str, *more: str | Path, code: int = 0) -> dict[str, Any]:
        """Hold the ceremony that puts a new key in place."""
        said = self.staff.run(
            "keys",
            "rotate",
            purpose,
            "--root-key",
            self.staff.home / ROOT_KEY,
            "--root-passphrase-file",
            self.staff.passphrase_file,
            "--passphrase-file",
            self.staff.passphrase_file,
            *more,
            "--json",
            code=code,
        )
        found: dict[str, Any] = json.loads(said)
        return found

    def issue(self, n: int, code: int = 0) -> dict[str, Any]:
        """Issue one certificate, with whatever keys are in use."""
        return self.staff.act("issue", certificate_file(self.staff.home.parent, n), code=code)

    def pem_or_toml(self) -> list[str]:
        """The key files, by name."""
        return sorted(path.name for path in (self.staff.home / "keys").iterdir())


@pytest.fixture
def vault(staff: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    token = softtoken.made(tmp_path / "softhsm", "starmark", PIN)
    for name, value in token.env.items():
        monkeypatch.setenv(name, value)
    pin = tmp_path / "pin"
    pin.write_text(PIN + "\n", encoding="utf-8")
    pin.chmod(0o600)
    return Vault(staff, token, token.reference(tmp_path / "token.toml", pin_file=str(pin)))


def test_a_key_is_made_in_the_token_and_certificates_are_issued_by_it(vault: Vault) -> None:
    for purpose in ("certificate", "log"):
        done = vault.rotate(purpose, "--in-token", vault.reference)
        assert done["key_file"] == f"{purpose}-2.toml"
        assert done["left_over"] is False
    held = (vault.staff.home / "keys" / "certificate-2.toml").read_bytes()
    assert b"PRIVATE KEY" not in held
    assert PIN.encode() not in held
    assert vault.issue(1)["issued"][0]["number"] == number(2)
    for asked in (number(1), number(2)):
        assert json.loads(vault.staff.run("verify", asked, "--json"))["overall"] == "valid"
    bundle = vault.staff.home.parent / "bundle"
    vault.staff.run("export", number(2), "--bundle", bundle)
    pin = json.loads(vault.staff.run("keys", "list", "--json"))["keys"][0]["multikey"]
    assert json.loads(vault.staff.run("verify", bundle, "--offline", "--pin", pin, "--json"))["overall"] == "valid"
    assert json.loads(vault.staff.run("audit", "--json"))["differences"] == []


def test_the_passphrase_is_the_pin_where_no_file_names_another(
    staff: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = softtoken.made(tmp_path / "softhsm", "starmark", PASSPHRASE)
    monkeypatch.setenv("SOFTHSM2_CONF", token.env["SOFTHSM2_CONF"])
    plain = Vault(staff, token, token.reference(tmp_path / "token.toml"))
    plain.rotate("status", "--in-token", plain.reference)
    until = beijing_day(clock.now()) + timedelta(days=30)
    done = staff.act("suspend", number(1), "--reason", "complaint", "--until", str(until), "--by", "clerk-01")
    assert done["changed"][0]["status"] == "suspended"


def refused(vault: Vault, code: str, exit_code: int) -> None:
    """Issue, and hold the refusal: named in both languages, nothing done, and no PIN in what is said."""
    before = json.loads(vault.staff.run("audit", "--json"))["entries"]
    error = vault.issue(9, code=exit_code)["error"]
    assert error["code"] == code, error
    assert error["message"]["zh"]
    assert PIN not in json.dumps(error)
    assert json.loads(vault.staff.run("audit", "--json"))["entries"] == before


def test_a_wrong_pin_and_a_token_that_is_not_there_do_nothing(vault: Vault, tmp_path: Path) -> None:
    vault.rotate("certificate", "--in-token", vault.reference)
    (tmp_path / "pin").write_text("not the PIN at all\n", encoding="utf-8")
    refused(vault, "passphrase", 1)
    (tmp_path / "pin").write_text(PIN + "\n", encoding="utf-8")
    assert vault.issue(1)["issued"][0]["number"] == number(2)
    vault.token.remove()
    refused(vault, "token", 2)
    softtoken.initialise(vault.token)  # another token of that name
    refused(vault, "key_missing", 2)


def test_a_driver_that_is_not_there_does_nothing(vault: Vault, tmp_path: Path) -> None:
    nowhere = vault.token.reference(tmp_path / "nowhere.toml", module="/usr/lib/nowhere.so")
    assert vault.rotate("certificate", "--in-token", nowhere, code=2)["error"]["code"] == "token"
    assert "certificate-2.toml" not in vault.pem_or_toml()


def test_a_label_that_is_in_the_log_already_is_refused_and_blocks_nothing(vault: Vault, tmp_path: Path) -> None:
    mine = vault.token.reference(tmp_path / "mine.toml", label="mine", pin_file=str(tmp_path / "pin"))
    vault.rotate("certificate", "--in-token", mine)
    before = vault.pem_or_toml()
    assert vault.rotate("certificate", "--in-token", mine, code=1)["error"]["code"] == "key_used"
    assert vault.rotate("qr", "--in-token", mine, code=1)["error"]["code"] == "key_used"
    assert vault.pem_or_toml() == before
    assert vault.rotate("certificate")["key_file"] == "certificate-3.pem"
    assert vault.issue(1)["issued"][0]["number"] == number(2)


def test_a_key_of_an_interrupted_ceremony_is_taken(vault: Vault) -> None:
    reference = Reference(softtoken.MODULE, "starmark", "certificate-2", str(vault.reference.with_name("pin")))
    made = key_tokens.generate(reference, "certificate-2", "")
    done = vault.rotate("certificate", "--in-token", vault.reference)
    assert done["left_over"] is True
    listed = json.loads(vault.staff.run("keys", "list", "--json"))["keys"]
    assert encode_multikey(made.public_raw) in {key["multikey"] for key in listed}


def test_a_reference_is_read_strictly() -> None:
    whole = Reference("/usr/lib/x.so", "starmark", "a label", "/etc/pin")
    assert key_tokens.parse_reference(whole.encode(), "log-1") == whole
    for text in (
        "",
        "[pkcs11]\nmodule = 'x'\n",
        "[pkcs11]\nmodule = 'x'\ntoken = 'y'\npin = '1234'\n",
        "nonsense",
        "[pkcs11]\nmodule = 'x'\ntoken = 1\n",
        "[pkcs11]\nmodule = 'x'\ntoken = 'y'\n[more]\n",
    ):
        with pytest.raises(Malformed, match="key_file"):
            key_tokens.parse_reference(text.encode(), "log-1")
