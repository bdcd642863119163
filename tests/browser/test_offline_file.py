"""The one HTML file, opened from a folder with the network cut, held equal to the program on good and forged files."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import qrcode
from playwright.sync_api import Page, expect

from certs import canonical, limits
from certs.errors import StarmarkError
from certs.publication.files import bundle_format
from certs.publication.files.bundle_check import verify_bundle
from certs.trust.credential import subject
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.verification import offline
from scripts.site_builder import offline_file
from tests.browser.offline_judge import Case, asked, root_text, said
from tests.publication.files import forgeries
from tests.publication.files.bundles import bundled, pin, without
from tests.publication.files.forgeries import FORGERIES, Stock, as_json, file_of
from tests.publication.files.forgers_stock import stock_of
from tests.register.founded_register import TODAY, Register, draft, founded
from tests.site.axe_rules import violations

pytestmark = pytest.mark.browser
FLIPS: Final = 120  # bundles with one byte changed, and as many with one leaf of another's put in


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('offline') / 'register.db'}")
    yield register
    register.close()


@pytest.fixture(scope="module")
def stock(own: Register, tmp_path_factory: pytest.TempPathFactory) -> Stock:
    """The genuine bundle of a reissued certificate, and what a forger has at hand."""
    return stock_of(own, tmp_path_factory.mktemp("stranger"))


def of_each_status(own: Register) -> Iterator[tuple[bytes, datetime]]:
    """Yield bundles of certificates that are suspended, restored, revoked, renewed, to come, and of what hides it."""
    numbers = [issued.number for issued in own.issue(*(draft(n) for n in range(10, 15)))]
    own.later(minutes=1)
    good = [bundled(own, number) for number in numbers]
    own.change("suspended", numbers[0], "complaint", until=TODAY + timedelta(days=30))
    own.change("suspended", numbers[1], "complaint", until=TODAY + timedelta(days=30))
    own.later(minutes=1)
    own.change("restored", numbers[1], "cause-removed")
    own.change("revoked", numbers[2], "fraud")
    own.change("withdrawn", numbers[3], "holder-request")
    own.later(minutes=1)
    now_made = [bundled(own, number) for number in numbers]
    for one, other in zip(good, now_made, strict=True):
        for lists in (other.lists, one.lists, {}, {"suspension": other.lists["suspension"]}):
            yield file_of(as_json(replace(other, lists=lists))), own.now
        for kind in ("suspended", "revoked", "withdrawn"):
            yield file_of(as_json(without(other, kind))), own.now
        yield file_of(as_json(one)), own.now
    for years in (4, -1):
        yield file_of(as_json(now_made[4])), own.now + timedelta(days=365 * years)


def bundle_cases(own: Register, stock: Stock) -> Iterator[Case]:
    """Yield bundles: genuine at several times, each forgery of the table, changed letters, changed bytes."""
    genuine, rng = file_of(stock.genuine), random.Random(20261129)
    for hours in (0, 20, 25, -48, 24 * 400, 24 * 1_200):
        for data in (genuine, file_of(stock.before), file_of(stock.other), file_of(stock.stranger)):
            yield data, None, own.now + timedelta(hours=hours)
    for name in FORGERIES:
        yield file_of(forgeries.forged(name, stock)), None, own.now
    paths = list(forgeries.leaves(stock.genuine))
    for path in rng.sample(paths, FLIPS):
        yield forgeries.with_leaf_changed(stock.genuine, path), None, own.now
    for name in ("type", "certificate", "qr", "level", "proofValue", "status", "checkpoint"):
        yield forgeries.twice(genuine.replace(b'": ', b'":'), name), None, own.now
    for _ in range(FLIPS):
        changed = bytearray(genuine)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(7)
        if b"starmark-bundle" in changed and _is_json(bytes(changed)):
            yield bytes(changed), None, own.now
    for data, now in of_each_status(own):
        yield data, None, now


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False


def single_cases(own: Register, stock: Stock) -> Iterator[Case]:
    """Yield a certificate's file, JWT and QR code by themselves, good and changed, with a list of keys beside them."""
    rng = random.Random(20261130)
    trust = json.dumps(stock.genuine["trust"], ensure_ascii=False).encode()
    for source in (stock.genuine, stock.before, stock.other, stock.stranger):
        certificate = source["certificate"]
        forms = (file_of(certificate["credential"]), certificate["jwt"].encode(), certificate["qr"].encode())
        for form in forms:
            for days in (0, -30, 1_200):
                yield form, trust, own.now + timedelta(days=days)
            for _ in range(20):
                changed = bytearray(form)
                changed[rng.randrange(12, len(changed))] ^= 1 << rng.randrange(5)
                if changed.decode("ascii", "replace").isprintable() or b"{" in form[:1]:
                    yield bytes(changed), trust, own.now


