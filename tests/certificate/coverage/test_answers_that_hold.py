"""What holds of every answer about coverage, whatever certificate and question."""

from __future__ import annotations

import re
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from certs import limits
from certs.certificate.coverage.coverage import Answer, Coverage, coverage_of
from certs.certificate.coverage.name_forms import stands_in
from certs.certificate.coverage.product_question import fold
from certs.errors import Malformed
from tests.certificate.coverage.test_coverage import CERTIFICATES

ASKED: Final = [(each, str(question[2])) for each in CERTIFICATES for question in each["questions"]]
YES: Final = frozenset({Answer.COVERED, Answer.COVERED_IF})
WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
questions = st.sampled_from(ASKED)
few = st.lists(st.text("甲乙AB1-*?/ 服务", min_size=1, max_size=6).filter(str.strip), max_size=3)
certificates = st.fixed_dictionaries(
    {
        "excludes": few,
        "scope": st.lists(
            st.fixed_dictionaries(
                {"name": st.text("甲乙丙AB ", min_size=1, max_size=5).filter(str.strip)},
                optional={"brands": few, "models": few, "includes": few, "excludes": few},
            ),
            min_size=1,
            max_size=4,
        ),
    }
)
products = st.text("甲乙丙AB1-/ 、的服务", min_size=1, max_size=14)


def answer(certificate: dict[str, Any], product: str) -> Coverage | None:
    """Return the answer, or None for what is no question."""
    try:
        return coverage_of(certificate, product)
    except Malformed:
        return None


@given(questions, st.sampled_from(["鼗", "鼗鼙", "Qzx", "鼗9"]), st.integers(0, limits.PRODUCT))
def test_a_word_that_nothing_explains_never_leaves_a_yes(
    asked: tuple[dict[str, Any], str], word: str, place: int
) -> None:
    certificate, product = asked
    if "品牌：" in product:  # what is called a brand may be anything
        return
    parted = f"{product[:place]} {word} {product[place:]}"
    if (coverage := answer(certificate, parted)) is not None:
        assert coverage.answer not in YES, (parted, coverage)


@given(questions)
def test_width_case_and_blanks_make_no_difference(asked: tuple[dict[str, Any], str]) -> None:
    certificate, product = asked
    coverage = coverage_of(certificate, product)
    spaced = re.sub("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", " ", product)
    if "品牌：" in product:  # what is called a brand ends at a blank
        spaced = product
    for same in (product.translate(WIDE), product.swapcase(), f"\u3000{product}\n"):
        again = coverage_of(certificate, same)
        assert (again.answer, again.rule, again.item) == (coverage.answer, coverage.rule, coverage.item), same
    if len(spaced) <= limits.PRODUCT:  # which words stand together, and so the rule, may differ
        assert coverage_of(certificate, spaced).answer == coverage.answer


@given(certificates, products)
def test_the_order_of_items_makes_no_difference(certificate: dict[str, Any], product: str) -> None:
    turned = {**certificate, "scope": certificate["scope"][::-1]}
    one, other = answer(certificate, product), answer(turned, product)
    assert (one.answer if one else None) == (other.answer if other else None)


@given(certificates, products)
def test_what_is_excluded_altogether_is_never_covered(certificate: dict[str, Any], product: str) -> None:
    coverage = answer(certificate, product)
    if coverage is not None and coverage.answer in YES:
        for word in (str(coverage.item), *coverage.words):
            if stands_in(fold(word), fold(product)):
                excluding = {**certificate, "excludes": [*certificate["excludes"], word]}
                assert coverage_of(excluding, product).answer is Answer.EXCLUDED, word


@given(certificates, products)
def test_one_item_more_takes_no_yes_away(certificate: dict[str, Any], product: str) -> None:
    coverage = answer(certificate, product)
    if coverage is not None and coverage.answer in YES:
        wider = {**certificate, "scope": [*certificate["scope"], {"name": "鼗", "excludes": ["甲", "B"]}]}
        assert coverage_of(wider, product).answer in YES


@given(certificates, st.text(max_size=limits.PRODUCT))
def test_every_text_is_answered_or_refused(certificate: dict[str, Any], product: str) -> None:
    coverage = answer(certificate, product)
    if coverage is not None:
        assert coverage.sentence.zh.startswith("所问“")
        assert all(coverage.words)


def explains(item: dict[str, Any], product: str) -> bool:
    """Tell, by other means than the program, whether the entries of an item make up the whole of a question."""
    bare = ["-", ""] if "-" in product else ["-?"]
    models = [
        "".join({"*": r"[A-Z0-9/-]*", "?": r"[A-Z0-9/-]", "-": bare[0]}.get(c, re.escape(c)) for c in fold(entry))
        for entry in item.get("models", ())
        if set(fold(entry)) != {"*"}
    ]
    words = [fold(entry) for field in ("brands", "includes") for entry in item.get(field, ())]
    pieces = [re.escape(word) for word in (fold(item["name"]), *words) if word]
    pieces += [*models, "的", "服务", "[,/*? -]"] + ([] if models else [r"[A-Z][A-Z0-9/-]*"])
    return re.fullmatch(f"(?:{'|'.join(pieces)})*", fold(product)) is not None


@given(certificates, products)
def test_every_yes_is_made_up_of_entries_of_its_item(certificate: dict[str, Any], product: str) -> None:
    coverage = answer(certificate, product)
    if coverage is not None and coverage.answer in YES:
        items = [item for item in certificate["scope"] if item["name"] == coverage.item]
        assert any(explains(item, product) for item in items), coverage
