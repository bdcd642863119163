"""The size of an entry: known before anything is sealed or signed."""

from __future__ import annotations

import pytest

from certs import canonical, limits
from certs.certificate.fields import Draft, ScopeItem
from certs.lifecycle.request import Request
from certs.lifecycle.rules import BatchRefused
from certs.register.acts import mint
from certs.register.acts.perform import Occasion, rehearse
from tests.register.founded_register import Register, draft


def wide(items: int, text: int) -> Draft:
    """A draft whose scope takes much room, and whose text as printed takes exactly `text` bytes of it."""
    brands = tuple(f"{n:02d}" + "款" * 190 for n in range(8))
    return draft(1, scope=tuple(ScopeItem(f"产品{n}", brands=brands) for n in range(items)), scope_text="x" * text)


def size_of(register: Register, item: Draft) -> int:
    """The bytes of the entry that a draft would become."""
    plan = rehearse(register.store, [Request("issued", draft=item)], Occasion(lambda: register.now))
    minter = mint.Minter(plan.facts.trust, None, plan.facts.now)
    return len(minter.event(plan.steps[0].orders[0], "0" * 64, plan.facts.head.size).raw)


@pytest.mark.parametrize("items", [1, 12])
def test_what_stands_around_a_subject_is_smaller_than_reckoned(small_register: Register, items: int) -> None:
    """Only contents that come within that of the limit are composed to know their size."""
    number = small_register.issue(wide(items, 100))[0].number
    with small_register.reader().view() as view:
        record = view.record(number)
    assert record is not None
    around = len(record.entries[0].raw) - len(canonical.dumps(record.latest.subject))
    assert around < mint.AROUND - limits.QR_TOKEN  # the longest token is longer than this one


def test_an_entry_of_just_the_limit_is_issued_and_one_of_a_byte_more_refused(small_register: Register) -> None:
    items = 13
    room = limits.EVENT - size_of(small_register, wide(items, 1_000)) + 1_000
    assert 0 < room < limits.SCOPE_TEXT
    too_large = wide(items, room + 1)
    for dry_run in (True, False):
        with pytest.raises(BatchRefused) as caught:
            small_register.issue(too_large, dry_run=dry_run)
        assert [(item.source, item.errors[0].field, item.errors[0].value) for item in caught.value.items] == [
            ("1.toml", "scope", str(limits.EVENT + 1))
        ]
    number = small_register.issue(wide(items, room))[0].number
    with small_register.reader().view() as view:
        record = view.record(number)
    assert record is not None
    # A signature in base58 has 88 characters, and now and then one less; there are two of them.
    assert limits.EVENT - 4 <= len(record.entries[0].raw) <= limits.EVENT
