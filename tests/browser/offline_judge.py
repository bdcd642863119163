"""The one HTML file asked for its judgement, in the form in which the program's own is told."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any, Final

from playwright.sync_api import Page

from certs.trust.verification.verdict import Verdict
from tests.register.founded_register import ring

ASK: Final = """async ([cases, root, byBrowser]) => {
  starmark.useBrowser(byBrowser);
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const answers = [];
  for (const { data, trust, now } of cases) {
    const { overall, code, number, checks } = await starmark.judge(bytes(data), root, trust && bytes(trust), now);
    answers.push([overall, code, number, checks.map((one) => [one.number, one.name, one.outcome, one.code])]);
  }
  return answers;
}"""
Case = tuple[bytes, bytes | None, datetime]  # what is judged, the list of keys beside it, and now


def said(verdict: Verdict) -> list[Any]:
    rows = [[one.number, one.name, one.outcome.value, one.code] for one in verdict.checks]
    return [verdict.overall.value, verdict.code, verdict.number, rows]


def root_text() -> str:
    return ring().get("root").public.multikey


def asked(page: Page, cases: list[Case], *, by_browser: bool) -> list[Any]:
    def text(data: bytes | None) -> str | None:
        return None if data is None else base64.b64encode(data).decode("ascii")

    rows = [{"data": text(data), "trust": text(trust), "now": int(now.timestamp())} for data, trust, now in cases]
    answers: list[Any] = page.evaluate(ASK, [rows, root_text(), by_browser])
    return answers
