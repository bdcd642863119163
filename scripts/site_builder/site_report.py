"""The picture of a verification report that the site shows: what the program answers about the fictional certificate.

A register of its own is founded for it and given up again: its keys are made from words that stand here, so that the
picture is the same each time and proves nothing to anybody.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs.certificate.fields import Draft, Holder, ScopeItem, Site
from certs.documents.report.report_answer import report_of
from certs.documents.report.report_pdf import TEMPLATE, report_data
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.lifecycle.request import Request
from certs.register.acts.founding import found
from certs.register.acts.perform import Occasion, perform
from certs.register.store.database import create
from certs.register.store.reader import open_reader
from certs.trust.keys import PURPOSES, key_name
from certs.trust.signing import HeldKey, Keyring
from scripts.site_builder import site_body, site_paper

_ISSUED: Final = datetime(2026, 9, 18, 1, 30, tzinfo=UTC)
_ASKED: Final = datetime(2026, 11, 23, 2, 5, 17, tzinfo=UTC)
_PRODUCT: Final = {"zh": "海岚家用空气调节器 KFR-26GW", "en": "KFR-26GW"}


def pictures() -> dict[str, bytes]:
    """Return the sheet in both languages as a picture, large and small, by its file name."""
    typesetter = Typesetter()
    drawn: dict[str, bytes] = {}
    with TemporaryDirectory() as folder:
        number = _issue(f"sqlite:///{Path(folder) / 'register.db'}")
        reader = open_reader(f"sqlite:///{Path(folder) / 'register.db'}")
        for language, product in _PRODUCT.items():
            with reader.view() as view:
                record = view.record(number)
                assert record is not None
                sheet = Sheet(report_of(view, record, _ASKED, product=product), language, sample=True)
            page, *_ = typesetter.pictures(TEMPLATE, report_data(sheet, b""), site_paper.WIDTH)
            drawn |= site_paper.sizes_of(f"report-{language}", page)
        reader.close()
    return drawn


def _issue(url: str) -> str:
    """Found a register and issue the certificate that the site shows. Return its number."""
    keys = {purpose: _key(purpose) for purpose in PURPOSES}
    store = create(url)
    found(store, site_body.read(), Keyring(keys), _ISSUED)
    request = Request("issued", draft=_draft())
    (issued,) = perform(store, Keyring(keys), [request], Occasion(lambda: _ISSUED), lambda _, __: ["5a" * 32])
    store.close()
    return issued.number


def _key(purpose: str) -> HeldKey:
    seed = hashlib.sha256(b"a sample that proves nothing: " + purpose.encode()).digest()
    return HeldKey(key_name(purpose, 1), Ed25519PrivateKey.from_private_bytes(seed))


def _draft() -> Draft:
    subject: dict[str, Any] = site_paper.SUBJECT
    holder = subject["holder"]
    return Draft(
        Holder(holder["name"], holder["uscc"], holder["address"], name_en=holder["name_en"]),
        tuple(
            ScopeItem(
                item["name"],
                item["name_en"],
                "",
                *(tuple(item.get(name, ())) for name in ("brands", "models", "includes", "excludes")),
            )
            for item in subject["scope"]
        ),
        tuple(Site(site["name"], site["address"]) for site in subject["sites"]),
        scheme=subject["scheme"],
        score=Decimal("96.5"),
        headcount=320,
        decided_by=("reviewer-02", "decider-01"),
        issued=date(2026, 9, 18),
        source="sample",
    )
