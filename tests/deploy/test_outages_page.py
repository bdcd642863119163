"""The page on outages is followed where it types commands, and every drill that it names is a test that there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.instances import PASSPHRASE, ROOT, Staff
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import Hosts, commands, section

PAGES = {pages: (pages / "staff" / "outages.md").read_text(encoding="utf-8") for pages in (CHINESE, ENGLISH)}


def test_after_a_full_disk_the_register_is_mended_published_and_audited(first_instance: Staff, tmp_path: Path) -> None:
    hosts = Hosts(tmp_path / "hosts")
    shutil.copytree(first_instance.home, hosts.root / "srv" / "starmark")
    (hosts.root / "secret").write_text(PASSPHRASE + "\n", encoding="utf-8")
    (hosts.root / "srv" / "starmark" / "public" / "log" / "checkpoint").unlink()  # could not be written
    hosts.follow(commands(section(PAGES[CHINESE], "磁盘满了")))
    assert (hosts.root / "srv" / "starmark" / "public" / "log" / "checkpoint").is_file()


def test_a_restoration_is_drilled_beside_an_instance_that_goes_on(first_instance: Staff, tmp_path: Path) -> None:
    hosts = Hosts(tmp_path / "hosts")
    home, backup = hosts.root / "srv" / "starmark", hosts.root / "media" / "backup" / "2026-11-24.starmark"
    shutil.copytree(first_instance.home, home)
    Staff(home, first_instance.passphrase_file).run("backup", backup)
    hosts.serve(home)
    hosts.follow(commands(section(PAGES[CHINESE], "恢复大的登记簿")))
    hosts.close()
    there = hosts.root / "srv" / "starmark-anew"
    for name in ("log/checkpoint", "log/tile/entries/000.p/7"):
        assert (there / "public" / name).read_bytes() == (home / "public" / name).read_bytes()


@pytest.mark.parametrize("pages", PAGES)
def test_every_drill_is_a_test_that_there_is(pages: Path) -> None:
    named = re.findall(r"`(tests/[^`]+\.py)`", PAGES[pages])
    assert len(named) >= 10
    assert [name for name in named if not (ROOT / name).is_file()] == []
    assert named == re.findall(r"`(tests/[^`]+\.py)`", PAGES[CHINESE])


def test_the_english_page_types_the_same() -> None:
    assert commands(PAGES[ENGLISH]) == commands(PAGES[CHINESE])
