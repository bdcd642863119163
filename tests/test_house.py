"""What holds for the tree as a whole: what is committed, what is installed, and what people run."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from certs.version import VERSION
from tests.house.rooms import BUILDERS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
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


def test_there_is_no_python_among_the_pages() -> None:
    assert [path for path in committed() if path.relative_to(ROOT).parts[0] == "site" and path.suffix == ".py"] == []


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_make_alone_lists_what_there_is() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    assert re.findall(r"^  make (\S+) +\S", said, re.MULTILINE) == targets[1].split()


def steps(target: str) -> str:
    """Return every command of a target and of all that it is made from, as if nothing were there."""
    told = subprocess.run(["make", "-n", "-B", target], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout


def test_checking_needs_python_only_and_testing_asks_for_the_rest() -> None:
    assert ".ci/system-packages test" in steps("test")
    assert re.findall(r"system-packages (.*)", steps("check")) == ["venv"]
    assert [tool for tool in ("ruff format --check", "ruff check", "mypy") if tool not in steps("check")] == []


def test_one_test_is_run_by_its_name() -> None:
    asked = subprocess.run(
        ["make", "-n", "--no-print-directory", "test-one", "T=tests/log -k odd"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.rstrip().endswith("python -m pytest tests/log -k odd")


def test_the_version_is_written_once_and_the_changelog_opens_with_it() -> None:
    assert "version" in PROJECT["project"]["dynamic"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "certs.version.VERSION"}
    released = re.findall(r"^## \[(\d.*)\] - ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert released[0] == VERSION


def test_every_module_that_a_text_says_to_run_is_there() -> None:
    named = {(str(path), name) for path, text in texts() for name in re.findall(r"python -m (scripts[\w.]+)", text)}
    assert [pair for pair in named if not (ROOT / pair[1].replace(".", "/")).with_suffix(".py").is_file()] == []
    assert len(named) > 5  # the search itself works
