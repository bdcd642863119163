"""`starmark export`: the files of one certificate, for its holder and for other people's software."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certs import canonical
from certs.days import instant_text
from certs.errors import Misuse, Words
from certs.instance import whole_files
from certs.instance.folder import open_instance
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Version
from certs.publication.files import bundle_format, compose_bundle, log_files
from certs.publication.files.accepted_witnesses import Witnessed, witnessed
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Reader
from certs.trust.qr import qr_symbol
from certs.trust.status_list.status_list import parse_status_list
from certs.trust.trust_list.did import did_document
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, FOLDER, json_option
from scripts.papers import paper_files
from scripts.terminal import clock, colours, lookup_tables, speech, verb_frame
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, require, verb

if TYPE_CHECKING:
    from scripts.desk.signed_papers import Signing


@verb(
    "export",
    Words(
        "导出一张证书：单个文件（PDF 中英文版、JSON、JWT、二维码、日志证明、did.json、trust.json），或一个离线核验文件。",
        "Export a certificate: single files (PDF in Chinese and in English, JSON, JWT, QR code, log proof, did.json, "
        "trust.json), or one offline file.",
    ),
)
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@option(
    "--to",
    "folder",
    type=FOLDER,
    default=None,
    metavar="DIR",
    words=Words(
        "写到这个目录；没有就建立，同名文件会被替换。",
        "Folder to write to; made if missing, files of the same name are replaced.",
    ),
)
@option(
    "--bundle",
    "bundle_file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "写成一个离线核验文件：不联网也能核验证书、历史和状态。",
        "Write one offline file: certificate, history and status verify without a network.",
    ),
)
@option(
    "--sign-pdf",
    is_flag=True,
    words=Words(
        "用机构的签名证书给两个 PDF 签名，带时间戳（PAdES B-T）；证书和时间戳服务写在设置的 [documents]。",
        "Sign both PDFs with the body's signing certificate and a time stamp (PAdES B-T); [documents] in the settings "
        "names the certificate and the time stamping authority.",
    ),
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "签名证书私钥的口令所在的文件；不写就在终端询问。",
        "Read the passphrase of the signing certificate's key from a file; asked for on a terminal if left out.",
    ),
)
@json_option
def command(
    number: str,
    folder: Path | None,
    bundle_file: Path | None,
    sign_pdf: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """Write the files."""
    if bundle_file is None:
        require("--to", folder)
    elif folder is not None or sign_pdf:
        raise Misuse(
            "usage",
            "--bundle 不能与 --to 或 --sign-pdf 同写。什么也没有写出。",
            "--bundle goes with neither --to nor --sign-pdf. Nothing was written.",
        )
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, clock.now())
        if isinstance(certificate, NotFound):
            return lookup_tables.tell_not_found(certificate, as_json=as_json)
        if bundle_file is not None:
            return _bundle(reader, certificate, bundle_file, as_json=as_json)
        signing = _signing(passphrase_file) if sign_pdf else None
        papers = paper_files.certificate_pdfs(reader, certificate, open_instance(verb_frame.home()).fonts)
        signed = {name: signing.sign(*papers[name]) for name in papers} if signing else {}
        files = {
            **_files(reader, certificate.version, certificate.trust.base_url),
            **{name: signed[name].pdf if signed else pdf for name, (pdf, _) in papers.items()},
        }
    assert folder is not None
    paper_files.write_folder(folder, files)
    _tell(
        certificate,
        folder,
        sorted(files),
        signing,
        max((one.stamped for one in signed.values()), default=None),
        as_json,
    )
    return 0


def _tell(
    certificate: Answer,
    folder: Path,
    files: list[str],
    signing: Signing | None,
    stamped: datetime | None,
    as_json: bool,
) -> None:
    number, version = certificate.number, certificate.version.version
    if as_json:
        facts: dict[str, Any] = {"number": number, "version": version, "folder": str(folder), "files": files}
        if signing is not None and stamped is not None:
            whose = signing.certificate
            facts["signature"] = {"subject": whose.subject, "issuer": whose.issuer, "stamped": instant_text(stamped)}
        speech.print_json(facts)
        return
    speech.show(
        both(
            f"{number} 第 {version} 版的 {len(files)} 个文件已写到 {folder}",
            f"{len(files)} files of {number}, version {version}, are in {folder}",
        )
    )
    if signing is not None and stamped is not None:
        whose = signing.certificate
        speech.show(
            both(
                f"两个 PDF 已用“{whose.subject}”签名，签发者“{whose.issuer}”，时间戳 {instant_text(stamped)}。"
                "这里没有核对谁信任这张证书：那由验证签名的人决定。",
                f"Both PDFs are signed by “{whose.subject}”, issued by “{whose.issuer}”, with a time stamp of "
                f"{instant_text(stamped)}. Who trusts that certificate was not checked: whoever verifies decides.",
            )
        )


def _signing(passphrase_file: Path | None) -> Signing:
    from scripts.desk import signed_papers

    return signed_papers.ready(open_instance(verb_frame.home()), clock.now(), passphrase_file)


def _bundle(reader: Reader, certificate: Answer, target: Path, *, as_json: bool) -> int:
    """Write the bundle, and say until when its status evidence holds."""
    now = clock.now()
    with reader.view() as view:
        record = view.record(certificate.number)
        assert record is not None  # nothing ever leaves the register
        seen = witnessed(view.connection, view.trust, verb_frame.home())
        parts = compose_bundle.compose(view, record, now, seen.raw if seen else None)
    data = bundle_format.encode(parts)
    whole_files.write(target, data)
    lists = [parse_status_list(raw) for raw in parts.lists.values()]
    until = min(one.valid_until for one in lists)
    if as_json:
        speech.print_json(
            {
                "number": parts.number,
                "version": parts.version,
                "file": str(target),
                "bytes": len(data),
                "status_until": instant_text(until),
            }
        )
        return 0
    speech.show(
        both(
            f"{parts.number} 第 {parts.version} 版的离线核验文件已写到 {target}（{len(data)} 字节）。",
            f"The bundle of {parts.number}, version {parts.version}, is in {target} ({len(data)} bytes).",
        )
    )
    speech.show(say(_vouched(seen if seen is not None and parts.checkpoint == seen.raw else None)))
    speech.show(
        both(
            f"状态证据到 {instant_text(until)} 为止有效，之后离线核验只会是“未能核验”。",
            f"Its status evidence holds until {instant_text(until)}; after that it verifies as “could not check”.",
        )
    )
    if until < now:
        speech.tell(
            both(
                "状态证据已经过期：请先运行 starmark publish，再导出一次。",
                "The status evidence has run out: run starmark publish, then export again.",
            ),
            colours.BAD,
        )
    return 0


def _vouched(seen: Witnessed | None) -> Words:
    """Say which witnesses have cosigned what the bundle carries, and what that is good for."""
    if seen is None:
        return Words(
            "里面没有见证方的联署：还没有见证方看到这一条。只凭根公钥离线核验的人，防不住五把在线密钥全部被盗。",
            "It carries no cosignature, as no witness has seen this entry. Whoever checks it offline by the root key "
            "alone is not safe from a thief of all five online keys.",
        )
    names = "、".join(one.witness.name for one in seen.by)
    return Words(
        f"里面有 {names} 的联署；离线核验的人用 --witness 指明它的公钥，就能防住五把在线密钥全部被盗。",
        f"It is cosigned by {names}. Whoever names that witness's key with --witness when checking it offline is safe "
        "from a thief of all five online keys.",
    )


def _files(reader: Reader, version: Version, base_url: str) -> dict[str, bytes]:
    """Make all files before any is written; the symbol is read back on the way."""
    text = signed_objects.qr_text(version, base_url)
    symbol = qr_symbol.certificate_symbol(text)
    with reader.view() as view:
        trust, did = view.trust_bytes(), canonical.dumps(did_document(view.trust))
        proof = log_files.newest_proof(view.connection, version.position)
    return {
        "certificate.json": signed_objects.credential_bytes(version),
        "certificate.jwt": signed_objects.jwt_text(version).encode("ascii"),
        "qr.txt": text.encode("ascii"),
        "qr.png": qr_symbol.png(symbol),
        "qr.svg": qr_symbol.svg(symbol),
        "certificate.proof": proof,
        "did.json": did,
        "trust.json": trust,
    }
