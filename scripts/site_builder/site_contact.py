"""How the body is reached with a complaint, appeal or report: from its settings, so that site and service agree."""

from __future__ import annotations

import re
from html import escape

from certs.instance.settings import Settings

_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+", re.ASCII)
_TELEPHONE = re.compile(r"(?<!\d)\d[\d-]{6,}\d(?!\d)")


def contact(complaints: str, language: str) -> str:
    """Return telephone and mail as a list. Raises ValueError if the settings name neither."""
    lines = []
    telephone, mail = _TELEPHONE.search(complaints), _MAIL.search(complaints)
    if telephone:
        lines.append(f"- {'电话：' if language == 'zh' else 'Telephone: '}{escape(telephone[0])}")
    if mail:
        lines.append(f"- {'邮箱：' if language == 'zh' else 'Mail: '}[{mail[0]}](mailto:{mail[0]})")
    if not lines:
        raise ValueError("body.complaints of the profile names neither a telephone number nor a mail address")
    return "\n".join(lines) + "\n"


def snippets(settings: Settings) -> dict[str, str]:
    """Return the contact in both languages by its path below the snippet folder."""
    return {f"{language}/contact.md": contact(settings.body.complaints, language) for language in ("zh", "en")}
