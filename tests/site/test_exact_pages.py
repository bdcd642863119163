"""The developers' pages on formats and meanings say what the program does: figures, fields, types and codes."""

from __future__ import annotations

import re
from typing import Final

import pytest

from certs import limits
from certs.certificate.coverage.coverage import RULES, Answer
from certs.certificate.fields import SECTIONS
from certs.errors import FIELD_CODES
from certs.lifecycle.entry_types import ENTRY_TYPES, ROOT_TYPES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES
from certs.trust.keys import PURPOSES
from certs.trust.qr.qr_token import capacity
from certs.trust.trust_list.trust_list import Body
from certs.trust.verification import checks
from tests.site.built_pages import CHINESE, ENGLISH

FOLDERS: Final = {"zh": CHINESE / "developers", "en": ENGLISH / "developers"}
BOTH: Final = pytest.mark.parametrize("language", FOLDERS)
QR_ROOM: Final = [capacity("https://" + "h" * length) for length in (15, 30, 40)]
# page → what it says with a figure of the program, in Chinese and in English
FIGURES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "formats": (
        (f"前面补零，可增长到 {limits.SERIAL_DIGITS[1]} 位", f"growing to {limits.SERIAL_DIGITS[1]}"),
        (f"{limits.SERIAL_DIGITS[0]} 位，前面补零", f"{limits.SERIAL_DIGITS[0]} digits with leading zeros"),
        (
            f"{limits.SIZES[0]} 人及以下为 S，{limits.SIZES[1]} 人",
            f"S up to {limits.SIZES[0]}, M up to {limits.SIZES[1]},",
        ),
        (f"6 至 {limits.NUMBER} 个字符", f"6 to {limits.NUMBER} characters"),
        (f"最多推后 {limits.TAKE_OVER_AHEAD:,} 号", f"by {limits.TAKE_OVER_AHEAD:,} at most"),
        (f"嵌套不超过 {limits.JSON_DEPTH} 层", f"at most {limits.JSON_DEPTH} levels"),
        (f"在 {limits.LOG_KEY_OVERLAP_DAYS} 天内", f"its successor for {limits.LOG_KEY_OVERLAP_DAYS} days"),
        (f"1 至 {limits.SCOPE_ITEMS} 个范围条目", f"1 to {limits.SCOPE_ITEMS} scope items"),
        (f"1 至 {limits.SITES} 个场所", f"1 to {limits.SITES} sites"),
        (f"截到 {limits.QR_MINIMUM_NAME} 字节", f"cut at {limits.QR_MINIMUM_NAME} bytes"),
        (f"版本不超过 {limits.QR_VERSION}：", f"version {limits.QR_VERSION} at most:"),
        (f"版本不超过 {limits.QR_SHORT_VERSION}。", f"version {limits.QR_SHORT_VERSION} at most."),
        ("最多 {}、{}、{} 字节".format(*QR_ROOM), "takes {}, {} and {} bytes".format(*QR_ROOM)),
        (f"最多 {limits.EVENT:,} 字节", f"at most {limits.EVENT:,} bytes"),
        (f"有 {limits.STATUS_LIST:,} 位", f"has {limits.STATUS_LIST:,} bits"),
        (f"从序号 {limits.STATUS_LIST:,} 开始", f"begins at index {limits.STATUS_LIST:,}"),
        (f"最多管 {limits.STATUS_LIST_HOURS} 小时", f"for {limits.STATUS_LIST_HOURS} hours at most"),
        (f"最多 {limits.BUNDLE:,} 字节", f"at most {limits.BUNDLE:,} bytes"),
        (f"范围条目；场所 | {limits.SCOPE_ITEMS}；{limits.SITES} |", f"sites | {limits.SCOPE_ITEMS}; {limits.SITES} |"),
        (f"一个列表的条目 | {limits.LIST_ENTRIES} |", f"of one list | {limits.LIST_ENTRIES} |"),
        (f"一段文字的字符 | {limits.STRING} |", f"of one string | {limits.STRING} |"),
        (f"`scope_text` 的字符 | {limits.SCOPE_TEXT:,} |", f"`scope_text` | {limits.SCOPE_TEXT:,} |"),
        (f"得分的小数位 | {limits.SCORE_DECIMALS} |", f"decimals of a score | {limits.SCORE_DECIMALS} |"),
        (f"覆盖人数 | {limits.HEADCOUNT:,} |", f"people covered | {limits.HEADCOUNT:,} |"),
        (f"工号的字符 | {limits.STAFF_CODE} |", f"a staff code | {limits.STAFF_CODE} |"),
        (f"备注的字符 | {limits.REMARK:,} |", f"a private note | {limits.REMARK:,} |"),
        (f"日志条目的字节 | {limits.EVENT:,} |", f"bytes of an event | {limits.EVENT:,} |"),
        (f"主机名的字符 | {limits.HOST} |", f"of the host | {limits.HOST} |"),
        (f"编号的字符 | {limits.NUMBER} |", f"of a number | {limits.NUMBER} |"),
        (f"一次办理的证书 | {limits.BATCH:,} |", f"of one act | {limits.BATCH:,} |"),
        (f"TOML 文件的字节 | {limits.TOML_FILE:,} |", f"a TOML file | {limits.TOML_FILE:,} |"),
        (f"{limits.XLSX_FILE:,}；{limits.XLSX_UNPACKED:,} |", f"{limits.XLSX_FILE:,}; {limits.XLSX_UNPACKED:,} |"),
        (f"列出的错误 | {limits.ERRORS} |", f"listed for one file | {limits.ERRORS} |"),
        (f"一次查询的字符 | {limits.QUERY} |", f"of a question | {limits.QUERY} |"),
    ),
    "meanings": (
        (f"登记以前 {limits.ISSUE_DAYS_BACK} 天", f"up to {limits.ISSUE_DAYS_BACK} days before"),
        (f"登记以后 {limits.ISSUE_DAYS_AHEAD} 天", f"up to {limits.ISSUE_DAYS_AHEAD} after it"),
        (f"最多 {limits.ACT_DAYS_AHEAD} 天以后", f"up to {limits.ACT_DAYS_AHEAD} days ahead"),
        (f"超过 {limits.CLOCK_GAP_DAYS} 天的", f"Over {limits.CLOCK_GAP_DAYS} days after"),
        (f"问题有 1 至 {limits.PRODUCT} 个字符", f"has 1 to {limits.PRODUCT} characters"),
        (
            f"达到 {SCHEMES['gbt27922-2011'].fail_deductions} 项即不合格",
            f"{SCHEMES['gbt27922-2011'].fail_deductions} special deductions fail",
        ),
    ),
    "data": ((f"最多 {limits.HOST} 个字符", f"at most {limits.HOST} characters"),),
}


