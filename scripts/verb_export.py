"""`starmark export`: the files of one certificate, for its holder and for other people's software."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from certs import canonical
from certs.errors import Words
from certs.register import holding
from certs.register.answers import NotFound
from certs.register.reader import Reader
from certs.register.record import Version
from certs.trust import qr_symbol
from certs.trust.did import did_document
from scripts import door, durable, looking, speech
from scripts.act_options import FOLDER, json_option
from scripts.frame import argument, option, require, verb
from scripts.speech import both


@verb("export", Words("导出一张证书的文件：JSON、JWT、二维码、did.json、trust.json。",
                      "Export the files of one certificate: JSON, JWT, QR code, did.json, trust.json."))
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@option("--to", "folder", type=FOLDER, default=None, metavar="DIR", words=Words(
    "写到这个目录；没有就建立，同名文件会被替换。", "Folder to write to; made if missing, files of the same name are replaced."))
@json_option
def command(number: str, folder: Path | None, as_json: bool) -> int:
    """Write the files."""
    require("--to", folder)
    assert folder is not None
    with door.reader() as reader:
        found = looking.look_up(reader, number, None)
        if isinstance(found, NotFound):
            return looking.tell_not_found(found, as_json=as_json)
        files = _files(reader, found.version, found.trust.base_url)
    _write(folder, files)
    if as_json:
        speech.print_json({"number": found.number, "version": found.version.version, "folder": str(folder),
                           "files": sorted(files)})
    else:
        speech.show(both(f"{found.number} 第 {found.version.version} 版的 {len(files)} 个文件已写到 {folder}",
                         f"{len(files)} files of {found.number}, version {found.version.version}, are in {folder}"))
    return 0


def _files(reader: Reader, version: Version, base_url: str) -> dict[str, bytes]:
    """Make all files before any is written; the symbol is read back on the way."""
    text = holding.qr_text(version, base_url)
    symbol = qr_symbol.certificate_symbol(text)
    with reader.view() as view:
        trust, did = view.trust_bytes(), canonical.dumps(did_document(view.trust))
    return {"certificate.json": holding.credential_bytes(version),
            "certificate.jwt": holding.jwt_text(version).encode("ascii"),
            "qr.txt": text.encode("ascii"), "qr.png": qr_symbol.png(symbol), "qr.svg": qr_symbol.svg(symbol),
            "did.json": did, "trust.json": trust}


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Make a new folder in one step; in one that exists, replace file by file."""
    if folder.exists():
        for name, data in files.items():
            durable.write(folder / name, data)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    beside.mkdir()
    try:
        for name, data in files.items():
            durable.write(beside / name, data)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    durable.sync_folder(folder.parent)
