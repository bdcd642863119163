"""The answers that the web and the commands both give.

One certificate, a search, or a "not found" that says which kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certs import bounds
from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.days import beijing_day
from certs.errors import Malformed, Words
from certs.lifecycle.corrections import Correction
from certs.lifecycle.record import Record, Standing, Version
from certs.lifecycle.signed_objects import evidence
from certs.register.store import name_search as names
from certs.register.store.reader import Reader, View
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.verdict import Verdict
from certs.trust.verification.verification import verify_record


@dataclass(frozen=True, slots=True)
class Answer:
    """One certificate, as it stood on `day`. `trust`, `size` and `corrections` are those of the head that was asked."""

    number: str
    record: Record
    standing: Standing
    verdict: Verdict
    day: date
    trust: TrustList
    size: int
    corrections: tuple[Correction, ...] = ()

    @property
    def version(self) -> Version:
        """The version in force on the day."""
        return self.record.versions[self.standing.version - 1]


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a list of results; `status` is today's."""

    number: str
    holder: str
    level: str
    scheme: str
    status: str
    valid_until: date
    matched_field: str
    matched_text: str


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of results, and the cursor of the next page."""

    items: tuple[Hit, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing was found, and why: near-miss, check-digit, foreign, never-issued, malformed or no-match."""

    kind: str
    words: Words
    suggestions: tuple[Hit, ...] = ()
    asked: str = ""


def answer(reader: Reader, text: str, *, now: datetime, day: date | None = None) -> Answer | NotFound:
    """Answer for one certificate number, forgiving in form. `day` None means today. Raises CouldNotCheck."""
    number = numbers.compact(text)[: bounds.NUMBER]
    look = reader.look(number)
    if look.record is None:
        with reader.view() as view:
            return _missing_number(view, text, now)
    asked = day or beijing_day(now)
    record, standing = look.record, look.record.standing(asked)
    held = evidence(record, record.versions[standing.version - 1], look.size, asked)
    # A void entry is not believed, so it does not speak against the rest either; but the version shown has to be
    # proved.
    proving = [
        (e.position, e.raw) for e in record.entries if e.position not in record.void or e.position == held.position
    ]
    verdict = verify_record(held, proving, look.trust, now, asked)
    return Answer(record.number, record, standing, verdict, asked, look.trust, look.size, look.corrections)


def search(
    reader: Reader, text: str, *, now: datetime, limit: int = bounds.PAGE, after: str | None = None
) -> Hits | NotFound:
    """Search by number, USCC, or any part of a name, brand or product. `after` is the cursor that a page gave.

    Raises Malformed for a cursor that no page gave, CouldNotCheck if the register does not answer.
    """
    limit = max(1, min(limit, bounds.PAGE_MOST))
    text = text[: bounds.QUERY].strip()
    with reader.view() as view:
        number = numbers.compact(text)
        if after is None and 0 < len(number) <= bounds.NUMBER and number in view.existing([number]):
            return Hits(_hits(view, [(number, "number", number)], now))
        if len(uscc.compact(text)) == uscc.LENGTH and uscc.compact(text).isascii():
            found = _by_uscc(view, uscc.compact(text), now, limit, after or "")
        else:
            found = _by_name(view, text, now, limit, after)
        return found if found.items or after else _missing(view, text, now)


def _by_uscc(view: View, code: str, now: datetime, limit: int, after: str) -> Hits:
    found = view.of_uscc(code, limit=limit + 1, after=after)
    shown = found[:limit]
    return Hits(_hits(view, [(n, "uscc", code) for n in shown], now), shown[-1] if len(found) > limit else None)


def _by_name(view: View, text: str, now: datetime, limit: int, after: str | None) -> Hits:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Malformed(
            "cursor",
            Words(
                "翻页参数不对。请从第一页重新查询。", "The page cursor is malformed. Start again from the first page."
            ),
        )
    matches, following = view.find(text, limit=limit, after=int(after or 0))
    return Hits(
        _hits(view, [(m.number, m.field, m.text) for m in matches], now), None if following is None else str(following)
    )


