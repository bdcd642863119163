"""`starmark verify --product`: coverage stands beside the verdict, and decides the exit code of what is valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instances import number
from tests.scripts.command_calls import Desk

NUMBER = number(1)
LIMITED, EXCLUDED, STRANGE = "家用空调器", "中央空调", "水泵"
# what it answers, and the exit code while the certificate is valid
ANSWERS = [(LIMITED, "covered_if", 2), (EXCLUDED, "excluded", 1), (STRANGE, "not_listed", 1)]


def covered(desk: Desk) -> str:
    """Reissue with an item that nothing limits; return its name."""
    file = desk.staff.home / "new.toml"
    text = (Path(__file__).parents[2] / "examples" / "certificate.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("[[scope]]", '[[scope]]\nname = "家用电动洗衣机"\n\n[[scope]]', 1), encoding="utf-8")
    assert desk.act("reissue", NUMBER, file, "--reason", "scope-widened").code == 0
    return "家用电动洗衣机"


@pytest.mark.parametrize(("product", "answer", "code"), ANSWERS)
def test_the_answer_stands_beside_the_verdict(desk: Desk, product: str, answer: str, code: int) -> None:
    said = desk("verify", NUMBER, "--product", f" {product}", "--json")
    assert (said.code, said.json["overall"], said.json["coverage"]["answer"]) == (code, "valid", answer)
    assert set(said.json["coverage"]) == {"answer", "item", "rule", "words", "limits", "nearest", "sentence"}
    for lang in ("zh", "en"):
        shown = desk("verify", NUMBER, "--product", product, lang=lang)
        assert shown.code == code
        assert said.json["coverage"]["sentence"][lang].replace(" ", "") in shown.out.replace("\n", "").replace(" ", "")
    assert "coverage" not in desk("verify", NUMBER, "--json").json


def test_zero_is_for_what_is_valid_and_covered_only(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "old"
    assert desk("export", NUMBER, "--to", paper).code == 0
    product = covered(desk)
    targets: tuple[str | Path, ...] = (NUMBER, *_files(desk, tmp_path / "new"))
    for target in targets:
        said = desk("verify", target, "--product", product, "--json")
        assert (said.code, said.json["coverage"]["answer"]) == (0, "covered"), target
    # what somebody holds is judged by the version that it is, also where that is no longer in force
    superseded = desk("verify", paper / "qr.txt", "--product", LIMITED, lang="zh").out.replace("\n", "")
    assert f"不能算覆盖“{LIMITED}”" in superseded
    assert "限定覆盖" not in superseded
    for name in ("certificate.json", "qr.txt", "certificate.pdf"):
        said = desk("verify", paper / name, "--product", product, "--json")
        assert (said.code, said.json["code"], said.json["coverage"]["answer"]) == (1, "superseded", "not_listed"), name
    revoked = desk.act("revoke", NUMBER, "--reason", "fraud", "--by", "reviewer-02", "--by", "decider-01", "--yes")
    assert revoked.code == 0
    said = desk("verify", NUMBER, "--product", product, "--json")
    assert (said.code, said.json["status"], said.json["coverage"]["answer"]) == (1, "revoked", "covered")
    shown = desk("verify", NUMBER, "--product", product, lang="zh").out.replace("\n", "")
    assert f"不能算覆盖“{product}”" in shown
    assert f"“{product}”：覆盖" not in shown


def _files(desk: Desk, folder: Path) -> tuple[Path, ...]:
    assert desk("export", NUMBER, "--to", folder).code == 0
    assert desk("export", NUMBER, "--bundle", folder / "one.bundle").code == 0
    return folder / "certificate.json", folder / "one.bundle", folder / "certificate.en.pdf"


def test_offline_a_bundle_answers_and_what_proves_nothing_answers_nothing(desk: Desk, tmp_path: Path) -> None:
    assert desk("export", NUMBER, "--to", tmp_path).code == 0
    assert desk("export", NUMBER, "--bundle", tmp_path / "one.bundle").code == 0
    how = ("--offline", "--trust", tmp_path / "trust.json", "--product", LIMITED, "--json")
    said = desk("verify", tmp_path / "one.bundle", *how)
    assert (said.code, said.json["overall"], said.json["coverage"]["answer"]) == (2, "valid", "covered_if")
    assert "限定覆盖" in desk("verify", tmp_path / "one.bundle", *how[:-1], lang="zh").out
    alone = desk("verify", tmp_path / "certificate.json", *how)
    assert (alone.code, alone.json["overall"], alone.json["coverage"]) == (2, "unknown", None)
    assert "没有回答是否覆盖" in desk("verify", tmp_path / "certificate.json", *how[:-1], lang="zh").out


@pytest.mark.parametrize(
    ("arguments", "code", "coverage"),
    [
        (("99926SC99999R0M", "--product", LIMITED), 1, None),
        ((NUMBER, "--product", LIMITED, "--at", "2026-01-01"), 1, None),
        ((NUMBER, "--product", ""), 64, None),
        ((NUMBER, "--product", "泵" * 61), 64, None),
    ],
)
def test_where_there_is_nothing_to_answer(desk: Desk, arguments: tuple[str, ...], code: int, coverage: None) -> None:
    said = desk("verify", *arguments, "--json")
    assert said.code == code
    if code != 64:
        assert said.json["coverage"] is coverage
