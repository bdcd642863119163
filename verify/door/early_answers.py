"""Answers that are kept and given before Flask is asked: counted, limited, logged and secured as all others are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import TooManyRequests

from verify.door import service_log
from verify.door.address_limits import COUNTED, AddressCount
from verify.door.service_log import RequestLog
from verify.failures import names_one_host
from verify.headers import Always
from verify.kept_answers import FAILED, Early, Ready

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_OK: Final = 200


class EarlyAnswers:
    """Stands before an application, and gives what it can by itself. What it cannot give goes on, counted once."""

    def __init__(
        self,
        wsgi_app: WSGIApplication,
        early: Early,
        give_back: Callable[[], None],
        count: AddressCount,
        log: RequestLog,
        always: Always,
    ) -> None:
        self._wsgi_app, self._early, self._give_back = wsgi_app, early, give_back
        self._count, self._log, self._always = count, log, always

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        answer = self._answer(environ)
        if answer is None:
            return self._wsgi_app(environ, start_response)
        self._count.add(environ, len(answer.body))
        self._log.tell(environ, answer.route, _OK)
        for watcher in self._early.watchers:
            watcher(answer.route, _OK, time.perf_counter() - environ[service_log.BEGAN], answer.body)
        headers = [
            *answer.headers,
            ("Content-Length", str(len(answer.body))),
            ("X-Request-ID", environ[service_log.ID]),
        ]
        self._always.put_on(headers)
        start_response("200 OK", headers)
        return [answer.body]

    def _answer(self, environ: WSGIEnvironment) -> Ready | None:
        number = self._early.asked(environ)
        if number is None or not names_one_host(environ):
            return None
        try:
            self._count.require(environ)
        except TooManyRequests:  # the application says so, and counts this one besides
            return None
        environ[COUNTED] = True
        try:
            return self._early.answer(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the application has words for it
            environ[FAILED] = error
            return None
        finally:
            self._give_back()
