"""The site as `make site` builds it, once for all tests here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.pages import ROOT, Built


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both languages, built by the command that people run. A warning of the strict build fails every test."""
    site = tmp_path_factory.mktemp("build") / "site"
    command = [sys.executable, "-m", "scripts.build_site", "--to", str(site)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return Built(site, Path(ROOT / "verify" / "static"), ran.stdout)
