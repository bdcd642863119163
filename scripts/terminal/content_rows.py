"""What a certificate says, line by line, as `show` and the previews of the acts print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certs.certificate.fields import SCOPE
from certs.certificate.scope_text import scope_text
from certs.scheme.schemes import SCHEMES
from scripts.terminal import code_words
from scripts.terminal.speech import both, say


@dataclass(frozen=True, slots=True)
class ContentRow:
    """One fact of a certificate: what it is called, and its lines; a fact that the certificate lacks has none."""

    name: str
    lines: tuple[str, ...]


def holder_rows(subject: Mapping[str, Any]) -> list[ContentRow]:
    """Return whose certificate it is, by which scheme, and its level."""
    holder = subject["holder"]
    return [
        _row(both("企业", "holder"), holder["name"]),
        _row(both("英文名称", "in English"), holder.get("name_en", "")),
        _row(both("曾用名", "former names"), _entries(holder.get("former_names", ()))),
        _row(both("统一社会信用代码", "USCC"), holder["uscc"]),
        _row(both("地址", "address"), holder["address"]),
        _row(both("标准", "standard"), subject["standard"]),
        _row(both("评价方案", "scheme"), say(SCHEMES[subject["scheme"]].name)),
        _row(both("星级", "level"), code_words.level(subject["level"])),
    ]


def scope_rows(subject: Mapping[str, Any], *, composed: bool = True) -> list[ContentRow]:
    """Return what it covers: the items with their limits, the text as printed, what is excluded, the sites.

    Without `composed` the text as printed stands there only where staff wrote it.
    """
    return [
        _row(both("认证范围", "scope"), *map(_item, subject["scope"])),
        _row(both("范围全文", "scope as printed"), scope_text(subject) if composed else subject.get("scope_text", "")),
        _row(both("整张证书不含", "excluded altogether"), _entries(subject.get("excludes", ()))),
        _row(both("场所", "sites"), *(f"{site['name']}：{site['address']}" for site in subject["sites"])),
    ]


def _row(name: str, *lines: str) -> ContentRow:
    return ContentRow(name, tuple(line for line in lines if line))


def _item(item: Mapping[str, Any]) -> str:
    """Return a scope item in one line; its lists are counted, so that nobody takes one entry for two."""
    parts = [item["name"]]
    for field in SCOPE[1:]:
        value = item.get(field.name)
        if value and isinstance(value, str):
            parts.append(value)
        elif value:
            parts.append(f"{say(field.head)}{_entries(value)}")
    return "｜".join(parts)


def _entries(entries: list[str] | tuple[str, ...]) -> str:
    return both(f"（{len(entries)}）：", f" ({len(entries)}): ") + "；".join(entries) if entries else ""
