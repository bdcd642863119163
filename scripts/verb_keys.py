"""`starmark keys list`: the keys that the log knows, and what each may sign."""

from __future__ import annotations

from typing import Final

import click

from certs.errors import Words
from certs.trust.keys import PublicKey
from certs.trust.trust_list import TrustList
from scripts import door, speech
from scripts.act_options import json_option
from scripts.frame import argument, verb
from scripts.speech import both, say

_SIGNS: Final = {
    "root": Words("机构和密钥事件、信任列表", "body and key events, trust list"),
    "certificate": Words("证书和 JWT", "certificates and JWTs"),
    "qr": Words("二维码", "QR codes"),
    "status": Words("其他各种办理", "all other acts"),
    "list": Words("状态列表", "status lists"),
    "log": Words("日志检查点", "log checkpoints"),
}
_STATES: Final = {
    "active": Words("在用", "active"), "retired": Words("停用", "retired"), "compromised": Words("已泄露", "compromised"),
}


@verb("keys", Words("列出日志里登记的密钥（公钥）。", "List the keys that the log knows (their public halves)."))
@argument("what", type=click.Choice(["list"]), metavar="list", words=Words("列出全部密钥。", "List every key."))
@json_option
def command(what: str, as_json: bool) -> int:
    """List the keys."""
    del what
    with door.reader() as reader, reader.view() as view:
        trust = view.trust
    if as_json:
        speech.print_json({"did": trust.did, "keys": [_json(trust, key) for key in trust.keys]})
    else:
        _show(trust)
    return 0


def _json(trust: TrustList, key: PublicKey) -> dict[str, object]:
    return {"name": key.name, "purpose": key.purpose, "state": key.state, "added": key.added, "multikey": key.multikey,
            "kid": key.kid.hex(), "verification_method": trust.method(key)}


def _show(trust: TrustList) -> None:
    made = speech.table(both("名称", "name"), both("状态", "state"), both("签什么", "signs"), both("公钥", "public key"))
    made.columns[0].no_wrap = made.columns[1].no_wrap = True
    for key in trust.keys:
        speech.row(made, key.name, say(_STATES[key.state]), say(_SIGNS[key.purpose]), key.multikey)
    speech.show(made)
    speech.show(both("核验者以 root 的公钥为准。", "Verifiers pin the public key of root."))
