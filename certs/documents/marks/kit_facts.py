"""What the kit of a certificate is made from, and for which certificate there is one: valid today, and with a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from certs.certificate.number import in_address
from certs.certificate.scope_text import scope_text
from certs.errors import Refused, Words
from certs.instance.settings import Settings
from certs.lifecycle.record import Version
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES

ON_PACKAGING: Final = "covered-products"  # the rule under which a kit has marks for packaging
_UNKNOWN: Final = Words("未能核验", "not checked")


@dataclass(frozen=True, slots=True)
class KitFacts:
    """What a kit says of its certificate. Nothing in it changes while the version and the body's rules stay.

    `stars` is 0 for 达标级; `policy` one of `MARK_POLICIES`; `base_url` that of the service.
    """

    number: str
    version: int
    stars: int
    level: Words
    standard: str
    holder: Words
    scope: str
    body: Words
    base_url: str
    policy: str

    @property
    def on_packaging(self) -> bool:
        """True where the body's rule lets the mark stand on goods and packaging within the scope."""
        return self.policy == ON_PACKAGING

    def address(self, language: str) -> str:
        """Return the page of the certificate, which tells its status today."""
        return f"{self.base_url}{'/en' if language == 'en' else ''}/c/{in_address(self.number)}"


def facts_of(number: str, status: str, version: Version, settings: Settings) -> KitFacts:
    """Return what a kit is made from. `status` is that of today.

    Raises Refused (`kit_not_valid`) for what is not valid, (`kit_no_mark`) for a scheme that has no mark.
    """
    subject = version.subject
    scheme = SCHEMES[subject["scheme"]]
    if status != "valid":
        raise _not_valid(number, STATUS_WORDS.get(status, _UNKNOWN))
    if not scheme.has_mark:
        raise _no_mark(number, scheme.name, f"{settings.base_url}/c/{in_address(number)}")
    level, holder = scheme.level(subject["level"]), subject["holder"]
    return KitFacts(
        number,
        version.version,
        level.stars,
        level.name,
        scheme.standard,
        Words(holder["name"], holder.get("name_en") or holder["name"]),
        scope_text(subject),
        Words(settings.body.name, settings.body.name_en),
        settings.base_url,
        settings.mark_policy,
    )


def file_name(number: str) -> str:
    """Return the name of a kit's file, safe on every system: a number has nothing but figures, capitals and `/ _ -`."""
    return f"starmark-{in_address(number)}.zip"


def _not_valid(number: str, status: Words) -> Refused:
    return Refused(
        "kit_not_valid",
        f"证书 {number} 今天的状态是“{status.zh}”，标志不得使用，没有做标志包。恢复有效以后再取；已经换证的，请用新证书的编号。",
        f"Certificate {number} is {status.en} today, so its mark may not be used and no kit was made. Ask again once "
        "it is valid; if it was renewed, use the number of the new certificate.",
    )


def _no_mark(number: str, scheme: Words, address: str) -> Refused:
    return Refused(
        "kit_no_mark",
        f"证书 {number} 属于{scheme.zh}，不是售后服务认证，没有星级标志，没有做标志包。"
        f"对外可以写明证书编号和等级，链接到 {address}；网页上可以放不带星的状态徽标 {address}/badge.svg。",
        f"Certificate {number} belongs to {scheme.en}, not to after-sales service. It has no star mark, so no kit was "
        f"made. You may state its number and level with a link to {address}, and show the live badge, which has no "
        f"stars: {address}/badge.svg.",
    )
