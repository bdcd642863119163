"""A paper is valid only by something signed that agrees with it; the table says what each kind of paper comes to."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pikepdf
import pytest

from certs.documents.paper.paper_codes import Asked
from certs.documents.paper.paper_file import Link
from certs.documents.paper.paper_verdict import JudgedPaper, judge_paper
from certs.documents.paper.read_pdf import read_pdf
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Record
from certs.register.answers.certificate_answer import answer
from certs.register.answers.object_verdict import check_object
from certs.register.store.reader import Reader, open_reader
from scripts.terminal import clock
from tests.documents.paper.altered_papers import BARE, BASE, HOST, NUMBER, pdf, printed, read, record_of, symbol
from tests.instances import Staff, number


@dataclass(frozen=True, slots=True)
class Case:
    """One register, and the paper that it would print."""

    reader: Reader
    record: Record
    data: dict[str, Any]

    def judge(self, **changes: Any) -> JudgedPaper:
        """Judge the paper with some of it changed."""
        return judged(self.reader, {**self.data, **changes})


def asked(reader: Reader) -> Asked:
    now = clock.now()
    return Asked(BASE, "999", partial(check_object, reader, now=now), partial(answer, reader, now=now), now)


def judged(reader: Reader, data: dict[str, Any]) -> JudgedPaper:
    return judge_paper(read(data), asked(reader))


@pytest.fixture(scope="module")
def case(first_instance: Staff) -> Case:
    record = record_of(first_instance)
    return Case(open_reader(f"sqlite:///{first_instance.home / 'register.db'}"), record, printed(record))


def file(text: str, name: str = "certificate.json") -> dict[str, str]:
    return {"name": name, "text": text}


Make = Callable[[Case], dict[str, Any]]
FOREIGN = symbol("https://other.example/verify?id=1")
MARK = symbol(f"{BASE}/C/{NUMBER}")
OTHER_MARK = symbol(f"{BASE}/C/{number(2, 'S')}")


def codes(case: Case, *more: str) -> list[str]:
    return [*case.data["codes"], *more]


def credential(case: Case) -> str:
    return signed_objects.credential_bytes(case.record.latest).decode()


def forged(case: Case) -> str:
    return credential(case).replace("five-star", "four-star")


PAPERS: dict[str, tuple[Make, str, str]] = {
    "signed": (lambda _: {}, "valid", "valid"),
    "signed and mark": (lambda case: {"codes": codes(case, MARK)}, "valid", "valid"),
    "signed and a stranger's": (lambda case: {"codes": codes(case, FOREIGN)}, "valid", "valid"),
    "signed and another's mark": (
        lambda case: {"codes": codes(case, OTHER_MARK)},
        "not_genuine",
        "symbol_other_number",
    ),
    "signed, altered, and a stranger's": (
        lambda case: {"codes": codes(case, FOREIGN), "level": "四星级"},
        "not_genuine",
        "other_host",
    ),
    "signed and altered": (lambda _: {"level": "四星级"}, "not_genuine", "paper_differs"),
    "a stranger's alone": (lambda _: {"codes": [FOREIGN]}, "not_genuine", "other_host"),
    "a stranger's and a good attachment": (
        lambda case: {"codes": [FOREIGN], "files": [file(credential(case))]},
        "not_genuine",
        "other_host",
    ),
    "a mark alone": (lambda _: {"codes": [MARK]}, "unknown", "short_symbol"),
    "a mark alone, altered": (lambda _: {"codes": [MARK], "level": "四星级"}, "not_genuine", "paper_differs"),
    "a number alone": (lambda _: {"codes": []}, "unknown", "paper_unproven"),
    "a number that was never issued": (lambda _: {"codes": [], "number": number(4711)}, "not_genuine", "never-issued"),
    "another scheme around the token": (
        lambda case: {"codes": [symbol(signed_objects.qr_text(case.record.latest, BASE).replace("https", "http"))]},
        "unknown",
        "symbol_altered",
    ),
    "a damaged token and a good attachment": (
        lambda case: {
            "codes": [symbol(signed_objects.qr_text(case.record.latest, BASE)[:-9])],
            "files": [file(credential(case))],
        },
        "unknown",
        "damaged",
    ),
    "an attachment": (lambda case: {"codes": [], "files": [file(credential(case))]}, "valid", "valid"),
    "an attached JWT": (
        lambda case: {"codes": [], "files": [file(signed_objects.jwt_text(case.record.latest), "certificate.jwt")]},
        "valid",
        "valid",
    ),
    "an attachment, altered print": (
        lambda case: {"codes": [], "files": [file(credential(case))], "uscc": "91000000MA0000277X"},
        "not_genuine",
        "paper_differs",
    ),
    "signed, and a forged attachment": (
        lambda case: {"files": [file(forged(case))]},
        "not_genuine",
        "attachment_forged",
    ),
    "signed, and something else attached": (lambda _: {"files": [file("notes", "notes.txt")]}, "valid", "valid"),
    "signed, a field missing": (lambda _: {"address": ""}, "unknown", "paper_unread"),
    "signed, text covered, as a scan": (lambda _: {"cover": True}, "valid", "valid"),
    "nothing of ours": (lambda _: {**BARE, "text": "另一家机构的证书，编号 ABC"}, "unknown", "nothing_of_ours"),
    "a blank page": (lambda _: BARE, "unknown", "nothing_of_ours"),
    "a scan": (lambda case: {**BARE, "codes": case.data["codes"]}, "valid", "valid"),
}


@pytest.mark.parametrize("name", list(PAPERS))
def test_what_a_paper_comes_to(case: Case, name: str) -> None:
    make, overall, code = PAPERS[name]
    paper = case.judge(**make(case))
    assert (paper.verdict.overall, paper.verdict.code) == (overall, code), paper.verdict.message
    said = paper.to_json()
    assert said.keys() == {"differences", "symbols", "numbers_in_text", "text_compared", "unread"}
    assert [one["host"] for one in said["symbols"] if one["overall"] == "valid"] in ([], [HOST])
    assert json.dumps(said)
    assert said["text_compared"] is (bool(paper.numbers_in_text) and paper.answer is not None)


def test_what_is_beside_it_is_named(case: Case) -> None:
    paper = case.judge(codes=codes(case, symbol("https://cert.examp1e.cn/x"), FOREIGN), pages=["投标函"])
    assert paper.verdict.overall == "valid"
    for words in ("cert.examp1e.cn", "other.example", "made to look like", "page 2"):
        assert words in paper.verdict.message.en
    assert [code.overall for code in paper.codes] == ["valid", "not_genuine", "not_genuine"]


def test_a_forged_attachment_says_what_it_claims(case: Case) -> None:
    paper = case.judge(files=[file(forged(case))])
    assert [one.to_json() for one in paper.comparison.differences] == [
        {"field": "level", "paper": "four-star", "register": "five-star"}
    ]


@pytest.mark.parametrize(
    ("host", "codes", "overall", "code"),
    [
        ("cert.example.cn", 1, "valid", "valid"),
        ("cx.cnca.cn", 1, "valid", "valid"),
        ("cert.examp1e.cn", 1, "valid", "valid"),
        ("cert.examp1e.cn", 0, "not_genuine", "link_imitates"),
        ("cx.cnca.cn", 0, "unknown", "paper_unproven"),
    ],
)
def test_links_that_imitate_our_address_are_named(case: Case, host: str, codes: int, overall: str, code: str) -> None:
    with pikepdf.open(io.BytesIO(pdf({**case.data, "codes": case.data["codes"][:codes]}))) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://{host}/c/{NUMBER}")
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[9, 9, 90, 90], A=action)
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])
        written = io.BytesIO()
        document.save(written)
    paper = read_pdf(written.getvalue(), lambda: None)
    assert paper.links == (Link(1, f"https://{host}/c/{NUMBER}"),)
    verdict = judge_paper(paper, asked(case.reader)).verdict
    assert (verdict.overall, verdict.code) == (overall, code)
    assert ("cert.examp1e.cn" in verdict.message.zh, "made to look like" in verdict.message.en) == (
        (host == "cert.examp1e.cn"),
        (host == "cert.examp1e.cn"),
    )
