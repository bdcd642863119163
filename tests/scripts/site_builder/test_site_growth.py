"""How a register grows: what was measured, what is computed, and the next limits, with and without a measurement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certs import limits
from certs.errors import Words
from scripts.site_builder import site_growth, site_tables
from tests.scale import whole
from tests.scale.figures import ALONE, Figure, keep, together

ABOUT = {"date": "2026-11-29", "machine": "two cores", "load": [8.0, 9.5], "sizes": [10_000, 1_000_000]}


def cells(table: str) -> list[str]:
    return re.findall(r">([^<>\s][^<>]*)<", table.replace("\N{NO-BREAK SPACE}", " "))


def test_how_it_grew_is_shown_by_size_with_what_was_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site_tables, "ROOT", tmp_path)
    assert site_growth.growth("en") == "No measurement has been recorded yet.\n"
    (tmp_path / "site" / "_data").mkdir(parents=True)
    lines = [
        Figure(Words("一次办理", "one act"), "ms", {10_000: 12.0, 1_000_000: 18.0}, 1.5, 1.3),
        Figure(Words("审计（用时）", "audit (time)"), "s", {10_000: 6.5}, 1.0),
        Figure(Words("审计（处理器）", "audit (processor)"), "s", {10_000: 9.0}, 1.0),
        Figure(Words("还原", "restore"), "s", {10_000: 3.0, 1_000_000: 300.0}, 100.0, 900, absolute=True),
        Figure(Words("镜像", "mirror"), "s", {10_000: 3.0}, 1.0, 900, absolute=True),
    ]
    about = {"date": "2026-11-29", "machine": "two cores", "load": [8.0, 9.5], "sizes": [10_000, 1_000_000]}
    keep(lines, about, tmp_path / "site" / "_data" / "scale.json")
    said = cells(site_growth.growth("en").replace("**", ""))
    assert said[:5] == ["What", "10,000", "1,000,000", "Most ÷ least", "Limit"]
    assert said[5:10] == ["one act", "12 ms", "18 ms", "1.5 ×", "≤ 1.3 × over"]
    assert said[15:20] == ["audit", "6.5 s (9 s)", "—", "—", "—"]
    assert said[20:25] == ["restore", "3 s", "300 s", "100 ×", "≤ 900 s"]
    assert said[25:] == ["mirror", "3 s", "—", "—", "≤ 900 s largest not measured"]
    assert "超出" in site_growth.growth("zh")
    assert "8.0 at the beginning and 9.5" in site_growth.growth("en")


def test_what_was_measured_of_parts_alone_has_a_table_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(site_tables, "ROOT", tmp_path)
    assert site_growth.alone("en") == "No measurement has been recorded yet.\n"
    (tmp_path / "site" / "_data").mkdir(parents=True)
    words = Words("搜索，中位数", "search, median")
    line = together(Figure(words, "ms", {10_000: 2.0}), Figure(words, "ms", {10_000_000: 6.0}))
    keep([line], {**ABOUT, "sizes": [10_000, 10_000_000]}, tmp_path / "site" / "_data" / ALONE.name)
    assert cells(site_growth.alone("en").replace("**", ""))[1:10] == [
        *("10,000", "10,000,000", "Most ÷ least", "Limit"),
        *("search, median", "2 ms", "6 ms", "3 ×", "—"),
    ]
    assert "No measurement" in site_growth.growth("en")


def test_what_is_far_is_computed_from_the_largest_register_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(site_tables, "ROOT", tmp_path)
    (tmp_path / "site" / "_data").mkdir(parents=True)
    taken = whole.Taken(
        {"restore": {10_000: 9.0, 1_000_000: 360.0}, "batch": {10_000: 9.0}}, {"restore": {10_000: 1.0}}
    )
    taken.cpu["batch"] = {10_000: 1.0}
    disk = [
        Figure(Words("登记簿，每张证书的字节", "register, bytes a certificate"), "B", {10_000: 9_000, 1_000_000: 7_000})
    ]
    keep([*whole._figures(taken), *disk], ABOUT, tmp_path / "site" / "_data" / "scale.json")
    said = cells(site_growth.far("en"))
    assert said[said.index("Register (SQLite file)") :][:3] == ["Register (SQLite file)", "70 GB", "700 GB"]
    assert said[said.index("Restore a backup") :][:3] == ["Restore a backup", "60 min", "10 hours"]
    assert "batch" not in site_growth.far("en")
    assert "30 million" in said
    assert "3,000 万" in site_growth.far("zh")


def test_without_a_measurement_bytes_alone_are_computed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site_tables, "ROOT", tmp_path)
    said = cells(site_growth.far("en"))
    assert said[3:6] == ["Register (SQLite file)", "69 GB", "690 GB"]
    assert said[-3:] == ["Status lists (both purposes)", "154", "1,526"]
    assert "so none is computed" in site_growth.far("en")


def test_what_goes_over_every_entry_is_what_is_measured() -> None:
    measured = [words.zh for words, _ in whole._SAID.values()]
    assert all(any(name.startswith(begins) for name in measured) for begins in site_growth.WHOLE)
    assert (whole._WALL.zh, whole._CPU.zh) == (site_growth._TIMED, site_growth._PROCESSOR)
    assert whole._WALL.en == " (time)"


def test_the_next_limits_are_those_of_the_program() -> None:
    for language in ("zh", "en"):
        table = site_growth.following(language)
        assert f"{limits.MIRROR_ENTRIES:,}" in table
        assert f"{limits.AUDIT_UNCOPIED:,}" in table
        assert "99,999,999" in table
        assert "<code>--since</code>" in table
