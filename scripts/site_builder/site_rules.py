"""What pages on the standard, the process and the mark take from data: clauses, worked examples, reasons, mark policy.

Every result of an example is computed by certs.scheme.scoring when the site is built, so that no page can reckon
otherwise than the program does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Final

from certs.errors import Words
from certs.instance.settings import Settings
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS
from certs.limits import SUSPENSION_MONTHS
from certs.scheme.mark_policy import MARK_POLICIES
from certs.scheme.scheme import Indicator, Scheme
from certs.scheme.schemes import SCHEMES, topics
from certs.scheme.scoring import decide, final_score
from scripts.site_builder.site_tables import LANGUAGES, data_table

NOT_KNOWN: Final = Words("见标准原文", "See the standard")
QUOTED: Final = Words("（转引，请对照标准原文）", " (as quoted elsewhere; compare with the standard)")
SAID: Final = {  # heads of the tables
    "clauses": (Words("条款", "Clause"), Words("指标", "Indicator"), Words("看什么", "What is looked at")),
    "examples": (
        Words("情形", "Case"),
        Words("怎样算", "Calculation"),
        Words("最终得分", "Final score"),
        Words("结果", "Result"),
    ),
    "schemes": (Words("比什么", "Point"), Words("本认证", "This certification"), Words("另一种", "The other one")),
    "reasons": (Words("决定", "Decision"), Words("原因", "Reasons")),
    "policies": (Words("规定", "Rule"), Words("意思", "What it means"), Words("为什么", "Why")),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A case to reckon: points earned of those that apply, special deductions, bonus."""

    case: Words
    earned: str
    applicable: int = 100
    deductions: int = 0
    bonus: int = 0


EXAMPLES: Final = (
    Example(Words("有指标不适用，删减后共 97 分", "Some do not apply: 97 points are left"), "92", 97),
    Example(Words("同上，另有一项特别加分", "The same, with a bonus"), "92", 97, bonus=1),
    Example(Words("两项特别扣分", "Two special deductions"), "96", deductions=2),
    Example(Words("五项特别扣分", "Five special deductions"), "88", deductions=5),
    Example(Words("差 0.05 分到五星级", "0.05 short of five stars"), "94.95"),
    Example(Words("正好 70 分", "Exactly 70"), "70"),
    Example(Words("差 0.001 分到达标级", "0.001 short of qualified"), "69.999"),
    Example(Words("加分后超过满分", "Above full marks with the bonus"), "99.5", bonus=1),
)


def said(words: Words, language: str) -> str:
    """Return the words in one language, ready for HTML."""
    return escape(words.zh if language == "zh" else words.en, quote=False)


def heads(table: str, language: str) -> list[str]:
    """Return the heads of a table in one language."""
    return [said(words, language) for words in SAID[table]]


def row(first: str, cells: list[str], names: list[str]) -> str:
    """Return one row whose first cell names it."""
    rest = " ".join(f'<td role="cell" data-l="{name}">{cell}</td>' for name, cell in zip(names[1:], cells, strict=True))
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th> {rest}</tr>'


def known(indicator: Indicator, language: str) -> str:
    """Return what is known to stand below an indicator, or that the standard has to be asked."""
    lines = [
        said(topic.text, language) + ("" if topic.sure else said(QUOTED, language))
        for topic in topics()
        if topic.indicator == indicator.clause
    ]
    return "<br>".join(lines) or said(NOT_KNOWN, language)


def clauses(scheme: Scheme, language: str) -> str:
    """Return the second-level indicators with what is known of each. No points: those that we have are a sample."""
    names = heads("clauses", language)
    rows = [
        row(
            f'<span class="figure">{indicator.clause}</span>',
            [f"<b>{said(indicator.title, language)}</b>", known(indicator, language)],
            names,
        )
        for indicator in scheme.indicators
    ]
    return data_table(names, rows)


def reckoning(example: Example) -> str:
    """Return how a final score comes about, in figures."""
    base = example.earned if example.applicable == 100 else f"{example.earned} ÷ {example.applicable} × 100"
    minus = f" − {example.deductions}" if example.deductions else ""
    return base + minus + (f" + {example.bonus}" if example.bonus else "")


