"""Where a publication is read from: a folder or a web address, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from certs.errors import CouldNotCheck, Misuse
from scripts.network.fetching import Origin
from scripts.network.log_source import source


def test_a_folder_gives_its_files_and_never_more_than_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "checkpoint").write_bytes(b"0123456789")
    read = source(str(tmp_path))
    assert read("log/checkpoint", 10) == b"0123456789"
    for name, most, code in (
        ("log/checkpoint", 9, "log_unreachable"),
        ("trust.json", 10, "not_there"),
        ("log", 10, "log_unreachable"),
    ):
        with pytest.raises(CouldNotCheck) as caught:
            read(name, most)
        assert caught.value.code == code
        assert name in caught.value.words.en


def test_an_address_is_fetched_and_neither_is_misuse(tmp_path: Path) -> None:
    assert isinstance(source("https://cert.example.cn"), Origin)
    for given in (str(tmp_path / "missing"), "ftp://cert.example.cn", "http://cert.example.cn"):
        with pytest.raises(Misuse):
            source(given)
