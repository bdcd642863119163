"""The files of a witness: made once, and opened only by its own passphrase over its own key."""

from __future__ import annotations

from pathlib import Path

import pytest

from certs.errors import Misuse, Refused
from scripts.network import witness_files

PASSPHRASE = "correct horse battery"


def test_a_witness_is_made_once_and_opened_by_its_passphrase(tmp_path: Path) -> None:
    home = tmp_path / "witness"
    vkey = witness_files.make(home, "witness.example.org", PASSPHRASE)
    assert witness_files.opened(home, PASSPHRASE).key.vkey == vkey
    with pytest.raises(Refused, match="witness_exists"):
        witness_files.make(home, "witness.example.org", PASSPHRASE)
    with pytest.raises(Refused, match="passphrase"):
        witness_files.opened(home, "another passphrase")


def test_a_key_of_another_witness_cosigns_nothing(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    witness_files.make(one, "one.example.org", PASSPHRASE)
    witness_files.make(other, "other.example.org", PASSPHRASE)
    (one / witness_files.VKEY).write_bytes((other / witness_files.VKEY).read_bytes())
    with pytest.raises(Refused, match="key_mismatch"):
        witness_files.opened(one, PASSPHRASE)


def test_where_no_witness_is_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no_witness"):
        witness_files.opened(tmp_path, PASSPHRASE)
