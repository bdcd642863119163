"""A letter in words of one language, line by line, before it is set: the same form for every kind.

Each kind is one function. A new kind writes its own rows and is set by the same template.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from certs.certificate.subject_fields import completed
from certs.days import add_months
from certs.documents.letters import letter_words as words
from certs.documents.letters.letter_occasions import Decision
from certs.errors import Words
from certs.instance.document_settings import DocumentSettings
from certs.lifecycle.reasons import OUTLOOKS, REASONS
from certs.lifecycle.record import Version
from certs.scheme.schemes import SCHEMES
from certs.trust.trust_list.trust_list import Body
from certs.trust.verification.sentences import day_in_english

Language = Literal["zh", "en"]
_AT_REQUEST = "holder-request"
_ERRORS_OF_OURS = frozenset({"issued-in-error", "suspended-in-error"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the body as the register names it, where certificates are looked up, and the body's own terms.

    `on_packaging` tells whether its mark may stand on goods and packaging.
    """

    body: Body
    base_url: str
    sample: bool
    terms: DocumentSettings
    on_packaging: bool


class Row(NamedTuple):
    """A labelled part of a letter, one or more paragraphs."""

    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to be set. `closing` is "" where the language has none.

    `number` is that of a certificate, or of a case, of which nothing is `published` and nothing can be looked up.
    """

    language: Language
    sender: Sender
    day: date
    number: str
    title: str
    holder: str
    address: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    closing: str
    published: bool = True

    def say(self, pair: Words, **values: object) -> str:
        """Return a sentence in the language of the letter."""
        return _say(self.language, pair, **values)


def _say(language: Language, pair: Words, **values: object) -> str:
    return (pair.zh if language == "zh" else pair.en).format(**values)


def written_day(day: date, language: Language) -> str:
    """Write a day as official letters do, on one line."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day_in_english(day).replace(" ", "\u00a0")


def decision_letter(decision: Decision, sender: Sender, language: Language) -> Letter:
    """Write the notice of a decision. What it says follows from the entry, the sender and the language."""
    entry, spoken = decision.entry, words.DECISION_WORDS[decision.entry.type]
    moved_from = decision.moves_suspension_of
    days = {
        "since": written_day(entry.effective, language),
        "until": written_day(entry.until, language) if entry.until else "",
        "began": written_day(moved_from, language) if moved_from else "",
        "valid_until": written_day(decision.version.valid_until, language),
        "successor": entry.body.get("successor", ""),
    }
    if moved_from is not None:
        opening, use = words.MOVED, words.MOVED_USE
    else:
        opening, use = (spoken.at_request if entry.reason == _AT_REQUEST else spoken.opening), spoken.use
    marked = has_mark(decision.version)
    if not marked:
        use = words.WITHOUT_MARK["moved" if moved_from is not None else entry.type]
    uses = [_say(language, use, **days)]
    if entry.type in {"suspended", "revoked", "withdrawn"} and _on_packaging(decision.version, sender):
        uses.append(_say(language, words.ON_PACKAGING))
    rows = [
        Row(_say(language, words.REASON), _reason(decision, language)),
        Row(_say(language, words.USE if marked else words.USE_WITHOUT_MARK), (_joined(language, uses),)),
        Row(_say(language, words.AFTERWARDS), (_say(language, _outlook(decision)),)),
        Row(_say(language, words.PUBLISHED), _published(decision, language)),
        Row(_say(language, words.APPEAL), _appeal(sender, language)),
    ]
    return letter_about(
        decision.version,
        sender,
        language,
        decision.day,
        title=spoken.title,
        opening=_say(language, opening, **days),
        rows=tuple(rows),
        closing=words.CLOSING,
    )


