"""Five addresses of a demo that are worth opening, found in its register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from certs.certificate import number as numbers
from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.record import Record
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.store.reader import View, open_reader
from certs.trust.encoding import decode_base64url
from certs.trust.qr import qr_token

_MOST: Final = 20_000  # entries of the log looked through


@dataclass(frozen=True, slots=True)
class Address:
    """What is to be seen, and where: a path of the service."""

    what: Words
    path: str


def worth_opening(register_url: str, now: datetime) -> tuple[Address, ...]:
    """Return the addresses: a valid certificate, a suspended, a revoked one, a search, and a signed QR code's."""
    reader = open_reader(register_url)
    try:
        with reader.view() as view:
            records = _records(view)
            base_url = view.trust.base_url
    finally:
        reader.close()
    today = beijing_day(now)
    chosen = {
        code: next((r for r in records if r.standing(today).code == code), None)
        for code in ("valid", "suspended", "revoked")
    }
    addresses = [
        Address(_what(code), f"/c/{numbers.in_address(record.number)}") for code, record in chosen.items() if record
    ]
    if chosen["valid"] is not None:
        addresses += [_search(chosen["valid"]), _scan(chosen["valid"], base_url)]
    return tuple(addresses)


def _what(code: str) -> Words:
    word = STATUS_WORDS[code]
    return Words(f"{word.zh}的证书", f"a {word.en} certificate")


def _records(view: View) -> list[Record]:
    numbers_in_order = dict.fromkeys(event.number for event in view.events(0, _MOST) if event.number)
    return list(view.records(numbers_in_order).values())


def _search(record: Record) -> Address:
    part = str(record.latest.subject["holder"]["name"])[2:4]  # the two characters after the city
    return Address(
        Words(f"按名称的一部分查找（{part}）", f"a search by part of a name ({part})"), f"/verify?q={quote(part)}"
    )


def _scan(record: Record, base_url: str) -> Address:
    text = qr_token.wrap(base_url, decode_base64url(record.latest.qr))
    return Address(
        Words("扫描签名二维码所打开的页面", "what scanning a signed QR code opens"), text.removeprefix(base_url)
    )
