"""`starmark report`: one PDF, for one certificate, on one day."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path

import pikepdf
import pytest

from certs.documents.paper.paper_sentences import SAME_AS_BUNDLE
from certs.documents.report.report_answer import report_of
from certs.documents.report.report_pdf import report_data, set_report
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.publication.files import bundle_format, compose_bundle
from certs.register.store.reader import open_reader
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk

NUMBER = number(1)


def test_a_report_is_written_in_the_language_of_the_terminal(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    said = desk("report", NUMBER, "--to", file, "--json")
    assert said.code == 0
    assert (said.json["number"], said.json["version"], said.json["status"]) == (NUMBER, 1, "valid")
    assert (said.json["file"], said.json["bytes"]) == (str(file), len(file.read_bytes()))
    with pikepdf.open(io.BytesIO(file.read_bytes())) as opened:
        assert str(opened.Root.Lang).startswith("en")
        (attached,) = opened.attachments.values()
        assert bundle_format.parse(attached.get_file().read_bytes()).number == NUMBER
    told = desk("report", NUMBER, "--at", "2026-01-01", "--to", file, lang="zh")
    assert told.code == 0  # it is written, whatever the status on it
    told_in_one_line = told.out.replace("\n", "")
    assert f"{NUMBER} 的查验报告已写到" in told_in_one_line
    assert "未生效" in told_in_one_line


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((NUMBER,), 64),
        ((NUMBER, "--to", "FILE", "--at", "gestern"), 64),
        ((NUMBER, "--to", "FILE", "--product", ""), 64),
        (("99926SC99999R0M", "--to", "FILE"), 1),
        (("abc", "--to", "FILE"), 1),
    ],
)
def test_what_cannot_be_answered_writes_nothing(
    desk: Desk, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    file = tmp_path / "report.pdf"
    said = desk("report", *(file if one == "FILE" else one for one in arguments))
    assert said.code == code
    assert not file.exists()


def test_a_report_is_judged_by_what_is_in_it_with_the_root_key_alone(desk: Desk, tmp_path: Path) -> None:
    file, trust = tmp_path / "report.pdf", desk.staff.home / "public" / "trust.json"
    root = next(key["multikey"] for key in json.loads(trust.read_bytes())["keys"] if key["purpose"] == "root")
    for at, code, status in (((), 0, "valid"), (("--at", "2026-01-01"), 1, "not_yet_valid")):
        assert desk("report", NUMBER, *at, "--to", file).code == 0
        said = desk("verify", file, "--offline", "--pin", root, "--json")
        assert (said.code, said.json["status"]) == (code, status)
        assert said.json["message"]["en"].startswith("As of the signed status evidence of ")
        assert "It cannot tell today's status: look the number up online." in said.json["message"]["en"]
        assert desk("verify", file, "--json").json["status"] == "valid"  # the register answers for today


def test_a_report_about_a_product_is_judged_by_it_too(desk: Desk, tmp_path: Path) -> None:
    file, trust = tmp_path / "report.pdf", desk.staff.home / "public" / "trust.json"
    for product, answer, code in (("家用空调器", "covered_if", 2), ("中央空调", "excluded", 1)):
        said = desk("report", NUMBER, "--product", product, "--to", file, "--json")
        assert (said.code, said.json["status"], said.json["coverage"]["answer"]) == (0, "valid", answer)
        for how in ((), ("--offline", "--trust", trust)):
            judged = desk("verify", file, *how, "--json")
            assert (judged.code, judged.json["overall"], judged.json["coverage"]) == (
                code,
                "valid",
                said.json["coverage"],
            )
            assert judged.json["paper"]["differences"] == []
            other = desk("verify", file, *how, "--product", "水泵", "--json")
            assert (other.code, other.json["coverage"]["answer"]) == (1, "not_listed")


def altered_report(desk: Desk) -> bytes:
    """Set a report of today whose print names another firm, around the true attachment."""
    now = clock.now()
    with open_reader(f"sqlite:///{desk.staff.home / 'register.db'}").view() as view:
        record = view.record(NUMBER)
        assert record is not None
        report = report_of(view, record, now)
        bundle = bundle_format.encode(compose_bundle.compose(view, record, now, day=report.day))
    data = report_data(Sheet(report, "zh", sample=True), bundle)
    holder = report.answer.version.subject["holder"]["name"]
    facts = [{**fact, "text": fact["text"].replace(holder, "另一家（样例）公司")} for fact in data["facts"]]
    assert facts != data["facts"]
    return set_report(Typesetter(), {**data, "facts": facts})


def test_altered_print_around_the_true_attachment_is_named(desk: Desk, tmp_path: Path) -> None:
    file, trust = tmp_path / "report.pdf", desk.staff.home / "public" / "trust.json"
    assert desk("report", NUMBER, "--to", file, lang="zh").code == 0
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(altered_report(desk))
    for how in ((), ("--offline", "--trust", trust)):
        said = desk("verify", file, *how, "--json")
        assert (said.code, said.json["overall"], said.json["paper"]["text_compared"]) == (0, "valid", True)
        assert said.json["checks"][-1]["message"]["zh"] == SAME_AS_BUNDLE.zh
        said = desk("verify", altered, *how, "--json")
        assert (said.code, said.json["overall"], said.json["code"]) == (1, "not_genuine", "paper_differs")
        ((field, paper),) = [(one["field"], one["paper"]) for one in said.json["paper"]["differences"]]
        assert field == "holder"
        assert "另一家（样例）公司" in unicodedata.normalize("NFKC", paper).replace("(", "（").replace(")", "）")
        told = desk("verify", altered, *how, lang="zh").out.replace("\n", "")
        assert "报告上印的与所附的离线核验文件不一致：组织名称" in told
