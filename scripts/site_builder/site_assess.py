"""The self-assessment page from the data of the scheme: a table that works on paper, and the same data for the script.

The script of the page (`verify/static/starmark/assess.js`) fills the empty cells of the table; where it does not run,
the table stays as it is, with the instructions of the page. All words that the script says come from here.
"""

from __future__ import annotations

import json
from html import escape

from certs.errors import Refused, Words
from certs.scheme.evidence import EvidenceList
from certs.scheme.scheme import Group, Indicator, Scheme
from certs.scheme.schemes import SCHEMES, evidence, topics
from certs.scheme.scoring import final_score
from scripts.site_builder.site_assess_words import LABELS, SCRIPT
from scripts.site_builder.site_tables import LANGUAGES

GBT, BRAND = SCHEMES["gbt27922-2011"], SCHEMES["brand-1000"]


def snippets() -> dict[str, str]:
    """Return the snippets of the page by their path below the snippet folder."""
    texts = {}
    for language in LANGUAGES:
        texts[f"{language}/assess.md"] = form(GBT, evidence(), language)
        texts[f"{language}/assess-brand.md"] = '<div id="assess-brand" class="assess"></div>\n\n' + script(language)
    return texts


def said(words: Words, language: str) -> str:
    """Return words in one language, safe inside HTML."""
    return escape(words.zh if language == "zh" else words.en)


def form(scheme: Scheme, listed: EvidenceList, language: str) -> str:
    """Return the style sheet of the page, the sample note, a table for each part, and the places for the script."""
    label = {name: said(words, language) for name, words in LABELS.items()}
    note = said(scheme.sample_note, language) if scheme.sample_note else ""
    tables = "".join(_table(group, listed, language) for group in scheme.groups)
    return (
        '<link rel="stylesheet" href="/static/starmark/assess.css">\n\n'
        f'<div class="assess" id="assess"><p class="assess__sample"><b>{label["sample"]}</b>{note}</p>'
        f"<p data-plain>{label['plain']}</p>{tables}"
        f'<section data-script hidden aria-labelledby="assess-o"><h3 id="assess-o">{label["outside"]}</h3>'
        '<div id="assess-outside"></div></section>'
        f'<section data-script hidden aria-labelledby="assess-r"><h3 id="assess-r">{label["result"]}</h3>'
        '<div id="assess-result"></div><div class="tools noprint" id="assess-tools"></div></section>'
        f'<div class="assess__bar noprint" data-script hidden><a href="#assess-r">{label["result"]}</a>'
        '<span id="assess-bar" role="status"></span></div></div>\n'
    )


def _table(group: Group, listed: EvidenceList, language: str) -> str:
    heads = [said(LABELS[name], language) for name in ("indicator", "points", "answer")]
    head = "".join(f'<th scope="col" role="columnheader">{word}</th>' for word in heads)
    rows = "".join(
        _row(clause, indicator, listed, language, heads)
        for indicator in group.indicators
        for clause in indicator.parts or (indicator,)
    )
    title, total = said(group.title, language), said(LABELS["total"], language).format(points=group.points)
    name = f"assess-{group.clause.replace('.', '-')}"
    return (
        f'<h3 id="{name}">{group.clause} {title} <span class="assess__total">{total}</span></h3>'
        f'<div class="tblwrap"><table class="data stack" role="table" aria-labelledby="{name}"><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _row(clause: Indicator, above: Indicator, listed: EvidenceList, language: str, heads: list[str]) -> str:
    """Return the row of what points are given to; `above` is its second-level title, maybe itself."""
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><b>{clause.clause} {said(clause.title, language)}</b>'
        f"{_help(clause, above, listed, language)}</th>"
        f'<td role="cell" class="figure" data-l="{heads[1]}">{clause.points}</td>'
        f'<td role="cell" class="assess__cell"><div data-clause="{clause.clause}">'
        '<span class="assess__blank"></span></div></td></tr>'
    )


def _help(clause: Indicator, above: Indicator, listed: EvidenceList, language: str) -> str:
    """Return what is known of a clause and which evidence bears on its title, closed at first."""
    label = {name: said(words, language) for name, words in LABELS.items()}
    own_topics = [topic for topic in topics() if f"{topic.clause}.".startswith(f"{clause.clause}.")]
    lines = [
        f"<li>{topic.clause + ' ' if topic.clause != clause.clause else ''}{said(topic.text, language)}"
        f"{'' if topic.sure else label['likely']}</li>"
        for topic in own_topics
    ]
    parts = f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{label['unknown']}</p>"
    links = [
        f'<a href="../evidence/#e-{item.code}">{said(item.name, language)}</a>'
        for item in listed.of_clause(above.clause)
    ]
    if links:
        parts += f"<p>{label['evidence']}{label['comma'].join(links)}</p>"
    return f'<details class="assess__help"><summary>{label["help"]}</summary>{parts}</details>'


def script(language: str) -> str:
    """Return the data block and the module that reads it; both are within the site's content security policy."""
    spoken = SCRIPT | {"allOut": all_out()}
    words = {name: words.zh if language == "zh" else words.en for name, words in spoken.items()}
    data = {"scheme": _data(GBT, language), "brand": _data(BRAND, language), "words": words}
    return (
        f'<script type="application/json" id="assess-data">{embedded(data)}</script>\n\n'
        '<script type="module" src="/static/starmark/assess.js"></script>\n'
    )


def all_out() -> Words:
    """Return what the program says when every clause is left out, so that the page says the same."""
    try:
        final_score(0, 0, 0, 0)
    except Refused as refused:
        return refused.words
    raise AssertionError("a score without any clause should be refused")


def embedded(data: object) -> str:
    """Return JSON that cannot end the element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _data(scheme: Scheme, language: str) -> dict[str, object]:
    """Return a scheme as the script reads it: figures as text or integers, never as floating point."""

    def plain(words: Words) -> str:
        return words.zh if language == "zh" else words.en

    return {
        "code": scheme.code,
        "full": int(scheme.full_marks),
        "failBelow": str(scheme.fail_below),
        "failDeductions": scheme.fail_deductions,
        "levels": [
            {"code": level.code, "name": plain(level.name), "threshold": str(level.threshold)}
            for level in scheme.levels
        ],
        "indicators": [
            {"clause": each.clause, "title": plain(each.title), "points": each.points} for each in scheme.clauses
        ],
    }
