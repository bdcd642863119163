"""Search by any part of a name.

No false negative and no false positive, on both databases, against a brute-force scan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select

from certs import limits
from certs.certificate.fields import ScopeItem
from certs.register.append import name_index
from certs.register.store import name_candidates, name_search, question_met, text_forms
from certs.register.store.database import create
from certs.register.store.tables import CERTIFICATE, NAME
from tests.register.founded_register import Register, draft

LETTERS = "青禾绿源电器净水清電ABqhnc１２ ·（）-é𠮷𬎆"


def put(url: str, names: list[str]) -> Connection:
    store = create(url)
    connection = store.engine.connect()
    rows = [
        {
            "number": f"N{n:05d}",
            "uscc": "x",
            "holder": "x",
            "level": "x",
            "valid_until": date(2030, 1, 1),
            "last_position": n,
        }
        for n in range(len(names))
    ]
    connection.execute(CERTIFICATE.insert(), rows)
    name_index.index(connection, [(f"N{n:05d}", name_search.names_of(subject(name))) for n, name in enumerate(names)])
    return connection


def subject(name: str) -> dict[str, Any]:
    return {"holder": {"name": name}, "scope": [{"name": "样例"}]}


def everything(connection: Connection, question: str, limit: int) -> list[str]:
    found: list[str] = []
    page, before = name_search.find(connection, question, limit=limit)
    found += [match.number for match in page]
    while before is not None:
        page, before = name_search.find(connection, question, limit=limit, before=before)
        assert len(page) <= limit
        found += [match.number for match in page]
    return found


@pytest.mark.parametrize(
    "question",
    ["青禾", "禾", "QINGHE appliances 3", "qinghe", "第3家用电器（样例）有限", "ＫＦＲ", "青禾样例", "家用空调器"],
)
def test_any_part_of_a_name_brand_or_product_finds(register: Register, question: str) -> None:
    register.issue(*(draft(n) for n in range(1, 6)))
    scope = ScopeItem("碧落牌净水器", brands=("ＫＦＲ",))
    register.issue(draft(6, scope=(scope,), holder=replace(draft(6).holder, name_en="Qinghe Appliances 3 Sample")))
    with register.reader().view() as view:
        found = [m.number for m in view.find(question)[0]]
        texts = view.connection.execute(select(NAME.c.number, NAME.c.folded)).all()
    assert found
    assert found
    assert sorted(found) == sorted({row.number for row in texts if text_forms.fold(question) in row.folded})


@pytest.mark.parametrize("question", ["", "   ", "（）", "。，", "%", "_", '" OR 1', "青禾*", "NEAR(", "\x00"])
def test_operators_and_punctuation_mean_nothing(register: Register, question: str) -> None:
    register.issue(draft(1))
    with register.reader().view() as view:
        found, after = view.find(question)
    assert after is None
    assert [m.number for m in found] == (["99926SC00001R0M"] if text_forms.fold(question) == "青禾" else [])


def test_pages_show_each_certificate_once(register: Register) -> None:
    register.issue(*(draft(n) for n in range(1, 24)))
    with register.reader().view() as view:
        assert everything(view.connection, "青禾", 5) == [f"99926SC{n:05d}R0M" for n in range(23, 0, -1)]


def walk_in_small_steps(patch: pytest.MonkeyPatch) -> None:
    """Let SQLite take a register of a few texts for one of millions."""
    for name, value in (("_SMALL", 8), ("_ENTRIES", 12), ("_LOOKED", 2), ("_SORTED", 3)):
        patch.setattr(name_candidates, name, value)
    patch.setattr(limits, "TOGETHER", 2)


@pytest.mark.parametrize("large", [False, True])
@settings(max_examples=60)
@given(
    names=st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=30),
    question=st.text(LETTERS, min_size=1, max_size=4),
    limit=st.integers(1, 7),
)
def test_no_false_negative_against_a_scan(
    tmp_path_factory: pytest.TempPathFactory, large: bool, names: list[str], question: str, limit: int
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('search') / 'register.db'}"
    with put(url, names) as connection, pytest.MonkeyPatch.context() as patch:
        if large:
            walk_in_small_steps(patch)
        met = [question_met.asked(question).met_by(name_search.names_of(subject(name))) for name in names]
        closest = sorted((one.closeness, -place) for place, one in enumerate(met) if one is not None)
        assert everything(connection, question, limit) == [f"N{-place:05d}" for _, place in closest]
        folded = text_forms.fold(question)
        holding = {f"N{n:05d}" for n, name in enumerate(names) if folded and folded in text_forms.fold(name)}
        assert holding <= set(everything(connection, question, limit))
        connection.rollback()


def test_the_text_that_fits_best_is_the_one_that_is_told(small_register: Register) -> None:
    scope = (ScopeItem("青禾样例净水器", brands=("青禾",)), ScopeItem("净水器青禾"))
    small_register.issue(draft(1, scope=scope))
    with small_register.reader().view() as view:
        for question, field, closeness in (("青禾", "brand", 0), ("青禾样", "product", 1), ("器青", "product", 2)):
            [match] = view.find(question)[0]
            assert (match.field, match.closeness) == (field, closeness)


def test_characters_newer_than_the_tokenizer_are_found(small_register: Register) -> None:
    # U+2CE93 is of Unicode 8, U+30EDD of 13; SQLite's unicode61 knows neither and would drop them.
    small_register.issue(draft(1, holder=replace(draft(1).holder, name="青𬺓𰻝禾（样例）")))
    with small_register.reader().view() as view:
        assert len(view.find("𬺓𰻝")[0]) == 1


@pytest.mark.parametrize("walked", [0, 100_000])
def test_however_common_a_question_is_its_answer_is_the_same(
    store_url: str, monkeypatch: pytest.MonkeyPatch, walked: int
) -> None:
    """PostgreSQL walks through the texts for what is common and asks its index for the rest: both give one order."""
    monkeypatch.setattr(name_candidates, "_WALKED", walked)
    names = [("青禾", "青禾电器", "绿源青禾", "净水")[n % 4] + ("" if n % 4 == 0 else str(n)) for n in range(60)]
    connection = put(store_url, names)
    ranks = [(0 if name == "青禾" else 1 if name.startswith("青禾") else 2, -n) for n, name in enumerate(names)]
    expected = [
        f"N{-n:05d}" for _, n in sorted(rank for rank, name in zip(ranks, names, strict=True) if "青禾" in name)
    ]
    for limit in (3, 15, 40, 100):
        assert everything(connection, "青禾", limit) == expected
    assert everything(connection, "qinghe", 7) == everything(connection, "qinghe", 100)
    assert len(everything(connection, "qinghe", 7)) == len(expected)
    connection.close()
    connection.engine.dispose()


def test_what_few_texts_have_is_found_in_few_statements(store_url: str) -> None:
    connection = put(store_url, [f"青禾{n}电器" for n in range(40)])
    statements: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert [match.number for match in name_search.find(connection, "青禾7电")[0]] == ["N00007"]
    of_the_index = [one for one in statements if "name_grams" in one or "starmark_tokens" in one or "FROM name" in one]
    assert len(of_the_index) <= 3  # how common it is (PostgreSQL only), the texts, and what else their certificates say
    connection.close()
    connection.engine.dispose()


def steps(connection: Connection, question: str) -> int:
    """Return how many hundreds of steps SQLite takes for the first page of a question."""
    counted: list[None] = []
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: counted.append(None), 100)
    name_search.find(connection, question, limit=5)
    driver.set_progress_handler(None, 0)
    return len(counted)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("gas", ["gas{}s"]),  # begin and end as the question does, and are not it
        ("家具器", ["家具{}具器"]),  # have all its tokens, and not its letters
        ("家具样", ["家具{}", "家具样{}", "乙家具样{}"]),  # many begin with it, and many have it further on
        ("北京 上海", ["北京{}", "上海{}"]),  # never stand together
    ],
)
def test_what_many_texts_share_costs_no_more_in_a_larger_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, texts: list[str]
) -> None:
    walk_in_small_steps(monkeypatch)
    taken = []
    for size in (300, 3_000):
        names = [texts[n % len(texts)].format(n) for n in range(size)]
        connection = put(f"sqlite:///{tmp_path / f'{size}.db'}", names)
        name_search.find(connection, question, limit=5)  # whatever is done once only
        taken.append(steps(connection, question))
        connection.close()
        connection.engine.dispose()
    assert taken[1] <= 1.5 * taken[0] + 3, taken


def test_what_stands_below_all_that_only_seems_to_fit_is_found_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_in_small_steps(monkeypatch)
    connection = put(f"sqlite:///{tmp_path / 'register.db'}", ["乙家具器", *(f"家具{n}具器" for n in range(40))])
    page, before = name_search.find(connection, "家具器", limit=5)
    assert page == []
    assert before is not None
    assert everything(connection, "家具器", 5) == ["N00000"]
    connection.close()
    connection.engine.dispose()
