"""`starmark kit`: the marks of one certificate for its holder, in a ZIP file."""

from __future__ import annotations

from pathlib import Path

from certs.certificate.number import in_address
from certs.errors import Words
from certs.instance import whole_files
from certs.instance.folder import open_instance
from certs.register.answers.not_found import NotFound
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.papers import paper_files
from scripts.terminal import clock, lookup_tables, speech, verb_frame
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, require, verb


@verb(
    "kit",
    Words(
        "做一张证书的标志包（ZIP）：各种尺寸的星级标志、图例、使用规则、网页用的状态徽标。只给今天有效的证书。",
        "Make the kit of a certificate (ZIP): its star mark in every size, pictures, the rules, the live badge for web "
        "pages. Only for a certificate that is valid today.",
    ),
)
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@option(
    "--to",
    "target",
    type=FILE,
    default=None,
    metavar="FILE.zip",
    words=Words("写到这个文件；已经有的会被替换。", "File to write; one that exists is replaced."),
)
@json_option
def command(number: str, target: Path | None, as_json: bool) -> int:
    """Make the kit, read back on the way, and write it."""
    require("--to", target)
    assert target is not None
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, clock.now())
    if isinstance(certificate, NotFound):
        return lookup_tables.tell_not_found(certificate, as_json=as_json)
    settings = open_instance(verb_frame.home()).settings
    facts, data = paper_files.kit(certificate, settings)
    whole_files.write(target, data)
    if as_json:
        speech.print_json({"number": facts.number, "version": facts.version, "file": str(target), "bytes": len(data)})
        return 0
    page = f"{facts.base_url}/c/{in_address(facts.number)}"
    speech.show(
        both(
            f"{facts.number} 第 {facts.version} 版的标志包已写到 {target}。先看里面的 rules.zh.txt；"
            f"网页上的状态徽标是 {page}/badge.svg。",
            f"The kit of {facts.number}, version {facts.version}, is in {target}. Read rules.en.txt in it first; the "
            f"live badge for web pages is {page}/badge.svg.",
        )
    )
    return 0
