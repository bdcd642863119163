"""A path in words: what people count from 1, and what is no path of a certificate left as it is."""

from __future__ import annotations

import pytest

from certs.certificate.field_paths import told


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("scope[3].brands[0]", "第 4 项产品的第 1 个品牌", "product 4: Brands, entry 1"),
        ("scope[0].name", "第 1 项产品的产品或服务", "product 1: Product or service"),
        ("sites[1].address", "第 2 个场所的场所地址", "site 2: Address"),
        ("holder.uscc", "统一社会信用代码", "Unified social credit code"),
        ("scope[2]", "第 3 项产品", "product 3"),
        ("scope", "scope", "scope"),
        ("company.contact", "company.contact", "company.contact"),
        ("holder.nothing", "holder.nothing", "holder.nothing"),
        ("计划!D2", "计划!D2", "计划!D2"),
    ],
)
def test_a_path_is_told(path: str, zh: str, en: str) -> None:
    assert tuple(told(path)) == (zh, en)
