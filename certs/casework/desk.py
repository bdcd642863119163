"""One act from the desk: tried without keys, written into the staff journal, then done in the register.

The order matters. The trial run finds what would be refused, so that a refusal leaves no row behind. The rows are on
the disk before the first signature, so that no event can exist whose deciders are unknown. If the act then fails, its
rows stand for what was abandoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from certs import bounds
from certs.casework.journal.journal import Decision, Journal, digest_of
from certs.certificate import staff_code
from certs.certificate.fields import Draft
from certs.certificate.input_json import issue_json, rewrite_json
from certs.errors import Malformed, Misuse, Words
from certs.instance.settings import Settings
from certs.lifecycle.amending import ReissueItem, RenewItem
from certs.lifecycle.rules import Change
from certs.publication import publish
from certs.publication.publish import Published
from certs.register.acts import acts
from certs.register.acts.acts import Changed, Issued
from certs.register.store.database import Store
from certs.trust.signing import Keyring

_NO_DECISION: Final = "0" * 64  # stands where a commitment will be, in a trial run that keeps nothing


@dataclass(frozen=True, slots=True)
class Remark:
    """What goes into the journal beside the act: the private note, and the staff code of who acts."""

    note: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", " ".join(self.note.split()))
        object.__setattr__(self, "by", _staff_code(self.by))
        if len(self.note) > bounds.REMARK or not self.note.isprintable():
            raise Misuse(
                "note",
                Words(
                    f"备注最多 {bounds.REMARK} 个字符，不含控制字符。什么也没有办理。",
                    f"A note has at most {bounds.REMARK} characters, none of them a control "
                    "character. Nothing was done.",
                ),
            )


def _staff_code(text: str) -> str:
    """Return the code of who acts, "" where none is given. Raises Misuse for what is none: a name, above all."""
    if not text.strip():
        return ""
    try:
        return staff_code.validate(text)
    except Malformed as error:
        raise Misuse(
            "by", Words(f"--by：{error.words.zh}什么也没有办理。", f"--by: {error.words.en} Nothing was done.")
        ) from error


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of status as asked for. `effective` None means today; `until` is a suspension's last day, included."""

    type: str
    number: str
    reason: str
    effective: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A new content for a number: the next version (`reissue`), or the successor (`renew`, which takes no reason)."""

    number: str
    draft: Draft
    reason: str = ""
    effective: date | None = None


class Desk:
    """A desk with everything an act needs. Without a keyring it can only try.

    `now` is an instant, or what reads the clock: each act then reads it once, when it is its turn to write.
    `public` is the folder of the publication: the log must go on from the head that is published there.
    Every method does all of what it is given, or nothing. It raises BatchRefused naming each item at fault, Refused for
    the clock, CouldNotCheck if journal or register fail.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        journal: Journal,
        ring: Keyring | None,
        now: acts.Now,
        *,
        confirm_clock: date | None = None,
        public: Path | None = None,
    ) -> None:
        self._store, self._journal, self._ring = store, journal, ring
        self._sizes = (settings.small_up_to, settings.medium_up_to)
        self._clock, self.confirm_clock, self._public = now, confirm_clock, public

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self._clock if isinstance(self._clock, datetime) else self._clock()

    def issue(self, drafts: Sequence[Draft], remark: Remark, *, dry_run: bool = False) -> tuple[Issued, ...]:
        """Issue one certificate for each draft."""
        tried = self._issue(drafts, [_NO_DECISION] * len(drafts), dry_run=True)
        if dry_run:
            return tried
        return self._issue(drafts, self._commit("issued", [(d.decided_by, issue_json(d)) for d in drafts], remark))

    def reissue(self, items: Sequence[Rewrite], remark: Remark, *, dry_run: bool = False) -> tuple[Issued, ...]:
        """Make the next version of each number."""
        tried = self._reissue(items, [_NO_DECISION] * len(items), dry_run=True)
        return tried if dry_run else self._reissue(items, self._commit_rewrites("reissued", items, remark))

    def renew(self, items: Sequence[Rewrite], remark: Remark, *, dry_run: bool = False) -> tuple[Issued, ...]:
        """Issue the successor of each number."""
        tried = self._renew(items, [_NO_DECISION] * len(items), dry_run=True)
        return tried if dry_run else self._renew(items, self._commit_rewrites("renewed", items, remark))

    def change(self, wishes: Sequence[Wish], remark: Remark, *, dry_run: bool = False) -> tuple[Changed, ...]:
        """Suspend, restore, revoke or withdraw. Raises Misuse without a staff code in the remark."""
        if not remark.by:
            raise Misuse(
                "missing_option",
                Words(
                    "缺少选项 --by：必须写明办理人的工号。什么也没有办理。",
                    "The option --by is missing: an act names the staff code of who acts. Nothing was done.",
                ),
            )
        tried = self._change(wishes, [_NO_DECISION] * len(wishes), dry_run=True)
        if dry_run:
            return tried
        decisions = [Decision(wish.type, remark.by, (), remark.note, digest_of(_wish_json(wish))) for wish in wishes]
        return self._change(wishes, self._journal.commit(decisions, self.now))

    def publish(self, now: datetime) -> Published:
        """Publish what the register holds by now. Raises as `publish.publish` does: the acts stand all the same."""
        assert self._ring is not None  # for the type checker: whoever publishes has acted
        assert self._public is not None
        return publish.publish(self._store, self._public, self._ring.get("list"), now)

    def _seen(self) -> tuple[bytes, ...]:
        if self._public is None:
            return ()
        with self._store.reading() as connection:
            return publish.seen_heads(connection, self._public)

    def _commit_rewrites(self, act: str, items: Sequence[Rewrite], remark: Remark) -> tuple[str, ...]:
        return self._commit(
            act,
            [
                (item.draft.decided_by, rewrite_json(item.number, item.draft, item.reason, item.effective))
                for item in items
            ],
            remark,
        )

    def _commit(self, act: str, inputs: Sequence[tuple[tuple[str, str], object]], remark: Remark) -> tuple[str, ...]:
        return self._journal.commit(
            [Decision(act, remark.by, deciders, remark.note, digest_of(asked)) for deciders, asked in inputs], self.now
        )

    def _issue(self, drafts: Sequence[Draft], decisions: Sequence[str], *, dry_run: bool = False) -> tuple[Issued, ...]:
        return acts.issue(
            self._store,
            self._ring,
            drafts,
            decisions=decisions,
            now=self._clock,
            dry_run=dry_run,
            confirm_clock=self.confirm_clock,
            seen=self._seen(),
            sizes=self._sizes,
        )

    def _reissue(
        self, items: Sequence[Rewrite], decisions: Sequence[str], *, dry_run: bool = False
    ) -> tuple[Issued, ...]:
        asked = [
            ReissueItem(item.number, item.draft, item.reason, decision, item.effective)
            for item, decision in zip(items, decisions, strict=True)
        ]
        return acts.reissue(
            self._store,
            self._ring,
            asked,
            now=self._clock,
            dry_run=dry_run,
            confirm_clock=self.confirm_clock,
            seen=self._seen(),
        )

    def _renew(
        self, items: Sequence[Rewrite], decisions: Sequence[str], *, dry_run: bool = False
    ) -> tuple[Issued, ...]:
        asked = [RenewItem(item.number, item.draft, decision) for item, decision in zip(items, decisions, strict=True)]
        return acts.renew(
            self._store,
            self._ring,
            asked,
            now=self._clock,
            dry_run=dry_run,
            confirm_clock=self.confirm_clock,
            seen=self._seen(),
            sizes=self._sizes,
        )

    def _change(
        self, wishes: Sequence[Wish], decisions: Sequence[str], *, dry_run: bool = False
    ) -> tuple[Changed, ...]:
        asked = [
            Change(wish.type, wish.number, wish.reason, decision, wish.effective, wish.until)
            for wish, decision in zip(wishes, decisions, strict=True)
        ]
        return acts.change(
            self._store,
            self._ring,
            asked,
            now=self._clock,
            dry_run=dry_run,
            confirm_clock=self.confirm_clock,
            seen=self._seen(),
        )


def _wish_json(wish: Wish) -> dict[str, Any]:
    return {
        "type": wish.type,
        "number": wish.number,
        "reason": wish.reason,
        "effective": _day(wish.effective),
        "until": _day(wish.until),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
