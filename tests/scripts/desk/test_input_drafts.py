"""Input files as a command reads them: with the settings of the instance at hand."""

from __future__ import annotations

from pathlib import Path

from tests.certificate.sample_inputs import EXAMPLE
from tests.scripts.command_calls import Desk


def test_a_file_without_a_scheme_is_of_the_default_in_the_settings(desk: Desk, tmp_path: Path) -> None:
    file, settings = tmp_path / "one.toml", desk.staff.home / "starmark.toml"
    file.write_text(EXAMPLE.replace('scheme = "gbt27922-2011"', ""), encoding="utf-8")
    said = desk("issue", file, "--dry-run", "--json")
    assert (said.code, said.json["refused"]) == (0, [])
    text = settings.read_text(encoding="utf-8")
    assert 'default = "gbt27922-2011"' in text
    settings.write_text(text.replace('default = "gbt27922-2011"', 'default = "brand-1000"'), encoding="utf-8")
    assert desk("issue", file, "--dry-run", "--json").code == 1  # 96.5 of 1,000 points is no level
    settings.write_text(text.replace('default = "gbt27922-2011"', ""), encoding="utf-8")
    refused = desk("issue", file, "--dry-run", "--json").json["refused"]
    assert [error["field"] for item in refused for error in item["errors"]] == ["certificate.scheme"]