def page(language: str, name: str) -> str:
    return (FOLDERS[language] / f"{name}.md").read_text(encoding="utf-8")


def section(language: str, name: str, heading: str) -> str:
    """Return the part of a page below a heading, named in English: both languages have the same parts in one order."""
    parts = [re.split(r"^## .*\n", page(each, name), flags=re.MULTILINE) for each in ("en", language)]
    titles = re.findall(r"^## (.*)$", page("en", name), re.MULTILINE)
    return parts[1][titles.index(heading) + 1]


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def rows(text: str) -> dict[str, str]:
    """Return the rows of the tables in a text: the code that a row begins with, and the rest of the row."""
    return dict(re.findall(r"^\| `([^`|]+)` \|(.*)\|$", text, re.MULTILINE))


def bullets(text: str) -> dict[str, str]:
    """Return the items of the lists in a text: the code that an item begins with, and the rest of the item."""
    return dict(re.findall(r"^- `([^`]+)`[：:] ?(.*)$", text, re.MULTILINE))


@BOTH
@pytest.mark.parametrize("name", FIGURES)
def test_a_page_says_the_figures_of_the_program(name: str, language: str) -> None:
    text = page(language, name)
    missing = [both[language == "en"] for both in FIGURES[name] if both[language == "en"] not in text]
    assert missing == []


@BOTH
def test_the_events_have_these_fields_and_signers(language: str) -> None:
    text = section(language, "formats", "Event")
    common = {code for code in codes(text.partition("\n| ")[0]) if code.isidentifier()} | {"proof"}
    said = rows(text)
    assert set(said) == set(ENTRY_TYPES)
    for kind, cells in said.items():
        further, signer = cells.split("|")
        fields = set(codes(further)) - {"name", "multikey"}  # these two stand within `key`
        if kind == "reissued":  # “the same four, and …”
            fields |= set(codes(said["issued"].split("|")[0]))
        assert fields == ENTRY_TYPES[kind].fields - common, kind
        assert codes(signer) == ["root" if kind in ROOT_TYPES else "status"], kind


@BOTH
def test_the_other_closed_lists_are_the_programs(language: str) -> None:
    assert list(rows(section(language, "formats", "Keys"))) == list(PURPOSES)
    verdict = section(language, "formats", "Verdict")
    assert re.findall(r"^\d\. `(\w+)`", verdict, re.MULTILINE) == list(checks.NAMES)
    body = bullets(section(language, "formats", "Trust list"))["body"]
    assert codes(body) == list(Body.__dataclass_fields__)
    assert set(codes(section(language, "meanings", "Status").partition("\n1. ")[0])) == set(STATUS_WORDS)
    levels = {level.code for scheme in SCHEMES.values() for level in scheme.levels}
    assert levels <= set(codes(section(language, "meanings", "Score and level")))
    errors = next(line for line in section(language, "meanings", "Answers").splitlines() if "`glyph`" in line)
    assert set(codes(errors)) >= FIELD_CODES


@BOTH
def test_coverage_has_these_answers_and_rules(language: str) -> None:
    text = section(language, "meanings", "Coverage")
    assert [code for code in bullets(text) if code in set(Answer)] == list(Answer)
    assert set(rows(text)) == RULES


@BOTH
def test_each_act_takes_these_reasons(language: str) -> None:
    said = bullets(section(language, "meanings", "Reasons"))
    known = {command_of(kind): list(reasons) for kind, reasons in REASONS.items() if kind != "renewed"}
    assert {act: codes(reasons) for act, reasons in said.items()} == known


@BOTH
def test_each_act_starts_from_these_statuses(language: str) -> None:
    said = re.findall(
        r"^\| (`\w+`(?:[,、] ?`\w+`)*)(?: \(passed\)|（通过）)? \|(.*)\|$",
        section(language, "meanings", "Status"),
        re.MULTILINE,
    )
    starts = {act: set(codes(statuses)) for acts, statuses in said for act in codes(acts)}
    assert starts == {command_of(code): set(kind.starts) for code, kind in ENTRY_TYPES.items() if kind.starts}


def command_of(kind: str) -> str:
    """Return the command of an act: its verb, but for two whose words in a sentence are others."""
    return {"withdrawn": "withdraw", "surveillance-passed": "surveil"}.get(kind, ENTRY_TYPES[kind].verb.en)


@BOTH
def test_an_input_has_these_fields(language: str) -> None:
    said = bullets(section(language, "meanings", "Input"))
    assert [name.strip("[]") for name in said] == list(SECTIONS)
    for name, fields in said.items():
        known = [(row.name, row.required) for row in SECTIONS[name.strip("[]")]]
        assert [(code, bool(star)) for code, star in re.findall(r"`(\w+)`(\\\*)?", fields)] == known, name
