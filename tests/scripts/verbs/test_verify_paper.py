"""`starmark verify` with papers: exit codes, JSON and tables, for what is valid, altered, superseded and revoked."""

from __future__ import annotations

from pathlib import Path

from tests.documents.paper.altered_papers import NUMBER, pdf, printed, record_of
from tests.instances import DECIDED, EXAMPLES
from tests.scripts.command_calls import Desk


def paper(folder: Path, data: dict[str, object]) -> Path:
    file = folder / "paper.pdf"
    file.write_bytes(pdf(data))
    return file


def test_a_paper_through_its_life(desk: Desk, tmp_path: Path) -> None:
    data = printed(record_of(desk.staff))
    good = paper(tmp_path, data)
    said = desk("verify", good, "--json")
    assert (said.code, said.json["overall"], said.json["number"]) == (0, "valid", NUMBER)
    assert said.json["paper"]["text_compared"] is True
    assert [(one["page"], one["overall"]) for one in said.json["paper"]["symbols"]] == [(1, "valid")]

    altered = paper(tmp_path, {**data, "level": "四星级"})
    said = desk("verify", altered, "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (1, "not_genuine", "paper_differs")
    assert said.json["paper"]["differences"] == [{"field": "level", "paper": "四星级", "register": "五星级 Five stars"}]
    for lang, words in (("zh", ("四星级", "五星级", "登记簿所载")), ("en", ("四星级", "Five stars", "registered"))):
        out = desk("verify", altered, lang=lang).out
        assert all(word in out for word in words), out

    other = tmp_path / "next.toml"
    other.write_text(
        (EXAMPLES / "certificate.toml").read_text("utf-8").replace("样例大道88号", "样例大道90号"), "utf-8"
    )
    assert desk.act("reissue", NUMBER, other, "--reason", "address-changed").code == 0
    good = paper(tmp_path, data)
    said = desk("verify", good, "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (1, "not_valid", "superseded")
    assert said.json["paper"]["differences"] == []

    new = paper(tmp_path, printed(record_of(desk.staff)))
    assert desk("verify", new, "--json").json["overall"] == "valid"
    assert desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED).code == 0
    said = desk("verify", new, "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (1, "not_valid", "revoked")


def test_a_paper_that_cannot_be_read_is_unknown(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "paper.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\0" * 500)
    said = desk("verify", broken, "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (2, "unknown", "paper_broken")
