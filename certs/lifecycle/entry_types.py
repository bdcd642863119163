"""The types of entries that the log may hold: what each is called, its fields, and when an act may bring it about.

One row a type (formats.md, "Event"). Whatever names an act (commands, pages, refusals, the feed) takes its words from
here; the reasons of the acts stand in `reasons.py`, the statuses that they lead to in `statuses.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from certs.errors import Words

_NO_WORDS: Final = Words("", "")


@dataclass(frozen=True, slots=True)
class EntryType:
    """One type of entry.

    `word` stands in a list of a certificate's entries, `title` in the log as people read it, `verb` in a sentence
    that says what cannot be done, `noun` at the head of the act's reasons. `starts` are the statuses, on the day it
    takes effect, from which the act may start. `ends_as` is the status in which it ends a certificate for ever.
    """

    word: Words
    title: Words
    fields: frozenset[str]
    verb: Words = _NO_WORDS
    noun: Words | None = None
    starts: frozenset[str] = frozenset()
    ends_as: str | None = None


_COMMON: Final = frozenset({"format", "type", "recorded", "effective", "proof"})
_CERTIFICATE: Final = _COMMON | {"number", "decision"}
_CREDENTIAL: Final = _CERTIFICATE | {"credential", "jwt_header", "jwt_signature", "qr"}
_REASONED: Final = _CERTIFICATE | {"reason"}
_RUNNING: Final = frozenset({"valid", "not_yet_valid"})
_NOT_ENDED: Final = _RUNNING | {"suspended"}


def _root(zh: str, en: str, *fields: str) -> EntryType:
    """Make a type of entry about the body or its keys: the root key signs it."""
    return EntryType(Words(zh, en.lower()), Words(zh, en), _COMMON | set(fields))


def _act(
    zh: str,
    done: str,
    verb: str,
    noun: str,
    fields: frozenset[str],
    starts: frozenset[str],
    *,
    ends_as: str | None = None,
) -> EntryType:
    """Make a type of entry whose Chinese word is the same wherever it stands."""
    words = (Words(zh, done), Words(zh, done.capitalize()), fields, Words(zh, verb), Words(zh, noun))
    return EntryType(*words, starts, ends_as)


ENTRY_TYPES: Final[Mapping[str, EntryType]] = MappingProxyType(
    {
        "body": _root("机构信息", "Facts about the body", "body", "did", "base_url", "log_origin", "root"),
        "key-added": _root("启用密钥", "Key added", "key"),
        "key-retired": _root("停用密钥", "Key retired", "key"),
        "key-compromised": _root("宣布密钥泄露", "Key declared compromised", "key", "trusted_size"),
        "clock-corrected": _root("更正时钟", "Clock corrected", "false_instant", "true_instant", "first_affected"),
        "issued": EntryType(Words("签发", "issued"), Words("颁发证书", "Certificate issued"), _CREDENTIAL),
        "suspended": _act("暂停", "suspended", "suspend", "Suspension", _REASONED | {"until"}, _NOT_ENDED),
        "restored": _act("恢复", "restored", "restore", "Restoration", _REASONED, frozenset({"suspended"})),
        "revoked": _act("撤销", "revoked", "revoke", "Revocation", _REASONED, _NOT_ENDED, ends_as="revoked"),
        "withdrawn": EntryType(  # people read "ended": ISO/IEC 17065 calls withdrawal the end for cause
            Words("注销", "ended"),
            Words("注销", "Ended"),
            _REASONED,
            Words("注销", "end"),
            Words("注销", "Ending"),
            _NOT_ENDED,
            ends_as="withdrawn",
        ),
        "reissued": EntryType(
            Words("换发", "reissued"),
            Words("换发新版", "New version issued"),
            _CREDENTIAL | {"reason"},
            Words("换发", "reissue"),
            Words("换发（编号不变）", "Reissue (same number)"),
            _RUNNING,
        ),
        "renewed": EntryType(  # beside the `issued` of the successor: two events (decision 0014)
            Words("换证", "renewed"),
            Words("换证，由新证书代替", "Renewed: replaced by a new certificate"),
            _REASONED | {"successor"},
            verb=Words("再认证换证", "renew"),
            starts=_RUNNING,
            ends_as="withdrawn",
        ),
        "surveillance-passed": EntryType(
            Words("监督通过", "surveillance passed"),
            Words("监督评价通过", "Surveillance passed"),
            _CERTIFICATE,
            verb=Words("登记监督结果", "record surveillance of"),
            starts=frozenset({"valid", "suspended"}),
        ),
        "reported": EntryType(Words("已上报", "reported"), Words("已上报", "Reported"), _CERTIFICATE),
    }
)
ROOT_TYPES: Final = frozenset(code for code, kind in ENTRY_TYPES.items() if "number" not in kind.fields)
CREDENTIAL_TYPES: Final = frozenset(code for code, kind in ENTRY_TYPES.items() if "credential" in kind.fields)
FINAL_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {code: kind.ends_as for code, kind in ENTRY_TYPES.items() if kind.ends_as is not None}
)