def _hits(view: View, found: Sequence[tuple[str, str, str]], now: datetime) -> tuple[Hit, ...]:
    records, today = view.records(n for n, _, _ in found), beijing_day(now)
    hits = []
    for number, field, text in found:
        standing = records[number].standing(today)
        subject = records[number].versions[standing.version - 1].subject
        hits.append(
            Hit(
                number,
                subject["holder"]["name"],
                subject["level"],
                subject["scheme"],
                standing.code,
                records[number].latest.valid_until,
                field,
                text,
            )
        )
    return tuple(hits)


def _missing(view: View, text: str, now: datetime) -> NotFound:
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
        return _missing_number(view, text, now)
    if not names.fold(text):
        return NotFound(
            "malformed",
            Words(
                "没有输入可以查询的文字。请输入证书编号、企业名称的一部分或信用代码。",
                "There is nothing to search for. Enter a number, part of a name, or a USCC.",
            ),
            asked=text,
        )
    return NotFound(
        "no-match",
        Words(
            f"没有名称、品牌或产品含有“{text}”的证书。请少输几个字再试，或改用证书编号、信用代码。",
            f"No holder, brand or product contains “{text}”. Try fewer characters, or the number or USCC.",
        ),
        asked=text,
    )


def _missing_uscc(code: str) -> NotFound:
    try:
        uscc.validate(code)
    except Malformed as exc:
        return NotFound("check-digit" if exc.code == "check-digit" else "malformed", exc.words, asked=code)
    return NotFound(
        "no-match",
        Words(
            f"登记簿里没有信用代码为 {code} 的企业。它没有本机构颁发的证书。",
            f"No holder in the register has the USCC {code}: it holds no certificate of ours.",
        ),
        asked=code,
    )


def _uscc_for_number(view: View, code: str, now: datetime) -> NotFound:
    """Answer a USCC given where a certificate's number belongs, with what the organisation holds."""
    held = view.of_uscc(code, limit=bounds.SUGGESTIONS)
    if not held:
        return _missing_uscc(code)
    return NotFound(
        "malformed",
        Words(
            f"{code} 是统一社会信用代码，不是证书编号。这家企业的证书见下；全部证书请用查询。",
            f"{code} is a USCC and no certificate number. Certificates of that organisation are listed; a search finds "
            "them all.",
        ),
        _hits(view, [(n, "uscc", code) for n in held], now),
        code,
    )


def _missing_number(view: View, text: str, now: datetime) -> NotFound:
    if uscc.is_valid(text) and not numbers.is_valid(text, view.trust.body.number_prefix):
        return _uscc_for_number(view, uscc.compact(text), now)
    form = numbers.classify(text, view.trust.body.number_prefix)
    near = sorted(
        view.existing(numbers.one_edit_away(text, view.trust.body.number_prefix, taken_over=form.kind == "foreign"))
    )
    if near:
        hits = _hits(view, [(n, "number", n) for n in near[: bounds.SUGGESTIONS]], now)
        return NotFound(
            "near-miss",
            Words(
                f"登记簿里没有 {form.text}，但有只差一处的编号。请先核对企业名称；哪怕只差一位，也是另一张证书。",
                f"{form.text} is not in the register, but a number one slip away is. "
                "Compare the holder's name first: one character makes it another certificate.",
            ),
            hits,
            form.text,
        )
    if form.kind == "ours":
        return NotFound(
            "never-issued",
            Words(
                f"登记簿里没有 {form.text}。写法正确，但本机构没有签发过。",
                f"{form.text} is not in the register. It is well formed, but we never issued it.",
            ),
            asked=form.text,
        )
    return NotFound(form.kind, form.words, asked=form.text)
