"""What a strict umask closes to the website is named, by `init` and by `audit`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.instances import EXAMPLES, Staff
from tests.scripts.command_calls import Desk, call


def test_init_under_a_strict_umask_names_what_the_web_cannot_read(desk: Desk, tmp_path: Path) -> None:
    home = tmp_path / "strict"
    before = os.umask(0o077)
    try:
        arguments = ("--profile", EXAMPLES / "profile.toml", "--passphrase-file", desk.staff.passphrase_file)
        said = call(desk.capsys, "--home", home, "init", *arguments)
    finally:
        os.umask(before)
    assert said.code == 0
    told = "".join(said.err.split())  # long paths are broken at the edge of the terminal
    assert "chmoda+rX" in told
    for part in ("starmark.toml", "public", "register.db"):
        assert part in told
    strict = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    noted = strict("audit", "--json")
    assert (noted.code, ["chmod a+rX" in note["en"] for note in noted.json["notes"]]) == (0, [True])
    command = noted.json["notes"][0]["en"].partition("run: ")[2]
    subprocess.run(command, shell=True, check=True)
    assert strict("audit", "--json").json["notes"] == []


def test_nothing_is_said_where_the_web_can_read(desk: Desk) -> None:
    assert json.loads(desk("audit", "--json").out)["notes"] == []
