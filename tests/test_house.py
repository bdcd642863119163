"""What holds for the tree as a whole: what is committed, what is installed, and what people run."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.rooms import BUILDERS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements", "requirements-site", "requirements-dev")
LINE = 120  # characters; ruff would count a Chinese one twice
CODE = ("certs", "verify", "scripts")

# Written in two halves, so that this file does not find itself.
OUTSIDE = re.compile(
    "|".join(
        first + second
        for first, second in (
            (r"pypi\.", "org"),
            (r"python", "hosted"),
            (r"registry\.npm", "js"),
            (r"npmjs\.", "com"),
            (r"deb\.", r"debian\."),
            (r"/wor", "k/"),
            (r"/roo", "t/"),
            (r"/hom", "e/[a-z]"),
            (r"/op", "t/[a-z]"),
        )
    )
)
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")


def committed() -> list[Path]:
    """Return the files that git has, or would have: none that is ignored."""
    listed = (
        subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .split("\0")
    )
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    """Return the text files among them, each with its text."""
    found = []
    for path in committed():
        try:
            found.append((path.relative_to(ROOT), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def matches(pattern: re.Pattern[str], text: str) -> list[str]:
    return [found.group() for found in pattern.finditer(text)]


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = [(str(path), match) for path, text in texts() for match in matches(OUTSIDE, text)]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    found = [(str(path), match) for path, text in texts() for match in matches(UNFINISHED, text)]
    assert found == []


@pytest.mark.parametrize("text", ["see pypi" + ".org", "/wor" + "k/main", "/hom" + "e/li/x", "# TO" + "DO: later"])
def test_these_two_searches_find_what_they_look_for(text: str) -> None:
    assert matches(OUTSIDE, text) or matches(UNFINISHED, text)


def test_lines_of_code_are_at_most_120_characters_long() -> None:
    long = [
        (str(path), number, len(line))
        for path, text in texts()
        if path.suffix == ".py"
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LINE
    ]
    assert long == []


def test_every_package_is_listed() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for folder in CODE for path in (ROOT / folder).rglob("*.py")}
    # What builds the site, draws and makes samples stays in the source tree: a body's host does not run it.
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(found - set(BUILDERS))


def test_every_file_beside_the_code_is_installed_with_it() -> None:
    patterns = [pattern.removeprefix("**/") for pattern in PROJECT["tool"]["setuptools"]["package-data"]["*"]]
    beside = [path for path in committed() if path.relative_to(ROOT).parts[0] in CODE and path.suffix != ".py"]
    left_out = [str(path) for path in beside if not any(fnmatch.fnmatch(path.name, p) for p in patterns)]
    assert left_out == []
    assert len(beside) > 10  # the search itself works


def test_there_is_no_python_among_the_pages() -> None:
    assert [path for path in committed() if path.relative_to(ROOT).parts[0] == "site" and path.suffix == ".py"] == []


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_exactly_with_a_hash_for_each_file_and_names_no_host(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    allowed = re.compile(r"[A-Za-z0-9-]+(\[[a-z0-9,-]+\])?==\S+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not allowed.fullmatch(line)] == []
    pins = [index for index, line in enumerate(lines) if "==" in line]
    assert all("--hash" in lines[index + 1] for index in pins)


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_asked_for_is_what_is_locked(name: str) -> None:
    asked = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = {re.sub(r"\[.*\]", "", line).lower().replace("_", "-") for line in asked if "==" in line}
    locked = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    pinned = {re.sub(r"\[.*\]", "", line.removesuffix(" \\")).lower() for line in locked.splitlines() if "==" in line}
    assert wanted <= pinned
    assert all("==" in line or line.startswith(("#", "-r ")) for line in asked if line)


def test_a_larger_lock_holds_the_same_versions_as_the_smaller_ones() -> None:
    locked = [(ROOT / f"{name}.txt").read_text(encoding="utf-8") for name in LOCKS]
    pins = [set(re.findall(r"^\S+==\S+", text, re.MULTILINE)) for text in locked]
    runtime, site, everything = pins
    assert runtime < site < everything


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_make_alone_lists_what_there_is() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("demo", "test", "check", "bench", "lock", "clean"):
        assert f"make {name} " in said
