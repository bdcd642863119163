"""The conformance kit is what the program says today, holds no key, and can be run by a reader's own few lines."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from certs.trust.encoding import encode_base64url
from certs.trust.keys import PURPOSES
from scripts.site_builder import site_conformance
from tests.trust.sample_trust import key
from tests.vectors.conformance_kit import INDEX, kit
from tests.vectors.kit_judge import KINDS

FINE: Final = {"valid", "status_not_known"}  # codes of what a reader without a register takes
READER: Final = Path(__file__).with_name("kit_reader.py")
ROW: Final = ["name", "kind", "file", "trust", "at", "overall", "code"]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files of the archive, by their paths in it."""
    return site_conformance.files()


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """What each vector is judged as."""
    told: list[dict[str, Any]] = json.loads(files[INDEX])
    return told


def test_the_program_makes_the_same_kit_and_says_the_same_of_it(files: dict[str, bytes]) -> None:
    again = kit()
    assert again.keys() == files.keys()
    differing = [path for path in files if files[path] != again[path]]
    assert differing == [], "make it anew (python -m tests.vectors.conformance_kit) and say why in the changelog"


def test_every_kind_and_every_refusal_is_there(files: dict[str, bytes], rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 150
    assert all(list(row) == ROW for row in rows)
    assert {row["kind"] for row in rows} == set(KINDS)
    for kind in KINDS:
        judged = {row["code"] in FINE for row in rows if row["kind"] == kind}
        assert judged == {True, False}, kind
    assert {row["code"] for row in rows} >= {
        *("key_purpose", "key_point", "key_unknown", "key_compromised", "other_host", "other_issuer", "format_newer"),
        *("signature", "damaged", "status_list_stale", "log_forked", "superseded", "suspended", "revoked", "withdrawn"),
        *("expired", "not_yet_valid", "revocation_bit", "suspension_bit", "keys_stale", "log_shrunk", "proof_purpose"),
    }
    assert {row["overall"] for row in rows} == {"valid", "not_valid", "not_genuine", "unknown"}
    assert {row["file"] for row in rows} | {row["trust"] for row in rows} | {INDEX} == set(files)


def test_no_private_key_is_in_the_kit(files: dict[str, bytes]) -> None:
    whole = b"".join(files.values())
    for name in (f"{purpose}-{number}" for purpose in PURPOSES for number in (1, 2, 3, 9)):
        seed = key(name).private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        assert not any(form in whole for form in (seed, seed.hex().encode(), encode_base64url(seed).encode()))


def test_a_reader_of_the_pages_reaches_every_verdict_of_the_kit(
    tmp_path: Path, files: dict[str, bytes], rows: list[dict[str, Any]]
) -> None:
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    command = [sys.executable, "-E", "-s", "-m", "vectors.kit_reader", str(tmp_path)]
    ran = subprocess.run(command, cwd=READER.parents[1], capture_output=True, text=True, check=True, timeout=60)
    expected = [f"{row['overall']} {'taken' if row['code'] in FINE else 'refused'} {row['name']}" for row in rows]
    assert ran.stdout.splitlines() == expected


def test_the_reader_uses_nothing_of_ours() -> None:
    modules = [READER, *sorted(READER.parent.glob("reader_*.py"))]
    nodes = [node for module in modules for node in ast.walk(ast.parse(module.read_text("utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {f"{'.' * node.level}{node.module}" for node in nodes if isinstance(node, ast.ImportFrom)}
    own = {f".{module.stem}" for module in modules}
    assert {name.partition(".")[0] for name in names - own} - sys.stdlib_module_names == {"cryptography"}
