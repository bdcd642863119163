"""The words of "not found": which kind it is, what to do about it, and what comes nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.days import beijing_day
from certs.errors import Malformed, Words
from certs.register.answers import missing_words
from certs.register.answers.hit_lines import Hit, Line, hits_of
from certs.register.answers.missing_words import products_spread, words_told_apart
from certs.register.answers.near_names import near_names
from certs.register.answers.ranking import ranked
from certs.register.store.name_search import Match
from certs.register.store.reader import View
from certs.register.store.text_forms import fold


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing was found, and why: near-miss, check-digit, foreign, never-issued, malformed or no-match.

    `several` are the numbers of a question that named more than one; `met` and `unmet` its words that some certificate
    has, and that none has.
    """

    kind: str
    words: Words
    suggestions: tuple[Hit, ...] = ()
    question: str = ""
    several: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()


def nothing_found(view: View, text: str, now: datetime) -> NotFound:
    """Say why a search found nothing: by the look of the text it was meant as a USCC, a number, or a name."""
    code = uscc.compact(text)
    if (
        len(code) == uscc.LENGTH
        and code.isascii()
        and code.isalnum()
        and not code.startswith(view.trust.body.number_prefix)
    ):
        return _missing_uscc(code)
    compacted = numbers.compact(text)
    if compacted.isascii() and sum(c.isdigit() for c in compacted) >= 6:
        return no_such_number(view, text, now)
    if not fold(text):
        return NotFound(
            "malformed",
            Words(
                "没有输入可以查询的文字。请输入证书编号、企业名称的一部分或信用代码。",
                "There is nothing to search for. Enter a number, part of a name, or a USCC.",
            ),
            question=text,
        )
    return _no_such_name(view, text, now)


def _no_such_name(view: View, text: str, now: datetime) -> NotFound:
    near = _in_order(view, near_names(view, text), now)
    if near:
        words = Words(
            f"没有名称、品牌或产品含有“{text}”的证书，但有名称相近的。请先核对全称；差一个字，就可能是另一家企业。",
            f"No holder, brand or product contains “{text}”, but some names are close to it. "
            "Compare the full name first: one character can make it another firm.",
        )
        return NotFound("no-match", words, near, text)
    told = words_told_apart(view, text)
    if told.met:
        return NotFound(
            "no-match", _of_words(told), _in_order(view, told.having, now), text, met=told.met, unmet=told.unmet
        )
    spread = _in_order(view, products_spread(view, text), now)
    if spread:
        words = Words(
            f"没有名称、品牌或产品含有“{text}”的证书，但有的产品名里依次有这几个字。请看是不是您要查的产品。",
            f"No holder, brand or product contains “{text}”, but some products have its characters in that order. "
            "See whether it is the product that you mean.",
        )
        return NotFound("no-match", words, spread, text)
    words = Words(
        f"没有名称、品牌或产品含有“{text}”的证书。请少输几个字再试，或改用证书编号、信用代码。",
        f"No holder, brand or product contains “{text}”. Try fewer characters, or the number or USCC.",
    )
    return NotFound("no-match", words, (), text, unmet=told.unmet)


def _in_order(view: View, matches: Sequence[Match], now: datetime) -> tuple[Hit, ...]:
    return hits_of(view, ranked(view, matches, beijing_day(now))[: limits.SUGGESTIONS], now) if matches else ()


def _of_words(told: missing_words.Words) -> Words:
    """Say which words of a question no certificate has, or that none has all of them."""
    zh, en = ("".join(f"“{word}”" for word in told.unmet), ", ".join(f"“{word}”" for word in told.unmet))
    had = Words("".join(f"“{word}”" for word in told.met), " and ".join(f"“{word}”" for word in told.met))
    if not told.unmet:
        return Words(
            f"{had.zh}各自查得到，但没有一张证书同时含有。请去掉一个词再查。",
            f"Each of {had.en} is found, but no certificate has all of them. Take a word away and search again.",
        )
    if not told.having:
        return Words(
            f"没有名称、品牌或产品含有{zh}的证书；{had.zh}各自查得到，但没有一张证书同时含有。请只留一个词再查。",
            f"No holder, brand or product contains {en}. Each of {had.en} is found, but no certificate has all of "
            "them. Search with one word.",
        )
    return Words(
        f"没有名称、品牌或产品含有{zh}的证书。含有{had.zh}的有，见下；请换一个说法再查{zh}。",
        f"No holder, brand or product contains {en}. Those that contain {had.en} are listed. Try another word for "
        f"{en}.",
    )


