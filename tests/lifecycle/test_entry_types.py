"""One vocabulary: types of entries, reasons and statuses fit each other, and each word stands in one table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certs.lifecycle.entry_types import CREDENTIAL_TYPES, ENTRY_TYPES, FINAL_CODES, ROOT_TYPES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.record import ENDED
from certs.lifecycle.statuses import STATUS_WORDS, STATUSES
from certs.trust.verification import register_evidence
from tests.register.founded_register import SETTINGS
from verify.languages import BY_CODE
from verify.rendering import Renderer, pick

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {".py", ".html", ".po", ".toml"}
ACTS = ("暂停", "恢复", "撤销", "注销", "换发", "监督通过", "监督评价通过", "换证，由新证书代替")


def test_a_type_has_reasons_exactly_where_it_has_the_field() -> None:
    assert set(REASONS) == {code for code, kind in ENTRY_TYPES.items() if "reason" in kind.fields}
    assert all(reasons for reasons in REASONS.values())


def test_the_statuses_that_acts_start_from_and_lead_to_exist() -> None:
    assert {status for kind in ENTRY_TYPES.values() for status in kind.starts} < set(STATUS_WORDS)
    assert set(FINAL_CODES.values()) < ENDED < set(STATUSES)
    assert set(register_evidence.STATUSES) == set(STATUS_WORDS)


def test_no_act_starts_from_an_end() -> None:
    assert [code for code, kind in ENTRY_TYPES.items() if kind.starts & ENDED] == []


def test_the_groups_of_types() -> None:
    assert {"body", "key-added", "key-retired", "key-compromised", "clock-corrected"} == ROOT_TYPES
    assert {"issued", "reissued"} == CREDENTIAL_TYPES
    assert FINAL_CODES == {"revoked": "revoked", "withdrawn": "withdrawn", "renewed": "withdrawn"}


@pytest.mark.parametrize("word", ACTS)
def test_the_word_of_an_act_stands_in_one_table(word: str) -> None:
    sources = [p for part in ("certs", "verify", "scripts") for p in (ROOT / part).rglob("*") if p.suffix in SOURCES]
    holding = [str(p.relative_to(ROOT)) for p in sources if f'"{word}"' in p.read_text(encoding="utf-8")]
    told = [path for path in holding if not path.startswith("certs/certificate/")]  # there people's own words are read
    assert told == ["certs/lifecycle/entry_types.py"]


@pytest.mark.parametrize("code", BY_CODE)
def test_the_service_shows_each_status_by_its_word_with_what_it_means(code: str) -> None:
    language = BY_CODE[code]
    page = Renderer(SETTINGS, site=False).html(language, "search.html", {"switch": ""})
    rows = re.findall(r"<li><span>(.*?)</span></li>", page)
    for status in STATUSES.values():
        said = (pick(status.word, language).capitalize(), pick(status.meaning, language), pick(status.use, language))
        assert any(all(text in row for text in said) for row in rows)
