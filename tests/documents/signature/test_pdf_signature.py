"""A certificate's PDF signed as PAdES B-T, verified by software that did not sign it: OpenSSL, poppler, pikepdf."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms, tsp

from certs.documents.certificate_paper import Language, paper_of, set_certificate
from certs.documents.signature.pdf_signature import sign
from certs.documents.signature.signing_certificate import open_key, read_chain
from certs.documents.typesetting import Typesetter
from certs.errors import CouldNotCheck
from scripts.network.timestamp_request import ask
from tests.documents.signature.sample_authority import Authority
from tests.house.rooms import ROOMS
from tests.house.source_tree import Tree
from tests.instances import PASSPHRASE, ROOT
from tests.register.founded_register import TODAY, draft, founded


@dataclass(frozen=True)
class Signature:
    """A signed PDF on the disk, what was signed, and what verifiers need: the CMS, and the bytes that it covers."""

    file: Path
    plain: bytes
    contents: bytes
    covered: bytes


def plain_pdf(folder: Path, language: Language) -> bytes:
    register = founded(f"sqlite:///{folder / 'register.db'}")
    (issued,) = register.issue(draft(1))
    with register.reader().view() as view:
        record = view.record(issued.number)
        assert record is not None
        paper = paper_of(view, record, record.latest, language, TODAY)
    register.close()
    return set_certificate(Typesetter(), paper)


def signed_by(trusted: Authority, pdf: bytes, language: str, path: str = "/") -> bytes:
    certificate = read_chain(trusted.chain)
    key = open_key(trusted.signer.sealed(), PASSPHRASE, certificate)
    signed = sign(pdf, language, certificate, key, lambda request: ask(trusted.address + path, request))
    assert abs((signed.stamped - datetime.now(UTC)).total_seconds()) < 300
    return signed.pdf


@pytest.fixture(scope="module", params=["zh", "en"])
def signature(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, trusted: Authority
) -> Signature:
    folder = tmp_path_factory.mktemp("signed")
    plain = plain_pdf(folder, request.param)
    data = signed_by(trusted, plain, request.param)
    file = folder / "signed.pdf"
    file.write_bytes(data)
    with pikepdf.open(io.BytesIO(data)) as opened:
        value = opened.Root.AcroForm.Fields[0].V
        first, length, second, rest = (int(number) for number in value.ByteRange)
        contents = bytes(value.Contents)
    assert second + rest == len(data), "all of the file is covered"
    return Signature(file, plain, contents, data[first : first + length] + data[second:])


def test_openssl_verifies_the_signature_up_to_the_root(
    signature: Signature, trusted: Authority, tmp_path: Path
) -> None:
    for name, data in (("cms", signature.contents), ("covered", signature.covered), ("root", trusted.root.pem)):
        (tmp_path / name).write_bytes(data)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "covered"]
    options = ["-CAfile", "root", "-purpose", "any", "-out", "verified", "-cades"]
    subprocess.run([*command, *options], check=True, capture_output=True, cwd=tmp_path)
    (tmp_path / "covered").write_bytes(signature.covered.replace(b"/Sig", b"/Sih"))
    assert subprocess.run([*command, *options], check=False, capture_output=True, cwd=tmp_path).returncode != 0


def test_openssl_verifies_the_time_stamp_over_the_signature(
    signature: Signature, trusted: Authority, tmp_path: Path
) -> None:
    (signer,) = cms.ContentInfo.load(signature.contents)["content"]["signer_infos"]
    (stamp,) = (one for one in signer["unsigned_attrs"] if one["type"].native == "signature_time_stamp_token")
    assert {one["type"].native for one in signer["signed_attrs"]} == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    }
    token = stamp["values"][0]
    info = token["content"]["encap_content_info"]["content"].parsed
    assert isinstance(info, tsp.TSTInfo)
    (tmp_path / "token").write_bytes(token.dump())
    (tmp_path / "value").write_bytes(signer["signature"].native)
    (tmp_path / "root").write_bytes(trusted.root.pem)
    command = ["openssl", "ts", "-verify", "-in", "token", "-token_in", "-data", "value", "-CAfile", "root"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)


def test_poppler_finds_one_valid_signature_over_the_whole_file(signature: Signature) -> None:
    said = subprocess.run(["pdfsig", "-nocert", signature.file], check=True, capture_output=True, text=True).stdout
    assert said.count("Signature #") == 1
    for line in ("ETSI.CAdES.detached", "Total document signed", "Signature is Valid."):
        assert line in said
    subprocess.run(["qpdf", "--check", signature.file], check=True, capture_output=True)


def test_it_is_still_pdf_a_and_pdf_ua_by_what_it_declares(signature: Signature) -> None:
    with pikepdf.open(signature.file) as after, pikepdf.open(io.BytesIO(signature.plain)) as before:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert dict(after.docinfo) == dict(before.docinfo)
        assert (after.pdf_version, "/Version" in after.Root) == (before.pdf_version, False)
        assert [str(one.UF) for one in after.Root.AF] == [str(one.UF) for one in before.Root.AF]
        assert len(after.pages) == len(before.pages)
        (field,) = after.Root.AcroForm.Fields
        assert ([int(side) for side in field.Rect], int(field.F)) == ([0, 0, 0, 0], 132), (
            "no extent, printed, not hidden"
        )
        assert after.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1, "nothing may be changed afterwards"
        assert after.pages[0].Tabs == "/S"
        numbers = after.Root.StructTreeRoot.ParentTree.Nums
        (element,) = (numbers[n + 1] for n in range(0, len(numbers), 2) if numbers[n] == field.StructParent)
        assert (str(element.S), str(element.Alt)) == ("/Form", str(field.TU))
        assert element.K.Obj.objgen == field.objgen
        assert element.objgen in {one.objgen for one in element.P.K}, "within the tag tree"


@pytest.mark.parametrize("path", ["/rubbish", "/page", "/away", "/refusal", "/old"])
def test_without_a_good_time_stamp_nothing_is_signed(signature: Signature, trusted: Authority, path: str) -> None:
    with pytest.raises(CouldNotCheck) as caught:
        signed_by(trusted, signature.plain, "zh", path)
    assert caught.value.code == "timestamp"
    assert "没有签名，什么也没有写出" in caught.value.words.zh


def test_an_authority_that_is_away_is_said(signature: Signature, trusted: Authority) -> None:
    certificate = read_chain(trusted.chain)
    key = open_key(trusted.signer.sealed(), PASSPHRASE, certificate)
    with pytest.raises(CouldNotCheck) as caught:
        sign(signature.plain, "zh", certificate, key, lambda request: ask("http://127.0.0.1:1/", request))
    assert caught.value.code == "timestamp"
    assert "export without --sign-pdf for now" in caught.value.words.en


def test_the_web_neither_signs_nor_loads_what_could() -> None:
    """Only one room that is closed to the web uses the library; a process of the web does not hold it."""
    tree = Tree(ROOT, ("certs", "verify", "scripts"))
    users = {
        module.name
        for module in tree.under("certs", "verify", "scripts")
        for target, _ in module.imported
        if target.partition(".")[0] in {"pyhanko", "pyhanko_certvalidator"}
    }
    assert users == {"certs.documents.signature.pdf_signature"}
    assert not ROOMS["certs.documents.signature"].web
    look = "import sys, verify.app; print([name for name in sys.modules if 'hanko' in name or 'documents.sig' in name])"
    done = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