def program(case: Case) -> list[Any]:
    """Return what the program says of a case."""
    data, trust, now = case
    root = pin().root
    if trust is None and is_of_another_kind(data):
        return ["unknown", "trust_missing", None, []]
    if trust is None:
        return said(verify_bundle(data, pin(), now).verdict)
    return said(offline.verify_alone(data, parse_trust_list(trust, root), now))


def is_of_another_kind(data: bytes) -> bool:
    """Tell whether a file is whole, and says that it is something else than a bundle."""
    try:
        canonical.loads(data, limits.BUNDLE)
    except StarmarkError:
        return False
    return not bundle_format.is_bundle(data)


def differing(cases: list[Case], answers: list[Any]) -> list[Any]:
    return [
        (ours[:3], theirs[:3], case[0])
        for case, theirs in zip(cases, answers, strict=True)
        if (ours := program(case)) != theirs
    ]


def test_the_file_says_of_every_bundle_what_the_program_says(offline_page: Page, own: Register, stock: Stock) -> None:
    cases = list(bundle_cases(own, stock))
    assert len(cases) > 300
    answers = asked(offline_page, cases, by_browser=True)
    assert differing(cases, answers) == []
    assert {answer[0] for answer in answers} == {"valid", "not_valid", "not_genuine", "unknown"}
    codes = {answer[1] for answer in answers}
    assert codes >= {"valid", "superseded", "suspended", "revoked", "status_list_stale", "status_list_rolled_back"}
    assert codes >= {"status_list_missing", "root", "inclusion_root", "bundle_entries", "damaged", "signature"}
    few = cases[::12]
    assert differing(few, asked(offline_page, few, by_browser=False)) == []


def test_the_file_says_of_a_certificate_alone_what_the_program_says(
    offline_page: Page, own: Register, stock: Stock
) -> None:
    cases = list(single_cases(own, stock))
    answers = asked(offline_page, cases, by_browser=True)
    assert differing(cases, answers) == []
    assert {answer[0] for answer in answers} == {"not_valid", "not_genuine", "unknown"}  # alone none is ever valid
    assert {"status_not_known", "expired", "signature", "damaged"} <= {answer[1] for answer in answers}


def test_whoever_has_the_file_and_the_root_key_checks_by_hand(offline_page: Page, own: Register, stock: Stock) -> None:
    page = offline_page
    page.clock.set_fixed_time(own.now.astimezone(UTC))
    panel = page.locator("#answer")

    def given(name: str, data: bytes, kind: str = "application/octet-stream") -> None:
        page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": data})
        page.get_by_role("button", name="核验", exact=True).click()

    assert violations(page) == []
    bundle = file_of(stock.genuine)
    given("a.bundle", bundle)
    expect(panel).to_have_attribute("data-code", "root_unreadable")
    page.get_by_label("根公钥").fill(f" {root_text()[:20]}\n{root_text()[20:]}")  # as a letter has it
    given("a.bundle", bundle)
    expect(panel).to_have_attribute("data-status", "valid")
    expect(panel).to_contain_text(stock.genuine["number"])
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    given("a.bundle", file_of(stock.stranger))
    expect(panel).to_have_attribute("data-status", "not_genuine")
    given("report.pdf", b"%PDF-1.7 x")
    expect(panel).to_have_attribute("data-code", "paper_broken")
    picture = io.BytesIO()
    qrcode.make(stock.genuine["certificate"]["qr"]).save(picture, "PNG")
    given("photo.png", picture.getvalue(), "image/png")
    expect(panel).to_have_attribute("data-code", "trust_missing")
    page.set_input_files("#trust", {"name": "a.bundle", "mimeType": "", "buffer": bundle})
    given("photo.png", picture.getvalue(), "image/png")
    expect(panel).to_have_attribute("data-code", "status_not_known")
    expect(panel).to_contain_text(stock.genuine["number"])
    page.get_by_role("button", name="English").click()
    expect(panel).to_contain_text("Could not check")


def test_the_shape_of_a_subject_is_that_of_the_program() -> None:
    assert set(offline_file.NEEDED) == subject._NEEDED
    assert set(offline_file.BODY) == subject._BODY.allowed
