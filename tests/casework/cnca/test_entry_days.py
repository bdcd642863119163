"""Which day an entry counts for, found in its bytes, is the day that the entry itself tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from certs.casework.cnca import entry_days, month_entries
from certs.casework.cnca.month import Month
from certs.certificate.taken_over import TakenOver
from certs.errors import CouldNotCheck
from certs.register.store.reader import View
from certs.register.store.tables import EVENT
from tests.register.founded_register import TODAY, Register, draft

DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)
MONTHS = [Month(FIRST), Month(FIRST).after, Month(FIRST).after.after]
ANY = EVENT.c.number != ""


def counted(view: View) -> Mapping[Month, set[str]]:
    found = month_entries.numbers_of(view, MONTHS[0], MONTHS[-1])
    return {month: set(found.get(month, ())) for month in MONTHS}


def read(view: View) -> Mapping[Month, set[str]]:
    return {month: {each.event.number for each in month_entries.entries_of(view, month)} for month in MONTHS}


def lived(register: Register) -> tuple[str, str, str]:
    """Let three certificates have entries that apply at once, in the next month, and from a day of before."""
    taken = TakenOver("SH/2025/04042", date(2025, 1, 2))
    first, second, third = (issued.number for issued in register.issue(draft(1), draft(2), draft(3)))
    register.issue(draft(4, taken_over=taken, issued=date(2025, 1, 2)))
    register.change("suspended", "SH/2025/04042", "complaint", until=TODAY + 20 * DAY)  # at the same instant
    register.change("suspended", first, "complaint", effective=TODAY + 20 * DAY, until=TODAY + 60 * DAY)
    register.later(days=6, hours=14)  # 16:00 UTC: midnight in Beijing, and the first day of a month
    register.reissue(second, draft(2, score=Decimal(85)), "level-lowered")
    register.later(seconds=1)
    register.change("surveillance-passed", third, "", effective=TODAY)
    register.issue(draft(5, issued=register.now.date() + 30 * DAY))
    return first, second, third


def test_months_are_counted_as_their_entries_tell(register: Register) -> None:
    first, second, third = lived(register)
    with register.reader().view() as view:
        found = counted(view)
        assert found == read(view)
    assert found[MONTHS[0]] == {first, second, third}, "not what was taken over"
    assert found[MONTHS[1]] >= {first, second}
    assert sum(map(len, found.values())) == 6


def test_what_a_compromised_key_signed_is_not_counted(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(register)
    with register.reader().view() as view:
        signer = view.events(7, 1)[0].body["proof"]["verificationMethod"].rpartition("#")[2]
        places = [
            each.position
            for each in entry_days.between(view.connection, FIRST, TODAY + 99 * DAY, FIRST, ANY, whole=False)
        ]
        monkeypatch.setattr(month_entries, "condemned_by", lambda _: ((signer, sorted(places)[1]),))
        found = counted(view)
        assert found == read(view)
        assert sum(map(len, found.values())) == 1


def test_bytes_are_handed_on_where_they_are_asked_for_or_name_an_earlier_issue(register: Register) -> None:
    lived(register)
    with register.reader().view() as view:
        span = view.connection, FIRST, TODAY + 99 * DAY
        whole = entry_days.between(*span, FIRST, ANY, whole=True)
        raws = {each.position: each.raw for each in view.events(0, 99)}
        assert [each.raw for each in whole] == [raws[each.position] for each in whole]
        some = [each.number for each in entry_days.between(*span, FIRST, ANY, whole=False) if each.raw is not None]
        assert some == ["SH/2025/04042"]
        later = entry_days.between(*span, date(2026, 12, 1), ANY, whole=False)
        assert sorted(each.day >= date(2026, 12, 1) for each in later) == [False, True, True, True]


@pytest.mark.parametrize("harm", [b"{}", b'{"effective":"2026-11-31"}', b'{"effective":"2026\xff11-01"}'])
def test_an_entry_that_tells_no_day_is_damage(register: Register, harm: bytes) -> None:
    register.issue(draft(1))
    with register.store.writing() as connection:
        connection.execute(sa.update(EVENT).where(EVENT.c.number != "").values(raw=harm))
    with register.reader().view() as view, pytest.raises(CouldNotCheck):
        counted(view)