def result(example: Example, scheme: Scheme, language: str) -> list[str]:
    """Return the final score, cut where it does not end, and the level or failure, as the program decides."""
    before = final_score(Decimal(example.earned), example.applicable, 0, 0)
    decision = decide(scheme, before, example.deductions, example.bonus)
    exact = min(before - example.deductions + example.bonus, Fraction(scheme.full_marks))
    whole = Fraction(decision.final) == exact
    figure = f"{decision.final.normalize():f}" if whole else f"{decision.final:.6f}"[:-3] + "…"
    level = decision.level.name if decision.level else Words("不合格", "Failed")
    return [figure, said(level, language)]


def examples(scheme: Scheme, language: str) -> str:
    """Return the worked examples."""
    names = heads("examples", language)
    rows = [
        row(said(example.case, language), [reckoning(example), *result(example, scheme, language)], names)
        for example in EXAMPLES
    ]
    return data_table(names, rows)


def schemes(ours: Scheme, other: Scheme, language: str) -> str:
    """Return the two schemes side by side."""
    names = heads("schemes", language)
    points = (
        Words("标准", "Standard"),
        Words("满分", "Full marks"),
        Words("等级", "Levels"),
        Words("不合格", "Fails"),
        Words("特别加分", "Bonus"),
    )
    both = zip(points, features(ours, language), features(other, language), strict=True)
    return data_table(names, [row(said(point, language), [one, two], names) for point, one, two in both])


def features(scheme: Scheme, language: str) -> tuple[str, str, str, str, str]:
    """Return what tells a scheme from another: standard, full marks, levels, what fails, whether there is a bonus."""
    levels = ("、" if language == "zh" else ", ").join(said(level.name, language) for level in scheme.levels[::-1])
    bonus = Words("有", "Yes") if scheme.bonus_allowed else Words("本系统不计", "Not counted here")
    standard = f"{scheme.standard}<br>{said(scheme.standard_name, language)}"
    return standard, f"{scheme.full_marks}", levels, fails(scheme, language), said(bonus, language)


def fails(scheme: Scheme, language: str) -> str:
    """Return what fails under a scheme."""
    low, count = scheme.fail_below, scheme.fail_deductions
    more = Words(f"，或特别扣分 {count} 项以上（含 {count} 项）", f", or {count} or more special deductions")
    return said(Words(f"低于 {low} 分", f"Below {low} points"), language) + (said(more, language) if count else "")


def reasons(language: str) -> str:
    """Return the reasons that the register knows for each decision, as its pages print them."""
    names = heads("reasons", language)
    acts = {code: kind.noun for code, kind in ENTRY_TYPES.items() if kind.noun is not None}
    sentences = {code: "<br>".join(said(words, language) for words in REASONS[code].values()) for code in acts}
    rows = [row(f"<b>{said(act, language)}</b>", [sentences[code]], names) for code, act in acts.items()]
    most = Words(
        f"一次暂停，连同延长，最长 {SUSPENSION_MONTHS} 个月，这是本机构的规定。",
        f"One suspension lasts {SUSPENSION_MONTHS} months at most, extensions included; this is our own rule.",
    )
    return data_table(names, rows) + f"\n{said(most, language)}\n"


def mark_policy(settings: Settings, language: str) -> str:
    """Return the rule in force on packaging, from the settings of the body."""
    return f'<p class="rule"><b>{said(MARK_POLICIES[settings.mark_policy].in_force, language)}</b></p>\n'


def mark_policies(language: str) -> str:
    """Return every rule that a body may have on packaging."""
    names = heads("policies", language)
    rows = [
        row(said(policy.name, language), [said(policy.meaning, language), said(policy.why, language)], names)
        for policy in MARK_POLICIES.values()
    ]
    return data_table(names, rows)


def snippets(settings: Settings) -> dict[str, str]:
    """Return every snippet by its path below the snippet folder."""
    gbt, brand = SCHEMES["gbt27922-2011"], SCHEMES["brand-1000"]
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        texts |= {
            f"{language}/clauses.md": clauses(gbt, language),
            f"{language}/examples.md": examples(gbt, language),
            f"{language}/schemes.md": schemes(gbt, brand, language),
            f"{language}/reasons.md": reasons(language),
            f"{language}/mark-policy.md": mark_policy(settings, language),
            f"{language}/mark-policies.md": mark_policies(language),
        }
    return texts
