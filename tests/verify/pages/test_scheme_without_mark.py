"""A certificate whose scheme has no mark: no answer about it says what becomes of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from tests.register.founded_register import SETTINGS, TODAY, Register, draft, founded
from tests.verify.pages.test_day import panel_of
from verify import Config, create_app

ENDS = {"suspended": ("holder-request", "暂停"), "revoked": ("fraud", "撤销"), "withdrawn": ("merged", "注销")}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """One certificate of each scheme to each status that is not valid."""
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('schemes') / 'register.db'}")
    drafts = [draft(n) for n in (1, 3, 5)], [draft(n, scheme="brand-1000", score=Decimal(960)) for n in (2, 4, 6)]
    for pair, (status, (reason, _)) in zip(zip(*drafts, strict=True), ENDS.items(), strict=True):
        for issued in register.issue(*pair):
            until = {"until": TODAY + timedelta(days=60)} if status == "suspended" else {}
            register.change(status, issued.number, reason, **until)
    yield register
    register.close()


@pytest.fixture(scope="module")
def client(register: Register) -> FlaskClient:
    return create_app(Config(SETTINGS, register.url, None, lambda: register.now)).test_client()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_only_where_a_scheme_has_a_mark_is_it_said_what_becomes_of_it(client: FlaskClient, prefix: str) -> None:
    mark = " mark" if prefix else "标志"
    for count, (_, word) in enumerate(ENDS.values()):
        after_sales, brand = (f"99926SC{2 * count + n:05}R0M" for n in (1, 2))
        assert mark in panel_of(client.get(f"{prefix}/c/{after_sales}").text)
        panel, report = (client.get(f"{prefix}/c/{brand}{path}").text for path in ("", "/report"))
        assert prefix or word in panel
        assert mark not in panel_of(panel)
        sheet = report[report.index("<main") : report.index("</main")]
        assert brand in sheet
        assert mark not in sheet
        assert "标志" not in client.get(f"/c/{brand}.json").text
