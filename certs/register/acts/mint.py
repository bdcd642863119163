"""Minting: from an order to a signed event, proved before release.

A certificate gets four signatures: the credential's proof, its JWT, its QR token, and the event's proof. What was
signed is read back from its own bytes and every signature verified (`prove_event`) before anything is appended, so
that neither a fault of the machine nor of this program reaches the log, which keeps what it gets for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final

from certs import canonical, limits
from certs.days import day_begins, day_ends, instant_text
from certs.errors import FieldError, Refused
from certs.lifecycle.event_proof import prove_event
from certs.lifecycle.events import FORMAT, LoggedEvent
from certs.lifecycle.rules import RefusedItem, field_error
from certs.lifecycle.second_library import second_opinion
from certs.register.acts.orders import Order, Plan
from certs.trust import data_integrity
from certs.trust.credential import credential, jwt
from certs.trust.qr import qr_token
from certs.trust.signing import Keyring
from certs.trust.trust_list.trust_list import TrustList

_PROVED_AT_ONCE = 16  # events handed to another core in one go
# Stands where signatures will, as long in base58 as any of them: zero bytes would be shorter than every one.
_STAND_IN: Final = b"\xff" * 64
_NO_DECISION: Final = "0" * 64  # likewise, where a commitment will
AROUND: Final = 8_192  # bytes: more than proofs, tokens and the rest of an entry add to its subject


Sign = Callable[[bytes], bytes]


class Minter:
    """Signs orders under one trust list at one instant. Without a ring it stands in for every signature."""

    def __init__(self, trust: TrustList, ring: Keyring | None, recorded: datetime) -> None:
        self._trust, self._ring, self._recorded = trust, ring, recorded
        self._proving = second_opinion(trust) if ring is not None else trust
        self._signers: dict[str, Sign] = {}
        self._method = f"{trust.did}#{trust.active('certificate').name}"
        self._qr_kid = trust.active("qr").kid
        self._event_method = f"{trust.did}#{trust.active('status').name}"

    def mint(self, orders: Sequence[tuple[Order, str]], start: int) -> list[LoggedEvent]:
        """Return the events of the orders, each given with its decision, at positions from `start` on.

        They are proved in another thread while more are made. Raises AssertionError if a proof fails: nothing may then
        be released.
        """
        events: list[LoggedEvent] = []
        with ThreadPoolExecutor(max_workers=1) as pool:
            proofs: list[Future[None]] = []
            for begin in range(0, len(orders), _PROVED_AT_ONCE):
                few = orders[begin : begin + _PROVED_AT_ONCE]
                minted = [self.event(*order, start + begin + n) for n, order in enumerate(few)]
                events += minted
                proofs.append(pool.submit(self._prove, minted))
            for proof in proofs:
                proof.result()
        return events

    def _prove(self, events: Sequence[LoggedEvent]) -> None:
        for event in events:
            prove_event(event.position, event.raw, self._proving)

    def event(self, order: Order, decision: str, position: int) -> LoggedEvent:
        """Compose and sign one event."""
        body: dict[str, Any] = {
            "format": FORMAT,
            "type": order.type,
            "number": order.number,
            "recorded": instant_text(self._recorded),
            "effective": order.effective.isoformat(),
            "decision": decision,
        }
        if order.reason is not None:
            body["reason"] = order.reason
        if order.until is not None:
            body["until"] = order.until.isoformat()
        if order.successor is not None:
            body["successor"] = order.successor
        if order.subject is not None:
            body.update(self._certificate(order))
        # The credential has passed the guard; the rest is ours: codes, days and numbers.
        body = data_integrity.secure(
            body,
            self._sign("status"),
            self._event_method,
            data_integrity.INVOCATION,
            self._recorded,
            guarded=canonical.dumps_trusted(body),
        )
        return LoggedEvent(position, canonical.dumps_trusted(body), body, order.type, self._recorded, order.effective)

    def _certificate(self, order: Order) -> dict[str, Any]:
        assert order.subject is not None  # for the type checker: the caller asked
        assert order.valid_from is not None
        assert order.valid_until is not None
        begins, ends = day_begins(order.valid_from), day_ends(order.valid_until)
        document = credential.compose(
            self._trust.base_url,
            self._trust.did,
            order.number,
            order.version,
            order.subject,
            begins,
            ends,
            order.status_index,
        )
        payload = canonical.dumps(document)
        secured = data_integrity.secure(
            document, self._sign("certificate"), self._method, data_integrity.ASSERTION, self._recorded, guarded=payload
        )
        header, signature, _ = jwt.compose(self._method + "-jwk", payload, self._sign("certificate"))
        token = qr_token.compose(
            self._trust.base_url,
            document["credentialSubject"],
            begins,
            self._recorded,
            ends,
            order.status_index,
            payload,
            self._qr_kid,
            self._sign("qr"),
        )
        return {"credential": secured, "jwt_header": header, "jwt_signature": signature, "qr": qr_token.to_text(token)}

    def _sign(self, purpose: str) -> Sign:
        """Return the signer of a purpose, checked against the register's public key at its first use."""
        if purpose not in self._signers:
            self._signers[purpose] = self._checked(purpose)
        return self._signers[purpose]

    def _checked(self, purpose: str) -> Sign:
        if self._ring is None:
            return lambda _: _STAND_IN
        key = self._ring.get(purpose)
        if key.public_raw != self._trust.active(purpose).raw:
            raise Refused(
                "key_mismatch",
                f"{purpose} 的私钥与登记簿里的公钥不符，没有签发任何内容。请检查 keys 文件夹是否属于这个实例。",
                f"The private key for {purpose} is not the one in the register; nothing was signed. "
                "Check that the keys folder belongs to this instance.",
            )
        return key.sign


def size_errors(plan: Plan) -> tuple[RefusedItem, ...]:
    """Return the items of a plan whose entry would be larger than an entry may be. Nothing is signed.

    Only contents that come near the limit are composed for it: whatever stands around them is far smaller than that.
    """
    minter = Minter(plan.facts.trust, None, plan.facts.now)
    refused = []
    for step in plan.steps:
        order = next((order for order in step.orders if order.subject is not None), None)
        if order is None or len(canonical.dumps_trusted(dict(order.subject or {}))) + AROUND <= limits.EVENT:
            continue
        size = len(minter.event(order, _NO_DECISION, step.result.position).raw)
        if size > limits.EVENT:
            refused.append(RefusedItem(step.request.source, (_size_error(size),)))
    return tuple(refused)


def _size_error(size: int) -> FieldError:
    return field_error(
        "scope",
        f"{size}",
        "range",
        f"证书内容共 {size} 字节，超过上限 {limits.EVENT} 字节。请拆成一张主证书和几张子证书（sub_of），各列一部分范围或场所。",
        f"The certificate takes {size} bytes; {limits.EVENT} is the limit. "
        "Split it into a main certificate and sub-certificates (sub_of), each with part of the scope or sites.",
    )
