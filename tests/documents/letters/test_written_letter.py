"""What the letters say: the recorded facts, the public reason, the body's own terms, and no blame that is not in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from certs.documents.letters import letter_words
from certs.documents.letters.letter_occasions import decision_about, renewal_of
from certs.documents.letters.written_letter import (
    Language,
    Letter,
    Sender,
    decision_letter,
    renewal_letter,
    written_day,
)
from certs.errors import Words
from certs.instance.document_settings import DocumentSettings
from certs.lifecycle.reasons import REASONS
from tests.documents.letters.sample_letters import BODY, CASES, SENDER, Written
from tests.register.founded_register import TODAY, draft

# Words of blame, and the reasons whose own sentence says as much.
BLAME = {
    "zh": ("违规", "误用", "欺骗", "不再符合", "不再持续符合", "整改", "拒绝", "事故", "没有按", "丧失", "有过错"),
    "en": ("misus", "deceit", "no longer met", "correction is due", "refused", "incident", "not carried out", "wrong"),
}
NO_FAULT = {
    ("suspended", "holder-request"),
    ("suspended", "complaint"),
    ("suspended", "other"),
    ("restored", "assessment-passed"),
    ("restored", "cause-removed"),
    ("restored", "suspended-in-error"),
    ("revoked", "issued-in-error"),
    *(("withdrawn", reason) for reason in REASONS["withdrawn"]),
    ("renewed", "renewed"),
}


def text_of(letter: Letter) -> str:
    """Return all that a letter says."""
    facts = [part for fact in letter.facts for part in fact]
    rows = [part for row in letter.rows for part in (row.label, *row.paragraphs)]
    return "\n".join([letter.title, letter.holder, letter.address, letter.opening, *facts, *rows, letter.closing])


def said(words: Words, language: str) -> str:
    return words.zh if language == "zh" else words.en


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("about", "kind", "reason"), CASES)
def test_each_decision_is_told_with_its_days_and_its_public_reason(
    decided: Written, about: str, kind: str, reason: str, language: Language
) -> None:
    decision, letter = decided.decision(about, kind, reason), decided.letter(about, kind, reason, language)
    text = text_of(letter)
    assert not {"{", "}"} & set(text)
    assert said(REASONS[kind][reason], language) in letter.rows[0].paragraphs
    assert letter.day == TODAY + timedelta(days=6)
    assert written_day(decision.entry.effective, language) in letter.opening
    for part in (letter.number, written_day(decision.version.valid_until, language), "GB/T 27922-2011"):
        assert part in dict(letter.facts).values() or part in text
    assert f"{decision.entry.position}" in letter.rows[3].paragraphs[0]
    assert "cx.cnca.cn" in letter.rows[3].paragraphs[0]
    assert letter.rows[4].paragraphs[1] == BODY.complaints
    if kind == "suspended":
        assert written_day(TODAY + timedelta(days=60), language) in letter.opening
    if kind == "renewed":
        assert str(decision.entry.body["successor"]) in letter.opening
    elif kind != "restored":
        assert (
            said(Words("不得", "neither the certificate nor its mark may be used"), language)
            in letter.rows[1].paragraphs[0]
        )
    if (kind, reason) in NO_FAULT:
        spoken = text.replace("不表示企业有过错", "").replace("does not mean that you did wrong", "")
        assert not [word for word in BLAME[language] if word in spoken]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_terms_are_the_bodys_own_and_left_out_where_it_has_none(decided: Written, language: Language) -> None:
    case = ("revocation", "revoked", "requirements-lost")
    for terms, zh, en in (
        (DocumentSettings(appeal_days=30), "可以自收到本通知之日起 30 日内向本机构申诉", "within 30 days of receiving"),
        (DocumentSettings(appeal_working_days=20), "之日起 20 个工作日内向", "within 20 working days of receiving"),
        (DocumentSettings(), "可以向本机构申诉", "you may appeal to us, naming"),
    ):
        letter = decided.letter(*case, language, replace(SENDER, terms=terms))
        assert said(Words(zh, en), language) in letter.rows[4].paragraphs[0]


def test_goods_and_packaging_are_named_only_where_the_mark_may_stand_there(decided: Written) -> None:
    for about, kind, reason in CASES:
        for sender in (SENDER, replace(SENDER, on_packaging=False)):
            uses = decided.letter(about, kind, reason, sender=sender).rows[1].paragraphs[0]
            named = sender.on_packaging and kind in {"suspended", "revoked", "withdrawn"}
            assert ("商品和包装" in uses) == named


def test_an_error_of_the_body_is_said_to_be_its_own(decided: Written) -> None:
    for about, kind, reason in CASES:
        ours = reason in {"issued-in-error", "suspended-in-error"}
        assert ("这是本机构的差错" in text_of(decided.letter(about, kind, reason))) == ours


def test_a_suspension_that_is_prolonged_is_told_with_when_it_began(decided: Written) -> None:
    (one,) = decided.register.issue(draft(70))
    now = TODAY + timedelta(days=6)
    decided.register.change("suspended", one.number, "holder-request", until=now + timedelta(days=20))
    decided.register.change(
        "suspended", one.number, "holder-request", until=now + timedelta(days=90), effective=now + timedelta(days=9)
    )
    letter = decision_letter(decision_about(decided.record(one.number), "suspension"), SENDER, "zh")
    days = [written_day(now + timedelta(days=days), "zh") for days in (0, 9, 90)]
    assert letter.opening == (
        f"贵单位持有的下列认证证书自{days[0]}起暂停。本机构决定，自{days[1]}起，暂停期限改到{days[2]}（含当日）。"
    )
    assert "仍不得使用证书" in letter.rows[1].paragraphs[0]


@pytest.mark.parametrize(
    ("months", "today", "says", "late"),
    [
        (6, date(2029, 5, 23), "最迟在2029年5月23日提出", False),
        (6, date(2029, 5, 24), "最迟在2029年5月23日提出", True),
        (0, date(2029, 5, 24), "评价和决定要在到期以前完成", False),
    ],
)
def test_a_reminder_states_the_lead_time_that_the_body_has_set(
    decided: Written, months: int, today: date, says: str, late: bool
) -> None:
    (one,) = decided.register.issue(draft(80 + months + today.day, issued=TODAY))
    version = renewal_of(decided.record(one.number), today)
    assert version.valid_until == date(2029, 11, 23)
    sender = Sender(
        BODY, SENDER.base_url, sample=True, terms=DocumentSettings(renewal_months=months), on_packaging=True
    )
    letter = renewal_letter(version, sender, "zh", today)
    assert says in letter.rows[0].paragraphs[0]
    assert ("请尽快提出" in letter.rows[0].paragraphs[0]) == late
    assert "2029年11月23日（含当日）" in letter.opening
    assert "within" not in text_of(renewal_letter(version, sender, "en", today))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_letter_speaks_of_a_mark_where_the_scheme_has_none(decided: Written, language: Language) -> None:
    brand = replace(draft(88 if language == "zh" else 89), scheme="brand-1000", score=Decimal(720))
    (one,) = decided.register.issue(brand)
    now = TODAY + timedelta(days=6)
    letters = [renewal_letter(renewal_of(decided.record(one.number), now), SENDER, language, now)]
    until = now + timedelta(days=60)
    for kind, reason, about in (
        ("suspended", "complaint", "suspension"),
        ("restored", "cause-removed", "restoration"),
        ("withdrawn", "holder-request", "withdrawal"),
    ):
        decided.register.change(kind, one.number, reason, **({"until": until} if kind == "suspended" else {}))
        letters.append(decision_letter(decision_about(decided.record(one.number), about), SENDER, language))
    for letter in letters:
        assert not re.search("标志|\\bmarks?\\b", text_of(letter))
    assert not [
        text
        for pair in letter_words.WITHOUT_MARK.values()
        for text in (pair.zh, pair.en)
        if re.search("标志|\\bmark", text)
    ]
