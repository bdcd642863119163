"""A verification report in the one HTML file: its bundle is read out of the PDF and judged as the command judges it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from certs.documents.judging.judge_file import not_judged
from certs.documents.report.report_answer import report_of
from certs.documents.report.report_pdf import report_data, set_report
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.errors import CouldNotCheck
from certs.publication.files import bundle_format
from certs.register.acts.founding import found
from certs.register.store.database import create
from certs.trust.keys import PURPOSES, key_name
from certs.trust.signing import Keyring, generate
from scripts.desk import offline_check
from tests.browser.offline_judge import asked, root_text, said
from tests.publication.files.bundles import bundled
from tests.register.founded_register import NOW, SETTINGS, Register, draft, founded

pytestmark = pytest.mark.browser
YEARS_LATER: Final = datetime(2031, 1, 1, tzinfo=UTC)
GOOD, REVOKED = "99926SC00001R0M", "99926SC00002R0M"
Attached = Mapping[str, bytes]


@dataclass(frozen=True)
class Reports:
    """Reports as they were made: one of a valid certificate in each language, of a revoked one, of another body."""

    good: bytes
    english: bytes
    revoked: bytes
    stranger: bytes


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reports]:
    folder, typesetter = tmp_path_factory.mktemp("reports"), Typesetter()
    own = founded(f"sqlite:///{folder / 'own.db'}")
    own.issue(draft(1), draft(2))
    own.change("revoked", REVOKED, "fraud")
    own.later(minutes=1)
    keys, url = (
        Keyring({purpose: generate(key_name(purpose, 1)) for purpose in PURPOSES}),
        f"sqlite:///{folder / 's.db'}",
    )
    stranger = Register(url, create(url), own.now)
    found(stranger.store, SETTINGS, keys, NOW)
    stranger.issue(draft(1), ring=keys)
    yield Reports(
        report(own, typesetter, GOOD, "zh"),
        report(own, typesetter, GOOD, "en"),
        report(own, typesetter, REVOKED, "zh"),
        report(stranger, typesetter, GOOD, "zh", keys),
    )
    own.close()
    stranger.close()


def report(
    register: Register, typesetter: Typesetter, number: str, language: str, keys: Keyring | None = None
) -> bytes:
    bundle = bundle_format.encode(bundled(register, number, keys))
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        answer = report_of(view, record, register.now + timedelta(minutes=5))
    return set_report(typesetter, report_data(Sheet(answer, language, sample=False), bundle))


def bundle_in(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (attached,) = opened.attachments.values()
        return attached.get_file().read_bytes()


def carrying(pdf: bytes, files: Attached) -> bytes:
    """Return the same sheet with other files attached."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for name in list(opened.attachments):
            del opened.attachments[name]
        for name, data in files.items():
            opened.attachments[name] = pikepdf.AttachedFileSpec(opened, data, filename=name)
        return saved(opened)


def saved(opened: pikepdf.Pdf, **options: Any) -> bytes:
    target = io.BytesIO()
    opened.save(target, **options)
    return target.getvalue()


def saved_again(pdf: bytes, **options: Any) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return saved(opened, **options)


def with_level_raised(bundle: bytes) -> bytes:
    value = json.loads(bundle)
    value["certificate"]["credential"]["credentialSubject"]["level"] = "four-star"
    return json.dumps(value, ensure_ascii=False).encode()


def with_another_added(pdf: bytes, bundle: bytes) -> bytes:
    """Return the file with an update behind it, in which another file lies."""
    stream = b"<</Type/Embedded#46ile/Length %d>>stream\n%b\nendstream" % (len(bundle), bundle)
    return pdf + b"\n9000 0 obj\n%b\nendobj\nstartxref\n0\n%%%%EOF\n" % stream


