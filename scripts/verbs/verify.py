"""`starmark verify`: is this certificate genuine, and is it valid? By number, file, QR text, PDF or picture.

Exit code 0 valid, and covered where a product is asked about; 1 not valid or not genuine, not listed or excluded; 2
could not check, or covered only within limits that the question does not name.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from certs.certificate.reading.asked_moment import Moment
from certs.documents.paper.paper_codes import Asked
from certs.documents.paper.paper_verdict import judge_paper
from certs.documents.paper.waiting_child import WaitingChild
from certs.documents.report.filed_report import filed_report
from certs.errors import CouldNotCheck, Misuse, Refused, StarmarkError, Words
from certs.log.signed_note import NoteKey
from certs.publication.files import bundle_format
from certs.publication.files.accepted_witnesses import FOLDER, accepted
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.publication.files.bundle_register import own_record
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.missing_verdict import verdict_of
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import check_object
from certs.register.store.reader import Reader
from certs.trust.verification import offline
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict
from scripts.desk import instance_access, offline_check, verify_target
from scripts.desk.act_options import FILE, json_option
from scripts.desk.verify_target import Kind, Target
from scripts.terminal import clock, speech, verb_frame
from scripts.terminal.lookup_tables import at_option, look_up
from scripts.terminal.product_coverage import answer_about, product_option
from scripts.terminal.verb_frame import argument, option, verb
from scripts.terminal.verdict_table import Judgement


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
    try:
        if offline:
            judgement = offline_check.judge(target, offline_check.whom(pin, trust, witnesses), now, moment)
        else:
            with ExitStack() as stack:
                judgement = _judge(_opened(stack), target, now, moment)
    except CouldNotCheck as error:
        judgement = Judgement(_without_register(error, now))
    if product is not None:
        judgement = replace(judgement, product=answer_about(product, judgement.verdict, judgement.record))
    if as_json:
        speech.print_json(judgement.to_json())
    else:
        judgement.show()
    return judgement.exit_code


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
    target = verify_target.read(given, base_url)
    return replace(_judge_target(reader, target, now, moment), taken_off=target.taken_off)


def _judge_target(reader: Reader, target: Target, now: datetime, moment: Moment | None) -> Judgement:
    day, instant = (moment.day, moment.instant) if moment else (None, None)
    match target.kind:
        case Kind.NUMBER:
            return _by_number(reader, target, now, moment)
        case Kind.PAPER:
            with WaitingChild() as child:
                paper = child.read(target.data)
            filed = filed_report(paper)
            if filed is not None:
                return offline_check.of_report(filed, _bundle(reader, filed.bundle(), now, moment))
            trust = reader.look("").trust
            check = partial(check_object, reader, now=now, day=day, instant=instant)
            look = partial(look_up, reader, now=now, moment=moment)
            judged = judge_paper(paper, Asked(trust.base_url, trust.body.number_prefix, check, look, now))
            return Judgement(judged.verdict, judged.answer, paper=judged)
        case Kind.OBJECT:
            if bundle_format.is_bundle(target.data):
                return _bundle(reader, target.data, now, moment)
            outcome = check_object(reader, target.data, now=now, day=day, instant=instant)
            return Judgement(outcome.verdict, outcome.answer)


def _bundle(reader: Reader, data: bytes, now: datetime, moment: Moment | None) -> Judgement:
    """Judge a bundle as a whole, by the register's own root, log and record."""
    with reader.view() as view:
        who = Pin(offline.root_of(view.trust_bytes()), view.trust, known=_accepted_witnesses())
        checked = verify_bundle(data, who, now, moment.day if moment else None, partial(own_record, view))
    if checked.record is None:
        return Judgement(checked.verdict)
    certificate = look_up(reader, checked.record.number, now, moment)
    return Judgement(checked.verdict, certificate if isinstance(certificate, Answer) else None)


def _accepted_witnesses() -> tuple[NoteKey, ...]:
    """Return the witnesses that the body has accepted; none where their files are damaged, of which an audit tells."""
    try:
        return tuple(key for key, _ in accepted(verb_frame.home() / FOLDER))
    except (OSError, StarmarkError):
        return ()


def _by_number(reader: Reader, target: Target, now: datetime, moment: Moment | None) -> Judgement:
    certificate = look_up(reader, target.number, now, moment)
    if isinstance(certificate, NotFound):
        prefix = reader.look("").trust.body.number_prefix
        return Judgement(verdict_of(certificate, prefix, now), suggestions=certificate.suggestions)
    return Judgement(certificate.verdict, certificate)


def _without_register(error: CouldNotCheck, now: datetime) -> Verdict:
    name = "form" if error.code in {"target", "damaged"} or error.code.startswith("paper_") else "register"
    check = Check(1, name, Outcome.UNKNOWN, error.code, error.words)
    return Verdict(Overall.UNKNOWN, error.code, error.words, (check,), now)
