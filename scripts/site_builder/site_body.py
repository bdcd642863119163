"""Whose site it is: name, approval number, address, contact and whether all is a sample, from the settings of the body.

The settings are a file such as `starmark init --profile` takes; without one the sample body of `demo_profile.toml`
publishes. mkdocs*.yml holds the sample's figures, so that another builder of the same files needs no script; a test
holds them equal.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any, Final

from certs.instance.settings import Settings, parse_settings
from verify.menu import FOOT, MENU

SAMPLE: Final = Path(__file__).resolve().parents[1] / "demo" / "demo_profile.toml"
ADDRESSED: Final = ("*.html", "search_index.json", "robots.txt")  # files that may name the address of the site
_MAIL: Final = re.compile(r"[\w.+-]+@[\w.-]+\.\w+", re.ASCII)
_TELEPHONE: Final = re.compile(r"(?<!\d)\d[\d-]{6,}\d(?!\d)")


def read(profile: Path = SAMPLE) -> Settings:
    """Return the settings of the body. Raises Refused or Malformed naming what is wrong, OSError without the file."""
    return parse_settings(profile.read_bytes(), new=True)


def name(settings: Settings, language: str) -> str:
    """Return the name of the body in one language."""
    return settings.body.name if language == "zh" else settings.body.name_en


def snippets(settings: Settings) -> dict[str, str]:
    """Return what names the body in a sentence, by its path below the snippet folder."""
    return {
        f"{language}/{name}.md": text(settings, language)
        for language in ("zh", "en")
        for name, text in (("sample-note", sample_note), ("claim", claim), ("contact", contact))
    }


def sample_note(settings: Settings, language: str) -> str:
    """Return the note that everything is a sample; empty for a body that is none."""
    if not settings.body.is_sample:
        return ""
    named, number = name(settings, language), settings.body.approval_number
    return {
        "zh": f'!!! note "样例"\n\n    “{named}”是虚构的，批准号 {number} 没有任何机构持有，网站里的企业和证书也都是虚构的。'
        "这里没有一张证书可以用于真实的投标或宣传。\n",
        "en": '!!! note "A sample"\n\n'
        f"    The “{named}” is fictional, nobody holds the approval number {number}, "
        "and all companies and certificates on this site are fictional too. No certificate here can be used in a "
        "real tender or advertisement.\n",
    }[language]


def claim(settings: Settings, language: str) -> str:
    """Return words that a certified organisation may use beside the mark, naming the body and its address."""
    named, number = name(settings, language), f"{settings.body.number_prefix}26SC00001R0M"
    return {
        "zh": f"> [获证组织全称]的家用空调器售后服务通过 GB/T 27922-2011 四星级认证，证书编号 {number}，由{named}颁发。"
        f"认证范围以证书为准，查验网址：{settings.host}。\n",
        "en": "> The after-sales service of [full name of the certified organisation] for household air conditioners "
        f"is certified to GB/T 27922-2011, four stars, certificate {number}, issued by {named}. Scope as on the "
        f"certificate; check at {settings.host}.\n",
    }[language]


def contact(settings: Settings, language: str) -> str:
    """Return how it is reached with a complaint, appeal or report. Raises ValueError if the settings do not say."""
    complaints, lines = settings.body.complaints, []
    telephone, mail = _TELEPHONE.search(complaints), _MAIL.search(complaints)
    if telephone:
        lines.append(f"- {'电话：' if language == 'zh' else 'Telephone: '}{escape(telephone[0])}")
    if mail:
        lines.append(f"- {'邮箱：' if language == 'zh' else 'Mail: '}[{mail[0]}](mailto:{mail[0]})")
    if not lines:
        raise ValueError("body.complaints of the profile names neither a telephone number nor a mail address")
    return "\n".join(lines) + "\n"


def overruled(settings: Settings, language: str) -> dict[str, str]:
    """Return what the body overrules at the top of mkdocs*.yml."""
    return {
        "site_name": name(settings, language),
        "site_url": f"{settings.base_url}/" + ("en/" if language == "en" else ""),
    }


def shown(settings: Settings, language: str) -> dict[str, Any]:
    """Return what the body overrules below `extra` of mkdocs*.yml."""
    return {
        "sample": settings.body.is_sample,
        "body": {"name": name(settings, language), "number": settings.body.approval_number},
    }


def links(language: str) -> dict[str, list[dict[str, str]]]:
    """Return what head and foot of a language list, for `extra` of mkdocs*.yml: the list of the service's pages."""
    prefix = "/en" if language == "en" else ""
    return {
        place: [{"address": link.address(prefix), "title": getattr(link.title, language)} for link in listed]
        for place, listed in (("menu", MENU), ("foot", FOOT))
    }


def addressed(site: Path, settings: Settings) -> None:
    """Write the address of the body where pages name that of the sample, as in examples."""
    sample = read().host
    if settings.host == sample:
        return
    for pattern in ADDRESSED:
        for file in sorted(site.rglob(pattern)):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(sample, settings.host), encoding="utf-8")
