"""A register with a certificate in every situation, and the service over it. Everything is fictional."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask

from certs.certificate.fields import Holder, ScopeItem, Site
from certs.certificate.taken_over import TakenOver
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Version
from certs.publication.files import status_list_versions
from certs.register.store.ledger import trust_of
from tests.register.founded_register import NOW, SETTINGS, Register, draft, founded, ring, uscc
from verify import Config, create_app

TODAY = date(2026, 12, 10)
NOON = datetime(2026, 12, 10, 4, 0, 0, tzinfo=UTC)
FIRMS = 30  # certificates that only fill pages


@dataclass
class World:
    """The register, the numbers by situation, and a clock that the test moves."""

    register: Register
    numbers: dict[str, str] = field(default_factory=dict)
    now: datetime = NOON

    def app(self, site_dir: Path | None = None, home: Path | None = None) -> Flask:
        """Make the service over this register."""
        app = create_app(Config(SETTINGS, self.register.url, site_dir, lambda: self.now, home))
        app.testing = True
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app


def made(url: str) -> World:
    """Found a register and put every situation into it."""
    world = World(founded(url))
    register = world.register
    _issue(world)
    later = world.numbers
    register.change("suspended", later["suspended"], "mark-misuse", until=date(2027, 2, 1))
    register.change("suspended", later["overdue"], "surveillance-missed", until=date(2026, 12, 5))
    register.change("revoked", later["revoked"], "refused-surveillance")
    register.change("withdrawn", later["withdrawn"], "holder-request")
    register.later(days=3)
    better = replace(
        draft(7), score=Decimal("91.5"), holder=Holder("新名（样例）服务有限公司", uscc(7), "样例省样例市新路 7 号")
    )
    register.reissue(later["reissued"], better, "correction")
    later["successor"] = register.renew(later["renewed"], replace(draft(8), issued=TODAY - timedelta(days=2))).number
    with register.store.writing() as connection:
        key = ring().get("list")
        status_list_versions.renew(connection, trust_of(connection), key.public, key.sign, register.now)
    return world


def _issue(world: World) -> None:
    names = ["valid", "suspended", "overdue", "revoked", "withdrawn", "future", "reissued", "renewed"]
    drafts = [draft(n) for n in range(1, len(names) + 1)]
    drafts[0] = replace(drafts[0], holder=_LONG, scope=_SCOPE, sites=_SITES, excludes=("二手商品",))
    drafts[5] = replace(drafts[5], issued=date(2026, 12, 20))
    names += ["brand", "taken_over", "qualified", "hostile"]
    drafts += [
        replace(draft(9), scheme="brand-1000", score=Decimal(720)),
        replace(draft(10), taken_over=TakenOver("00114SH22766R2L/3502", date(2019, 3, 1), "00114SH11111R1L/3502")),
        replace(draft(11), score=Decimal(71)),
        replace(
            draft(12),
            holder=Holder("<script>alert(1)</script>&quot;（样例）公司", uscc(12), "“><img src=x onerror=alert(1)>"),
        ),
    ]
    names += [f"firm-{n}" for n in range(FIRMS)]
    drafts += [draft(100 + n) for n in range(FIRMS)]
    issued = world.register.issue(*drafts)
    world.numbers.update({name: one.number for name, one in zip(names, issued, strict=True)})


_LONG = Holder(
    "海岚（样例）电器与智能家居综合售后服务股份有限公司岚城第一分公司",
    uscc(1),
    "样例省岚城市海港路 100 号",
    name_en="Hailan (Sample) Electric Appliance Co., Ltd.",
    former_names=("海岚（样例）电器厂",),
)
_SCOPE = (
    ScopeItem(
        "家用空气调节器",
        "Room air conditioners",
        "C3852",
        ("海岚",),
        ("KFR-26*", "KFR-72*"),
        ("销售", "安装", "维修"),
        ("商用多联机组", "中央空调"),
        ("总部客户服务中心",),
    ),
    ScopeItem("家用电冰箱", "Household refrigerators", "", ("海岚", "岚净"), ("BCD-*",), ("维修",)),
    ScopeItem("家用电动洗衣机"),
)
_SITES = (
    Site("总部客户服务中心", "岚城市海港路 100 号"),
    Site("岚城服务网点", "岚城市北堤街 18 号"),
    Site("云津服务网点", "云津市书院路 6 号"),
)


def version_of(world: World, name: str, number: int = 1) -> Version:
    """Return a version of the certificate in a situation."""
    record = world.register.reader().look(world.numbers[name]).record
    assert record is not None
    return record.versions[number - 1]


def token_of(world: World, name: str, number: int = 1) -> str:
    """Return the token of its QR code."""
    return signed_objects.qr_text(version_of(world, name, number), SETTINGS.base_url).rpartition("/")[2]


__all__ = ["NOON", "NOW", "TODAY", "World", "made", "token_of", "version_of"]
