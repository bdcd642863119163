"""The forms of a text in the index: alike in Python and in PostgreSQL, and the same after an upgrade as anew."""

from __future__ import annotations

import pytest

from certs.audit.recovery import recover
from certs.certificate.fields import ScopeItem
from certs.register.store import name_candidates, text_forms
from certs.register.store.database import make_ready
from certs.register.store.name_candidates import Wanted
from tests.register.founded_register import Register, draft

TEXTS = (
    "重慶青禾（上海）電器有限公司",
    "TCL电器",
    "臺灣後裡鬱金香",
    "长春行乐3K",
    "A",
    "青",
    "𬺓𰻝",
    "a'b c",
    "青\u0301禾",
)


@pytest.mark.parametrize(
    ("written", "folded", "spelled"),
    [
        ("重慶 ＡＢＣ", "重庆abc", "chong/zhong qing -"),
        ("臺後裏", "台后里", "tai hou li"),
        ("3K-青", "3k青", "- qing"),
        ("KFR-35", "kfr35", ""),
        ("（）", "", ""),
    ],
)
def test_a_text_is_folded_and_spelled(written: str, folded: str, spelled: str) -> None:
    assert text_forms.fold(written) == folded
    assert text_forms.spell(folded) == spelled


def test_the_index_has_the_tokens_of_each_text(register: Register) -> None:
    scope = tuple(ScopeItem(one) for one in TEXTS)
    register.issue(draft(1, scope=scope))
    with register.reader().view() as view:
        for one in TEXTS:
            folded = text_forms.fold(one)
            wanted = tuple((token,) for token in text_forms.tokens(folded, text_forms.spell(folded)))
            rows = name_candidates.page(view.connection, Wanted((wanted,)), name_candidates.BEYOND, 99).rows
            assert one in {row.text for row in rows}


def test_texts_that_fold_to_one_are_one_after_an_upgrade(small_register: Register) -> None:
    small_register.issue(
        draft(1, scope=(ScopeItem("净水器", brands=("電王", "电王")),)), draft(2, scope=(ScopeItem("電視機"),))
    )
    with small_register.store.writing() as connection:
        run = connection.exec_driver_sql
        run("UPDATE name SET id = id + 1000 WHERE number = (SELECT max(number) FROM name)")
        run(
            "INSERT INTO name (id, number, field, text, folded) "
            "SELECT max(id) + 1, number, 'brand', '电王', '电王' FROM name WHERE number = (SELECT min(number) FROM name)"
        )
        run("UPDATE name SET folded = '電視機' WHERE text = '電視機'")
        run("DROP INDEX name_folded")
        run("DROP INDEX certificate_valid_until")
        run("DROP INDEX standing_due")
        run("DROP INDEX event_recorded")
        for column in ("until", "surveilled"):
            run(f"ALTER TABLE standing DROP COLUMN {column}")
        run("ALTER TABLE name DROP COLUMN spelled")
        run("UPDATE alembic_version SET version_num = 'r0003'")
    assert make_ready(small_register.url)
    with small_register.reader().view() as view:
        assert [len(view.find(question)[0]) for question in ("电王", "電王", "dianwang", "电视", "dsj")] == [1] * 5
        ids = view.connection.exec_driver_sql("SELECT id, number FROM name ORDER BY id").all()
    numbers = list(dict.fromkeys(number for _, number in ids))
    assert [number for number in numbers for _ in range(sum(one == number for _, one in ids))] == [
        one for _, one in ids
    ]
    assert recover(small_register.url).mended == ()
