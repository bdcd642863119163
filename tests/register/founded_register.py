"""A founded register and drafts to issue, for the register's tests. Everything is fictional."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from certs.certificate.fields import Draft, Holder, ScopeItem, Site
from certs.instance.settings import BodySettings, Settings
from certs.lifecycle.request import Request
from certs.lifecycle.rules import BatchRefused
from certs.register.acts.founding import found
from certs.register.acts.orders import Changed, Issued
from certs.register.acts.perform import Occasion, perform, rehearse
from certs.register.store.database import Store, create
from certs.register.store.reader import Reader, open_reader
from certs.trust.keys import PURPOSES, key_name
from certs.trust.signing import Keyring, generate

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DECISION = "5a" * 32
SETTINGS = Settings(
    BodySettings(
        "示例认证中心（样例）",
        "Sample Certification Centre",
        "CNCA-R-2099-999",
        "999",
        "北京市海淀区样例路1号",
        "https://cert.example.cn",
        "complaints@cert.example.cn",
    ),
    "https://cert.example.cn",
    "gbt27922-2011",
    "covered-products",
)
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@cache
def ring() -> Keyring:
    """Six keys, made once a test run."""
    return Keyring({purpose: generate(key_name(purpose, 1)) for purpose in PURPOSES})


KEYS = ring  # by another name, where an option of the same name stands in its way


def sealed(requests: Sequence[Request], _: datetime) -> list[str]:
    """A commitment for each request, of a journal that nobody keeps."""
    return [DECISION] * len(requests)


def uscc(n: int) -> str:
    """A made-up unified social credit code whose check character fits."""
    head = f"91000000MA{n:07d}"
    total = sum(_ALPHABET.index(c) * w for c, w in zip(head, _WEIGHTS, strict=True))
    return head + _ALPHABET[(31 - total % 31) % 31]


def draft(n: int = 1, **changes: Any) -> Draft:
    """A draft for the n-th fictional firm."""
    plain = Draft(
        holder=Holder(
            f"青禾第{n}家用电器（样例）有限公司",
            uscc(n),
            f"浙江省杭州市样例大道{n}号",
            name_en=f"Qinghe Appliances {n} (Sample)",
        ),
        scope=(
            ScopeItem(
                "家用空调器",
                "Household air conditioners",
                "C3852",
                ("青禾样例",),
                ("KFR-35GW/*",),
                ("安装",),
                ("中央空调",),
            ),
        ),
        sites=(Site("总部", f"浙江省杭州市样例大道{n}号"),),
        scheme="gbt27922-2011",
        score=Decimal("96.5"),
        headcount=320,
        decided_by=("reviewer-02", "decider-01"),
        source=f"{n}.toml",
    )
    return replace(plain, **changes)


@dataclass
class Register:
    """A founded register and a clock that the test moves."""

    url: str
    store: Store
    now: datetime = NOW
    readers: list[Reader] = field(default_factory=list)

    def issue(self, *drafts: Draft, **options: Any) -> tuple[Issued, ...]:
        """Issue drafts at the present time."""
        requests = [Request("issued", draft=draft) for draft in drafts]
        return tuple(result for result in self.act(*requests, **options) if isinstance(result, Issued))

    def change(self, kind: str, number: str, reason: str, **options: Any) -> Changed:
        """Do one status act; `effective` and `until` are days."""
        days = {name: options.pop(name) for name in ("effective", "until") if name in options}
        (result,) = self.act(Request(kind, number, reason, **days), **options)
        assert isinstance(result, Changed)
        return result

    def reissue(self, number: str, new: Draft, reason: str, **options: Any) -> Issued:
        """Reissue one certificate."""
        request = Request("reissued", number, reason, new, options.pop("effective", None))
        (result,) = self.act(request, **options)
        assert isinstance(result, Issued)
        return result

    def renew(self, number: str, new: Draft, **options: Any) -> Issued:
        """Renew one certificate."""
        (result,) = self.act(Request("renewed", number, draft=new), **options)
        assert isinstance(result, Issued)
        return result

    def act(
        self,
        *requests: Request,
        dry_run: bool = False,
        ring: Keyring | None = None,
        store: Store | None = None,
        **occasion: Any,
    ) -> tuple[Issued | Changed, ...]:
        """Perform requests at the present time, or rehearse them; the rest are facts of the occasion."""
        now = Occasion(**{"clock": lambda: self.now, **occasion})
        if dry_run:
            plan = rehearse(store or self.store, requests, now)
            plan.require()
            return plan.results
        return perform(store or self.store, ring or KEYS(), requests, now, sealed)

    def later(self, **span: int) -> None:
        """Move the clock."""
        self.now += timedelta(**span)

    def reader(self) -> Reader:
        """Open the register for reading."""
        self.readers.append(open_reader(self.url))
        return self.readers[-1]

    def close(self) -> None:
        """Give everything back."""
        for reader in self.readers:
            reader.close()
        self.store.close()


def founded(url: str) -> Register:
    """Make and found a register at an empty database."""
    store = create(url)
    found(store, SETTINGS, ring(), NOW)
    return Register(url, store)


def refused(register: Register, do: Callable[[], object]) -> list[tuple[str, str]]:
    """Do what must be refused; return (field, code) of every error, having seen that the log did not grow."""
    with register.reader().view() as view:
        before = view.size
    with pytest.raises(BatchRefused) as caught:
        do()
    with register.reader().view() as view:
        assert view.size == before
    for error in caught.value.errors:
        assert error.message.zh
        assert error.message.en
    return [(error.field, error.code) for error in caught.value.errors]


def status(register: Register, number: str, day: date = TODAY) -> str:
    """The status code of a certificate on a day."""
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        return record.standing(day).code
