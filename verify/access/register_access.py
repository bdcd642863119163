"""The register as the service asks it: opened when first needed, opened anew after a failure and for another file.

Where the body has read replicas, each question goes to one of them that is fresh enough; a mirror answers while it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock, local
from typing import Final, TypeVar

from certs import limits
from certs.certificate.reading.asked_moment import Moment
from certs.documents.judging.handed_file import Target
from certs.documents.judging.judge_file import Judge
from certs.documents.judging.judgement import Judgement
from certs.documents.paper.paper_file import PaperFile
from certs.errors import CouldNotCheck, Misuse
from certs.log.signed_note import NoteKey
from certs.register.answers import certificate_answer, directory, object_verdict, search_by_kind
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.hit_lines import Hits
from certs.register.answers.kin import Kin, kin_of
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import Checked
from certs.register.store.database import file_behind
from certs.register.store.directory_rows import NONE, Filters
from certs.register.store.reader import Look, Reader, View, open_reader
from certs.register.store.stored_bytes import damaged
from verify.access.mirror_age import MirrorAge
from verify.access.register_turn import Turn
from verify.access.replicas import Replicas

_T = TypeVar("_T")
_GONE: Final = frozenset({"register_unreachable", "register_moved", "no_register"})  # of a copy, not of a question


def _no_paper(_: bytes) -> PaperFile:
    raise AssertionError("a paper is read by a child, never where pages are answered")


class Register:
    """What the views ask. Every method raises CouldNotCheck where the register does not answer, or not in time.

    Questions are judged before they come here: whatever cannot be read from here on was in the register.
    """

    def __init__(self, url: str, replicas: Replicas | None = None, mirror: MirrorAge | None = None) -> None:
        self._url, self.replicas, self._mirror = url, replicas, mirror
        self._readers: dict[str, tuple[Reader, tuple[int, int] | None]] = {}  # by address, with the file behind it
        self._lock = Lock()
        self._told = local()  # as of when the present request of a thread is answered
        self.turn = Turn()

    def as_of(self, now: datetime) -> datetime:
        """Return as of when an answer is given that is asked for now: earlier, where a copy of the register gives it.

        What the present request asks from here on is answered as of then, or of later.
        """
        self._told.instant = None
        try:
            if self._mirror is not None:
                return min(now, self._mirror.complete())
            if self.replicas is None:
                return now
            complete = self.replicas.choose().as_of
        except CouldNotCheck:  # the question itself will say so
            return now
        self._told.instant = None if complete is None else min(now, complete.instant)
        return self._told.instant or now

    def find(self, number: str, now: datetime) -> Look | NotFound:
        """Look a number up, forgiving in form."""
        return self._ask(lambda reader: certificate_answer.find(reader, number, now))

    def answer_of(self, look: Look, now: datetime, moment: Moment | None = None) -> Answer:
        """Judge what was found, as it stands today or as it stood when asked about."""
        day, instant = (moment.day, moment.instant) if moment else (None, None)
        return self._ask(lambda _: certificate_answer.answer_of(look, now=now, day=day, instant=instant))

    def kin(self, answer: Answer) -> Kin:
        """Return the main and the sub-certificates of the certificate of an answer, on its day."""
        return self.read(lambda view: kin_of(view, answer.record, answer.trust, answer.day))

    def look(self, number: str) -> Look:
        """Read a certificate's record by its exact number, without judging it."""
        return self._ask(lambda reader: reader.look(number))

    def search(
        self, text: str, now: datetime, limit: int, after: str | None, filters: Filters = NONE
    ) -> Hits | NotFound:
        """Search by number, USCC, or any part of a name, a brand or a product. Raises Refused for no mark of ours."""
        search_by_kind.require_cursor(after)
        return self._ask(
            lambda reader: search_by_kind.search(reader, text, now=now, limit=limit, after=after, filters=filters)
        )

    def listed(self, filters: Filters, now: datetime, limit: int, after: str | None) -> Hits:
        """Return a page of the certificates that fit. Raises Malformed for no mark of ours."""
        directory.require_key(after)
        return self.read(lambda view: directory.certificates(view, filters, now, limit, after))

    def check(self, data: bytes, now: datetime) -> Checked:
        """Judge a signed object: here, the token of a QR code."""
        return self._ask(lambda reader: object_verdict.check_object(reader, data, now=now))

    def judge(self, target: Target, now: datetime, moment: Moment | None, witnesses: tuple[NoteKey, ...]) -> Judgement:
        """Judge a number, or something signed, that somebody shows: anything but a paper."""
        return self._ask(lambda reader: Judge(reader, now, moment, witnesses, _no_paper).judge(target))

    def read(self, read: Callable[[View], _T], *, in_turn: bool = True) -> _T:
        """Return something read from one consistent state.

        `in_turn` False: nobody waits for his turn meanwhile; for what a monitor asks, which takes longer than a page.
        """

        def in_view(reader: Reader) -> _T:
            with reader.view() as view:
                return read(view)

        return self._ask(in_view, in_turn=in_turn)

    def _ask(self, question: Callable[[Reader], _T], *, in_turn: bool = True) -> _T:
        if self._mirror is not None:
            self._mirror.complete()
        if in_turn:
            self.turn.take()
        if self.replicas is None:
            return self._ask_at(self._url, question)
        while True:
            source = self.replicas.choose(since=getattr(self._told, "instant", None))
            try:
                return self._ask_at(source.url, question)
            except CouldNotCheck as error:
                if error.code not in _GONE:
                    raise
                self.replicas.failed(source)  # the next one is asked, until none is left to choose

    def _ask_at(self, url: str, question: Callable[[Reader], _T]) -> _T:
        reader = None
        try:
            reader = self._opened(url)
            return question(reader)
        except (CouldNotCheck, Misuse) as error:
            if error.code == "register_locked":
                self.turn.was_in_vain()
            self._forget(reader)
            raise
        except Exception as error:
            self._forget(reader)
            raise damaged() from error

    def _opened(self, url: str) -> Reader:
        file = file_behind(url)
        with self._lock:
            reader, opened = self._readers.get(url, (None, None))
            if (
                reader is None or opened != file
            ):  # not closed: whoever asks it now may finish, and the last one closes it
                reader = open_reader(url, answered_within=limits.ANSWER_SECONDS)
                self._readers[url] = reader, file
            return reader

    def _forget(self, reader: Reader | None) -> None:
        """Open the register anew next time: it may be another file by then."""
        if reader is None:
            return
        with self._lock:
            self._readers = {url: one for url, one in self._readers.items() if one[0] is not reader}
        reader.close()

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            for reader, _ in self._readers.values():
                reader.close()
            self._readers.clear()
        if self.replicas is not None:
            self.replicas.close()
