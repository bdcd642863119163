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


@pytest.mark.parametrize("pages", PAGES)
def test_every_drill_is_a_test_that_there_is(pages: Path) -> None:
    named = re.findall(r"`(tests/[^`]+\.py)`", PAGES[pages])
    assert len(named) >= 10
    assert [name for name in named if not (ROOT / name).is_file()] == []
    assert named == re.findall(r"`(tests/[^`]+\.py)`", PAGES[CHINESE])


def test_the_english_page_types_the_same() -> None:
    assert commands(PAGES[ENGLISH]) == commands(PAGES[CHINESE])
