"""`starmark restore`: restore suspended certificates, on an assessment passed or a reason why none is needed."""

from __future__ import annotations

from collections.abc import Sequence

from certs.casework.aftercare import restoration
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.request import Request
from certs.lifecycle.rules import RefusedItem
from certs.register.store.reader import open_reader
from scripts.desk import instance_access
from scripts.desk.status_verb import status_verb
from scripts.terminal import clock


def _ungrounded(requests: Sequence[Request]) -> list[RefusedItem]:
    place = instance_access.instance(to_act=True)
    reader = open_reader(place.register_url)
    try:
        with Journal.open(place.casework_url) as journal, journal.reading() as casework, reader.view() as view:
            records = view.records(request.number for request in requests)
            return restoration.ungrounded(casework, records, requests, beijing_day(clock.now()))
    finally:
        reader.close()


command = status_verb(
    "restore",
    "restored",
    Words(
        "恢复暂停的证书：暂停以后要有通过的监督或评价，没有的，用 --note 写明为什么不需要。",
        "Restore suspended certificates: since the suspension a surveillance or assessment was passed, or --note says "
        "why none is needed.",
    ),
    _ungrounded,
)
