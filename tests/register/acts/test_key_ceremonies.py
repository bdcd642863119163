"""Ceremonies: keys come and go, nonsense is refused, and the clock is put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certs.errors import NotGenuine, Refused
from certs.lifecycle.corrections import correction_of
from certs.lifecycle.events import LoggedEvent
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.register.acts import key_ceremonies
from certs.register.acts.ceremony_plans import ROTATED, WrongClock
from certs.register.acts.key_ceremonies import Hall
from certs.register.append import append_events
from certs.register.store import log_tree
from certs.trust.signing import generate
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.verification.verdict import Overall
from tests.register.founded_register import draft
from tests.register.founded_register import founded as founded_at
from tests.register.office import Office


def refusal(office: Office, do: Callable[[], object]) -> str:
    """Do what must be refused, and return the code; the log did not grow."""
    before = office.size
    with pytest.raises(Refused) as caught:
        do()
    assert office.size == before
    assert caught.value.words.zh
    assert caught.value.words.en
    return caught.value.code


def test_a_rotated_log_key_signs_beside_its_successor_for_ninety_days(office: Office) -> None:
    before = office.trust
    office.issue(1)
    office.rotate("log")
    for n, span in ((2, timedelta(0)), (3, timedelta(days=89, hours=23))):
        office.register.now += span
        trust = office.trust
        with office.register.store.reading() as connection:
            names = log_tree.still_signing(connection, trust, office.register.now)
        assert names == ("log-1",)
        office.register.issue(draft(n), ring=office.ring, confirm_clock=today(office.register.now))
        head = office.heads()[-1]
        for trust in (before, office.trust):  # whoever has not seen the rotation yet, and whoever has
            assert verify_checkpoint(head, policy_of(trust)).head.size == office.size
    office.register.later(hours=2)
    office.hall()
    assert office.ring.outgoing == ()
    office.issue(4)
    verify_checkpoint(office.heads()[-1], policy_of(office.trust))
    with pytest.raises(NotGenuine, match="checkpoint_unsigned"):
        verify_checkpoint(office.heads()[-1], policy_of(before))


def today(now: datetime) -> date:
    return (now + timedelta(hours=8)).date()


NONSENSE: dict[str, tuple[Callable[[Office], object], str]] = {
    "retire the last": (lambda o: key_ceremonies.retire(o.hall(), "qr-1"), "last_key"),
    "retire the root": (lambda o: key_ceremonies.retire(o.hall(), "root-1"), "root_stays"),
    "rotate the root": (lambda o: key_ceremonies.rotate(o.hall(), "root", generate("root-2")), "root_stays"),
    "condemn the root": (lambda o: key_ceremonies.compromise(o.hall(), "root-1", 3), "root_stays"),
    "unknown name": (lambda o: key_ceremonies.retire(o.hall(), "qr-9"), "key_unknown"),
    "no name": (lambda o: key_ceremonies.compromise(o.hall(), "", 3), "key_unknown"),
    "beyond the log": (lambda o: key_ceremonies.compromise(o.hall(), "qr-1", 7, generate("qr-2")), "trusted_size"),
    "negative": (lambda o: key_ceremonies.compromise(o.hall(), "qr-1", -1, generate("qr-2")), "trusted_size"),
    "another root": (
        lambda o: key_ceremonies.rotate(o.hall(root=generate("root-1")), "qr", generate("qr-2")),
        "wrong_root",
    ),
    "no root": (lambda o: key_ceremonies.rotate(o.hall(root=o.ring.get("qr")), "qr", generate("qr-2")), "wrong_root"),
    "a key again": (lambda o: key_ceremonies.rotate(o.hall(), "qr", o.ring.get("qr")), "key_used"),
    "a name too far": (lambda o: key_ceremonies.rotate(o.hall(), "qr", generate("qr-3")), "ceremony_raced"),
    "two log keys in use": (
        lambda o: key_ceremonies.rotate(o.hall(), "log", generate("log-2"), keep_old=True),
        "keep_old",
    ),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_refused(office: Office, what: str) -> None:
    do, code = NONSENSE[what]
    assert refusal(office, lambda: do(office)) == code


def test_ended_keys_end_once(office: Office) -> None:
    office.rotate("qr")
    assert refusal(office, lambda: key_ceremonies.retire(office.hall(), "qr-1")) == "key_ended"
    office.compromise("qr-1", 3)  # found stolen after it was retired
    assert refusal(office, lambda: office.compromise("qr-1", 2)) == "key_ended"


def test_an_old_key_may_be_left_in_use_and_retired_later(office: Office) -> None:
    new = generate("list-2")
    key_ceremonies.rotate(office.hall(new), "list", new, keep_old=True)
    assert [k.state for k in office.trust.keys if k.purpose == "list"] == ["active", "active"]
    key_ceremonies.retire(office.hall(), "list-1")
    assert [k.state for k in office.trust.keys if k.purpose == "list"] == ["retired", "active"]


def test_a_dry_run_and_a_crash_leave_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (office.size, office.heads())
    shown = key_ceremonies.rotate(Hall(office.register.store, office.register.now), "qr", None)
    assert [(one.position, one.type, one.key) for one in shown.recorded] == [
        (6, "key-added", "qr-2"),
        (7, "key-retired", "qr-1"),
    ]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(append_events, "store_trust_list", full)
        with pytest.raises(OSError, match="No space"):
            office.rotate("qr")
    assert (office.size, office.heads()) == before
    office.rotate("qr")
    assert office.trust.active("qr").name == "qr-2"


def test_acts_stop_behind_the_log_and_go_on_after_the_correction(office: Office) -> None:
    right = office.register.now
    number = office.issue(1)
    office.register.now = false = right + timedelta(days=365)
    office.register.issue(draft(2), ring=office.ring, confirm_clock=today(false))
    office.register.now = right + timedelta(hours=1)
    with pytest.raises(Refused, match="clock_behind"):
        office.issue(3)
    new = generate("qr-2")
    assert refusal(office, lambda: key_ceremonies.rotate(office.hall(), "qr", new)) == "clock_behind"
    wrong = WrongClock(false, right + timedelta(minutes=30), 7)
    key_ceremonies.correct_clock(office.hall(), wrong)
    assert refusal(office, lambda: key_ceremonies.correct_clock(office.hall(), wrong)) == "corrected_already"
    third = office.issue(3)
    with office.register.reader().view() as view:
        notes = {p: correction_of(view.corrections, p) for p in range(view.size)}
        assert [p for p, note in notes.items() if note] == [7]
        assert notes[7] is not None
        assert "第 8 条" in notes[7].words.zh
        assert parse_trust_list(view.trust_bytes(), office.root.public_raw).size == 9
    for each in (number, third):
        assert office.verdicts(office.papers(each))[0].overall is Overall.VALID


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ((0, 30, 6), "false_instant"),
        ((60, 60, 6), "true_instant"),
        ((60, 6000, 6), "true_instant"),
        ((60, 30, 99), "first_affected"),
        ((60, 30, -1), "first_affected"),
        ((60, -30, 6), "first_affected"),
    ],
)
def test_a_correction_that_contradicts_the_log_is_refused(
    office: Office, wrong: tuple[int, int, int], code: str
) -> None:
    start = office.register.now
    office.register.later(minutes=60)
    office.issue(1)
    office.register.later(minutes=-10)
    false, true, first = wrong
    asked = WrongClock(start + timedelta(minutes=false), start + timedelta(minutes=true), first)
    assert refusal(office, lambda: key_ceremonies.correct_clock(office.hall(), asked)) == code


CEREMONY = st.tuples(
    st.sampled_from(["rotate", "retire", "compromise", "issue"]),
    st.sampled_from(ROTATED),
    st.integers(1, 3),
    st.integers(0, 12),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CEREMONY, max_size=6))
def test_any_ceremonies_leave_a_trust_list_that_holds_and_every_purpose_a_key(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, str, int, int]]
) -> None:
    office = Office(founded_at(f"sqlite:///{tmp_path_factory.mktemp('any') / 'register.db'}"))
    issued: dict[str, int] = {}
    try:
        for n, (kind, purpose, which, size) in enumerate(done):
            held = office.ring
            try:
                match kind:
                    case "rotate":
                        office.rotate(purpose)
                    case "retire":
                        key_ceremonies.retire(office.hall(), f"{purpose}-{which}")
                    case "compromise":
                        if any(k.name == f"{purpose}-{which}" for k in office.trust.keys):
                            office.compromise(f"{purpose}-{which}", size)
                    case _:
                        number = office.issue(n)
                        issued[number] = office.size - 1
            except Refused:
                office.ring = held
        trust = office.trust
        with office.register.reader().view() as view:
            assert parse_trust_list(view.trust_bytes(), office.root.public_raw).keys == trust.keys
            events: list[LoggedEvent] = view.events(0, 100)
        for purpose in ROTATED:
            assert trust.active(purpose).raw == office.ring.get(purpose).public_raw
        verify_checkpoint(office.heads()[-1], policy_of(trust))
        for number, position in issued.items():
            used = events[position].body["credential"]["proof"]["verificationMethod"].rpartition("#")[2]
            key = trust.key(used)
            stands = key.trusted_size is None or position < key.trusted_size
            verdict = office.verdicts(office.papers(number))[0]
            assert (verdict.overall is Overall.VALID) == stands, verdict.code
    finally:
        office.register.close()
