"""The register as the service asks it: opened when first needed, opened anew after a failure and for another file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TypeVar

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
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import Checked
from certs.register.store.database import file_behind
from certs.register.store.directory_rows import NONE, Filters
from certs.register.store.reader import Look, Reader, View, open_reader
from certs.register.store.stored_bytes import damaged
from verify.register_turn import Turn

_T = TypeVar("_T")


def _no_paper(_: bytes) -> PaperFile:
    raise AssertionError("a paper is read by a child, never where pages are answered")


class Register:
    """What the views ask. Every method raises CouldNotCheck where the register does not answer, or not in time.

    Questions are judged before they come here: whatever cannot be read from here on was in the register.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._reader: Reader | None = None
        self._file: tuple[int, int] | None = None
        self._lock = Lock()
        self.turn = Turn()

    def find(self, number: str, now: datetime) -> Look | NotFound:
        """Look a number up, forgiving in form."""
        return self._ask(lambda reader: certificate_answer.find(reader, number, now))

    def answer_of(self, look: Look, now: datetime, moment: Moment | None = None) -> Answer:
        """Judge what was found, as it stands today or as it stood when asked about."""
        day, instant = (moment.day, moment.instant) if moment else (None, None)
        return self._ask(lambda _: certificate_answer.answer_of(look, now=now, day=day, instant=instant))

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

    def read(self, read: Callable[[View], _T]) -> _T:
        """Return something read from one consistent state."""

        def in_view(reader: Reader) -> _T:
            with reader.view() as view:
                return read(view)

        return self._ask(in_view)

    def _ask(self, question: Callable[[Reader], _T]) -> _T:
        self.turn.take()
        reader = None
        try:
            reader = self._opened()
            return question(reader)
        except (CouldNotCheck, Misuse) as error:
            if error.code == "register_locked":
                self.turn.was_in_vain()
            self._forget(reader)
            raise
        except Exception as error:
            self._forget(reader)
            raise damaged() from error

    def _opened(self) -> Reader:
        file = file_behind(self._url)
        with self._lock:
            if self._file != file:
                self._reader = None  # not closed: whoever asks it now may finish, and the last one closes it
            if self._reader is None:
                self._reader, self._file = open_reader(self._url), file
            return self._reader

    def _forget(self, reader: Reader | None) -> None:
        """Open the register anew next time: it may be another file by then."""
        if reader is None:
            return
        with self._lock:
            if self._reader is reader:
                self._reader = None
        reader.close()

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
