"""`starmark verify`: is this certificate genuine, and is it valid? By number, file, QR text or picture.

Exit code 0 valid; 1 not valid or not genuine; 2 could not check.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Final

from certs.certificate import number as numbers
from certs.errors import CouldNotCheck, Misuse, Refused, Words
from certs.publication.files import bundle_format
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.register.answers.certificate_answer import answer
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import check_object
from certs.register.store.reader import Reader
from certs.trust.verification import offline
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict
from scripts.desk import instance_access, offline_check, verify_target
from scripts.desk.act_options import FILE, json_option
from scripts.desk.verify_target import Kind, Target
from scripts.terminal import clock, speech, verb_frame
from scripts.terminal.lookup_tables import at_option
from scripts.terminal.verb_frame import argument, option, verb
from scripts.terminal.verdict_table import Judgement

_EXIT: Final = {Overall.VALID: 0, Overall.NOT_VALID: 1, Overall.NOT_GENUINE: 1, Overall.UNKNOWN: 2}
_ASKED: Final = frozenset({"near-miss", "never-issued"})
_SHORT: Final = Words(
    "图片里只有标志上的短二维码，它指明编号，但不能证明这份文件。请看下面登记的内容是否与它一致，或扫描证书上的大二维码。",
    "The picture holds only the short QR code of the mark. It names a number and proves nothing of this paper. Compare "
    "it with what the register says below, or scan the large QR code of the certificate.",
)


@verb(
    "verify",
    Words(
        "核验证书：编号、证书文件（JSON、JWT）、离线核验文件、二维码文字或图片，- 为标准输入。",
        "Verify a certificate: a number, a file (JSON, JWT, bundle), the text of a QR code or a picture; "
        "- is standard input.",
    ),
)
@argument("target", metavar="TARGET", words=Words("要核验的东西。", "What to verify."))
@at_option
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
        "离线时要求这个见证方也签过检查点；可写多次。",
        "Offline: a witness that must have cosigned the checkpoint; may be repeated.",
    ),
)
@json_option
def command(
    target: str,
    day: date | None,
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
            judgement = offline_check.judge(target, offline_check.whom(pin, trust, witnesses), now, day)
        else:
            with ExitStack() as stack:
                judgement = _judge(_opened(stack), target, now, day)
    except CouldNotCheck as error:
        judgement = Judgement(_without_register(error, now))
    if as_json:
        speech.print_json(judgement.to_json())
    else:
        judgement.show()
    return _EXIT[judgement.verdict.overall]


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


def _judge(reader: Reader, given: str, now: datetime, day: date | None) -> Judgement:
    with reader.view() as view:
        base_url = view.trust.base_url
    target = verify_target.read(given, base_url)
    if target.kind is not Kind.OBJECT:
        return _by_number(reader, target, now, day)
    data = target.data
    if bundle_format.is_bundle(data):
        checked = _bundle(reader, data, now, day)
        if checked.verdict.overall is Overall.NOT_GENUINE:
            return checked
        data = bundle_format.parse(data).credential
    outcome = check_object(reader, data, now=now, day=day)
    return Judgement(outcome.verdict, outcome.answer)


def _bundle(reader: Reader, data: bytes, now: datetime, day: date | None) -> Judgement:
    """Judge a bundle as a whole by the register's own root; what it says of the status, the register knows better."""
    with reader.view() as view:
        who = Pin(offline.root_of(view.trust_bytes()), view.trust)
    return Judgement(verify_bundle(data, who, now, day).verdict)


def _by_number(reader: Reader, target: Target, now: datetime, day: date | None) -> Judgement:
    certificate = answer(reader, target.number, now=now, day=day)
    if isinstance(certificate, NotFound):
        prefix = reader.look("").trust.body.number_prefix
        return Judgement(_not_found(certificate, prefix, now), suggestions=certificate.suggestions)
    if target.kind is Kind.SHORT_SYMBOL:
        check = Check(1, "paper", Outcome.UNKNOWN, "short_symbol", _SHORT)
        return Judgement(
            Verdict(Overall.UNKNOWN, check.code, _SHORT, (check,), now, certificate.number, certificate.standing.code),
            certificate,
        )
    return Judgement(certificate.verdict, certificate)


def _not_found(answer: NotFound, prefix: str, now: datetime) -> Verdict:
    """Say no only where the register was asked for a number of ours; anything else it cannot judge."""
    is_ours = answer.kind in _ASKED and numbers.classify(answer.question, prefix).kind != "foreign"
    outcome, overall = (Outcome.FAIL, Overall.NOT_GENUINE) if is_ours else (Outcome.UNKNOWN, Overall.UNKNOWN)
    name = "register" if is_ours else "form"
    return Verdict(overall, answer.kind, answer.words, (Check(1, name, outcome, answer.kind, answer.words),), now)


def _without_register(error: CouldNotCheck, now: datetime) -> Verdict:
    name = "form" if error.code == "target" else "register"
    check = Check(1, name, Outcome.UNKNOWN, error.code, error.words)
    return Verdict(Overall.UNKNOWN, error.code, error.words, (check,), now)
