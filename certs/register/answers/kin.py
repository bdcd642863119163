"""The main and the sub-certificates of a certificate, for those who look one of them up (decision 0057)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from certs.certificate import sub_number
from certs.certificate.subject_fields import completed
from certs.lifecycle.record import Record
from certs.lifecycle.sub_certificates import is_main_of
from certs.register.answers.own_judgement import shown_status
from certs.register.store.reader import View
from certs.trust.trust_list.trust_list import TrustList


@dataclass(frozen=True, slots=True)
class SubLine:
    """A sub-certificate beside its main: its status, and what it says on the day that is asked about."""

    number: str
    status: str
    holder: dict[str, Any]
    scope: tuple[dict[str, Any], ...]
    sites: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: of the holder and of each item the names, of each site all of it."""
        return {
            "number": self.number,
            "status": self.status,
            "holder": self.holder["name"],
            "scope": [item["name"] for item in self.scope],
            "sites": list(self.sites),
        }


@dataclass(frozen=True, slots=True)
class Kin:
    """The number of a certificate's main, None where it has none, and its sub-certificates in the order of numbers."""

    main: str | None = None
    subs: tuple[SubLine, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the two fields as programs get them."""
        return {"main": self.main, "sub_certificates": [sub.to_json() for sub in self.subs]}


NO_KIN: Final = Kin()


def kin_of(view: View, record: Record, trust: TrustList, day: date) -> Kin:
    """Return what stands around a certificate on a Beijing day. A sub-certificate that comes later is named too."""
    above = sub_number.main_of(record.number)
    records = view.records((*([above] if above else []), *sub_number.all_of(record.number)))
    main = records.get(above or "")
    subs = (records.get(number) for number in sub_number.all_of(record.number))
    return Kin(
        main.number if main is not None and is_main_of(main, record) else None,
        tuple(_line(sub, trust, day) for sub in subs if sub is not None and is_main_of(record, sub)),
    )


def _line(sub: Record, trust: TrustList, day: date) -> SubLine:
    subject = completed(sub.version_on(day).subject)
    lists = tuple(subject["scope"]), tuple(subject["sites"])
    return SubLine(sub.number, shown_status(sub, trust, day), subject["holder"], *lists)
