"""`starmark verify`: is this certificate genuine, and is it valid? By number, file, QR text, PDF or picture.

Exit code 0 valid, and covered where a product is asked about; 1 not valid or not genuine, not listed or excluded; 2
could not check, or covered only within limits that the question does not name.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from certs.certificate.reading.asked_moment import Moment
from certs.documents.judging.judge_file import Judge, accepted_witnesses, not_judged
from certs.documents.judging.judgement import Judgement
from certs.documents.paper import waiting_child
from certs.errors import CouldNotCheck, Misuse, Refused, Words
from certs.register.answers.kin import NO_KIN, Kin, kin_of
from certs.register.answers.product_answer import answer_about
from certs.register.store.reader import Reader
from scripts.desk import instance_access, offline_check, verify_target
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, speech, verb_frame, verdict_table
from scripts.terminal.lookup_tables import at_option
from scripts.terminal.product_coverage import product_option
from scripts.terminal.verb_frame import argument, option, verb


@verb(
    "verify",
    Words(
        "核验证书：编号、证书的 PDF 或图片（与登记簿逐项比对）、证书文件（JSON、JWT）、离线核验文件、二维码文字，- 为标准输入。",
        "Verify a certificate: a number, its PDF or a picture (held against the register), a file (JSON, JWT, bundle), "
        "the text of a QR code; - is standard input.",
    ),
)
@argument("target", metavar="TARGET", words=Words("要核验的东西。", "What to verify."))
@at_option
@product_option
@option(
    "--offline",
    is_flag=True,
    words=Words(
        "不用网络和登记簿：离线核验文件能说明有效与否，单张证书最多是“签发属实”。",
        "Without network and register: a bundle can tell whether it is valid, a certificate alone at best that it was "
        "issued so.",
    ),
)
@option(
    "--pin",
    default="",
    metavar="MULTIKEY",
    words=Words("离线时以哪把根公钥为准（z6Mk…）。", "Offline: the root's public key to go by (z6Mk…)."),
)
@option(
    "--trust",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words("离线时以这份已信任的 trust.json 为准。", "Offline: a trust.json that you trust already."),
)
@option(
    "--witness",
    "witnesses",
    multiple=True,
    metavar="VKEY",
    words=Words(
        "离线时要求这个见证方也签过检查点，防的是机构的在线密钥全部被盗；可写多次。",
        "Offline: a witness that must have cosigned the checkpoint, against the theft of all the body's online keys; "
        "may be repeated.",
    ),
)
@json_option
def command(
    target: str,
    moment: Moment | None,
    product: str | None,
    offline: bool,
    pin: str,
    trust: Path | None,
    witnesses: tuple[str, ...],
    as_json: bool,
) -> int:
    """Print the verdict and return its exit code."""
    now = clock.now()
    if not offline and (pin or trust or witnesses):
        raise Misuse(
            "missing_option",
            "--pin、--trust、--witness 要和 --offline 一起用。",
            "--pin, --trust and --witness go together with --offline.",
        )
    kin = NO_KIN
    try:
        if offline:
            judgement = offline_check.judge(target, offline_check.whom(pin, trust, witnesses), now, moment)
        else:
            with ExitStack() as stack:
                reader = _opened(stack)
                judgement = _judge(reader, target, now, moment)
                kin = _kin(reader, judgement)
    except CouldNotCheck as error:
        judgement = Judgement(not_judged(error, now))
    if product is not None:
        judgement = replace(judgement, product=answer_about(product, judgement.verdict, judgement.record))
    if as_json:
        speech.print_json(judgement.to_json())
    else:
        verdict_table.show(judgement, kin)
    return verdict_table.exit_code(judgement)


def _kin(reader: Reader, judgement: Judgement) -> Kin:
    held = judgement.certificate
    if held is None:
        return NO_KIN
    with reader.view() as view:
        return kin_of(view, held.record, held.trust, held.day)


def _opened(stack: ExitStack) -> Reader:
    """Open the register. Settings that cannot be used leave the question open; a home that is not there is a slip."""
    try:
        return stack.enter_context(instance_access.reader())
    except (Refused, Misuse) as error:
        if not verb_frame.home().is_dir():
            raise
        raise CouldNotCheck(
            "settings",
            f"没有查成：登记实例的设置不能用。{error.words.zh}这不说明证书真假。",
            f"We could not check: the instance's settings cannot be used. {error.words.en} This says neither yes nor "
            "no.",
        ) from error


def _judge(reader: Reader, given: str, now: datetime, moment: Moment | None) -> Judgement:
    with reader.view() as view:
        base_url = view.trust.base_url
    judge = Judge(reader, now, moment, accepted_witnesses(verb_frame.home()), waiting_child.read)
    return judge.judge(verify_target.read(given, base_url))
