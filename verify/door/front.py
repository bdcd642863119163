"""Putting the door before a service: who a client is, what it may ask, and the log of what it asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from certs import limits
from certs.instance.service_settings import ServiceSettings
from verify.door import address_limits, service_log
from verify.door.connections import Ongoing
from verify.door.early_answers import EarlyAnswers
from verify.door.incoming import Incoming
from verify.headers import Always
from verify.kept_answers import EARLY
from verify.places import Places
from verify.service import EXTENSION

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Front:
    """What each request comes through first: it is named, timed and counted."""

    def __init__(self, wsgi_app: WSGIApplication, ongoing: Ongoing, *, behind_proxy: bool) -> None:
        self._wsgi_app = wsgi_app
        self._ongoing = ongoing
        self._behind_proxy = behind_proxy
        self._discarding = Places(limits.BODIES_DISCARDED)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        service_log.begin(environ, behind_proxy=self._behind_proxy)
        body = environ["wsgi.input"] = Incoming(environ)
        self._ongoing.begin(body)
        try:
            answer = self._wsgi_app(environ, start_response)
            body.discard(self._discarding)
            return answer
        finally:
            self._ongoing.end(body)


def put_before(app: Flask, settings: ServiceSettings) -> Ongoing:
    """Count and log by the client's own address, which is the last but `proxies` that X-Forwarded-For names.

    Returns the count of the requests that are being answered.
    """
    ongoing = Ongoing()
    behind_proxy = settings.proxies > 0
    log = service_log.install(app, whole_addresses=settings.whole_addresses)
    count = address_limits.install(app, settings.address_points, behind_proxy=behind_proxy)
    always = Always(hsts_subdomains=settings.hsts_subdomains)
    early, give_back = app.extensions[EARLY], app.extensions[EXTENSION].register.turn.give_back
    behind: WSGIApplication = EarlyAnswers(app.wsgi_app, early, give_back, count, log, always)
    if behind_proxy:
        behind = ProxyFix(behind, x_for=settings.proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0)
    app.wsgi_app = Front(behind, ongoing, behind_proxy=behind_proxy)  # type: ignore[method-assign]
    return ongoing
