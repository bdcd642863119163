"""One organisation of the directory: what it is called and was called, and what the log says of its certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from certs import limits
from certs.certificate.regions import region_of, regions
from certs.errors import Words
from certs.lifecycle.events import LoggedEvent
from certs.register.answers.hit_lines import Hit
from certs.register.answers.own_judgement import UNKNOWN, entry_holds
from certs.register.store.reader import View
from certs.register.store.stored_bytes import stored_event
from certs.register.store.tables import EVENT


@dataclass(frozen=True, slots=True)
class Profile:
    """An organisation by its newest certificate whose record holds, and the other names in all of them.

    All is "" or empty where none holds. `region` is where it is registered, by its code.
    """

    uscc: str
    name: str
    name_en: str
    former_names: tuple[str, ...]
    region: Words


@dataclass(frozen=True, slots=True)
class Told:
    """An entry about one of its certificates, by the name that its organisation had then, and whether it holds."""

    event: LoggedEvent
    holder: str
    holds: bool


def profile_of(view: View, uscc: str, hits: Sequence[Hit]) -> Profile:
    """Return what the certificates of a page say of their organisation."""
    region = regions()[region_of(uscc)]
    records = view.records(hit.number for hit in hits if hit.status != UNKNOWN).values()
    versions = sorted((v for record in records for v in record.versions), key=lambda version: -version.position)
    if not versions:
        return Profile(uscc, "", "", (), region)
    holders = [version.subject["holder"] for version in versions]
    names = dict.fromkeys(name for one in holders for name in (one["name"], *one.get("former_names", ())))
    newest = holders[0]
    former = tuple(name for name in names if name != newest["name"])
    return Profile(uscc, newest["name"], newest.get("name_en", ""), former, region)


def newest_entries(view: View, uscc: str, limit: int) -> list[Told]:
    """Return the newest entries about the certificates of an organisation, the newest first; none where it has none."""
    view.require_whole()
    return entries_about(view, view.of_uscc(uscc, limit=limits.RANKED), limit)


def entries_about(view: View, numbers: Sequence[str], limit: int) -> list[Told]:
    """Return the newest entries about these certificates, the newest first."""
    query = select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.number.in_(numbers))
    rows = view.connection.execute(query.order_by(EVENT.c.position.desc()).limit(limit)).all()
    events = [stored_event(row.position, row.raw) for row in rows]
    records = view.records({event.number for event in events})
    return [
        Told(
            event,
            record.version_on(event.effective).subject["holder"]["name"],
            event.position not in record.void and entry_holds(event, view.trust),
        )
        for event, record in ((event, records[event.number]) for event in events)
    ]
