"""The rules that a body may choose from for its mark on goods and packaging (`[mark] packaging` of its settings).

The choice is the body's own and has no default: a new one makes it when it is set up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from certs.errors import Words


@dataclass(frozen=True, slots=True)
class MarkPolicy:
    """One rule: its name, what it means, why a body has it, and how it is said where it is in force."""

    name: Words
    meaning: Words
    why: Words
    in_force: Words


MARK_POLICIES: Final[Mapping[str, MarkPolicy]] = MappingProxyType(
    {
        "covered-products": MarkPolicy(
            name=Words("允许，限认证范围内", "Allowed within the scope"),
            meaning=Words(
                "只有范围里写明的商品和它的包装可以用，必须用带“服务认证”、编号和二维码的完整标志，"
                "旁边写明“通过认证的是售后服务，不是产品”",
                "Only for goods that the scope names and their packaging, and only the complete mark with 服务认证 "
                "(service certification), number and QR code, and beside it “the after-sales service is certified, not "
                "the product”",
            ),
            why=Words(
                "顾客拿到商品就能扫码查到服务的证书",
                "Anyone holding the goods can scan the code and find the service certificate",
            ),
            in_force=Words(
                "现行规定：标志可以用在认证范围内的商品和它的包装上，必须带有“服务认证”字样、证书编号和二维码，"
                "旁边写明“通过认证的是售后服务，不是产品”。",
                "Rule in force: the mark may be used on goods within the certified scope and on their packaging. It "
                "must carry the words 服务认证 (service certification), the certificate number and the QR code, and "
                "beside it must stand “the after-sales service is certified, not the product”.",
            ),
        ),
        "forbidden": MarkPolicy(
            name=Words("不允许", "Not allowed"),
            meaning=Words(
                "商品和包装上一律不用，只用在场所、网站和宣传材料上",
                "Never on goods or packaging; only at sites, on websites and in advertising",
            ),
            why=Words("避免让人以为商品本身通过了认证", "So that nobody thinks the goods themselves are certified"),
            in_force=Words(
                "现行规定：标志不得用在商品和商品的包装上，认证范围以内的也不可以。",
                "Rule in force: the mark may not be used on goods or their packaging, not even within the certified "
                "scope.",
            ),
        ),
    }
)
UNCHOSEN: Final = "forbidden"  # what holds for a body set up before the choice was its own, until it has made it
UNCHOSEN_WORDS: Final = Words(
    "设置里没有写 [mark] packaging：标志能不能用在商品和包装上，机构还没有选定，目前按“不允许”（forbidden）。请写 covered-products 或 forbidden。",
    "The settings lack [mark] packaging: the body has not chosen whether its mark may stand on goods and packaging, so "
    "it may not (forbidden). Write covered-products or forbidden.",
)


def choice_words(code: str) -> Words:
    """Return what choosing a rule means, and why a body would."""
    policy = MARK_POLICIES[code]
    return Words(
        f"{code}（{policy.name.zh}）：{policy.meaning.zh}；{policy.why.zh}。",
        f"{code} ({policy.name.en.lower()}): {policy.meaning.en}. {policy.why.en}.",
    )