# What comes of each by the command, which the file has to say as well.
EQUAL: Final[Mapping[str, tuple[Callable[[Reports], bytes], str]]] = {
    "as made": (lambda given: given.good, "valid"),
    "in English": (lambda given: given.english, "valid"),
    "saved again in streams of objects": (
        lambda given: saved_again(given.good, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "valid",
    ),
    "unpacked": (
        lambda given: saved_again(
            given.good, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized
        ),
        "valid",
    ),
    "of a revoked certificate": (lambda given: given.revoked, "revoked"),
    "with a level raised": (
        lambda given: carrying(given.good, {"a.bundle": with_level_raised(bundle_in(given.good))}),
        "signature",
    ),
    "with a bundle cut off": (lambda given: carrying(given.good, {"a.bundle": bundle_in(given.good)[:-40]}), "damaged"),
    "with two bundles": (
        lambda given: carrying(given.good, {"a.bundle": bundle_in(given.good), "b.bundle": bundle_in(given.revoked)}),
        "report_bundles",
    ),
    "with nothing attached": (lambda given: carrying(given.good, {}), "report_no_bundle"),
    "cut off": (lambda given: given.good[: len(given.good) // 2], "paper_broken"),
    "encrypted": (
        lambda given: saved_again(given.good, encryption=pikepdf.Encryption(owner="one", user="two")),
        "paper_encrypted",
    ),
    "of another body": (lambda given: given.stranger, "root"),
}
# What only a reader that knows less of PDFs has to refuse.
STRICT: Final[Mapping[str, tuple[Callable[[Reports], bytes], str]]] = {
    "with a file added behind": (
        lambda given: with_another_added(given.good, bundle_in(given.revoked)),
        "report_bundles",
    ),
    "of a certificate": (
        lambda given: carrying(
            given.good, dict.fromkeys(("certificate.json", "certificate.jwt", "certificate.proof"), b"x")
        ),
        "pdf_not_judged",
    ),
    "with a length that is wrong": (
        lambda given: re.sub(rb"(/Length )\d+(?=/Type/EmbeddedFile)", rb"\g<1>7", given.good),
        "paper_broken",
    ),
}


def program(pdf: bytes, folder: Path) -> list[Any]:
    """Return what `starmark verify report.pdf --offline --pin ROOT` says, without what it says of the print."""
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    try:
        verdict = offline_check.judge(str(file), offline_check.whom(root_text(), None, ()), YEARS_LATER, None).verdict
    except CouldNotCheck as error:
        verdict = not_judged(error, YEARS_LATER)
    overall, code, number, checks = said(verdict)
    return [overall, code, number, [one for one in checks if one[1] != "print"]]


def test_the_file_says_of_a_report_what_the_command_says(offline_page: Page, reports: Reports, tmp_path: Path) -> None:
    pdfs = {name: make(reports) for name, (make, _) in EQUAL.items()}
    answers = asked(offline_page, [(pdf, None, YEARS_LATER) for pdf in pdfs.values()], by_browser=True)
    for (name, pdf), answer in zip(pdfs.items(), answers, strict=True):
        assert (name, answer) == (name, program(pdf, tmp_path))
    assert [answer[1] for answer in answers] == [code for _, code in EQUAL.values()]


def test_what_is_no_report_with_one_file_is_named_and_not_judged(offline_page: Page, reports: Reports) -> None:
    pdfs = [make(reports) for make, _ in STRICT.values()]
    answers = asked(offline_page, [(pdf, None, YEARS_LATER) for pdf in pdfs], by_browser=True)
    assert [answer[:2] for answer in answers] == [["unknown", code] for _, code in STRICT.values()]


def test_whoever_hands_in_a_report_reads_what_was_not_compared(offline_page: Page, reports: Reports) -> None:
    page, panel = offline_page, offline_page.locator("#answer")
    page.clock.set_fixed_time(YEARS_LATER)
    page.get_by_label("根公钥").fill(root_text())
    for pdf, number, head, status in (
        (reports.good, GOOD, "当时有效", "有效"),
        (reports.revoked, REVOKED, "真实，但当时不是有效", "撤销"),
    ):
        page.set_input_files("#file", {"name": "r.pdf", "mimeType": "application/pdf", "buffer": pdf})
        page.get_by_role("button", name="核验", exact=True).click()
        expect(panel.get_by_role("heading")).to_have_text(head, use_inner_text=True)
        expect(panel).to_contain_text(number)
        expect(panel.locator("dl")).to_contain_text(f"当时的状态Status then{status}")
        expect(panel).to_contain_text("没有与报告上印的字比对：纸上写的可能与这里证明的不同。")
        expect(panel).to_contain_text("现在的状态从这份报告看不出来")
    page.get_by_role("button", name="English").click()
    expect(panel).to_contain_text("The print of the report was not compared")
    expect(panel.get_by_role("heading")).to_have_text("Genuine, but not valid at that time", use_inner_text=True)
