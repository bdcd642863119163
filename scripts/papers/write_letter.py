"""`starmark letter`: the body's letter to a holder about a decision that is recorded, or a renewal that is due."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from certs import limits
from certs.days import add_months
from certs.documents.letters import letter_occasions, written_letter
from certs.documents.letters.letter_occasions import DECISIONS, RENEWAL
from certs.documents.letters.written_letter import Letter, Sender
from certs.errors import Misuse, Words
from certs.instance import whole_files
from certs.instance.folder import open_instance
from certs.instance.settings import Settings
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.answers.own_judgement import UNKNOWN
from certs.trust.verification.verdict import Overall
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, lookup_tables, speech, verb_frame
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, require, verb

_ABOUT: Final[Mapping[str, Words]] = {
    "suspension": Words(ENTRY_TYPES["suspended"].word.zh, "suspension"),
    "restoration": Words(ENTRY_TYPES["restored"].word.zh, "restoration"),
    "revocation": Words(ENTRY_TYPES["revoked"].word.zh, "revocation"),
    "withdrawal": Words("注销，包括换证时旧证书的注销", "ending, also of the earlier certificate at a renewal"),
    "renewal": Words("到期和再认证的提醒", "reminder of the end and of renewal"),
}


@verb(
    "letter",
    Words(
        "写给企业的信（PDF）：暂停、恢复、撤销、注销的通知书，再认证的提醒函。内容取自登记簿，由机构盖章后发出。",
        "Write a letter to a holder (PDF): notice of a suspension, restoration, revocation or ending, or a reminder of "
        "renewal. It says what the register says; the body seals it and sends it.",
    ),
)
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@option(
    "--about",
    type=click.Choice(tuple(_ABOUT)),
    default=None,
    metavar="KIND",
    words=Words(
        "信的事由：" + "；".join(f"{code}（{words.zh}）" for code, words in _ABOUT.items()) + "。",
        "What it is about: " + "; ".join(f"{code} ({words.en})" for code, words in _ABOUT.items()) + ".",
    ),
)
@option(
    "--to",
    "target",
    type=FILE,
    default=None,
    metavar="FILE.pdf",
    words=Words("写到这个文件；已有的会被替换。", "File to write; one that is there is replaced."),
)
@option(
    "--entry",
    "position",
    type=click.IntRange(min=0),
    default=None,
    metavar="N",
    words=Words(
        "日志第几条的决定，见 history；默认是最近的一次。",
        "Which decision, by its entry (see history); the newest by default.",
    ),
)
@option(
    "--language",
    type=click.Choice(("zh", "en")),
    default="zh",
    metavar="zh|en",
    words=Words(
        "信用中文还是英文写；默认中文。", "The letter's language, whatever the terminal's; Chinese by default."
    ),
)
@json_option
def command(
    number: str,
    about: str | None,
    target: Path | None,
    position: int | None,
    language: written_letter.Language,
    as_json: bool,
) -> int:
    """Write the letter."""
    require("--about", about)
    require("--to", target)
    assert about is not None
    assert target is not None
    if about == RENEWAL and position is not None:
        raise Misuse(
            "usage",
            "再认证的提醒不对应日志里的决定，不能写 --entry。什么也没有写出。",
            "A reminder of renewal is about no decision of the log: leave out --entry. Nothing was written.",
        )
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, clock.now())
    if isinstance(certificate, NotFound):
        return lookup_tables.tell_not_found(certificate, as_json=as_json)
    if certificate.status == UNKNOWN:  # the record does not hold: nothing may be said from it
        speech.tell(say(certificate.verdict.message), "bold")
        return 2 if certificate.verdict.overall is Overall.UNKNOWN else 1
    instance = open_instance(verb_frame.home())
    letter, entry, later = _written(certificate, instance.settings, about, position, language)
    data = _set(letter, instance.fonts)
    whole_files.write(target, data)
    if about == RENEWAL:
        _tell_early(certificate)
    if as_json:
        facts = {"number": certificate.number, "about": about, "entry": entry, "day": letter.day.isoformat()}
        speech.print_json({**facts, "language": language, "file": str(target), "bytes": len(data)})
    else:
        _tell(certificate.number, letter, target, later)
    return 0


def _written(
    certificate: Answer, settings: Settings, about: str, position: int | None, language: written_letter.Language
) -> tuple[Letter, int | None, tuple[LoggedEvent, ...]]:
    """Return the letter, the entry that it is about, and what was decided since."""
    record, trust = certificate.record, certificate.trust
    on_packaging = settings.mark_policy == "covered-products"
    sender = Sender(trust.body, trust.base_url, settings.body.is_sample, settings.documents, on_packaging)
    if about == RENEWAL:
        version = letter_occasions.renewal_of(record, certificate.today)
        return written_letter.renewal_letter(version, sender, language, certificate.today), None, ()
    assert about in DECISIONS
    decision = letter_occasions.decision_about(record, about, position, certificate.corrections)
    later = letter_occasions.later_entries(record, decision)
    return written_letter.decision_letter(decision, sender, language), decision.entry.position, later


def _set(letter: Letter, own_fonts: Path) -> bytes:
    from certs.documents.letters.letter_pdf import set_letter
    from certs.documents.typesetting import Typesetter  # the fonts take long, and most refusals need none

    return set_letter(Typesetter(own_fonts), letter)


def _tell_early(certificate: Answer) -> None:
    """Say that the end is far away: the letter may have been meant for another certificate, or for later."""
    ends = letter_occasions.renewal_of(certificate.record, certificate.today).valid_until
    if ends > add_months(certificate.today, limits.REMINDER_MONTHS):
        speech.tell(
            both(
                f"请注意：{certificate.number} 的有效期到 {ends}，还有 {limits.REMINDER_MONTHS} 个月以上。提醒函照写了；"
                "发出以前请核对编号，以及是不是现在就要发。",
                f"Note: {certificate.number} is valid until {ends}, over {limits.REMINDER_MONTHS} months away. "
                "The reminder was written; before you send it, check the number, and whether it is time.",
            ),
            colours.NOTE,
        )


def _tell(number: str, letter: Letter, target: Path, later: tuple[LoggedEvent, ...]) -> None:
    speech.show(
        both(
            f"《{letter.title}》（{number}，{letter.day}）已写到 {target}。信上没有签名：盖章以后发出。",
            f"“{letter.title}” ({number}, {letter.day}) is in {target}. It bears no signature: seal it, then send it.",
        )
    )
    for entry in later:
        word = say(ENTRY_TYPES[entry.type].word)
        speech.tell(
            both(
                f"请注意：此后还登记了第 {entry.position} 条，从 {entry.effective} 起{word}；信里写的是当时的决定。",
                f"Note: entry {entry.position} was recorded since, {word} from {entry.effective}; the letter tells of "
                "the decision as it was taken then.",
            ),
            colours.NOTE,
        )
