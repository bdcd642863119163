"""What differs between a certificate and what its holder asks for: each change by its code, and the reason it has."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from certs.casework.cases.content_changes import changes_between, public, reason_of
from certs.lifecycle.reasons import REASONS

CONTENT: dict[str, Any] = {
    "holder": {"name": "青禾（样例）有限公司", "name_en": "", "uscc": "1", "address": "杭州1号", "former_names": []},
    "certificate": {"headcount": 320, "excludes": ["安装"], "scope_text": ""},
    "scope": [
        {"name": "家用空调器", "brands": ["青禾", "青岚"], "models": [], "includes": ["维修"], "excludes": [], "sites": []},
        {"name": "家用净水器", "brands": [], "models": ["QH-*"], "includes": [], "excludes": ["滤芯"], "sites": ["总部"]},
    ],
    "sites": [{"name": "总部", "address": "杭州1号"}, {"name": "宁波网点", "address": "宁波2号"}],
}  # fmt: skip
Change = Callable[[dict[str, Any]], None]


def put(*path: str | int, value: Any) -> Change:
    """Change one value of a content."""

    def change(content: dict[str, Any]) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def add(name: str, entry: dict[str, Any]) -> Change:
    return lambda content: content[name].append(entry)


def less(name: str) -> Change:
    return lambda content: content[name].pop()


@pytest.mark.parametrize(
    ("change", "codes", "reason"),
    [
        (lambda _: None, [], ""),
        (put("certificate", "headcount", value=9), [], ""),
        (put("holder", "name", value="青禾集团"), ["name"], "holder-renamed"),
        (put("holder", "address", value="杭州9号"), ["address"], "address-changed"),
        (put("holder", "name_en", value="Qinghe"), ["wording"], "correction"),
        (put("certificate", "scope_text", value="全文"), ["wording"], "correction"),
        (put("certificate", "excludes", value=[]), ["scope-widened"], "scope-widened"),
        (put("certificate", "excludes", value=["安装", "清洗"]), ["scope-narrowed"], "scope-narrowed"),
        (put("scope", 0, "brands", value=["青禾"]), ["scope-narrowed"], "scope-narrowed"),
        (put("scope", 0, "brands", value=[]), ["scope-widened"], "scope-widened"),
        (put("scope", 0, "brands", value=["青禾", "青山"]), ["scope-widened", "scope-narrowed"], ""),
        (put("scope", 0, "includes", value=["维修", "安装"]), ["scope-widened"], "scope-widened"),
        (put("scope", 1, "models", value=[]), ["scope-widened"], "scope-widened"),
        (put("scope", 1, "excludes", value=[]), ["scope-widened"], "scope-widened"),
        (put("scope", 1, "name", value="家用纯水机"), ["scope-widened", "scope-narrowed"], ""),
        (add("scope", {"name": "家用燃气灶"}), ["scope-widened"], "scope-widened"),
        (less("scope"), ["scope-narrowed"], "scope-narrowed"),
        (add("sites", {"name": "温州网点", "address": "温州3号"}), ["sites-added"], "sites-changed"),
        (less("sites"), ["sites-removed"], "sites-changed"),
        (put("sites", 1, "address", value="宁波9号"), ["sites-moved"], "sites-changed"),
        (lambda content: content["scope"].reverse(), ["wording"], "correction"),
    ],
)
def test_each_change_has_its_code_and_its_reason(change: Change, codes: list[str], reason: str) -> None:
    content = copy.deepcopy(CONTENT)
    change(content)
    assert [each.code for each in changes_between(public(CONTENT), content)] == codes
    assert reason_of(codes, 0) == reason
    assert reason in REASONS["reissued"] or not reason


@pytest.mark.parametrize(
    ("codes", "step", "reason"),
    [
        ([], 1, "level-raised"),
        (["scope-widened"], -2, "level-lowered"),
        (["name", "scope-widened", "scope-narrowed"], 0, "holder-renamed"),
        (["sites-added", "address"], 0, "sites-changed"),
    ],
)
def test_of_several_changes_the_reason_is_that_which_the_register_wants(
    codes: list[str], step: int, reason: str
) -> None:
    assert reason_of(codes, step) == reason
