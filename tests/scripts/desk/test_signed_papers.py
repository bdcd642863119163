"""`starmark export --sign-pdf`: both PDFs signed, or nothing written; what is signed verifies as what is not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.signature.sample_authority import SIGNER, Authority, authority, issued
from tests.instances import number
from tests.scripts.command_calls import Desk, Said

NUMBER = number(1)
PDFS = ("certificate.pdf", "certificate.en.pdf")


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


def equip(desk: Desk, trusted: Authority, address: str = "") -> None:
    """Do what the handbook tells: certificate, sealed key, and the settings."""
    keys, settings = desk.staff.home / "keys", desk.staff.home / "starmark.toml"
    for name, data in (("documents-chain.pem", trusted.chain), ("documents.pem", trusted.signer.sealed())):
        (keys / name).write_bytes(data)
        (keys / name).chmod(0o600)
    said = settings.read_text(encoding="utf-8")
    named = f'signing_certificate = "keys/documents-chain.pem"\ntimestamp_url = "{address or trusted.address}"\n'
    assert "[documents]\n" in said
    settings.write_text(said.replace("[documents]\n", f"[documents]\n{named}"), encoding="utf-8")


def export(desk: Desk, folder: Path, *more: str | Path) -> Said:
    return desk("export", NUMBER, "--to", folder, "--sign-pdf", "--passphrase-file", desk.staff.passphrase_file, *more)


def test_both_editions_are_signed_and_verify_like_those_that_are_not(
    desk: Desk, trusted: Authority, tmp_path: Path
) -> None:
    equip(desk, trusted)
    plain, signed = tmp_path / "plain", tmp_path / "signed"
    assert desk("export", NUMBER, "--to", plain).code == 0
    said = export(desk, signed, "--json")
    assert said.code == 0
    signature = said.json["signature"]
    assert (signature["subject"], signature["issuer"]) == (f"CN={SIGNER}", "CN=样例签名 CA")
    assert sorted(path.name for path in signed.iterdir()) == sorted(path.name for path in plain.iterdir())
    for name in PDFS:
        done = subprocess.run(["pdfsig", "-nocert", signed / name], check=True, capture_output=True, text=True)
        assert "Signature is Valid." in done.stdout
        for how in ((), ("--offline", "--trust", desk.staff.home / "public" / "trust.json")):
            before, after = (desk("verify", folder / name, *how, "--json") for folder in (plain, signed))
            assert before.code == after.code
            assert before.json["paper"] == after.json["paper"]
            assert {**before.json, "as_of": ""} == {**after.json, "as_of": ""}
    told = export(desk, signed)
    assert "Who trusts that certificate was not checked" in told.out.replace("\n", " ")


def spoil(what: str, desk: Desk, trusted: Authority) -> None:
    """Make one thing wrong with an instance that is equipped."""
    keys = desk.staff.home / "keys"
    if what == "passphrase":
        (keys / "documents.pem").write_bytes(trusted.signer.sealed("another passphrase"))
    elif what == "signing_key":
        (keys / "documents.pem").write_bytes(trusted.intermediate.sealed())
    elif what == "signing_cert_dates":
        (keys / "documents-chain.pem").write_bytes(issued("样例", key=trusted.signer.key, days=(-9, -1)).pem)
    elif what == "signing_certificate":
        (keys / "documents-chain.pem").unlink()
    elif what == "key_missing":
        (keys / "documents.pem").unlink()
    elif what == "key_open_to_others":
        (keys / "documents.pem").chmod(0o644)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("signing_unset", 2),
        ("passphrase", 1),
        ("signing_key", 1),
        ("signing_cert_dates", 1),
        ("signing_certificate", 2),
        ("key_missing", 2),
        ("key_open_to_others", 1),
        ("timestamp", 2),
    ],
)
def test_what_cannot_be_signed_is_not_written(
    desk: Desk, trusted: Authority, tmp_path: Path, what: str, code: int
) -> None:
    if what != "signing_unset":
        equip(desk, trusted, "http://127.0.0.1:1/" if what == "timestamp" else "")
        spoil(what, desk, trusted)
    said = export(desk, tmp_path / "paper", "--json")
    assert (said.code, said.json["error"]["code"]) == (code, what)
    assert not (tmp_path / "paper").exists()


def test_a_bundle_is_not_signed_and_the_address_of_an_authority_is_held_to_its_form(
    desk: Desk, trusted: Authority, tmp_path: Path
) -> None:
    said = desk("export", NUMBER, "--bundle", tmp_path / "bundle", "--sign-pdf")
    assert (said.code, (tmp_path / "bundle").exists()) == (64, False)
    equip(desk, trusted, "ftp://tsa.example.cn")
    refused = export(desk, tmp_path / "paper", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "settings")
    assert "timestamp_url" in refused.out
