"""The scope as one text: as given, or composed."""

from __future__ import annotations

from certs.certificate.scope_text import scope_text

ITEMS = [
    {
        "name": "家用空调器",
        "brands": ["青禾样例", "小禾样例"],
        "models": ["KFR-35GW/*"],
        "includes": ["安装"],
        "excludes": ["中央空调"],
        "sites": ["总部"],
    },
    {"name": "电热水器", "includes": ["维修"]},
]


def test_an_item_without_limits_is_its_name() -> None:
    assert scope_text({"scope": [{"name": "家用空调器", "name_en": "Air conditioners"}]}) == "家用空调器"


def test_limits_stand_in_brackets_and_what_the_whole_excludes_at_the_end() -> None:
    assert scope_text({"scope": ITEMS, "excludes": ["商用设备", "租赁"]}) == (
        "家用空调器（品牌：青禾样例、小禾样例；型号：KFR-35GW/*；含安装；不含中央空调；仅限场所：总部）；电热水器（含维修）。整张证书不含：商用设备、租赁"
    )


def test_a_text_that_staff_gave_is_the_scope_as_printed() -> None:
    assert scope_text({"scope": ITEMS, "scope_text": "家用电器的安装和维修"}) == "家用电器的安装和维修"
