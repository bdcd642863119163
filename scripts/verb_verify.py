"""`starmark verify`: is this certificate genuine, and is it valid? By number, file, QR text or picture.

Exit code 0 valid; 1 not valid or not genuine; 2 could not check.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from rich.text import Text

from certs.errors import CouldNotCheck, Words
from certs.register.answers import Answer, Hit, NotFound, answer
from certs.register.checking import check_object
from certs.register.reader import Reader
from certs.trust.verdict import Check, Outcome, Overall, Verdict
from scripts import answer_json, clock, door, looking, speech, verify_target, words
from scripts.act_options import json_option
from scripts.frame import argument, verb
from scripts.looking import at_option
from scripts.speech import both, say
from scripts.verify_target import Kind, Target

_EXIT: Final = {Overall.VALID: 0, Overall.NOT_VALID: 1, Overall.NOT_GENUINE: 1, Overall.UNKNOWN: 2}
_HEADS: Final = {
    Overall.VALID: (Words("有效", "VALID"), "bold green"),
    Overall.NOT_VALID: (Words("无效", "NOT VALID"), "bold red"),
    Overall.NOT_GENUINE: (Words("不真实", "NOT GENUINE"), "bold red"),
    Overall.UNKNOWN: (Words("无法核对", "COULD NOT CHECK"), "bold yellow"),
}
_MARKS: Final = {Outcome.PASS: ("✓", "green"), Outcome.FAIL: ("✗", "bold red"), Outcome.UNKNOWN: ("?", "yellow")}
_NAMES: Final = {
    "form": Words("形式", "form"), "key": Words("密钥", "key"), "signature": Words("签名", "signature"),
    "register": Words("登记簿", "register"), "history": Words("历史", "history"), "version": Words("版本", "version"),
    "status": Words("状态", "status"), "dates": Words("日期", "dates"), "paper": Words("这份文件", "this paper"),
}
_SHORT: Final = Words(
    "图片里只有标志上的短二维码，它指明编号，但不能证明这份文件。请看下面登记的内容是否与它一致，或扫描证书上的大二维码。",
    "The picture holds only the short QR code of the mark. It names a number and proves nothing of this paper. Compare "
    "it with what the register says below, or scan the large QR code of the certificate.")


@verb("verify", Words("核验证书：编号、证书文件（JSON、JWT）、二维码文字或图片，- 为标准输入。",
                      "Verify a certificate: a number, a file (JSON, JWT), the text of a QR code or a picture; - is "
                      "standard input."))
@argument("target", metavar="TARGET", words=Words("要核验的东西。", "What to verify."))
@at_option
@json_option
def command(target: str, day: date | None, as_json: bool) -> int:
    """Print the verdict and return its exit code."""
    now = clock.now()
    try:
        with door.reader() as reader:
            found = _judge(reader, target, now, day)
    except CouldNotCheck as error:
        found = _Found(_without_register(error, now))
    if as_json:
        speech.print_json(found.to_json())
    else:
        found.show()
    return _EXIT[found.verdict.overall]


class _Found:
    """A verdict, with what the register says beside it."""

    def __init__(self, verdict: Verdict, held: Answer | None = None, suggestions: tuple[Hit, ...] = (),
                 claims: Mapping[str, Any] | None = None) -> None:
        self.verdict, self.held, self.suggestions, self.claims = verdict, held, suggestions, claims

    def to_json(self) -> dict[str, Any]:
        """Return the Verdict; with near misses, where the number was not found."""
        near = {"suggestions": [answer_json.hit(hit) for hit in self.suggestions]} if self.suggestions else {}
        return {**self.verdict.to_json(), **near}

    def show(self) -> None:
        """Print the answer first, then what the register says, then the checks."""
        head, style = _HEADS[self.verdict.overall]
        speech.show(Text(say(head), style=style))
        speech.show(say(self.verdict.message))
        if self.held is not None:
            _show_held(self.held)
        if self.suggestions:
            looking.hits(self.suggestions)
        _show_checks(self.verdict.checks)


def _judge(reader: Reader, given: str, now: datetime, day: date | None) -> _Found:
    with reader.view() as view:
        base_url = view.trust.base_url
    target = verify_target.read(given, base_url)
    if target.kind is Kind.OBJECT:
        checked = check_object(reader, target.data, now=now, day=day)
        return _Found(checked.verdict, checked.answer, claims=checked.claims)
    return _by_number(reader, target, now, day)


def _by_number(reader: Reader, target: Target, now: datetime, day: date | None) -> _Found:
    held = answer(reader, target.number, now=now, day=day)
    if isinstance(held, NotFound):
        return _Found(_not_found(held, now), suggestions=held.suggestions)
    if target.kind is Kind.SHORT_SYMBOL:
        check = Check(1, "paper", Outcome.UNKNOWN, "short_symbol", _SHORT)
        return _Found(Verdict(Overall.UNKNOWN, check.code, _SHORT, (check,), now, held.number, held.standing.code),
                      held)
    return _Found(held.verdict, held)


def _not_found(found: NotFound, now: datetime) -> Verdict:
    """The register was asked and has no such certificate; a number of another body it cannot judge."""
    foreign = found.kind == "foreign"
    outcome, overall = (Outcome.UNKNOWN, Overall.UNKNOWN) if foreign else (Outcome.FAIL, Overall.NOT_GENUINE)
    name = "form" if found.kind in {"malformed", "foreign"} else "register"
    return Verdict(overall, found.kind, found.words, (Check(1, name, outcome, found.kind, found.words),), now)


def _without_register(error: CouldNotCheck, now: datetime) -> Verdict:
    name = "form" if error.code == "target" else "register"
    check = Check(1, name, Outcome.UNKNOWN, error.code, error.words)
    return Verdict(Overall.UNKNOWN, error.code, error.words, (check,), now)


def _show_held(held: Answer) -> None:
    subject = held.version.subject
    made = speech.facts()
    scope = "；".join(item["name"] for item in subject["scope"][:5]) + ("……" if len(subject["scope"]) > 5 else "")
    speech.row(made, both("编号", "number"), held.number)
    speech.row(made, both("企业", "holder"), subject["holder"]["name"])
    speech.row(made, both("统一社会信用代码", "USCC"), subject["holder"]["uscc"])
    speech.row(made, both("星级", "level"), words.level(subject["level"]))
    speech.row(made, both("状态", "status"), words.status(held.standing.code, overdue=held.standing.overdue))
    speech.row(made, both("有效期", "valid"), f"{held.record.issued} – {held.version.valid_until}")
    speech.row(made, both("认证范围", "scope"), scope)
    speech.show("")
    speech.heading(both("登记簿所载（请与手中的文件核对）", "As registered (compare it with the paper in your hand)"))
    speech.show(made)


def _show_checks(checks: tuple[Check, ...]) -> None:
    made = speech.facts(4)
    for check in checks:
        mark, style = _MARKS[check.outcome]
        name = say(_NAMES[check.name]) if check.name in _NAMES else check.name
        speech.row(made, check.number, Text(mark, style=style), name, say(check.message))
    speech.show("")
    speech.heading(both("查了什么", "What was checked"))
    speech.show(made)
