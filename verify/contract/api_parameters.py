"""The parameters of the interface: what each means, its form, and how it is read."""

from __future__ import annotations

from typing import Final

from certs import limits
from certs.certificate.coverage.product_question import read_question
from certs.certificate.reading.asked_moment import read_moment
from certs.certificate.regions import regions
from certs.errors import Words
from certs.lifecycle.statuses import STATUS_WORDS
from verify import addresses
from verify.contract.operation import Parameter, Reading
from verify.lists.list_filters import LEVELS, SCHEME_NAMES, read_filters, shown_filters

_NUMBER_SHOWN: Final = "99926SC00001R0M"
NUMBER: Final = Parameter(
    "number",
    Words("证书编号；编号里的 / 写成 ~。", "The certificate's number, in which / is written ~."),
    {"type": "string", "pattern": r"^[0-9A-Z][0-9A-Z~_-]{5,39}$"},
    _NUMBER_SHOWN,
    required=True,
)
CODE: Final = Parameter(
    "code",
    Words("统一社会信用代码。", "The unified social credit code (USCC)."),
    {"type": "string", "pattern": r"^[0-9A-Z]{18}$"},
    "91000000MA0000001R",
    required=True,
)
MOMENT: Final = Reading(
    "moment",
    (
        Parameter(
            "at",
            Words(
                "问哪一天（北京日期），或带时区的时刻；不写是现在。",
                "The Beijing day asked about, or an instant with its offset; now, where it is left out.",
            ),
            {"type": "string", "maxLength": limits.DAY_TEXT},
            "2026-10-08",
        ),
    ),
    lambda asked: read_moment(asked.get("at", "")),
)
_PRODUCT: Final = Parameter(
    "product",
    Words(
        f"产品或服务的名称，可以带品牌和型号，1 到 {limits.PRODUCT} 个字符。",
        f"A product or service, which may be named with brand and model: 1 to {limits.PRODUCT} characters.",
    ),
    {"type": "string", "minLength": 1, "maxLength": limits.PRODUCT},
    "家用空调器",
)
PRODUCT: Final = Reading("product", (_PRODUCT._replace(required=True),), lambda asked: shown(asked.get("product", "")))
PRODUCT_TOO: Final = Reading(
    "product", (_PRODUCT,), lambda asked: shown(asked["product"]) if "product" in asked else None
)
QUESTION: Final = Reading(
    "question",
    (
        Parameter(
            "q",
            Words(
                "编号、信用代码，或名称、品牌、产品的一部分；有了条件可以不写。",
                "A number, a USCC, or part of a name, a brand or a product; may be left out beside a condition.",
            ),
            {"type": "string", "maxLength": limits.QUERY},
            "青禾",
        ),
    ),
    lambda asked: asked.get("q", ""),
)


def _codes(codes: object) -> dict[str, object]:
    return {"type": "string", "enum": list(codes)}  # type: ignore[call-overload]


FILTERS: Final = Reading(
    "filters",
    (
        Parameter(
            "status",
            Words("今天的状态，几种用逗号分开；all 是全部。", "Status today, several by commas; all is every one."),
            {"type": "string", "examples": [*STATUS_WORDS, "all"]},
            "valid,suspended",
        ),
        Parameter("level", Words("星级的代码。", "The code of a level."), _codes(LEVELS), "five-star"),
        Parameter("scheme", Words("方案的代码。", "The code of a scheme."), _codes(SCHEME_NAMES), "gbt27922-2011"),
        Parameter(
            "region",
            Words("省份，国家标准的两位代码，00 是其他。", "The province, by its two digits (GB/T 2260); 00 is other."),
            _codes(regions()),
            "33",
        ),
        Parameter(
            "valid_on",
            Words(
                "那一天有效的；星级、方案和省份也是那一天的。",
                "Valid on that day; level, scheme and province are those of the day.",
            ),
            {"type": "string", "format": "date"},
            "2026-10-08",
        ),
    ),
    read_filters,
)
SHOWN_FILTERS: Final = Reading("filters", FILTERS.parameters, shown_filters)
LIMIT: Final = Reading(
    "most",
    (
        Parameter(
            "limit",
            Words("一页最多几条。", "How many items one page has at most."),
            {"type": "integer", "minimum": 1, "maximum": limits.PAGE_MOST, "default": limits.PAGE},
            limits.PAGE,
        ),
    ),
    lambda asked: addresses.limit(asked.get("limit")),
)
_AFTER: Final = Parameter(
    "after", Words("前一页的 next。", "The `next` of the page before."), {"type": "string", "maxLength": limits.CURSOR}
)
CURSOR: Final = Reading("after", (_AFTER,), lambda asked: addresses.cursor(asked.get("after")))
POSITION: Final = Reading(
    "before",
    (_AFTER._replace(schema={"type": "string", "pattern": "^[1-9][0-9]{0,14}$"}),),
    lambda asked: addresses.position(asked.get("after", ""), "after"),
)


def shown(text: str) -> str:
    """Return a product as it is asked about. Raises Refused for what is none."""
    return read_question(text).shown
