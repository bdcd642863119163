"""The conformance kit in the real browser: the one-file page says of each vector what the kit says, verdict and code.

Scans are the scan page's: `test_proof_by_browser.py`.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from certs.days import parse_instant
from certs.trust.multikey import encode_multikey
from certs.trust.verification import offline
from scripts.site_builder.site_conformance import files as conformance_files
from tests.trust.sample_trust import BASE_URL, NUMBER
from tests.trust.verification.pasted import ADDRESS_HEADS, AROUND, LABELS, filled, full_width, known
from tests.vectors import kit_papers
from tests.vectors.conformance_kit import INDEX
from tests.vectors.kit_judge import KINDS, judged

pytestmark = pytest.mark.browser
WAYS: Final = {"qr": None, "credential": None, "jwt": None, "bundle": None, "pasted": "file"}
ASK: Final = """async ([vectors, trusts, byBrowser]) => {
  starmark.useBrowser(byBrowser);
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const answers = [];
  for (const { kind, data, trust, at, way } of vectors) {
    const [root, list] = [trusts[trust].root, bytes(trusts[trust].data)];
    const { overall, code } = starmark.PARTS.includes(kind)
      ? await starmark.judgePart(kind, bytes(data), root, list, at)
      : await starmark.judge(bytes(data), root, list, at, way);
    answers.push([overall, code]);
  }
  return answers;
}"""


Vector = tuple[str, bytes, str, str]  # its kind, what is judged, the trust list by its path in the kit, and now
PASTED: Final = 600
TRUST: Final = "trust/papers.json"


def asked(page: Page, vectors: Sequence[Vector], *, by_browser: bool = True) -> list[list[str]]:
    """Return `overall` and `code` of each."""

    def text(data: bytes) -> str:
        return base64.b64encode(data).decode("ascii")

    files = conformance_files()
    rows = [
        {"kind": kind, "data": text(data), "trust": trust, "at": seconds(at), "way": WAYS.get(kind)}
        for kind, data, trust, at in vectors
    ]
    trusts = {
        path: {"data": text(files[path]), "root": encode_multikey(offline.root_of(files[path]))}
        for path in {trust for _, _, trust, _ in vectors}
    }
    answers: list[list[str]] = page.evaluate(ASK, [rows, trusts, by_browser])
    return answers


def seconds(instant: str) -> int:
    return int(parse_instant(instant).timestamp())


def differing(page: Page, vectors: Sequence[Vector], expected: Iterable[list[str]], *, by_browser: bool) -> list[Any]:
    answers = asked(page, vectors, by_browser=by_browser)
    rows = zip(vectors, answers, expected, strict=True)
    return [(kind, data[:300], ours, theirs) for (kind, data, *_), theirs, ours in rows if theirs != ours]


@pytest.mark.parametrize("every", [1, 8])
def test_the_page_says_of_each_vector_what_the_kit_says(offline_page: Page, every: int) -> None:
    """All of them by the browser's own Ed25519, each eighth by the library that stands in for it."""
    files = conformance_files()
    rows = [row for row in json.loads(files[INDEX]) if row["kind"] != "scan"][::every]
    vectors = [(row["kind"], files[row["file"]], row["trust"], row["at"]) for row in rows]
    expected = [[row["overall"], row["code"]] for row in rows]
    assert differing(offline_page, vectors, expected, by_browser=every == 1) == []
    assert (
        {row["kind"] for row in rows} | {"scan"}
        == {*offline_page.evaluate("starmark.PARTS"), *WAYS, "scan"}
        == {*KINDS}
    )


def pasted() -> Iterator[str]:
    """Yield texts with what copying adds to them, and what is left of some: always the same ones."""
    chance, paper = random.Random(20261129), kit_papers.GENUINE
    token, code = paper.qr_text.rpartition("/")[2], paper.qr_text
    forms = (code, token, paper.jwt, paper.json.decode(), f"{BASE_URL}/c/{NUMBER}", f"https://evil.example/c/{token}")
    yield from (filled(text, code, NUMBER) for _, text, _ in known())
    yield from (
        f"{BASE_URL}{path}" for path in ("", "/", "/q/", "/verify?q=99926SC00001R0M", f"/en/q/{token}?a#b", "/x/y")
    )
    for _ in range(PASTED):
        text = chance.choice(forms)
        if chance.random() < 0.2:
            text = text[: chance.randrange(len(text))]
        if chance.random() < 0.2:
            text = full_width(text)
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(("", "", "\u200b", "\n", "\r\n  ", " ", "]", "=", "。")) + text[place:]
        for before, after in chance.choices((*AROUND, *((label, "") for label in (*LABELS, *ADDRESS_HEADS))), k=2):
            text = before + text + after
        yield text


def test_the_page_reads_what_is_pasted_as_the_program_does(offline_page: Page) -> None:
    trust = conformance_files()[TRUST]
    texts = [text.encode() for text in pasted()]
    expected = [[*judged("pasted", text, trust, kit_papers.LATER)] for text in texts]
    vectors = [("pasted", text, TRUST, kit_papers.LATER) for text in texts]
    assert differing(offline_page, vectors, expected, by_browser=True) == []
    assert {code for _, code in expected} >= {"status_not_known", "damaged", "target", "number_offline", "other_host"}


def test_one_of_each_kind_is_judged_by_hand(offline_page: Page) -> None:
    """What the kit has as files, by the input of the page: a part of a bundle is no certificate, and not forged."""
    files, page = conformance_files(), offline_page
    rows = {row["kind"]: row for row in reversed(json.loads(files[INDEX]))}
    panel = page.locator("#answer")
    for kind, row in rows.items():
        data, trust = files[row["file"]], files[row["trust"]]
        overall, code = judged(kind if kind in WAYS else "pasted", data, trust, row["at"])
        page.clock.set_fixed_time(parse_instant(row["at"]))
        page.get_by_label("根公钥").fill(encode_multikey(offline.root_of(trust)))
        page.set_input_files("#trust", {"name": "trust.json", "mimeType": "", "buffer": trust})
        page.set_input_files("#file", {"name": "given", "mimeType": "", "buffer": data})
        page.get_by_role("button", name="核验", exact=True).click()
        expect(panel, kind).to_have_attribute("data-code", code)
        expect(panel, kind).to_have_attribute("data-status", overall)
        assert kind in WAYS or overall == "unknown"
    page.set_input_files("#file", [])
    page.get_by_label("或者粘贴").fill(f"证书二维码：{kit_papers.GENUINE.qr_text}。")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(panel).to_have_attribute("data-code", "status_not_known")
    expect(panel).to_contain_text("核对前去掉了粘贴时带上的：前面的名目、前后的标点、括号或引号")
