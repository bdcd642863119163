"""The certificate as a file that archives and screen readers take, and what is in it, read by other software."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import Final

import pikepdf
import pytest

from certs.documents.certificate_paper import Language
from certs.lifecycle import signed_objects
from certs.log.checkpoint_policy import policy_of
from certs.log.tlog_proof import verify_proof
from certs.register.answers.object_verdict import check_object
from certs.trust.verification.verdict import Overall
from tests.documents.pdf_parts import attached, structure
from tests.documents.sample_papers import Press
from tests.register.founded_register import NOW, TODAY

POINT: Final = 25.4 / 72  # millimetres
EXPIRED: Final = date(2031, 1, 1)


@pytest.mark.parametrize(
    ("name", "language", "day"),
    [
        ("smallest", "zh", EXPIRED),
        ("largest", "zh", EXPIRED),
        ("usual", "zh", TODAY),
        ("usual", "en", TODAY),
        ("brand", "en", TODAY),
        ("qualified", "zh", TODAY),
        ("largest", "zh", TODAY),
    ],
)
def test_it_declares_what_archives_and_screen_readers_need(
    press: Press, name: str, language: Language, day: date
) -> None:
    made = press.print(name, language, day)
    assert subprocess.run(["qpdf", "--check", made.file], capture_output=True, check=False).returncode == 0
    with pikepdf.open(made.file) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert made.paper.subject["number"] in str(meta["dc:title"])
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert str(pdf.Root.Lang) == {"zh": "zh-CN", "en": "en-GB"}[language]
        assert pdf.Root.MarkInfo.Marked
        assert len(attached(pdf)) == 3
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        tags = structure(pdf)
        kinds = {str(tag.S) for tag in tags}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= kinds
        figures = [tag for tag in tags if tag.S == "/Figure"]
        has_emblem = name != "brand" and day != EXPIRED
        assert len(figures) == 1 + has_emblem  # what stands in a page's head is no content
        assert all(len(str(figure.Alt)) > 5 for figure in figures)
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys())
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        embedded = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontFile3" in item]
        assert len(embedded) == len({str(font.BaseFont) for font in fonts if font.Subtype == "/CIDFontType0"}) == 2


def test_the_signed_files_are_in_it_and_hold(press: Press) -> None:
    made = press.print("usual", "en")
    reader = press.register.reader()
    with reader.view() as view:
        record = view.record(press.numbers["usual"])
        assert record is not None
        trust = view.trust
    with pikepdf.open(made.file) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        specs = attached(pdf)
        relations = {name: str(spec.AFRelationship) for name, spec in specs.items()}
        contents = {name: spec.EF.F.read_bytes() for name, spec in specs.items()}
        assert all(len(str(spec.Desc)) > 10 for spec in specs.values())
    assert relations == {
        "certificate.json": "/Data",
        "certificate.jwt": "/Alternative",
        "certificate.proof": "/Supplement",
    }
    assert contents["certificate.json"] == signed_objects.credential_bytes(record.latest)
    for name in ("certificate.json", "certificate.jwt"):
        assert check_object(reader, contents[name], now=NOW).verdict.overall is Overall.VALID
    entry = record.entries[-1]
    assert verify_proof(contents["certificate.proof"], entry.raw, policy_of(trust)).index == entry.position


@pytest.mark.parametrize("name", ["smallest", "largest"])
def test_the_border_is_in_the_file_once_and_behind_all_of_every_page(press: Press, name: str) -> None:
    with pikepdf.open(press.print(name).file) as pdf:
        assert len({page.Resources.XObject.Border.objgen for page in pdf.pages}) == 1
        for page in pdf.pages:
            first = page.Contents[0].read_bytes()
            assert first.startswith(b"/Artifact")
            assert first.rstrip().endswith(b"EMC")
        form = pdf.pages[0].Resources.XObject.Border
        assert [float(edge) for edge in form.BBox] == pytest.approx([0, 0, 210 / POINT, 297 / POINT], abs=0.01)
        assert b"MCID" not in form.read_bytes()
