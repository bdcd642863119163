"""The page about upgrading is followed on an instance that version 0.1.0 left."""

from __future__ import annotations

import tarfile
from pathlib import Path
from shutil import copytree

from tests.instances import ROOT
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import Hosts, commands, section

PAGE = (CHINESE / "staff" / "upgrading.md").read_text(encoding="utf-8")


def test_an_instance_of_0_1_0_is_upgraded_by_the_page(tmp_path: Path) -> None:
    hosts = Hosts(tmp_path / "hosts")
    with tarfile.open(ROOT / "tests" / "vectors" / "instance_0_1_0.tar.xz") as archive:
        archive.extractall(tmp_path / "kept", filter="data")
    copytree(tmp_path / "kept" / "instance", hosts.root / "srv" / "starmark")
    (hosts.root / "secret").write_text((tmp_path / "kept" / "passphrase.txt").read_text("utf-8"), encoding="utf-8")
    hosts.follow(commands(section(PAGE, "升级登记簿")))
    assert [text for text, _ in hosts.said][1:] == ["starmark recover", "starmark publish --all", "starmark audit"]
    assert (hosts.root / "srv" / "starmark" / "register-schema-r0001.db").is_file()


def test_the_english_page_types_the_same() -> None:
    assert commands((ENGLISH / "staff" / "upgrading.md").read_text(encoding="utf-8")) == commands(PAGE)
