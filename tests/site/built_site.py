"""The site as `make demo` builds it, once for all tests of a run, and a browser to look at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.built_pages import ROOT, Built
from tests.site.page_watch import CHROMIUM, FLAGS
from tests.site.site_server import Hosted, hosted


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both languages, built by the command that people run. A warning of the strict build fails every test."""
    site = tmp_path_factory.mktemp("build") / "site"
    command = [sys.executable, "-m", "scripts.site_builder.build_site", "--to", str(site)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return Built(site, Path(ROOT / "verify" / "static"), ran.stdout)


@pytest.fixture(scope="session")
def host(built: Built) -> Iterator[Hosted]:
    """The built site, served on loopback."""
    with hosted(built.site, built.static) as served:
        yield served


@pytest.fixture(scope="session")
def origin(host: Hosted) -> str:
    """The address of the served site."""
    return host.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once a module: Playwright runs once at a time in a process."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()
