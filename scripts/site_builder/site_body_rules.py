"""What the pages say of the body's own rules, fees and forms: from its settings, and nothing that it has not written.

Fees and rules are public (认证认可条例, art. 20). Figures of a sample body are marked as a sample wherever they stand.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final

from certs.casework.assessment.score_sheet_xlsx import score_sheet
from certs.casework.forms.basic_data import BASIC
from certs.casework.sheets.draw_form import draw
from certs.errors import Words
from certs.instance.rule_settings import Fees, PersonDays
from certs.instance.settings import Settings
from certs.limits import VALIDITY_YEARS
from certs.scheme.assessment_rules import FULL_LOSS, OUTLETS_ORIGIN
from certs.scheme.schemes import SCHEMES
from scripts.site_builder.site_rules import row, said
from scripts.site_builder.site_tables import LANGUAGES, data_table

PAGE: Final = "certify/process"  # below it lie the forms to download
_FORMS: Final = {
    "basic-data.xlsx": Words("企业基本信息表", "Basic data of the applicant"),
    "score-sheet.xlsx": Words("评分表（空白，企业自查也可以用）", "Score sheet (empty; for self-checks as well)"),
}
_SAMPLE: Final = Words(
    "样例：数字是编的，不是真实的收费或规则。", "A sample: the figures are made up, and no real fees or rules."
)
_UNSTATED: Final = Words(
    "本机构还没有公布，签合同以前书面告知。", "Not published yet; told in writing before a contract."
)
_FEES: Final = {
    "application": (Words("申请和文件审查", "Application and review of documents"), Words("每次", "each")),
    "person_day": (Words("评价，每人日", "Assessment, a person-day"), Words("人日见下表", "person-days as below")),
    "issue": (Words("复核、决定和颁发", "Review, decision and issue"), Words("每张证书", "each certificate")),
    "copy": (Words("纸质副本", "A copy on paper"), Words("每份", "each")),
    "yearly": (Words("每年的管理", "Each year"), Words("监督的人日另计", "surveillance by person-days besides")),
    "renewal": (Words("再认证的申请", "Application for renewal"), Words("人日另计", "person-days besides")),
    "change": (
        Words("变更、换发", "Change and reissue"),
        Words("要评价的，人日另计", "person-days besides, where assessed"),
    ),
}
_COUNTS: Final = (0, 1, 4, 9, 25)  # outlets that the tables show


def snippets(settings: Settings) -> dict[str, str]:
    """Return every snippet by its path below the snippet folder."""
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        texts |= {
            f"{language}/body-rules.md": rules(settings, language),
            f"{language}/body-fees.md": fees(settings, language),
            f"{language}/person-days.md": person_days(settings, language),
            f"{language}/outlet-rule.md": outlets(settings, language),
            f"{language}/renewal-lead.md": renewal_lead(settings, language),
            f"{language}/case-forms.md": forms(language),
        }
    return texts


def rules(settings: Settings, language: str) -> str:
    """Return the facts of the body's 实施规则; that it has published none where it has not."""
    stated = settings.rules
    if not stated.version:
        return _line(_UNSTATED, language)
    scheme = SCHEMES["gbt27922-2011"]
    filed = (
        stated.filed.isoformat() if stated.filed else said(Words("没有写备案日期", "no day of filing stated"), language)
    )
    facts = [
        (Words("版次", "Version"), stated.version),
        (Words("实施日期", "In force since"), stated.in_force.isoformat() if stated.in_force else "–"),
        (Words("备案日期", "Filed on"), filed),
        (Words("依据", "Standard"), scheme.standard),
        (Words("证书有效期", "Validity"), said(Words(f"{VALIDITY_YEARS} 年", f"{VALIDITY_YEARS} years"), language)),
        (Words("几个场所怎样合成", "Several sites"), said(FULL_LOSS[stated.assessment.full_loss], language)),
        (Words("抽多少网点", "Outlets sampled"), said(stated.assessment.outlets_words, language)),
    ]
    names = [said(Words("项目", "Point"), language), said(Words("内容", "Content"), language)]
    return data_table(names, [row(said(name, language), [text], names) for name, text in facts]) + _sample(
        settings, language
    )


def fees(settings: Settings, language: str) -> str:
    """Return the fees in yuan; those that the body has not stated are not there."""
    stated = settings.rules.fees
    if not stated.stated:
        return _line(_UNSTATED, language)
    heads = (Words("费用", "Fee"), Words("元", "Yuan"), Words("按什么算", "For"))
    names = [said(head, language) for head in heads]
    amounts = {each.name: getattr(stated, each.name) for each in fields(Fees)}
    rows = [
        row(said(_FEES[name][0], language), [f"{amount:,}", said(_FEES[name][1], language)], names)
        for name, amount in amounts.items()
        if amount is not None
    ]
    return data_table(names, rows) + _sample(settings, language)


def person_days(settings: Settings, language: str) -> str:
    """Return how many person-days an assessment takes, for some numbers of outlets."""
    days, assessment = settings.rules.person_days, settings.rules.assessment
    if days is None:
        return _line(_UNSTATED, language)
    heads = (
        Words("网点总数", "Outlets in all"),
        Words("评价几个网点", "Outlets assessed"),
        Words("初次评价和再认证（人日）", "First assessment and renewal (person-days)"),
        Words("每年监督（人日）", "Each year (person-days)"),
    )
    names = [said(head, language) for head in heads]
    rows = [_days_row(count, assessment.outlets_to_sample(count), days, names) for count in _COUNTS]
    return data_table(names, rows) + _sample(settings, language)


def _days_row(count: int, visited: int, days: PersonDays, names: list[str]) -> str:
    halves = (days.initial(visited), days.yearly(visited))
    return row(str(count), [str(visited), *(f"{half / 2:g}" for half in halves)], names)


def outlets(settings: Settings, language: str) -> str:
    """Return the rule on how many outlets are sampled, and how sure it is."""
    rule = said(settings.rules.assessment.outlets_words, language)
    return f'<p class="rule"><b>{rule}</b></p>\n\n{said(OUTLETS_ORIGIN, language)}\n{_sample(settings, language)}'


def renewal_lead(settings: Settings, language: str) -> str:
    """Return how long before its end a renewal should be applied for, as the body has set it."""
    months = settings.rules.renewal_months
    if not months:
        words = Words(
            "再认证应当提前多久申请，本机构写在合同里。", "How early to apply for renewal stands in the contract."
        )
    else:
        words = Words(
            f"再认证应当在到期前 {months} 个月申请，给评价和整改留出时间；本机构那时提醒。",
            f"Apply for renewal {months} months before the end, to leave time for assessment and corrections; we send "
            "a reminder then.",
        )
    return _line(words, language)


def forms(language: str) -> str:
    """Return the forms to download, which lie beside the page."""
    links = [f'<li><a download href="{file}">{said(words, language)}</a></li>' for file, words in _FORMS.items()]
    return f"<ul>{''.join(links)}</ul>\n"


def write_forms(site: Path) -> None:
    """Write the forms beside the page of each language, so that its links stay relative."""
    files = {
        "basic-data.xlsx": draw(BASIC),
        "score-sheet.xlsx": score_sheet("", "", SCHEMES["gbt27922-2011"], headquarters=True),
    }
    for language in LANGUAGES:
        folder = site / ("en" if language == "en" else ".") / PAGE
        for name, data in files.items():
            (folder / name).write_bytes(data)


def _line(words: Words, language: str) -> str:
    return f"{said(words, language)}\n"


def _sample(settings: Settings, language: str) -> str:
    return f"\n{said(_SAMPLE, language)}\n" if settings.body.is_sample else ""
