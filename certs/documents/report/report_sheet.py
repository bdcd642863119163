"""A report laid out in words of one language: what its page and its PDF both print, line by line.

Nothing is left out and nothing is shortened. Where scope and sites are too long for the sheet, they fill an annex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certs.certificate.scope_text import item_text
from certs.certificate.subject_fields import completed
from certs.days import BEIJING
from certs.documents.report import report_words as words
from certs.documents.report import sheet_room
from certs.documents.report.report_answer import Report
from certs.documents.report.sheet_lines import Fact, Step
from certs.errors import Words
from certs.lifecycle import surveillance
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import OUTLOOKS
from certs.lifecycle.record import Standing
from certs.lifecycle.statuses import STATUS_WORDS
from certs.log.c2sp_text import encode_base64
from certs.register.answers.product_answer import said, word_of
from certs.scheme.scheme import GBT27922, Scheme
from certs.scheme.schemes import SCHEMES
from certs.trust.trust_list.trust_list import Body
from certs.trust.verification.sentences import day_in_english
from certs.trust.verification.verdict import Check


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report in one language."""

    report: Report
    language: str
    sample: bool

    def say(self, pair: Words, **values: object) -> str:
        """Return a sentence in the language of the sheet, with values put in."""
        return (pair.zh if self.language == "zh" else pair.en).format(**values)

    def day(self, day: date) -> str:
        """Write a day as the language does."""
        return day.isoformat() if self.language == "zh" else day_in_english(day)

    def instant(self, instant: datetime) -> str:
        """Write an instant as Beijing time to the second, saying so."""
        return f"{instant.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} UTC+8"

    @property
    def code(self) -> str:
        """The status on the day asked about."""
        return self.report.answer.status

    @property
    def word(self) -> str:
        """That status as a word."""
        return self._word(self.code)

    def _word(self, code: str) -> str:
        return self.say(STATUS_WORDS[code]).capitalize()

    @property
    def body(self) -> Body:
        """The body that keeps the register."""
        return self.report.answer.trust.body

    @property
    def body_name(self) -> str:
        """Its name."""
        return self.body.name if self.language == "zh" else self.body.name_en

    @property
    def heading(self) -> tuple[str, ...]:
        """The answer: the status, then its day; of a day to come, one sentence on what is registered until now."""
        day, today = self.report.day, self.report.answer.today
        if day > today:
            return (self.say(words.STATUS_TO_COME, day=self.day(day), word=self.word),)
        return self.word, self.say(words.STATUS_TODAY if day == today else words.STATUS_ON, day=self.day(day))

    @property
    def holder_name(self) -> str:
        """The holder as the sheet names it: in English where the certificate does."""
        holder = self.subject["holder"]
        return str((self.language == "en" and holder["name_en"]) or holder["name"])

    @property
    def is_holder_chinese(self) -> bool:
        """Whether that name is the Chinese one."""
        return bool(self.holder_name == self.subject["holder"]["name"])

    @property
    def level_name(self) -> str:
        """The level."""
        return self.say(self.scheme.level(self.subject["level"]).name)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What stands below the answer: what it means and why, what may follow, and what else bears on the day."""
        answer, standing = self.report.answer, self.report.answer.standing
        lines = [self.say(answer.verdict.message)]
        outlook = OUTLOOKS.get(standing.event_type, {}).get(standing.reason or "")
        if outlook is not None and self.code != "valid":
            lines.append(self.say(outlook))
        if answer.day != answer.today:
            status = self._status(answer.standing_today)
            lines.append(self.say(words.TODAY, day=self.day(answer.today), status=status))
        if answer.day > answer.today:
            lines.append(self.say(words.TO_COME))
        if self.report.moment is not None and self.report.moment.instant is not None:
            lines.append(self.say(words.INSTANT, time=self.instant(self.report.moment.instant)))
        if self.report.moment is not None:
            lines += [
                self.say(
                    words.LATER,
                    act=self.say(ENTRY_TYPES[entry.type].title),
                    day=self.day(entry.effective),
                    time=self.instant(entry.recorded),
                )
                for entry in answer.recorded_later
            ]
        return tuple(lines)

    @property
    def shown_as(self) -> str:
        """What the sign beside the answer stands for: the status, or what a valid certificate is to the product."""
        coverage = self.report.coverage
        return coverage.answer.value if coverage and self.code == "valid" else self.code

    @property
    def product_word(self) -> str:
        """The answer about the product in one word; "" where none was asked about."""
        return self._plain(word_of(self.report.coverage, self.code)) if self.report.product else ""

    @property
    def product_heading(self) -> str:
        """The answer about the product in one line; "" where none was asked about."""
        product, word = self.report.product, self.product_word
        return self.say(words.PRODUCT_IS, product=product, word=word) if product else ""

    @property
    def product_sentence(self) -> str:
        """The answer about the product in a sentence; "" where none was asked about."""
        report = self.report
        return self._plain(said(report.coverage, report.product, self.code)) if report.product else ""

    def _plain(self, pair: Words) -> str:
        """Return a sentence that already holds its values, whatever marks these have."""
        return pair.zh if self.language == "zh" else pair.en

    def _status(self, standing: Standing) -> str:
        """Write a status with since when, and until when a suspension lasts."""
        if standing.code == "not_yet_valid":
            return self.say(words.BEGINS, word=self._word(standing.code), day=self.day(standing.since))
        return self._word(standing.code) + self.say(Words("，", ", ")) + self._since(standing)

    def _since(self, standing: Standing) -> str:
        since = self.say(words.SINCE, day=self.day(standing.since))
        if standing.until is None or standing.code != "suspended":
            return since
        answer = self.report.answer
        # Whether a term that ends only after today will run out unrestored, nobody knows yet.
        is_overdue = standing.overdue and (answer.day <= answer.today or answer.standing_today.overdue)
        return since + self.say(words.OVERDUE if is_overdue else words.UNTIL, day=self.day(standing.until))

    @property
    def subject(self) -> Mapping[str, Any]:
        """What the version in force on the day says, optional fields included."""
        return completed(self.report.answer.version.subject)

    @property
    def scheme(self) -> Scheme:
        """The scheme that it was certified under."""
        return SCHEMES[self.subject["scheme"]]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that certificate and register say, but scope and sites."""
        return (*self._what_is_certified(), *self._how_long(), *self._around(), self._issuer())

    def _what_is_certified(self) -> tuple[Fact, ...]:
        answer, subject, scheme = self.report.answer, self.subject, self.scheme
        holder = subject["holder"]
        entry = next(event for event in answer.record.entries if event.position == answer.standing.position)
        recorded = self.say(words.BY_ENTRY, time=self.instant(entry.recorded), position=entry.position)
        beside = [(holder["name_en"] or "") if self.is_holder_chinese else holder["name"]]
        if holder["former_names"]:
            beside.append(self.say(words.FORMER) + "、".join(holder["former_names"]))
        level = words.LEVEL if scheme.standard == GBT27922 else words.BRAND_LEVEL
        return (
            Fact(self.say(words.NUMBER), answer.number, form="num", wide=True),
            Fact(self.say(words.STATUS), self._status(answer.standing), recorded, wide=True, form="strong"),
            Fact(
                self.say(words.HOLDER),
                self.holder_name,
                "  ".join(filter(None, beside)),
                wide=True,
                form="strong",
                chinese=self.is_holder_chinese,
            ),
            Fact(self.say(words.USCC), holder["uscc"], form="num"),
            Fact(self.say(level), self.level_name, form="strong"),
            Fact(self.say(words.ADDRESS), holder["address"], wide=True, chinese=True),
            Fact(self.say(words.SCHEME), self.say(scheme.name)),
            Fact(self.say(words.STANDARD), scheme.standard, self.say(scheme.standard_name)),
        )

    def _how_long(self) -> tuple[Fact, ...]:
        record, version = self.report.answer.record, self.report.answer.version
        since = self.say(words.VERSION_SINCE, version=version.version, day=self.day(version.effective))
        return (
            Fact(self.say(words.ISSUED), self.day(record.issued)),
            Fact(self.say(words.FIRST_ISSUED), self.day(record.first_issued)),
            Fact(self.say(words.VALID_UNTIL), self.day(version.valid_until), self.say(words.INCLUDED), form="strong"),
            Fact(self.say(words.VERSION), since),
        )

    def _around(self) -> tuple[Fact, ...]:
        """Return the certificates before and after, and when it was last watched over and reported, where known."""
        record = self.report.answer.record
        passed, lacking = (
            told(record, self.report.day) for told in (surveillance.last_passed, surveillance.none_since)
        )
        watched = self.say(words.PASSED_ON, day=self.day(passed)) if passed else ""
        if lacking:
            watched = self.say(words.NONE_SINCE, day=self.day(lacking))
        reported = record.reported_on(self.report.day)
        rows = (
            Fact(self.say(words.PREDECESSOR), record.predecessor or "", form="num"),
            Fact(self.say(words.SUCCESSOR), record.successor or "", form="num"),
            Fact(self.say(words.SURVEILLANCE), watched),
            Fact(self.say(words.REPORTED), self.day(reported) if reported else ""),
        )
        return tuple(row for row in rows if row.text)

    def _issuer(self) -> Fact:
        body = self.subject["body"]
        name = body["name"] if self.language == "zh" else body["name_en"]
        return Fact(self.say(words.BODY), name, body["approval_number"], wide=True)

    @property
    def scope(self) -> tuple[str, ...]:
        """Each item of the scope with its limits, in Chinese as certified; on English sheets its English name first."""
        return tuple(self._item(item) for item in self.subject["scope"])

    def _item(self, item: Mapping[str, Any]) -> str:
        name = self.say(words.ENGLISH_NAME, name=item["name_en"]) if item["name_en"] else ""
        return name + item_text(item)

    @property
    def scope_notes(self) -> tuple[tuple[str, str], ...]:
        """What the whole certificate leaves out, and the text as printed where staff gave one."""
        excludes, printed = self.subject["excludes"], self.subject["scope_text"]
        rows = ((self.say(words.WHOLE_EXCLUDES), "、".join(excludes)), (self.say(words.PRINTED_SCOPE), printed or ""))
        return tuple(row for row in rows if row[1])

    @property
    def sites(self) -> tuple[tuple[str, str], ...]:
        """Name and address of each site."""
        return tuple((site["name"], site["address"]) for site in self.subject["sites"])

    @property
    def annexed(self) -> bool:
        """Whether scope and sites go to an annex: they would push the foot off the sheet."""
        return sheet_room.needs_annex(self.scope, self.scope_notes, self.sites)

    @property
    def roomy(self) -> bool:
        """Whether there is little to say, so that the sheet may be set wider apart."""
        remarks = (*self.remarks, self.product_sentence)
        return sheet_room.is_roomy(self.language, remarks, self.scope, self.scope_notes, self.sites)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every check that was made."""
        return tuple(self._step(check) for check in self.report.answer.verdict.checks)

    def _step(self, check: Check) -> Step:
        pattern = words.EVIDENCE.get(check.name)
        try:
            evidence = self.say(pattern, **check.evidence) if pattern else ""
        except KeyError:  # a check that was not made rests on nothing
            evidence = ""
        outcome = check.outcome.value
        return Step(outcome, self.say(words.FINDINGS[outcome]), self.say(check.message), evidence)

    @property
    def checkpoint(self) -> tuple[str, str]:
        """The head of the log that it rests on: in words, and its root."""
        head = self.report.head
        return self.say(words.CHECKPOINT, origin=head.origin, size=head.size), encode_base64(head.root)
