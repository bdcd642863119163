"""Letters before something is due: the yearly surveillance, and the last day of a suspension. None blames.

The reminder of the certificate's end and its renewal is `written_letter.renewal_letter`.
"""

from __future__ import annotations

from datetime import date

from certs.documents.letters import letter_words as words
from certs.documents.letters.written_letter import Language, Letter, Row, Sender, has_mark, letter_about, written_day
from certs.errors import Words
from certs.lifecycle.reasons import OUTLOOKS, REASONS
from certs.lifecycle.record import Standing, Version

_SURVEILLANCE = Words("监督评价提醒函", "Reminder of surveillance")
_OPENING = Words(
    "贵单位持有的下列认证证书，监督要在{day}以前（含当日）到现场完成。请与本机构约定日期。",
    "For the certificate named below, surveillance on site is due by {day}, that day included. Please arrange a date "
    "with us.",
)
_WATCHED = Words("监督看什么", "What is looked at")
_WATCHED_TEXT = Words(
    "服务是不是还符合要求，认证范围和网点有没有变化，投诉怎样处理，证书和标志有没有错用。等级按监督的结果，可能不变，也可能升、降。",
    "Whether the service still conforms, whether scope or outlets have changed, how complaints are handled, and how "
    "certificate and mark are used. With the result the level stays, rises or falls.",
)
_CHANGES = Words("有变化的", "Changes")
_CHANGES_TEXT = Words(
    "企业名称、地址、认证范围和场所有变化的，请在约定日期时一并说明。",
    "If your name, address, scope or sites have changed, please say so when you arrange the date.",
)
_MISSED = Words("没有按期接受", "If it is not accepted in time")
_MISSED_TEXT = Words(
    "企业没有按期接受监督的，本机构暂停证书；本机构自己耽误的，不因此暂停，尽快补做。",
    "If an organisation does not accept surveillance in time, we suspend the certificate; if the delay is ours, we do "
    "not, and make up for it soon.",
)
_SUSPENSION = Words("暂停期限将满提醒函", "Reminder that a suspension is about to run out")
_SUSPENDED = Words(
    "贵单位持有的下列认证证书自{since}起暂停，暂停期限到{until}（含当日）。期限届满不会自动恢复。",
    "The certificate named below has been suspended since {since}; the term runs to {until}, that day included. It is "
    "not restored by itself when the term is over.",
)
_RESTORE = Words("怎样恢复", "How it is restored")
_RESTORE_TEXT = Words(
    "请在期限以前消除原因，把证明材料交给本机构，并约定评价的日期。",
    "Before the term is over, please remove the cause, send us the evidence, and arrange a date for the assessment.",
)


def surveillance_letter(version: Version, deadline: date, sender: Sender, language: Language, today: date) -> Letter:
    """Write the reminder that a surveillance is due by a day."""
    rows = tuple(
        Row(_in(language, label), (_in(language, text),))
        for label, text in ((_WATCHED, _WATCHED_TEXT), (_CHANGES, _CHANGES_TEXT), (_MISSED, _MISSED_TEXT))
    )
    return letter_about(
        version,
        sender,
        language,
        today,
        title=_SURVEILLANCE,
        opening=_in(language, _OPENING, day=written_day(deadline, language)),
        rows=(*rows, _contact(sender, language)),
        closing=words.RENEWAL_CLOSING,
    )


def suspension_letter(version: Version, standing: Standing, sender: Sender, language: Language, today: date) -> Letter:
    """Write the reminder that a suspension runs out. `standing` is that of today, which is a suspension."""
    assert standing.until is not None  # a suspension has a last day
    assert standing.reason is not None
    days = {"since": written_day(standing.since, language), "until": written_day(standing.until, language)}
    marked = has_mark(version)
    use = words.MOVED_USE if marked else words.WITHOUT_MARK["moved"]
    rows = (
        Row(_in(language, words.REASON), (_in(language, REASONS["suspended"][standing.reason]),)),
        Row(_in(language, _RESTORE), (_in(language, _RESTORE_TEXT),)),
        Row(_in(language, words.AFTERWARDS), (_in(language, OUTLOOKS["suspended"][standing.reason]),)),
        Row(_in(language, words.USE if marked else words.USE_WITHOUT_MARK), (_in(language, use),)),
        _contact(sender, language),
    )
    return letter_about(
        version,
        sender,
        language,
        today,
        title=_SUSPENSION,
        opening=_in(language, _SUSPENDED, **days),
        rows=rows,
        closing=words.RENEWAL_CLOSING,
    )


def _contact(sender: Sender, language: Language) -> Row:
    return Row(_in(language, words.CONTACT), (sender.body.complaints,))


def _in(language: Language, pair: Words, **values: object) -> str:
    return (pair.zh if language == "zh" else pair.en).format(**values)
