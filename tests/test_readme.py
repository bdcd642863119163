"""The README tells the truth: its ten lines run as they stand, and the files that it names are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.house.rooms import BUILDERS, ROOMS

ROOT: Final = Path(__file__).resolve().parent.parent
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
LINES_ALLOWED: Final = 10


def ten_lines() -> list[str]:
    """Return the lines of the shell block below the heading about the first certificate."""
    section = README.partition("## The first certificate")[2]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block is not None
    return block.group(1).splitlines()


def expected_code(line: str) -> int:
    """Return the exit code that a line's comment announces; 0 without one."""
    found = re.search(r"# exit code (\d+)", line)
    return int(found.group(1)) if found else 0


def test_the_first_certificate_takes_ten_lines() -> None:
    assert len(ten_lines()) == LINES_ALLOWED


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, str]]:
    """Run the lines one after another in one shell; return each with its exit code and what it printed.

    `build/` and `.venv/` of the checkout are stood in for, so that nothing of the person's is touched.
    """
    folder = tmp_path_factory.mktemp("readme")
    for name in ("tests", "scripts", "certs", "verify"):
        (folder / name).symlink_to(ROOT / name)
    commands = folder / ".venv" / "bin"
    commands.mkdir(parents=True)
    starmark = commands / "starmark"
    starmark.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m scripts "$@"\n', encoding="utf-8")
    starmark.chmod(0o755)
    marked = "\n".join(f'{line}\necho "@@ $?"' for line in ten_lines())
    done = subprocess.run(
        ["bash", "-c", marked],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "LANG": "C.UTF-8", "NO_COLOR": "1"},
    )
    pieces = re.split(r"^@@ (\d+)\n", done.stdout, flags=re.MULTILINE)
    codes = list(map(int, pieces[1::2]))
    assert len(codes) == LINES_ALLOWED, done.stderr
    return list(zip(ten_lines(), codes, pieces[::2], strict=False))


@pytest.mark.parametrize("place", range(LINES_ALLOWED))
def test_each_line_ends_as_it_says(ran: list[tuple[str, int, str]], place: int) -> None:
    line, code, said = ran[place]
    assert code == expected_code(line), f"{line}\n{said}"


def test_the_paper_is_valid_and_then_revoked(ran: list[tuple[str, int, str]]) -> None:
    before, after = (said for line, _, said in ran if "starmark verify" in line)
    assert before.startswith("VALID\n")
    assert after.startswith("NOT VALID\n")
    assert "revoked" in ran[-1][2]


def test_the_two_commands_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_file_that_a_guide_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#:]+)[)#]", text)
    named += re.findall(r"`((?:tests|certs|site|scripts|verify)/[\w./-]*)`", text)
    assert [file for file in named if not (ROOT / file).exists()] == []
    assert len(named) > LINES_ALLOWED


def test_the_layout_names_every_room() -> None:
    layout = README.partition("## Layout")[2].partition("## More")[0]
    tops = {"/".join(name.split(".")[:2]) for name in ROOMS if name.startswith("certs.")} | {"verify/", "scripts/"}
    assert [top for top in sorted(tops) if f"`{top}`" not in layout] == []
    builders = {builder.removeprefix("scripts.") + "/" for builder in BUILDERS}
    assert [builder for builder in sorted(builders) if f"`{builder}`" not in layout] == []


def test_the_examples_of_the_readme_are_the_ones_that_the_tests_issue() -> None:
    assert sorted(path.name for path in (ROOT / "tests" / "examples").iterdir()) == ["certificate.toml", "profile.toml"]
