"""A body that allows its mark on goods asks for words beside it: the service is certified, not the product."""

from __future__ import annotations

from certs.scheme.mark_policy import MARK_POLICIES


def test_where_the_mark_may_stand_on_goods_it_says_what_is_certified() -> None:
    policy = MARK_POLICIES["covered-products"]
    for words in (policy.meaning, policy.in_force):
        assert "通过认证的是售后服务，不是产品" in words.zh
        assert "the after-sales service is certified, not the product" in words.en
