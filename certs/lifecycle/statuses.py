"""The statuses of a certificate as people read them: the word, what it means, what follows for whoever reads it.

Pages of the site and the commands take them from here; a test holds the words of the service's templates to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from certs.errors import Words
from certs.lifecycle.entry_types import ENTRY_TYPES


@dataclass(frozen=True, slots=True)
class Status:
    """One status. `use` says whether certificate and mark may be used while it lasts."""

    word: Words
    meaning: Words
    use: Words


# In the order in which people are told of them; their meaning: meanings.md, "Status".
STATUSES: Final[Mapping[str, Status]] = MappingProxyType(
    {
        "valid": Status(
            Words("有效", "valid"),
            Words("在有效期内，没有暂停、撤销或注销。", "Within its dates; not suspended, revoked or ended."),
            Words("可以使用，限认证范围内。", "May be used, within its scope."),
        ),
        "suspended": Status(
            ENTRY_TYPES["suspended"].word,
            Words("规定时间内停用，可以恢复。", "Set aside for a limited time; can be restored."),
            Words("暂停期间不得使用。", "May not be used meanwhile."),
        ),
        "revoked": Status(
            ENTRY_TYPES["revoked"].word,
            Words("因故被取消，不可恢复。", "Cancelled for cause; final."),
            Words("不得使用；可以重新申请。", "May not be used; the organisation may apply again."),
        ),
        "withdrawn": Status(
            ENTRY_TYPES["withdrawn"].word,
            Words(
                "企业提出结束，或已经换证，不表示企业有过错。",
                "At the organisation’s request, or replaced by a new certificate, which implies no fault.",
            ),
            Words("不得再使用。", "May no longer be used."),
        ),
        "expired": Status(
            Words("过期", "expired"),
            Words("有效期已过，没有换证。", "Its dates have passed without renewal."),
            Words("不得再使用。", "May no longer be used."),
        ),
    }
)
NOT_YET_VALID: Final = Words("未生效", "not yet valid")
STATUS_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {code: status.word for code, status in STATUSES.items()} | {"not_yet_valid": NOT_YET_VALID}
)
