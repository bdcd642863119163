"""What is said of a bid, besides the verdict on its certificate: whose it is, what fits its name, what comes near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from certs import limits
from certs.certificate.bids.bid import Bid
from certs.certificate.coverage.coverage import Answer, Coverage
from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.record import Standing
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.answers.product_answer import LISTED
from certs.register.store.text_forms import fold
from certs.trust.verification.sentences import day_in_english

_NAMED: Final = 3  # items of a scope that one row names
NOT_READ: Final = Words(
    "这张证书的登记没有读通，不能下结论。请稍后再查；一直这样，请告诉我们。",
    "The register's record of this certificate could not be read, so that nothing is said of it. Try again later, and "
    "tell us if it goes on.",
)
TO_COME: Final = Words(
    "这一天还没有到，以后的登记可能改变它。", "This day lies ahead: what is registered until then may change it."
)
LATER: Final = Words(
    "其中有的登记晚于这一天，见查验结果里的经过。",
    "Some of it was registered only after that day: see the history on its page.",
)


def another_holder(holder: str, name: str) -> Words:
    """Say that a certificate is not the bidder's."""
    return Words(
        f"证书登记在“{holder}”名下，不是“{name}”的，不能当作这家的证书。请先查清它为什么用这个编号。",
        f"The certificate is registered to “{holder}” and not to “{name}”; it does not count as theirs. Find out first "
        "why they gave this number.",
    )


def compare_names(holder: str, name: str) -> Words:
    """Say that a name and the holder's are alike in part, and leave to people whether they are one firm."""
    if fold(name) in fold(holder):
        why = Words(f"所填的“{name}”只是其中一部分", f"“{name}” is only a part of that name")
    else:
        why = Words(f"所填的“{name}”与它不全相同", f"“{name}” says more than that, or another form of it")
    return Words(
        f"证书登记在“{holder}”名下，{why.zh}，请核对全称；是同一家（或联合体的成员）才能采用。如果是：",
        f"The certificate is registered to “{holder}”; {why.en}. Compare the full name: it counts only if they are the "
        "same firm, or one of a consortium. If so:",
    )


def read_as(given: str, number: str) -> Words:
    """Say in what form a number was looked up, where it was given in another."""
    return Words(f"所填“{given}”，按 {number} 查。", f"“{given}” was given; {number} was looked up.")


def renewed_as(number: str, day: date, status: str) -> Words:
    """Say which certificate took the place of one, and how that one stood on the day."""
    word = _status(status)
    return Words(
        f"已换证，新证书 {number}，{day} 的状态是“{word.zh}”。",
        f"It was renewed as {number}, which is {word.en} on {day_in_english(day)}.",
    )


def covers(coverage: Coverage, status: str, names: Sequence[str]) -> Iterator[Words]:
    """Say what the scope covers, which counts for nothing while the certificate is not valid.

    `names` are those of its items: a plain “not listed” names a few of them.
    """
    if coverage.rule == "several_products":
        zh, en = "、".join(f"“{word}”" for word in coverage.words), ", ".join(f"“{word}”" for word in coverage.words)
        yield Words(
            f"一格里问了不止一个产品（{zh}），没有回答是否覆盖；请分开问，一行一个产品。",
            f"One cell asks about more than one product ({en}), so coverage was not answered; ask about one a row.",
        )
        return
    if status != "valid" and coverage.answer in LISTED:
        yield Words(
            "证书不是“有效”，不能算覆盖；只看认证范围，", "As it is not valid, nothing is covered; by its scope alone:"
        )
    yield coverage.sentence
    if coverage.answer is Answer.NOT_LISTED and coverage.item is None and not coverage.nearest:
        more = len(names) > _NAMED
        yield Words(
            f"证书列有：{'、'.join(names[:_NAMED])}{f'等 {len(names)} 项' if more else ''}。",
            f"The certificate lists {', '.join(names[:_NAMED])}{f' and others ({len(names)} in all)' if more else ''}.",
        )


def _status(code: str) -> Words:
    return STATUS_WORDS.get(code, Words("未能核验", "not checked"))


def former_name(holder: str, name: str) -> Words:
    """Say that a firm was named by another name of its own."""
    return Words(f"“{name}”与“{holder}”是同一家（更名）。", f"“{name}” and “{holder}” are one firm, renamed.")


def looked_up_by(name: str) -> Words:
    """Say that the certificate was found by the name alone."""
    return Words(
        f"没有给编号；名称是“{name}”的证书只有这一张。",
        f"No number was given; this is the only certificate of the name “{name}”.",
    )


