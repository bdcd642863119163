"""The browser's own checker, in the real browser, held equal to the program's on a thousand codes, good and bad."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route

from certs import limits
from certs.days import parse_instant
from certs.trust.verification.list_verdict import verify_qr_by_lists
from certs.trust.verification.verdict import Outcome, Overall
from scripts.site_builder.site_conformance import files as conformance_files
from tests.browser.proof_cases import Case, cases, trust_list, trust_of_cases
from tests.trust.sample_trust import key
from verify.pages import site_files

pytestmark = pytest.mark.browser
ORIGIN: Final = "https://cert.example.cn"
STATIC: Final = Path(site_files.__file__).parents[1] / "static"
COUNT: Final = 1_000
CODES: Final = {
    "valid",
    "revocation_bit",
    "suspension_bit",
    "expired",
    "not_yet_valid",
    "status_list_stale",
    "status_list_early",
    "status_list_foreign",
    "status_list_missing",
    "keys_stale",
    "key_unknown",
    "key_purpose",
    "key_compromised",
    "signature",
    "other_host",
    "damaged",
    "format_newer",
}
ASK: Final = """async ([cases, trustText, root, byBrowser]) => {
  const base = "/static/starmark/proof/";
  const [{verifyQrByLists}, {parseTrustList}, {useBrowser}] = await Promise.all(
    ["list_verdict.js", "trust_list.js", "ed25519.js"].map((name) => import(base + name)));
  useBrowser(byBrowser);
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const trust = await parseTrustList(bytes(trustText), bytes(root));
  const answers = [];
  for (const {text, fetched, lists, now} of cases) {
    const kept = Object.fromEntries(Object.entries(lists).map(([purpose, list]) => [purpose, bytes(list)]));
    const {overall, code, number, checks, claims} = await verifyQrByLists(text, trust, fetched, kept, now);
    const rows = checks.map(({number, name, outcome, code}) => [number, name, outcome, code]);
    answers.push([overall, code, number, rows, claims && [claims.number, claims.holder, claims.profile, claims.scope]]);
  }
  return answers;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, built: Any) -> Iterator[Page]:
    """A page of our origin that has the program's files, and no network."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        root = built.site if path.startswith("/lib/") else STATIC.parent
        if path == "/":
            route.fulfill(body="<!doctype html><title>checker</title>", content_type="text/html")
        else:
            route.fulfill(body=(root / path.lstrip("/")).read_bytes(), content_type="text/javascript")

    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(ORIGIN)
        yield page


def _asked(page: Page, questions: list[Case], *, by_browser: bool) -> list[Any]:
    def text(data: bytes) -> str:
        return base64.b64encode(data).decode("ascii")

    def seconds(instant: datetime) -> int:
        return int(instant.timestamp())

    rows = [
        {
            "text": case.text,
            "fetched": seconds(case.fetched),
            "now": seconds(case.now),
            "lists": {purpose: text(raw) for purpose, raw in case.lists.items()},
        }
        for case in questions
    ]
    answers: list[Any] = page.evaluate(ASK, [rows, text(trust_list()), text(key("root-1").public_raw), by_browser])
    return answers


def _program(case: Case) -> list[Any]:
    verdict, claims = verify_qr_by_lists(case.text, trust_of_cases(), case.fetched, case.lists, case.now)
    rows = [[check.number, check.name, check.outcome.value, check.code] for check in verdict.checks]
    shown = None
    if claims is not None:
        scope = None if claims.scope is None else list(claims.scope)
        shown = [claims.number, claims.holder, claims.profile, scope]
    return [verdict.overall.value, verdict.code, verdict.number, rows, shown]


@pytest.mark.parametrize("by_browser", [True, False])
def test_both_say_the_same_of_every_code(page: Page, *, by_browser: bool) -> None:
    questions = list(cases(COUNT if by_browser else COUNT // 5, seed=20261128))
    answers = [_program(case) for case in questions]
    assert {answer[0] for answer in answers} == {overall.value for overall in Overall}
    codes = {answer[1] for answer in answers}
    assert codes >= CODES if by_browser else codes >= {"valid", "damaged", "signature", "revocation_bit"}
    assert {row[2] for answer in answers for row in answer[3]} == {outcome.value for outcome in Outcome}
    found = _asked(page, questions, by_browser=by_browser)
    differing = [
        (case.text, ours, theirs)
        for case, ours, theirs in zip(questions, answers, found, strict=True)
        if ours != theirs
    ]
    assert differing == []


def test_both_say_the_same_of_the_scans_of_the_conformance_kit(page: Page) -> None:
    """The other kinds are the one-file page's: `test_kit_by_browser.py`."""
    files = conformance_files()
    scans = [vector for vector in json.loads(files["vectors.json"]) if vector["kind"] == "scan"]
    assert len(scans) > 20
    rows = []
    for vector in scans:
        told = json.loads(files[vector["file"]])
        lists = {purpose: base64.b64encode(raw.encode()).decode() for purpose, raw in told["lists"].items()}
        moments = {"fetched": told["fetched"], "now": vector["at"]}
        seconds = {name: int(parse_instant(text).timestamp()) for name, text in moments.items()}
        rows.append({"text": told["text"], "lists": lists, **seconds})
    trust = base64.b64encode(files[scans[0]["trust"]]).decode()
    answers = page.evaluate(ASK, [rows, trust, base64.b64encode(key("root-1").public_raw).decode(), True])
    assert [answer[:2] for answer in answers] == [[vector["overall"], vector["code"]] for vector in scans]


def test_its_bounds_are_those_of_the_program() -> None:
    text = (STATIC / "starmark/proof/limits.js").read_text("utf-8")
    bounds = {name: int(number.replace("_", "")) for name, number in re.findall(r"const (\w+) = ([\d_]+);", text)}
    assert len(bounds) > 10
    assert bounds == {name: getattr(limits, name) for name in bounds}