def renewal_letter(version: Version, sender: Sender, language: Language, today: date) -> Letter:
    """Write the reminder that a certificate ends, as of today."""
    ends, months = version.valid_until, sender.terms.renewal_months
    expiry = words.NOT_RENEWED_TEXT if has_mark(version) else words.WITHOUT_MARK["expired"]
    when = [_say(language, words.APPLY_IN_TIME)]
    if months:
        by = add_months(ends, -months)
        when = [_say(language, words.APPLY_BY, months=months, day=written_day(by, language))]
        when += [_say(language, words.APPLY_SOON)] if today > by else []
    rows = (
        Row(_say(language, words.APPLY), (_joined(language, when),)),
        Row(_say(language, words.RENEWAL), (_say(language, words.RENEWAL_TEXT),)),
        Row(_say(language, words.NOT_RENEWED), (_say(language, expiry),)),
        Row(_say(language, words.CONTACT), (sender.body.complaints,)),
    )
    opening = _say(language, words.RENEWAL_OPENING, valid_until=written_day(ends, language))
    return letter_about(
        version,
        sender,
        language,
        today,
        title=words.RENEWAL_TITLE,
        opening=opening,
        rows=rows,
        closing=words.RENEWAL_CLOSING,
    )


def letter_about(
    version: Version,
    sender: Sender,
    language: Language,
    day: date,
    *,
    title: Words,
    opening: str,
    rows: tuple[Row, ...],
    closing: Words,
) -> Letter:
    """Return a letter about a certificate: its parties and facts are what a version says, the rest is given."""
    subject = completed(version.subject)
    scheme, holder = SCHEMES[subject["scheme"]], subject["holder"]
    name = holder["name"] if language == "zh" or not holder["name_en"] else holder["name_en"]
    standard = f"{scheme.standard}《{scheme.standard_name.zh}》"
    facts = (
        (words.NUMBER, subject["number"]),
        (words.SCHEME, _say(language, scheme.name)),
        (words.STANDARD, standard if language == "zh" else f"{scheme.standard}, {scheme.standard_name.en}"),
        (words.LEVEL, _say(language, scheme.level(subject["level"]).name)),
        (words.VALID_UNTIL, written_day(version.valid_until, language)),
    )
    return Letter(
        language,
        sender,
        day,
        subject["number"],
        _say(language, title),
        _say(language, words.DEAR, holder=name),
        holder["address"],
        opening,
        tuple((_say(language, label), text) for label, text in facts),
        rows,
        _say(language, closing),
    )


def _joined(language: Language, sentences: list[str]) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def _on_packaging(version: Version, sender: Sender) -> bool:
    return sender.on_packaging and has_mark(version)


def has_mark(version: Version) -> bool:
    """Tell whether the certificate's scheme has a mark."""
    return SCHEMES[version.subject["scheme"]].has_mark


def _reason(decision: Decision, language: Language) -> tuple[str, ...]:
    """Quote the public sentence; an error of the body's own is said to be one."""
    code = decision.entry.reason or ""
    sentence = _say(language, REASONS[decision.entry.type][code])
    return (sentence, *((_say(language, words.ERROR_OF_OURS),) if code in _ERRORS_OF_OURS else ()))


def _outlook(decision: Decision) -> Words:
    kind, code = decision.entry.type, decision.entry.reason or ""
    if kind == "suspended":
        return OUTLOOKS[kind][code]
    return words.OUTLOOK_BY_REASON.get((kind, code), words.DECISION_WORDS[kind].outlook)


def _published(decision: Decision, language: Language) -> tuple[str, ...]:
    text = _say(language, words.PUBLISHED_TEXT, position=decision.entry.position)
    return (text, *((_say(language, decision.correction.words),) if decision.correction else ()))


def _appeal(sender: Sender, language: Language) -> tuple[str, ...]:
    """Say to whom one can appeal; by when only where the body has set it."""
    terms, within = sender.terms, ""
    if terms.appeal_days:
        within = _say(language, words.WITHIN_DAYS, days=terms.appeal_days)
    elif terms.appeal_working_days:
        within = _say(language, words.WITHIN_WORKING_DAYS, days=terms.appeal_working_days)
    return _say(language, words.APPEAL_TEXT, within=within), sender.body.complaints
