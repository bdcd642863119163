"""The site as `make` builds it, once for all tests of a run, and a browser to look at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.site.built_pages import ROOT, Built
from tests.site.page_watch import CHROMIUM, FLAGS
from tests.site.site_server import Hosted, hosted

PATIENCE: Final = 30_000  # milliseconds that a page may take to show what is expected, on a busy machine


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both languages, built strictly: by `make test` before the tests, or here where a source is newer than that."""
    site = ROOT / "build" / "site"
    static = ROOT / "verify" / "static"
    asked = ["make", "--question", "build/site/.built"]
    if subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0:
        return Built(site, static)
    site = tmp_path_factory.mktemp("build") / "site"
    command = [sys.executable, "-m", "scripts.site_builder.build_site", "--to", str(site)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return Built(site, static)


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
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()
