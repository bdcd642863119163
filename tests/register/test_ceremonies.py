"""Ceremonies: keys come and go, every old paper verifies, and nothing that a stolen key makes is believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from certs import bounds, canonical
from certs.days import day_begins, day_ends
from certs.errors import NotGenuine, Refused
from certs.log.policy import policy_of, verify_checkpoint
from certs.register import acts, ceremonies, ledger, trees
from certs.register.acts import Issued
from certs.register.amending import ReissueItem
from certs.register.answers import Answer, answer
from certs.register.audit import audit
from certs.register.ceremonies import Ceremony, Hall
from certs.register.ceremony_plans import ROTATED, WrongClock
from certs.register.corrections import correction_of
from certs.register.events import LoggedEvent
from certs.register.holding import credential_bytes, evidence, jwt_text, qr_text
from certs.register.recovery import recover
from certs.register.rules import Change
from certs.register.tables import CHECKPOINT
from certs.trust import credential, jwt, proof, qr_token
from certs.trust.did import did_document
from certs.trust.evidence import Absent, RegisterEvidence
from certs.trust.signing import Keyring, SigningKey, generate
from certs.trust.trust_fold import parse_trust_list
from certs.trust.trust_list import TrustList
from certs.trust.verdict import Overall, Verdict
from certs.trust.verification import verify_credential, verify_jwt_text, verify_qr
from tests.register.making import DECISION, NOW, SETTINGS, TODAY, Register, draft, ring
from tests.register.making import founded as founded_at


class Office:
    """A founded register with its present keys, and the ceremonies done to them."""

    def __init__(self, register: Register) -> None:
        self.register, self.ring = register, ring()
        self.root = ring().get("root")

    @property
    def trust(self) -> TrustList:
        with self.register.store.reading() as connection:
            return acts.trust_of(connection)

    @property
    def size(self) -> int:
        with self.register.store.reading() as connection:
            return ledger.head(connection).size

    def hall(self, new: SigningKey | None = None, **changes: Any) -> Hall:
        keys = {**self.ring.keys, **({new.purpose: new} if new else {})}
        with self.register.store.reading() as connection:
            outgoing = trees.still_signing(connection, self.trust, self.register.now)
        older = [old for old in self.ring.outgoing if old.name in outgoing]
        if new is not None and new.purpose == "log" and changes.pop("beside", True):
            older.append(self.ring.get("log"))
        self.ring = Keyring(keys, tuple(older))
        return Hall(self.register.store, self.register.now, changes.pop("root", self.root), self.ring, **changes)

    def rotate(self, purpose: str) -> Ceremony:
        new = generate(self.trust.next_name(purpose))
        return ceremonies.rotate(self.hall(new), purpose, new)

    def compromise(self, name: str, trusted_size: int) -> Ceremony:
        new = generate(self.trust.next_name(self.trust.key(name).purpose))
        needed = self.trust.active(new.purpose).name == name
        return ceremonies.compromise(self.hall(new if needed else None, beside=False), name, trusted_size,
                                     new if needed else None)

    def issue(self, n: int) -> str:
        return self.register.issue(draft(n), ring=self.ring)[0].number

    def papers(self, number: str) -> tuple[bytes, str, str]:
        with self.register.reader().view() as view:
            record = view.record(number)
            assert record is not None
            version = record.latest
        return credential_bytes(version), jwt_text(version), qr_text(version, SETTINGS.base_url)

    def verdicts(self, papers: tuple[bytes, str, str]) -> list[Verdict]:
        trust, asked, now = self.trust, self.evidence_of, self.register.now
        return [verify_credential(papers[0], trust, asked, now), verify_jwt_text(papers[1], trust, asked, now),
                verify_qr(papers[2], trust, asked, now)[0]]

    def evidence_of(self, number: str, version: int) -> RegisterEvidence | Absent:
        with self.register.reader().view() as view:
            record = view.record(number)
            if record is None:
                return Absent("number")
            held = record.version(version)
            return Absent("version") if held is None else evidence(record, held, view.size, TODAY)

    def heads(self) -> list[bytes]:
        with self.register.store.reading() as connection:
            rows = connection.execute(select(CHECKPOINT.c.raw).order_by(CHECKPOINT.c.size))
            return [bytes(raw) for raw in rows.scalars()]


@pytest.fixture
def office(small_register: Register) -> Office:
    return Office(small_register)


def refusal(office: Office, do: Callable[[], object]) -> str:
    """Do what must be refused, and return the code; the log did not grow."""
    before = office.size
    with pytest.raises(Refused) as caught:
        do()
    assert office.size == before
    assert caught.value.words.zh
    assert caught.value.words.en
    return caught.value.code


def test_three_rotations_of_every_key_and_every_old_paper_verifies(register: Register) -> None:
    office = Office(register)
    numbers = [office.issue(0)]
    for turn in range(3):
        for purpose in ROTATED:
            office.rotate(purpose)
        numbers.append(office.issue(turn + 1))
    for number in numbers:
        verdicts = office.verdicts(office.papers(number))
        assert [v.overall for v in verdicts] == [Overall.VALID] * 3, [v.code for v in verdicts]
    trust = office.trust
    assert {key.name: key.state for key in trust.keys if key.purpose == "certificate"} == {
        "certificate-1": "retired", "certificate-2": "retired", "certificate-3": "retired", "certificate-4": "active"}
    names = [method["id"].rpartition("#")[2] for method in did_document(trust)["verificationMethod"]]
    assert [f"certificate-{n}" in names for n in range(1, 5)] == [True] * 4
    with office.register.reader().view() as view:
        assert parse_trust_list(view.trust_bytes(), office.root.public_raw) == trust
        assert trust.size == view.size - 1
    policy = policy_of(trust)
    assert [verify_checkpoint(raw, policy).head.size for raw in office.heads()][-1] == office.size
    if register.store.dialect == "sqlite":
        assert recover(register.url).mended == ()


def test_an_audit_finds_nothing_after_ceremonies(office: Office) -> None:
    number = office.issue(1)
    office.rotate("log")
    office.rotate("status")
    office.register.later(seconds=1)
    office.issue(2)
    office.register.later(seconds=1)
    office.compromise("status-1", 6)
    office.compromise("log-1", 6)
    assert office.verdicts(office.papers(number))[0].overall is Overall.VALID
    audited = audit(office.register.url, None, TODAY, root_raw=office.root.public_raw, workers=1)
    assert audited.findings.differences == []


def test_a_new_key_proves_nothing_for_the_time_before_it(office: Office) -> None:
    number = office.issue(1)
    office.rotate("certificate")
    papers, key = office.papers(number), office.ring.get("certificate")
    document = {k: v for k, v in canonical.loads(papers[0], bounds.CREDENTIAL).items() if k != "proof"}
    back_dated = canonical.dumps(proof.secure(document, key.sign, f"{office.trust.did}#{key.name}", proof.ASSERTION, NOW))

    def logged_then(asked: str, version: int) -> RegisterEvidence:
        held = office.evidence_of(asked, version)
        assert isinstance(held, RegisterEvidence)
        return RegisterEvidence(held.number, back_dated, held.jwt, held.qr, 1, 1, held.position, held.size, "valid", TODAY,
                                held.status_words, held.since)

    verdict = verify_credential(back_dated, office.trust, logged_then, office.register.now)
    assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "key_not_yet")
    assert verify_credential(back_dated, office.trust, office.evidence_of, office.register.now).code == "differs_from_register"


def forged(office: Office, key: SigningKey, qr: SigningKey, n: int = 66) -> tuple[bytes, str, str]:
    """A certificate that was never logged, dated before the theft, made with the real keys."""
    number = f"99926SC{n:05d}R0M"
    subject = {k: v for k, v in canonical.loads(office.papers("99926SC00001R0M")[0], bounds.CREDENTIAL)
               ["credentialSubject"].items() if k not in {"id", "number", "version"}}
    begins, ends = day_begins(TODAY), day_ends(date(2029, 11, 23))
    whole = {**subject, "number": number, "version": 1}
    document = credential.compose(SETTINGS.base_url, office.trust.did, number, 1, whole, begins, ends, n)
    payload = canonical.dumps(document)
    method = f"{office.trust.did}#{key.name}"
    secured = proof.secure(document, key.sign, method, proof.ASSERTION, NOW)
    token = qr_token.compose(SETTINGS.base_url, document["credentialSubject"], begins, NOW, ends, n, payload,
                             qr.public.kid, qr.sign)
    return canonical.dumps(secured), jwt.compose(f"{method}-jwk", payload, key.sign)[2], qr_token.wrap(SETTINGS.base_url, token)


def test_a_stolen_key_makes_nothing_that_is_believed(office: Office) -> None:
    old = office.issue(1)
    stolen, stolen_qr = office.ring.get("certificate"), office.ring.get("qr")
    trusted = office.size
    fakes = forged(office, stolen, stolen_qr)
    assert {v.code for v in office.verdicts(fakes)} == {"not_in_register"}  # even before the theft is known
    after = office.issue(2)
    done = office.compromise("certificate-1", trusted)
    assert [(one.type, one.key) for one in done.recorded] == [("key-added", "certificate-2"),
                                                              ("key-compromised", "certificate-1")]
    assert [one.number for one in done.fallen] == [after]
    office.compromise("qr-1", trusted)
    assert [v.overall for v in office.verdicts(office.papers(old))] == [Overall.VALID] * 3
    for papers in (fakes, office.papers(after)):
        for verdict in office.verdicts(papers):
            assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "key_compromised")
        offline = verify_credential(papers[0], office.trust, lambda *_: None, office.register.now)
        assert offline.overall is Overall.UNKNOWN
    names = [method["id"] for method in did_document(office.trust)["verificationMethod"]]
    assert not any("#certificate-1" in name for name in names)
    # The victim gets the same content signed anew, under its number.
    assert reissued(office, after, 2).version == 2
    assert [v.overall for v in office.verdicts(office.papers(after))] == [Overall.VALID] * 3
    with pytest.raises(Refused):
        reissued(office, after, 2)


def reissued(office: Office, number: str, n: int) -> Issued:
    item = ReissueItem(number, draft(n), "correction", DECISION, None)
    return acts.reissue(office.register.store, office.ring, [item], now=office.register.now)[0]


def test_what_a_thief_logged_with_the_status_key_is_void_and_the_rest_stands(register: Register) -> None:
    office = Office(register)
    number = office.issue(1)
    trusted = office.size
    office.register.change("revoked", number, "fraud")
    reader = office.register.reader()
    assert answered(office, number) == ("not_valid", "revoked")
    done = office.compromise("status-1", trusted)
    assert [(one.type, one.number) for one in done.fallen] == [("revoked", number)]
    assert answered(office, number) == ("valid", "valid")
    with reader.view() as view:
        record = view.record(number)
        assert record is not None
        assert record.void == {trusted}
        assert len(record.entries) == 2  # it stays in the history
    acts.change(office.register.store, office.ring, [Change("withdrawn", number, "holder-request", DECISION)],
                now=office.register.now)
    assert answered(office, number) == ("not_valid", "withdrawn")


def answered(office: Office, number: str) -> tuple[str, str]:
    found = answer(office.register.reader(), number, now=office.register.now)
    assert isinstance(found, Answer)
    return found.verdict.overall.value, found.verdict.code


def test_a_rotated_log_key_signs_beside_its_successor_for_ninety_days(office: Office) -> None:
    before = office.trust
    office.issue(1)
    office.rotate("log")
    for n, span in ((2, timedelta(0)), (3, timedelta(days=89, hours=23))):
        office.register.now += span
        with office.register.store.reading() as connection:
            names = trees.still_signing(connection, office.trust, office.register.now)
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


def test_a_published_head_of_a_condemned_log_key_is_no_reason_to_stop_unless_it_says_otherwise(office: Office) -> None:
    office.issue(1)
    published = office.heads()[-1]
    office.compromise("log-1", 3)
    office.register.issue(draft(2), ring=office.ring, seen=[published])
    fork = Office(founded_at(office.register.url.replace("register.db", "fork.db")))
    fork.issue(5)
    with pytest.raises((Refused, NotGenuine)):
        office.register.issue(draft(3), ring=office.ring, seen=[fork.heads()[-1]])
    fork.register.close()


NONSENSE: dict[str, tuple[Callable[[Office], object], str]] = {
    "retire the last": (lambda o: ceremonies.retire(o.hall(), "qr-1"), "last_key"),
    "retire the root": (lambda o: ceremonies.retire(o.hall(), "root-1"), "root_stays"),
    "rotate the root": (lambda o: ceremonies.rotate(o.hall(), "root", generate("root-2")), "root_stays"),
    "condemn the root": (lambda o: ceremonies.compromise(o.hall(), "root-1", 3), "root_stays"),
    "unknown name": (lambda o: ceremonies.retire(o.hall(), "qr-9"), "key_unknown"),
    "no name": (lambda o: ceremonies.compromise(o.hall(), "", 3), "key_unknown"),
    "beyond the log": (lambda o: ceremonies.compromise(o.hall(), "qr-1", 7, generate("qr-2")), "trusted_size"),
    "negative": (lambda o: ceremonies.compromise(o.hall(), "qr-1", -1, generate("qr-2")), "trusted_size"),
    "another root": (lambda o: ceremonies.rotate(o.hall(root=generate("root-1")), "qr", generate("qr-2")), "wrong_root"),
    "no root": (lambda o: ceremonies.rotate(o.hall(root=o.ring.get("qr")), "qr", generate("qr-2")), "wrong_root"),
    "a key again": (lambda o: ceremonies.rotate(o.hall(), "qr", o.ring.get("qr")), "key_used"),
    "a name too far": (lambda o: ceremonies.rotate(o.hall(), "qr", generate("qr-3")), "ceremony_raced"),
    "two log keys in use": (lambda o: ceremonies.rotate(o.hall(), "log", generate("log-2"), keep_old=True), "keep_old"),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_refused(office: Office, what: str) -> None:
    do, code = NONSENSE[what]
    assert refusal(office, lambda: do(office)) == code


def test_ended_keys_end_once(office: Office) -> None:
    office.rotate("qr")
    assert refusal(office, lambda: ceremonies.retire(office.hall(), "qr-1")) == "key_ended"
    office.compromise("qr-1", 3)  # found stolen after it was retired
    assert refusal(office, lambda: office.compromise("qr-1", 2)) == "key_ended"


def test_an_old_key_may_be_left_in_use_and_retired_later(office: Office) -> None:
    new = generate("list-2")
    ceremonies.rotate(office.hall(new), "list", new, keep_old=True)
    assert [k.state for k in office.trust.keys if k.purpose == "list"] == ["active", "active"]
    ceremonies.retire(office.hall(), "list-1")
    assert [k.state for k in office.trust.keys if k.purpose == "list"] == ["retired", "active"]


def test_a_dry_run_and_a_crash_leave_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (office.size, office.heads())
    shown = ceremonies.rotate(Hall(office.register.store, office.register.now), "qr", None)
    assert [(one.position, one.type, one.key) for one in shown.recorded] == [(6, "key-added", "qr-2"),
                                                                            (7, "key-retired", "qr-1")]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "store_trust_list", full)
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
    assert refusal(office, lambda: ceremonies.rotate(office.hall(), "qr", new)) == "clock_behind"
    wrong = WrongClock(false, right + timedelta(minutes=30), 7)
    ceremonies.correct_clock(office.hall(), wrong)
    third = office.issue(3)
    with office.register.reader().view() as view:
        notes = {p: correction_of(view.corrections, p) for p in range(view.size)}
        assert [p for p, note in notes.items() if note] == [7]
        assert notes[7] is not None
        assert "第 8 条" in notes[7].words.zh
        assert parse_trust_list(view.trust_bytes(), office.root.public_raw).size == 9
    for each in (number, third):
        assert office.verdicts(office.papers(each))[0].overall is Overall.VALID


@pytest.mark.parametrize(("wrong", "code"), [
    ((0, 30, 6), "false_instant"), ((60, 60, 6), "true_instant"), ((60, 6000, 6), "true_instant"),
    ((60, 30, 99), "first_affected"), ((60, 30, -1), "first_affected"), ((60, -30, 6), "first_affected"),
])
def test_a_correction_that_contradicts_the_log_is_refused(office: Office, wrong: tuple[int, int, int], code: str) -> None:
    start = office.register.now
    office.register.later(minutes=60)
    office.issue(1)
    office.register.later(minutes=-10)
    false, true, first = wrong
    asked = WrongClock(start + timedelta(minutes=false), start + timedelta(minutes=true), first)
    assert refusal(office, lambda: ceremonies.correct_clock(office.hall(), asked)) == code


CEREMONY = st.tuples(st.sampled_from(["rotate", "retire", "compromise", "issue"]), st.sampled_from(ROTATED),
                     st.integers(1, 3), st.integers(0, 12))


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
                        ceremonies.retire(office.hall(), f"{purpose}-{which}")
                    case "compromise":
                        if any(k.name == f"{purpose}-{which}" for k in office.trust.keys):
                            office.compromise(f"{purpose}-{which}", size)
                    case _:
                        issued[office.issue(n)] = office.size - 1
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
