"""`starmark keys`: the keys that the log knows, and the ceremonies that change them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from certs.audit.register_copy import keys_in_use
from certs.casework.keys import key_files
from certs.errors import Misuse, Words
from certs.register.acts import key_ceremonies
from certs.register.acts.ceremony_plans import ROTATED
from certs.trust.keys import PublicKey
from certs.trust.trust_list.trust_list import TrustList
from scripts.desk import ceremony_options, instance_access, key_findings
from scripts.desk.ceremony import Brought, Rite, hold
from scripts.desk.ceremony_options import holding
from scripts.terminal import speech
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, require, verb

_WHAT: Final = ("list", "check", "rotate", "retire", "compromise")
_SIGNS: Final = {
    "root": Words("机构和密钥事件、公钥清单", "body and key events, trust list"),
    "certificate": Words("证书和 JWT", "certificates and JWTs"),
    "qr": Words("二维码", "QR codes"),
    "status": Words("其他各种办理", "all other acts"),
    "list": Words("状态列表", "status lists"),
    "log": Words("日志检查点", "log checkpoints"),
}
_STATES: Final = {
    "active": Words("在用", "active"),
    "retired": Words("停用", "retired"),
    "compromised": Words("已泄露", "compromised"),
}


@verb(
    "keys",
    Words(
        "列出日志里登记的密钥；用口令打开本机的每把在用密钥，看是不是完好（check）；或用根密钥举行仪式：更换（rotate 用途）、停用（retire "
        "名称）、宣布泄露（compromise 名称）。",
        "List the keys that the log knows; open each that is in use on this host to see that it is whole (check); or "
        "hold a ceremony with the root key: rotate PURPOSE, retire NAME, compromise NAME.",
    ),
)
@argument("what", type=click.Choice(_WHAT), metavar="|".join(_WHAT), words=Words("做什么。", "What to do."))
@argument(
    "subject",
    required=False,
    metavar="PURPOSE|NAME",
    words=Words(
        f"rotate：用途（{'、'.join(ROTATED)}）；retire、compromise：密钥名称，如 certificate-1。",
        f"rotate: a purpose ({', '.join(ROTATED)}); retire, compromise: the name of a key, such as certificate-1.",
    ),
)
@option(
    "--trusted-size",
    type=int,
    default=None,
    metavar="N",
    words=Words(
        "compromise：日志的前 N 条仍可相信，此后及日志以外由它签的一律拒绝。",
        "compromise: the first N entries of the log still stand; all else that the key signed is refused.",
    ),
)
@option(
    "--keep-old",
    is_flag=True,
    words=Words(
        "rotate：旧密钥先不停用（如定时任务的主机还没换上新的）。",
        "rotate: leave the old key in use for now (say, until the timer's host has the new one).",
    ),
)
@holding
def command(what: str, subject: str | None, trusted_size: int | None, brought: Brought, *, keep_old: bool) -> int:
    """List the keys, or hold a ceremony."""
    _require_fitting(what, subject, trusted_size, keep_old=keep_old)
    if what == "list":
        return _list(as_json=brought.as_json)
    if what == "check":
        return _check(brought.passphrase_file, as_json=brought.as_json)
    assert subject is not None  # it was required
    return ceremony_options.tell(hold(brought, _rite(what, subject, trusted_size, keep_old=keep_old)), brought)


def _require_fitting(what: str, subject: str | None, trusted_size: int | None, *, keep_old: bool) -> None:
    """Refuse a call whose parts do not belong together. Raises Misuse."""
    if what in {"list", "check"}:
        wrong = [
            name
            for name, given in (("PURPOSE|NAME", subject), ("--trusted-size", trusted_size), ("--keep-old", keep_old))
            if given not in (None, False)
        ]
    else:
        require("PURPOSE" if what == "rotate" else "NAME", subject)
        wrong = ["--trusted-size"] * (what != "compromise" and trusted_size is not None)
        wrong += ["--keep-old"] * (what != "rotate" and keep_old)
    if wrong:
        raise Misuse(
            "usage",
            f"keys {what} 不用 {'、'.join(wrong)}。什么也没有登记。",
            f"keys {what} takes no {', '.join(wrong)}. Nothing was recorded.",
        )
    if what == "compromise":
        require("--trusted-size", trusted_size)
    if what == "rotate" and subject not in (*ROTATED, "root"):
        raise Misuse(
            "usage",
            f"“{subject}”不是用途，只能是：{'、'.join(ROTATED)}。什么也没有登记。",
            f"“{subject}” is no purpose; it must be one of: {', '.join(ROTATED)}. Nothing was recorded.",
        )


def _rite(what: str, subject: str, trusted_size: int | None, *, keep_old: bool) -> Rite:
    if what == "rotate":
        return lambda hall, new: key_ceremonies.rotate(hall, subject, new, keep_old=keep_old)
    if what == "retire":
        return lambda hall, _new: key_ceremonies.retire(hall, subject)
    return lambda hall, new: key_ceremonies.compromise(hall, subject, trusted_size or 0, new)


def _list(*, as_json: bool) -> int:
    with instance_access.reader() as reader, reader.view() as view:
        trust = view.trust
    if as_json:
        speech.print_json({"did": trust.did, "keys": [_json(trust, key) for key in trust.keys]})
    else:
        _show(trust)
    return 0


def _check(passphrase_file: Path | None, *, as_json: bool) -> int:
    """Open every key in use on this host; 1 where one is missing, damaged or another."""
    place = instance_access.instance(to_act=False)
    in_use = keys_in_use(place.register_url)
    findings = key_files.check(place.keys, in_use, passphrase(passphrase_file))
    if as_json:
        speech.print_json({"keys": [each.name for each in in_use], "faults": list(map(key_findings.to_json, findings))})
    elif not findings:
        names = " ".join(each.name for each in in_use)
        speech.show(both(f"都在，都完好：{names}", f"All are there and whole: {names}"))
    key_findings.tell(findings)
    return 1 if findings else 0


def _json(trust: TrustList, key: PublicKey) -> dict[str, object]:
    return {
        "name": key.name,
        "purpose": key.purpose,
        "state": key.state,
        "added": key.added,
        "ended": key.ended,
        "trusted_size": key.trusted_size,
        "multikey": key.multikey,
        "kid": key.kid.hex(),
        "verification_method": trust.method(key),
    }


def _show(trust: TrustList) -> None:
    table = speech.table(
        both("名称", "name"), both("状态", "state"), both("签什么", "signs"), both("公钥", "public key")
    )
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for key in trust.keys:
        speech.row(table, key.name, _state(key), say(_SIGNS[key.purpose]), key.multikey)
    speech.show(table)
    speech.show(both("核验者以 root 的公钥为准。", "Verifiers pin the public key of root."))


def _state(key: PublicKey) -> str:
    if key.trusted_size is not None:
        return both(f"已泄露，前 {key.trusted_size} 条仍可信", f"compromised, first {key.trusted_size} entries stand")
    return say(_STATES[key.state])