def standing(of: Standing, valid_from: date, valid_until: date) -> Words:
    """Say how the certificate stood: its status, since when and until when, and why."""
    since = Words(of.since.isoformat(), day_in_english(of.since))
    if of.code == "valid":
        return Words(f"有效期至 {valid_until}。", f"Valid until {day_in_english(valid_until)}.")
    if of.code == "not_yet_valid":
        return Words(f"{valid_from} 起才有效。", f"Valid only from {day_in_english(valid_from)} on.")
    if of.code == "expired":
        return Words(f"{valid_until} 到期。", f"It ended on {day_in_english(valid_until)}.")
    word = STATUS_WORDS[of.code]
    told = [Words(f"{since.zh} 起{word.zh}", f"{word.en.capitalize()} since {since.en}")]
    if of.code == "suspended" and of.until is not None:
        last = day_in_english(of.until)
        told.append(Words(f"，最迟到 {of.until}", f", until {last} at the latest"))
    told.append(Words("。", "."))
    reason = REASONS.get(of.event_type, {}).get(of.reason or "")
    if reason is not None:
        told.append(Words(f"原因：{reason.zh}", f" Reason: {reason.en}"))
    return Words("".join(each.zh for each in told), "".join(each.en for each in told))


def standing_today(day: date, code: str) -> Words:
    """Say how it stands today, where another day was asked about."""
    word = _status(code)
    return Words(f"今天（{day}）是“{word.zh}”。", f"Today, {day_in_english(day)}, it is {word.en}.")


def several(name: str, count: int, *, more: bool) -> Words:
    """Say that a name fits several certificates."""
    zh, en = (f"不止 {count}", f"more than {count}") if more else (str(count), str(count))
    return Words(
        f"名称是“{name}”的证书有 {zh} 张，没有替您选。请写上编号再查。",
        f"There are {en} certificates of the name “{name}”; none was chosen. Give the number and check again.",
    )


def near(name: str, *, part: bool) -> Words:
    """Say that no certificate has exactly that name, but some come near."""
    if part:
        return Words(
            f"没有名称正好是“{name}”的证书，但有名称、品牌或产品里含有它的，没有替您选。请核对全称，或写上编号再查。",
            f"No certificate has exactly the name “{name}”, but some have it in their name, brand or product; none "
            "was chosen. Compare the full name, or give the number.",
        )
    return Words(
        f"没有名称是“{name}”的证书，但有名称相近的。差一个字，就可能是另一家企业；请核对全称，或写上编号再查。",
        f"No certificate has the name “{name}”, but some names are close to it. One character can make it another "
        "firm: compare the full name, or give the number.",
    )


def no_such_name(name: str) -> Words:
    """Say that nothing fits."""
    return Words(
        f"登记簿里没有名称是“{name}”或相近的证书。请核对全称，或写上编号再查。",
        f"The register has no certificate of the name “{name}” or one close to it. Compare the full name, or give the "
        "number.",
    )


def passed_over(name: str) -> Words:
    """Say that no certificate has that name, that near ones were not looked for, and how to have them looked for."""
    most = limits.NEAR_OF_STACK
    return Words(
        f"登记簿里没有名称正好是“{name}”的证书。相近的名称没有找：这份名单里查不到的名称多，只替前 {most} 个找。请核对全称，"
        "或写上编号再查；要找相近的，请把这一行放进另一份名单再查，或者在查询页输入名称。",
        f"The register has no certificate of exactly the name “{name}”. Names close to it were not looked for: the "
        "list has many names that are not in the register, and that is done for the "
        f"first {most} of them. Compare the full name, or give the number. To have close names looked for, check this "
        "row in a list of its own, or search for the name.",
    )


def with_reading(sentence: Words, bid: Bid) -> Words:
    """Add to what is said of a bid what its reading left to say: it repeats a row, or its product is missing.

    Brand and model are not asked about alone: the product, which was not read, may be excluded.
    """
    told = [sentence]
    if bid.same_as:
        told.insert(0, Words(f"与第 {bid.same_as} 行相同。", f"The same as row {bid.same_as}."))
    if bid.unasked and bid.error is None:
        told.append(
            Words(
                f"只读到品牌或型号“{bid.unasked}”，没有产品名称，所以没有核对是否覆盖。请写上产品名称再查。",
                f"Only a brand or a model was read, “{bid.unasked}”, and no product, so that coverage was not checked. "
                "Write the name of the product and check again.",
            )
        )
    return together(told)


def own_certificates(bid: Bid, numbers: Sequence[str]) -> Words:
    """Say what the firm that bids does hold, where the number that it gave leads nowhere."""
    return Words(
        f"“{bid.name}”登记的证书是 {'、'.join(numbers)}。", f"“{bid.name}” holds {', '.join(numbers)} by the register."
    )


def together(sentences: Sequence[Words]) -> Words:
    """Join sentences in their order."""
    return Words("".join(each.zh for each in sentences), " ".join(each.en for each in sentences))
