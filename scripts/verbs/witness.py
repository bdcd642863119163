"""`starmark witness`: cosign somebody's log, and, for the body itself, publish what witnesses sent.

`init` makes the witness's own key; `cosign URL` looks at a log and prints the cosignature; `serve` answers
add-checkpoint requests for the logs that were cosigned so before; `add` is for the publisher.
"""

from __future__ import annotations

from pathlib import Path

import click

from certs.errors import Misuse, Refused, Words
from certs.instance import whole_files
from certs.instance.folder import open_instance
from certs.mirror.head_comparison import Contradiction
from certs.publication import publish_cosignatures
from certs.publication.files import accepted_witnesses
from certs.trust.multikey import decode_multikey
from scripts.desk.act_options import FILE, json_option
from scripts.network import mirror_files, web_workers, witness_files, witness_server
from scripts.network.fetching import Origin
from scripts.terminal import clock, speech, verb_frame
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, require, verb

_WHAT = ("init", "cosign", "serve", "add")


@verb(
    "witness",
    Words(
        "见证：为别人的日志联署检查点；前后不一致就拒绝并保存证据。add 供机构自己把收到的联署公布出去。",
        "Witness: cosign the heads of somebody's log; one that does not continue the last is refused, with evidence. "
        "add is for the body, to publish what witnesses sent.",
    ),
)
@argument(
    "what",
    type=click.Choice(_WHAT),
    metavar="init|cosign|serve|add",
    words=Words(
        "建立见证方；联署一次；提供联署服务；公布收到的联署。",
        "Make a witness; cosign once; serve cosigning; publish what was sent.",
    ),
)
@argument("url", required=False, default="", words=Words("cosign：日志所在的网站。", "cosign: the site of the log."))
@option(
    "--name",
    default="",
    metavar="NAME",
    words=Words(
        "init：见证方的名称，如 witness.example.org。", "init: the witness's name, such as witness.example.org."
    ),
)
@option(
    "--pin",
    default="",
    metavar="MULTIKEY",
    words=Words("cosign：机构的根公钥，第一次必须给出。", "cosign: the body's root public key; needed the first time."),
)
@option(
    "--to",
    "target",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "cosign：把联署写到文件（交给机构放进 witnesses/）。",
        "cosign: write the cosignature to a file, for the body's witnesses/.",
    ),
)
@option(
    "--host", default="127.0.0.1", metavar="ADDRESS", words=Words("serve：监听的地址。", "serve: address to listen on.")
)
@option(
    "--port", type=click.IntRange(1, 65_535), default=8001, metavar="N", words=Words("serve：端口。", "serve: port.")
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "从文件读口令；不写则在终端询问。", "Read the passphrase from a file; asked for on a terminal if left out."
    ),
)
@json_option
def command(
    what: str,
    url: str,
    name: str,
    pin: str,
    target: Path | None,
    host: str,
    port: int,
    passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """Do one of the four."""
    home = verb_frame.home()
    if what == "add":
        return _add(home, as_json=as_json)
    if what == "init":
        require("--name", name)
        vkey = witness_files.make(home, name, passphrase(passphrase_file, new=True))
        _tell(
            {"vkey": vkey},
            both(
                f"已建立见证方。公钥（请交给机构）：{vkey}", f"Made the witness. Its public key, for the body: {vkey}"
            ),
            as_json=as_json,
        )
        return 0
    if what == "cosign":
        require("URL", url)
        return _cosign(home, Origin(url), pin, target, passphrase_file, as_json=as_json)
    return _serve(home, host, port, passphrase_file)


def _cosign(
    home: Path, origin: Origin, pin: str, target: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> int:
    witness = witness_files.opened(home, passphrase(passphrase_file))
    try:
        head, signature = witness.cosign_published(origin, decode_multikey(pin) if pin else None, clock.now())
    except Contradiction as error:
        place = mirror_files.keep_evidence(home, error.report, clock.now())
        speech.tell_lines(error.report)
        raise Refused(
            error.code,
            f"{error.words.zh} 没有联署；证据已保存：{place}",
            f"{error.words.en} Nothing was cosigned; the evidence is kept in {place}.",
        ) from error
    if target is not None:
        whole_files.write(target, signature.line.encode())
    facts = {"origin": head.head.origin, "size": head.head.size, "cosignature": signature.line}
    _tell(facts, signature.line.rstrip("\n"), as_json=as_json)
    return 0


def _serve(home: Path, host: str, port: int, passphrase_file: Path | None) -> int:
    witness = witness_files.opened(home, passphrase(passphrase_file))
    web_workers.require_free(host, port)
    with witness_server.server(witness, host, port) as server:
        speech.tell(
            both(
                f"见证服务：http://{host}:{port}{witness_server.PATH}",
                f"Cosigning at http://{host}:{port}{witness_server.PATH}",
            )
        )
        server.serve_forever()
    return 0


def _add(home: Path, *, as_json: bool) -> int:
    folder = home / accepted_witnesses.FOLDER
    if not folder.is_dir():
        raise Misuse(
            "no_witnesses",
            f"没有 {folder}。请把见证方的公钥（名称.vkey）和联署（名称.cosig）放进去。",
            f"There is no {folder}. Put each witness's key (NAME.vkey) and cosignature (NAME.cosig) there.",
        )
    count = publish_cosignatures.publish_cosignatures(open_instance(home).public, folder)
    _tell(
        {"cosignatures": count},
        both(f"已公布的检查点现有 {count} 个联署。", f"The published head now carries {count} cosignatures."),
        as_json=as_json,
    )
    return 0


def _tell(facts: dict[str, object], text: str, *, as_json: bool) -> None:
    if as_json:
        speech.print_json(facts)
    else:
        speech.show(text)
