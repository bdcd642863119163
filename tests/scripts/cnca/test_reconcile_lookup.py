"""`starmark cnca reconcile`: the same on both sides, each kind of difference, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.days import beijing_day, parse_instant
from scripts.terminal import clock
from tests import instances
from tests.scripts.command_calls import Desk

HEADS = ("证书编号", "组织名称", "证书状态", "证书到期日期", "发证机构", "信息上报日期")
Write = Callable[..., Path]


@pytest.fixture
def write(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Write:
    """Write a result that shows the certificate of the instance as it is, but for what is changed; 20 days later."""
    number = instances.number(1)
    facts = desk("show", number, "--json").json
    (issue,) = desk("history", number, "--json").json["entries"]
    issued = parse_instant(issue["recorded"])
    monkeypatch.setattr(clock, "now", lambda: issued + timedelta(days=20))
    reported = (beijing_day(issued) + timedelta(days=12)).isoformat()
    body = desk("verify", number, "--json")
    assert body.code == 0
    row = dict(zip(HEADS, (number, facts["holder"]["name"], "有效", facts["valid_until"], "", reported), strict=True))

    def written(*more: dict[str, str], encoding: str = "utf-8", **changed: str) -> Path:
        rows = [row | changed, *({**dict.fromkeys(HEADS, ""), **each} for each in more)]
        file = tmp_path / "result.txt"
        lines = ["\t".join(HEADS), *("\t".join(each[head] for head in HEADS) for each in rows)]
        file.write_bytes("\n".join(lines).encode(encoding))
        return file

    return written


def asked(desk: Desk, *arguments: str | Path) -> tuple[int, Any]:
    said = desk("cnca", "reconcile", *arguments, "--json")
    return said.code, said.json


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_all_agree(desk: Desk, write: Write, encoding: str) -> None:
    code, told = asked(desk, write(encoding=encoding))
    assert (code, told["agree"], told["not_understood"]) == (0, [instances.number(1)], [])
    assert (told["rows"][0]["lag"], told["rows"][0]["waiting"]) == (12, None)
    assert "1" in desk("cnca", "reconcile", write()).out


@pytest.mark.parametrize(
    ("head", "there", "field"),
    [
        ("组织名称", "青禾家用电器有限公司", "holder"),
        ("证书状态", "暂停", "status"),
        ("证书状态", "过期失效", "status"),
        ("证书到期日期", "2031-01-01", "valid_until"),
    ],
)
def test_a_difference_names_the_field_and_both_values(
    desk: Desk, write: Write, head: str, there: str, field: str
) -> None:
    code, told = asked(desk, write(**{head: there}))
    (difference,) = told["rows"][0]["differences"]
    assert (code, told["differ"]) == (1, [instances.number(1)])
    assert (difference["field"], difference["label"]) == (field, head)
    assert difference["here"] != difference["there"]
    said = desk("cnca", "reconcile", write(**{head: there}))
    assert (said.code, head in said.out) == (1, True)


def test_what_only_one_side_has(desk: Desk, write: Write) -> None:
    others = ({"证书编号": "99926SC99999R0M"}, {"证书编号": "00216Q10097R1S", "发证机构": "别的认证中心（样例）"})
    code, told = asked(desk, write(*others))
    assert (code, told["missing_here"], told["other_body"]) == (1, ["99926SC99999R0M"], ["00216Q10097R1S"])
    code, told = asked(desk, write(*others[1:], 证书编号="00216Q10097R1S", 发证机构="别的认证中心（样例）"))
    assert (code, told["missing_there"]) == (1, [instances.number(1)])
    assert [row["waiting"] for row in told["rows"] if row["result"] == "missing_there"] == [20]
    code, told = asked(desk, write(证书编号="00216Q10097R1S", 发证机构="别的认证中心（样例）"), "--holder", "另一家")
    assert (code, told["missing_there"]) == (0, [])


@pytest.mark.parametrize(
    ("head", "there", "field"), [("证书状态", "04", "status"), ("证书到期日期", "明年", "valid_until")]
)
def test_what_is_not_understood_is_no_agreement(desk: Desk, write: Write, head: str, there: str, field: str) -> None:
    table = desk("cnca", "reconcile", write(**{head: there, "组织名称": "青禾"})).out  # two things of one certificate
    assert ("组织名称" in table, "�" in table) == (True, False)
    code, told = asked(desk, write(**{head: there}))
    assert (code, told["unclear"], told["agree"]) == (1, [instances.number(1)], [])
    assert [(each["field"], each["text"]) for each in told["rows"][0]["not_understood"]] == [(field, there)]


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("none.html", None, "lookup_unreadable"),
        ("scan.pdf", b"%PDF-1.7", "lookup_unreadable"),
        ("empty.txt", b"", "lookup_unreadable"),
        ("other.txt", "没有证书\n".encode(), "lookup_empty"),
    ],
)
def test_what_cannot_be_read_is_exit_2(desk: Desk, tmp_path: Path, name: str, data: bytes | None, error: str) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    code, told = asked(desk, file)
    assert (code, told["error"]["code"]) == (2, error)
    assert desk("cnca", "reconcile", "--json").code == 64
