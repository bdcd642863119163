"""A release: the wheel holds what a body's host runs and nothing else, runs from there, and says what it needs."""

from __future__ import annotations

import hashlib
import json
import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from certs.version import VERSION
from scripts.release import build_release
from scripts.release.bill_of_materials import locked
from tests.house.rooms import BUILDERS
from tests.instances import DECIDED, ROOT, Staff, number

DAY = "2026-11-28"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release: its wheel was built twice, and both were the same."""
    return build_release.build(tmp_path_factory.mktemp("release") / "new").parent


@pytest.fixture(scope="module")
def bill(release: Path) -> dict[str, Any]:
    parts: dict[str, Any] = json.loads((release / f"starmark-{VERSION}.cdx.json").read_bytes())
    return parts


@pytest.fixture(scope="module")
def starmark(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel alone; what it needs is lent, without what runs when Python starts."""
    venv = tmp_path_factory.mktemp("host") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (wheel,) = release.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(venv), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True)
    (packages,) = (venv / "lib").glob("python*/site-packages")
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return venv / "bin" / "starmark"


def committed(*folders: str) -> set[str]:
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.splitlines() if (ROOT / name).is_file()}


def test_the_wheel_holds_what_a_body_runs_and_nothing_else(release: Path) -> None:
    (wheel,) = release.glob("*.whl")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    left_out = committed(*(builder.replace(".", "/") for builder in BUILDERS))
    assert inside == committed("certs", "verify", "scripts") - left_out
    assert {"certs/py.typed", "verify/py.typed", "verify/menu.toml"} <= inside
    assert len(left_out) > 20


def test_its_times_are_the_day_of_the_changelog(release: Path) -> None:
    (wheel,) = release.glob("*.whl")
    day = build_release.released((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert {each.date_time[:3] for each in zipfile.ZipFile(wheel).infolist()} == {(day.year, day.month, day.day)}


def test_a_difference_of_one_byte_is_not_released() -> None:
    build_release.require_same(b"wheel", b"wheel")
    with pytest.raises(ValueError, match="not released"):
        build_release.require_same(b"wheel", b"wheeL")


@pytest.mark.parametrize(
    "heading", ["## [Unreleased]", f"## [{VERSION}]", f"## [{VERSION}1] - {DAY}", f"## [9.9.9] - {DAY}"]
)
def test_a_version_without_a_day_in_the_changelog_is_not_released(heading: str) -> None:
    with pytest.raises(ValueError, match="cut it first"):
        build_release.released(f"# Changelog\n\n{heading}\n")
    assert build_release.released(f"{heading}\n\n## [{VERSION}] - {DAY}\n").isoformat() == f"{DAY}T00:00:00+00:00"


def test_the_digests_are_those_of_the_files(release: Path) -> None:
    lines = [line.split("  ") for line in (release / "SHA256SUMS").read_text(encoding="ascii").splitlines()]
    assert {name for _, name in lines} == {path.name for path in release.iterdir()} - {"SHA256SUMS"}
    assert [hashlib.sha256((release / name).read_bytes()).hexdigest() for _, name in lines] == [
        hex_ for hex_, _ in lines
    ]


def test_the_bill_lists_the_lock_of_the_run_time_file_by_file(bill: dict[str, Any]) -> None:
    pins = locked((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    listed = {
        (part["name"], part["version"], digest["content"])
        for part in bill["components"]
        for reference in part["externalReferences"]
        for digest in reference["hashes"]
    }
    assert listed == {(pin.name, pin.version, digest) for pin in pins for digest in pin.digests}
    assert len(pins) == (ROOT / "requirements.txt").read_text(encoding="utf-8").count("==") > 20
    assert [part["name"] for part in bill["components"] if not part.get("licenses")] == []


def test_the_bill_names_the_wheel_and_who_needs_what(release: Path, bill: dict[str, Any]) -> None:
    (wheel,) = release.glob("*.whl")
    whole = bill["metadata"]["component"]
    assert (whole["name"], whole["version"]) == ("starmark", VERSION)
    assert whole["hashes"][0]["content"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    arrows = {each["ref"].partition("@")[0]: each.get("dependsOn", []) for each in bill["dependencies"]}
    reached, waiting = set(), ["starmark"]
    while waiting:
        following = [name.partition("@")[0] for name in arrows[waiting.pop()]]
        waiting += [name for name in following if name not in reached]
        reached |= set(following)
    assert reached | {"starmark"} == set(arrows)  # nothing is listed that nobody needs
    assert any(name.startswith("pkg:pypi/psycopg-binary@") for name in arrows["pkg:pypi/psycopg"])


def run(starmark: Path, *arguments: str | Path) -> tuple[int, str]:
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "STARMARK_HOME"}}
    done = subprocess.run(
        [starmark, *arguments],
        cwd=starmark.parent,
        env=env | {"LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_what_is_installed_runs_by_itself(starmark: Path, staff: Staff) -> None:
    assert run(starmark, "--version") == (0, f"starmark {VERSION}\n")
    at, signed = ("--home", staff.home), ("--passphrase-file", staff.passphrase_file)
    assert run(starmark, *at, "verify", number(1))[0] == 0
    code, text = run(starmark, *at, "revoke", number(1), "--reason", "fraud", "--note", "x", *DECIDED, *signed)
    assert code == 0, text
    assert run(starmark, *at, "verify", number(1))[0] == 1
    assert run(starmark, *at, "audit")[0] == 0
    assert run(starmark, *at, "issue", "--template", staff.home / "empty.xlsx")[0] == 0


def test_the_demo_is_not_there_and_asking_for_it_is_a_wrong_command_line(starmark: Path) -> None:
    code, said = run(starmark, "--help")
    assert code == 0
    assert "  issue " in said
    assert "  demo " not in said
    code, said = run(starmark, "demo")
    assert code == 64
    assert "There is no verb demo." in said
