"""`make` builds the site anew when anything that it is made of has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.built_pages import ROOT

# Runs the build and prints every file that it opened, and every module, which may have come out of a cache.
WATCHED = """
import sys
opened = set()
sys.addaudithook(lambda event, found: opened.add(str(found[0])) if event == "open" else None)
from scripts.site_builder import build_site
build_site.main()
opened |= {str(module.__file__) for module in sys.modules.values() if getattr(module, "__file__", None)}
print("\\n".join(sorted(opened)))
"""


@pytest.fixture(scope="module")
def listed() -> set[Path]:
    """The files that the Makefile says the site is made of."""
    command = ["make", "--silent", "--eval", "told: ; @printf '%s\\n' $(SITE_SOURCES)", "told"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {ROOT / line for line in told.splitlines()}


def test_the_makefile_lists_every_file_that_the_build_opens(listed: set[Path], tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-c", WATCHED, "--to", str(tmp_path / "site")]
    ran = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    opened = {(ROOT / line).resolve() for line in ran.stdout.splitlines()}
    ours = {
        path
        for path in opened
        if path.is_relative_to(ROOT)
        and path.is_file()
        and path.suffix != ".pyc"
        and path.relative_to(ROOT).parts[0] not in {".venv", "build"}
    }
    assert len(ours) > 100
    assert ours - {path.resolve() for path in listed} == set()


@pytest.mark.parametrize(
    "name",
    [
        "certs/scheme/evidence.toml",
        "certs/scheme/gbt27922-2011.toml",
        "CHANGELOG.md",
        "scripts/site_builder/site_rules.py",
        "scripts/site_builder/evidence_xlsx.py",
        "scripts/demo/demo_profile.toml",
        "scripts/verbs/issue.py",
        "site/_data/glossary.toml",
        "overrides/main.html",
        "verify/menu.toml",
        "mkdocs.en.yml",
        "certs/lifecycle/reasons.py",
    ],
)
def test_what_was_once_forgotten_is_listed(listed: set[Path], name: str) -> None:
    assert ROOT / name in listed