def several_numbers(view: View, several: Sequence[str], now: datetime) -> NotFound:
    """Answer several numbers given as one, of which some or all are not in the register, or only one can be asked."""
    held = view.existing(several)
    missing = [number for number in several if number not in held]
    return NotFound(
        "never-issued" if missing else "malformed",
        Words(
            f"这里有 {len(several)} 个编号：{'、'.join(several)}。"
            + (f"登记簿里没有 {'、'.join(missing)}。" if missing else "")
            + ("查到的见下。" if held else "")
            + "请一次查一个。",
            f"These are {len(several)} numbers: {', '.join(several)}. "
            + (f"Not in the register: {', '.join(missing)}. " if missing else "")
            + ("Those that are in it are listed. " if held else "")
            + "Look them up one at a time.",
        ),
        hits_of(view, [Line(number, "number", number) for number in several if number in held], now),
        several=tuple(several),
    )


def _missing_uscc(code: str) -> NotFound:
    try:
        uscc.validate(code)
    except Malformed as exc:
        return NotFound("check-digit" if exc.code == "check-digit" else "malformed", exc.words, question=code)
    return NotFound(
        "no-match",
        Words(
            f"登记簿里没有信用代码为 {code} 的企业。它没有本机构颁发的证书。",
            f"No holder in the register has the USCC {code}: it holds no certificate of ours.",
        ),
        question=code,
    )


def _uscc_for_number(view: View, code: str, now: datetime) -> NotFound:
    """Answer a USCC given where a certificate's number belongs, with what the organisation holds."""
    numbers = view.of_uscc(code, limit=limits.SUGGESTIONS)
    if not numbers:
        return _missing_uscc(code)
    return NotFound(
        "malformed",
        Words(
            f"{code} 是统一社会信用代码，不是证书编号。这家企业的证书见下；全部证书请用查询。",
            f"{code} is a USCC and no certificate number. Certificates of that organisation are listed; a search finds "
            "them all.",
        ),
        hits_of(view, [Line(number, "uscc", code) for number in numbers], now),
        code,
    )


def _one_slip_away(view: View, text: str, kind: str) -> set[str]:
    """Return the numbers of the register that are one slip away from a number that is not in it."""
    prefix = view.trust.body.number_prefix
    ours = numbers.one_edit_away(text, prefix, taken_over=kind == "foreign" and text.startswith(prefix))
    near = view.existing(ours) if ours else set()
    if kind == "foreign":
        near |= {number for number in view.taken_over(prefix) if numbers.one_slip_apart(text, number)}
    return near


@dataclass(frozen=True, slots=True)
class MissingNumber:
    """Why a text that is one number leads nowhere, and which numbers are one slip away, in order."""

    kind: str
    words: Words
    number: str
    near: tuple[str, ...] = ()


def missing_number(view: View, text: str) -> MissingNumber:
    """Say why one certificate number leads nowhere."""
    form = numbers.classify(text, view.trust.body.number_prefix)
    near = tuple(sorted(_one_slip_away(view, form.text, form.kind))[: limits.SUGGESTIONS])
    if near:
        words = Words(
            f"登记簿里没有 {form.text}，但有只差一处的编号。请先核对企业名称；哪怕只差一位，也是另一张证书。",
            f"{form.text} is not in the register, but a number one slip away is. "
            "Compare the holder's name first: one character makes it another certificate.",
        )
        return MissingNumber("near-miss", words, form.text, near)
    if form.kind == "ours":
        words = Words(
            f"登记簿里没有 {form.text}。写法正确，但本机构没有签发过。",
            f"{form.text} is not in the register. It is well formed, but we never issued it.",
        )
        return MissingNumber("never-issued", words, form.text)
    return MissingNumber(form.kind, form.words, form.text)


def no_such_number(view: View, text: str, now: datetime) -> NotFound:
    """Say why a certificate number leads nowhere, and name the numbers that are one slip away."""
    other = not_one_number(view, text, now)
    if other is not None:
        return other
    missing = missing_number(view, text)
    hits = hits_of(view, [Line(number, "number", number) for number in missing.near], now) if missing.near else ()
    return NotFound(missing.kind, missing.words, hits, missing.number)


def not_one_number(view: View, text: str, now: datetime) -> NotFound | None:
    """Answer a USCC, or several numbers, given where one number belongs; None for anything else."""
    if uscc.is_valid(text) and not numbers.is_valid(text, view.trust.body.number_prefix):
        return _uscc_for_number(view, uscc.compact(text), now)
    several = numbers.several(text, view.trust.body.number_prefix)
    return several_numbers(view, several, now) if several else None
