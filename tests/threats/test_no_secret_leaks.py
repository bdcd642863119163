"""Threat 6: the thief of a disk, a backup or a process list. Passphrases and private keys are nowhere in clear."""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.instances import PASSPHRASE, ROOT, Staff
from tests.scripts import sheets

VAULT = "another passphrase for the vault"


def spellings(secret: bytes) -> set[bytes]:
    """Return the ways in which bytes are written down: raw, hex, and base64 at each of its three alignments."""
    found = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(bytes(before) + secret)
            found.add(text[-(-before * 4 // 3) + (1 if before else 0) : len(text) - 4])
    return found


def secrets_of(staff: Staff) -> Mapping[str, set[bytes]]:
    """Return what must not be found: both passphrases, and each private key of the instance and its root."""
    found = {"passphrase": spellings(PASSPHRASE.encode()), "vault passphrase": spellings(VAULT.encode())}
    for path in staff.home.rglob("*.pem"):
        key = load_pem_private_key(path.read_bytes(), PASSPHRASE.encode())
        found[path.name] = spellings(key.private_bytes_raw())  # type: ignore[union-attr]
    return found


def leaks(secrets: Mapping[str, set[bytes]], where: Mapping[str, bytes]) -> list[str]:
    """Name every place in which something secret stands."""
    return [
        f"{name} in {place}"
        for place, data in where.items()
        for name, spelt in secrets.items()
        if any(one in data for one in spelt)
    ]


def watched(staff: Staff, *arguments: str | Path) -> Iterator[tuple[str, bytes]]:
    """Run a command; yield what others can see of it: arguments and environment while it runs, what it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts", "--home", str(staff.home), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    verb = arguments[0]
    seen = set()
    while process.poll() is None:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            seen |= {
                ("environ", Path(f"/proc/{process.pid}/environ").read_bytes()),
                ("cmdline", Path(f"/proc/{process.pid}/cmdline").read_bytes()),
            }
            process.wait(0.05)
    out, err = process.communicate()
    assert process.returncode == 0, err.decode()
    assert len(seen) >= 2
    yield from ((f"{place} of {verb}", data) for place, data in seen)
    yield from ((f"stdout of {verb}", out), (f"stderr of {verb}", err))


def sweep(staff: Staff, folder: Path, commands: int, each: int) -> None:
    """Issue that often, back up, and look everywhere."""
    secrets = secrets_of(staff)
    assert len(secrets) == 8  # two passphrases, six keys
    vault = folder / "vault"
    vault.write_text(VAULT + "\n", encoding="utf-8")
    vault.chmod(0o600)
    seen: dict[str, bytes] = {}
    for n in range(commands):
        rows = [sheets.certificate(n * each + place) for place in range(each)]
        for place, data in watched(
            staff, "issue", sheets.write(folder / f"{n}.xlsx", rows), "--passphrase-file", staff.passphrase_file
        ):
            seen[f"{place} {n} {len(seen)}"] = data
    for name, more in (("sealed", ("--passphrase-file", vault)), ("plain", ())):
        seen |= dict(watched(staff, "backup", folder / name, *more))
        seen[name] = (folder / name).read_bytes()
    seen |= {str(path.relative_to(staff.home)): path.read_bytes() for path in staff.home.rglob("*") if path.is_file()}
    assert {"register.db", "casework.db", "keys/qr-1.pem", "public/log/checkpoint", "sealed"} <= set(seen)
    assert leaks(secrets, seen) == []


def test_secrets_are_nowhere_after_many_issues(staff: Staff, tmp_path: Path) -> None:
    sweep(staff, tmp_path, 4, 5)


@pytest.mark.slow
def test_secrets_are_nowhere_after_200_issues(staff: Staff, tmp_path: Path) -> None:
    sweep(staff, tmp_path, 200, 1)


def test_each_spelling_would_be_found(staff: Staff) -> None:
    secrets = secrets_of(staff)
    key = load_pem_private_key((staff.home / "keys" / "log-1.pem").read_bytes(), PASSPHRASE.encode())
    raw = key.private_bytes_raw()  # type: ignore[union-attr]
    for written in (
        raw,
        raw.hex().encode(),
        base64.b64encode(raw),
        base64.b64encode(b"a" + raw + b"b"),
        base64.b64encode(b"ab" + raw),
        base64.urlsafe_b64encode(b"abc" + raw),
    ):
        assert leaks(secrets, {"somewhere": b"before" + written + b"after"}) == ["log-1.pem in somewhere"], written
    assert leaks(secrets, {"argv": b"--passphrase\0" + PASSPHRASE.encode()}) == ["passphrase in argv"]
    assert leaks(secrets, {"clean": b"nothing"}) == []
