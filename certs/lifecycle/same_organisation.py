"""A certificate stays with its organisation: what a reissue and a renewal may change of the holder.

See meanings.md, "Reissue and renewal". The USCC is the organisation. A reissue may correct it, and may change the name
with the reason that says so; a renewal is for the same USCC. That a USCC known under another name is refused is the
register's question (`uniqueness`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from certs.errors import FieldError
from certs.lifecycle.rules import field_error

_MAY_RENAME: Final = frozenset({"holder-renamed", "correction"})


def holder_errors(act: str, reason: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldError]:
    """Hold the holder of a new content against that of the version in force. `act` is `reissued` or `renewed`."""
    if act == "renewed":
        return [] if new["uscc"] == old["uscc"] else [_another_organisation_renews(new["uscc"])]
    errors = []
    if new["uscc"] != old["uscc"] and reason != "correction":
        errors.append(
            field_error(
                "holder.uscc",
                new["uscc"],
                "conflict",
                "统一社会信用代码变了，就是另一家企业；若原来登记有误，原因用 correction。",
                "Another USCC is another organisation; if the old one was an error, the reason is correction.",
            )
        )
    if new["name"] != old["name"] and reason not in _MAY_RENAME:
        errors.append(
            field_error(
                "holder.name",
                new["name"],
                "conflict",
                "企业名称变了，原因应为 holder-renamed。",
                "The holder's name differs: the reason is holder-renamed.",
            )
        )
    return errors


def _another_organisation_renews(uscc: str) -> FieldError:
    return field_error(
        "holder.uscc",
        uscc,
        "conflict",
        "再认证必须是同一家企业（统一社会信用代码相同）。",
        "A renewal is for the same organisation, with the same USCC.",
    )
