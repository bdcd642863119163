"""The evidence list as a page and as a workbook, both from `certs/scheme/evidence.toml`."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from certs.scheme.evidence import EvidenceItem, EvidenceList, NeverDemanded
from certs.scheme.scheme import Scheme
from certs.scheme.schemes import SCHEMES, evidence
from scripts.site_builder import evidence_xlsx
from scripts.site_builder.site_assess import embedded, said
from scripts.site_builder.site_assess_words import EVIDENCE
from scripts.site_builder.site_tables import LANGUAGES

WORKBOOK: Final = "evidence-gbt27922-2011.xlsx"
PAGE: Final = "certify/evidence"


def snippets() -> dict[str, str]:
    """Return the snippets of the page by their path below the snippet folder."""
    texts = {}
    for language in LANGUAGES:
        texts[f"{language}/evidence.md"] = checklist(evidence(), SCHEMES[evidence().scheme], language)
        texts[f"{language}/evidence-tools.md"] = tools(language)
        texts[f"{language}/evidence-never.md"] = never(evidence(), language)
    return texts


def write_workbooks(site: Path) -> None:
    """Write the workbook of each language beside its page, so that the page's link stays relative."""
    for language in LANGUAGES:
        folder = site / ("en" if language == "en" else ".") / PAGE
        (folder / WORKBOOK).write_bytes(evidence_xlsx.workbook(evidence(), SCHEMES[evidence().scheme], language))


def tools(language: str) -> str:
    """Return the style sheet, the download, and the places that the script of the page fills."""
    words = {name: getattr(EVIDENCE[name], language) for name in ("count", "unkept", "print", "reset", "undo")}
    return (
        '<link rel="stylesheet" href="/static/starmark/evidence.css">\n\n'
        '<div class="tools noprint" id="evidence-tools"><a class="btn btn--main" download '
        f'href="{WORKBOOK}">{said(EVIDENCE["download"], language)}</a></div>\n\n'
        '<p id="evidence-count" class="evid__count" role="status" hidden></p>\n\n'
        f'<script type="application/json" id="evidence-data">{embedded(words)}</script>\n\n'
        '<script type="module" src="/static/starmark/evidence.js"></script>\n'
    )


def checklist(listed: EvidenceList, scheme: Scheme, language: str) -> str:
    """Return every group under its heading; each item has a box to tick."""
    parts = [f'<p class="evid__note">{said(listed.note, language)}</p>\n']
    for group in listed.groups:
        items = "".join(_item(item, scheme, language) for item in listed.of_group(group.code))
        parts.append(f'### {getattr(group.title, language)} {{ #{group.code} }}\n\n<ul class="evid">{items}</ul>\n')
    return "\n".join(parts)


def _item(item: EvidenceItem, scheme: Scheme, language: str) -> str:
    label = {name: said(words, language) for name, words in EVIDENCE.items()}
    facts = [("why", said(item.why, language)), ("accepted", said(item.accepted, language))]
    rows = "".join(f"<div><dt>{label[name]}</dt><dd>{text}</dd></div>" for name, text in facts)
    if item.not_asked:
        rows += f'<div class="refuted"><dt>{label["not_asked"]}</dt><dd>{said(item.not_asked, language)}</dd></div>'
    return (
        f'<li id="e-{item.code}"><label><input type="checkbox" data-evidence="{item.code}" autocomplete="off">'
        f'<b>{said(item.name, language)}</b></label><p class="evid__tags">{_tags(item, scheme, language)}</p>'
        f"<dl>{rows}</dl></li>"
    )


def _tags(item: EvidenceItem, scheme: Scheme, language: str) -> str:
    """Return the short facts of an item: number in the list, whether always, copies, products, indicators."""
    label = {name: said(words, language) for name, words in EVIDENCE.items()}
    tags = [
        label["listed"].format(number=item.number) if item.number else "",
        label["always" if item.always else "if-applicable"],
        f"<b>{escape(evidence_xlsx.copies(item, language))}</b>",
        f"<b>{label['all']}</b>" if item.covers_all else label["none"],
        f"{label['bears']} {escape(evidence_xlsx.indicators(item, scheme, language))}" if item.clauses else "",
    ]
    return " ".join(f"<span>{tag}</span>" for tag in tags if tag)


def never(listed: EvidenceList, language: str) -> str:
    """Return what is never demanded, each with its reason, in the class of what others say wrongly."""
    return f'<ul class="evid">{"".join(_refused(entry, language) for entry in listed.never)}</ul>\n'


def _refused(entry: NeverDemanded, language: str) -> str:
    number = said(EVIDENCE["never_number"], language).format(number=entry.number) if entry.number else ""
    tag = f'<p class="evid__tags"><span>{number}</span></p>' if number else ""
    return (
        f'<li class="refuted" id="e-{entry.code}"><b>{said(entry.name, language)}</b>{tag}'
        f"<p>{said(entry.reason, language)}</p></li>"
    )
