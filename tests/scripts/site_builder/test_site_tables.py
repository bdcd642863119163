"""Tables come from the program's data, and say so much and no more."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from certs.documents.marks.silhouettes import SILHOUETTES
from certs.errors import Words
from certs.lifecycle.statuses import STATUSES
from certs.scheme.schemes import SCHEMES
from scripts.site_builder import site_tables
from tests.bench import table
from tests.bench.timing import Line
from tests.instances import Staff
from tests.scale.day import Day
from tests.scale.day import keep as keep_day
from tests.scale.visitors import Visitors
from tests.site.built_pages import Built


@pytest.mark.parametrize(("prefix", "language"), [("/", "zh"), ("/en/", "en")])
def test_the_levels_page_shows_every_level_of_both_schemes(built: Built, prefix: str, language: str) -> None:
    text = re.sub(r"\s+", " ", built.documents[f"{prefix}certify/levels/"].text)
    for scheme in SCHEMES.values():
        for level in scheme.levels:
            points = "分及以上" if language == "zh" else "points and above"
            assert f"{getattr(level.name, language)} {level.threshold} {points} {level.stars}" in text


def test_points_that_are_a_sample_are_not_published() -> None:
    for language in ("zh", "en"):
        figures = re.findall(r"\d+", site_tables.indicators(SCHEMES["gbt27922-2011"], language))
        assert figures == ["40", "35", "25"]


def test_all_fifteen_titles_are_there() -> None:
    made = site_tables.indicators(SCHEMES["gbt27922-2011"], "zh")
    assert [title.title.zh for title in SCHEMES["gbt27922-2011"].indicators if title.title.zh not in made] == []
    assert len(SCHEMES["gbt27922-2011"].indicators) == 15


def test_only_valid_is_shown_with_the_solid_shape() -> None:
    chips = re.findall(r'class="st v-(\w+)"><svg.*?</svg>(\w+)<', site_tables.statuses("zh"))
    assert chips == [
        ("valid", "有效"),
        ("suspended", "暂停"),
        ("revoked", "撤销"),
        ("withdrawn", "注销"),
        ("expired", "过期"),
    ]
    assert len(set(re.findall(r"<svg.*?</svg>", site_tables.statuses("en")))) == 5


def test_the_shapes_are_those_of_the_service() -> None:
    drawn = "".join(SILHOUETTES.values())
    outlines = [line for code in STATUSES for line in site_tables.SHAPES[code]]
    assert [line for line in outlines if line not in drawn] == []
    assert len(outlines) >= 5


def test_decisions_are_listed_by_number_with_both_titles(tmp_path: Path) -> None:
    record = '---\ndate: 2026-01-01\n---\n\n# {} 题目\n\n<div lang="en" markdown="1">\n\n## A <title>\n\n</div>\n'
    for number in ("0002", "0001"):
        (tmp_path / f"{number}-x.md").write_text(record.format(number), encoding="utf-8")
    (tmp_path / "index.md").write_text("# 不算", encoding="utf-8")
    assert site_tables.decisions(tmp_path) == (
        '- [0001 题目](0001-x.md)<br><span lang="en">A &lt;title&gt;</span>\n'
        '- [0002 题目](0002-x.md)<br><span lang="en">A &lt;title&gt;</span>\n'
    )


BENCH = (
    "| 项目 What | 用时 Ours |\n|---|--:|\n| 验证一次<br>verify once | 61.0 µs |\n| 搜索<br>search | 2.1 ms |\n\n"
    "一台机器，取中位数。<br>\nOne machine, medians.\n"
)


def test_the_bench_writes_what_the_site_reads() -> None:
    lines = [Line(Words("验证一次", "verify once"), "61.0 µs", "44.0 µs", 1.39, 1.4)]
    made = site_tables.measurements(table.text(lines, "test"), "en")
    assert 'data-l="Result">1.39 ×<' in made
    assert "验证" not in made


@pytest.mark.parametrize("text", ["", "no table", "| a |\n|---|\n", "| a | b |\n|---|---|\n| only one |\n"])
def test_a_broken_measurement_stops_the_build(text: str) -> None:
    with pytest.raises(ValueError, match="make bench"):
        site_tables.measurements(text, "zh")


@pytest.mark.parametrize("text", ["no title", "# 只有中文\n", '<div lang="en">\n## Only English\n'])
def test_a_record_without_both_titles_stops_the_build(text: str, tmp_path: Path) -> None:
    (tmp_path / "0001-x.md").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"0001-x\.md"):
        site_tables.decisions(tmp_path)


def test_every_record_is_a_page_in_both_languages(built: Built) -> None:
    records = sorted(path.stem for path in (site_tables.ROOT / "site" / "decisions").glob("[0-9]*.md"))
    assert records
    for record in records:
        assert f"/decisions/{record}/" in built.documents
        assert f"/en/decisions/{record}/" in built.documents


def test_the_day_is_shown_step_by_step_with_what_visitors_were_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(site_tables, "ROOT", tmp_path)
    assert site_tables.day_on_three_servers("en") == "No measurement has been recorded yet.\n"
    (tmp_path / "site" / "_data").mkdir(parents=True)
    steps = ("issue", "batch", "suspend", "failover", "after failover", "revoke", "restore", "last", "audit", "backup")
    day = Day(Staff(tmp_path, tmp_path), seconds={step: float(n) for n, step in enumerate((*steps, "restore backup"))})
    visitors = Visitors("", given=Counter({"valid": 1_200, "503 could_not_check": 7}))
    keep_day(day, visitors, 10_000, 3.25, tmp_path / "site" / "_data" / "day.json")
    cells = re.findall(r">([^<>\s][^<>]*)<", site_tables.day_on_three_servers("en"))
    assert cells[:6] == [
        "Step",
        "Time",
        "issue one certificate",
        "0\N{NO-BREAK SPACE}s",
        "issue a batch of 10,000",
        "1\N{NO-BREAK SPACE}s",
    ]
    assert cells[-2:] == ["restore the backup, publish anew", "10\N{NO-BREAK SPACE}s"]
    told = site_tables.day_on_three_servers("zh")
    assert "`503 could_not_check` 7、`valid` 1,200；错的 0。" in told
    assert "签发 10,000 张" in told


def test_without_a_measurement_the_page_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site_tables, "ROOT", tmp_path)
    assert site_tables.bench("zh") == "目前还没有实测记录。\n"
    assert site_tables.bench("en") == "No measurement has been recorded yet.\n"
    (tmp_path / "site" / "_data").mkdir(parents=True)
    (tmp_path / "site" / "_data" / "bench.md").write_text(BENCH, encoding="utf-8")
    cells = {language: re.findall(r">([^<>\s][^<>]*)<", site_tables.bench(language)) for language in ("zh", "en")}
    assert cells["zh"] == ["项目", "用时", "验证一次", "61.0 µs", "搜索", "2.1 ms"]
    assert cells["en"] == ["What", "Ours", "verify once", "61.0 µs", "search", "2.1 ms"]
    assert site_tables.bench("zh").endswith("一台机器，取中位数。\n")
    assert site_tables.bench("en").endswith("One machine, medians.\n")
