"""A founded register with its keys, the ceremonies done to them, and the papers that came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, select

from certs.lifecycle.signed_objects import credential_bytes, evidence, jwt_text, qr_text
from certs.register.acts import key_ceremonies
from certs.register.acts.key_ceremonies import Ceremony, Hall
from certs.register.store import ledger, log_tree
from certs.register.store.tables import CHECKPOINT
from certs.trust.signing import Keyring, SigningKey, generate
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.register_evidence import Absent, RegisterEvidence
from certs.trust.verification.verdict import Verdict
from certs.trust.verification.verification import verify_credential, verify_jwt_text, verify_qr
from tests.register.founded_register import SETTINGS, TODAY, Register, draft, ring


class Office:
    """A founded register with its present keys, and the ceremonies done to them."""

    def __init__(self, register: Register) -> None:
        self.register, self.ring = register, ring()
        self.root = ring().get("root")

    @property
    def trust(self) -> TrustList:
        with self.register.store.reading() as connection:
            return ledger.trust_of(connection)

    @property
    def size(self) -> int:
        with self.register.store.reading() as connection:
            return ledger.head(connection).size

    def hall(self, new: SigningKey | None = None, *, beside: bool = True, condemned: str = "", **changes: Any) -> Hall:
        keys = {**self.ring.keys, **({new.purpose: new} if new else {})}
        trust = self.trust
        with self.register.store.reading() as connection:
            outgoing = log_tree.still_signing(connection, trust, self.register.now)
        older = [old for old in self.ring.outgoing if old.name in outgoing and old.name != condemned]
        if new is not None and new.purpose == "log" and beside:
            older.append(self.ring.get("log"))
        self.ring = Keyring(keys, tuple(older))
        return Hall(self.register.store, self.register.now, changes.pop("root", self.root), self.ring, **changes)

    def rotate(self, purpose: str) -> Ceremony:
        new = generate(self.trust.next_name(purpose))
        return key_ceremonies.rotate(self.hall(new), purpose, new)

    def compromise(self, name: str, trusted_size: int) -> Ceremony:
        new = generate(self.trust.next_name(self.trust.key(name).purpose))
        needed = self.trust.active(new.purpose).name == name
        hall = self.hall(new if needed else None, beside=False, condemned=name)
        return key_ceremonies.compromise(hall, name, trusted_size, new if needed else None)

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
        return [
            verify_credential(papers[0], trust, asked, now),
            verify_jwt_text(papers[1], trust, asked, now),
            verify_qr(papers[2], trust, asked, now)[0],
        ]

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


@contextmanager
def hindered(office: Office, table: str, when: str, body: str) -> Iterator[None]:
    """Put a trigger on a table for a while, that does something after each row that is inserted."""
    owner = create_engine(office.register.url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE FUNCTION hinder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE CONSTRAINT TRIGGER hinder AFTER INSERT ON {table} DEFERRABLE INITIALLY {when} "
            "FOR EACH ROW EXECUTE FUNCTION hinder()"
        )
        yield
        connection.exec_driver_sql("DROP FUNCTION hinder CASCADE")
    owner.dispose()
