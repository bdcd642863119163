"""The rest of the table: signed files, status lists, keys, log and feeds, each of which its own room answers.

None of their addresses lies below `/api/`, and none of them will change.
"""

from __future__ import annotations

from typing import Final

from certs.errors import Words
from certs.register.store.status_bits import PURPOSES
from verify.contract import api_parameters as asked
from verify.contract.operation import JSON, Operation, Parameter, Reading, Refusal

_BAD_DAY: Final = Refusal(400, Words("at 看不懂。", "`at` cannot be read."))
_ABSENT: Final = Refusal(404, Words("没有这一份。", "There is none."))
_SIGNED: Final = "SignedDocument"
_PURPOSE: Final = Parameter(
    "purpose",
    Words("撤销的还是暂停的。", "Of revocation, or of suspension."),
    {"type": "string", "enum": list(PURPOSES)},
    PURPOSES[0],
    required=True,
)
_LIST: Final = Parameter(
    "number",
    Words("第几张列表，从 1 起。", "Which list, from 1 on."),
    {"type": "integer", "minimum": 1, "maximum": 999_999},
    1,
    required=True,
)
_TILE: Final = Parameter(
    "tile",
    Words(
        "C2SP 的写法：层和序号，如 0/000；条目包是 entries/000；没有满的加 .p/宽度。",
        "As C2SP writes it: level and index such as 0/000, entries/000 for entries; .p/WIDTH where it is not full.",
    ),
    {"type": "string"},
    "entries/000",
    required=True,
)


def _file(
    name: str,
    group: str,
    path: str,
    words: Words,
    content_type: str,
    *,
    shape: str = "",
    at: bool = False,
    places: tuple[Parameter, ...] = (),
) -> Operation:
    readings: tuple[Reading, ...] = (asked.MOMENT,) if at else ()
    refusals = (*((_BAD_DAY,) if at else ()), *((_ABSENT,) if places else ()))
    return Operation(name, group, path, words, shape, readings, places, None, refusals, content_type)


OPEN_FILES: Final = (
    _file(
        "credential",
        "files",
        "/c/{number}.json",
        Words("W3C 可验证凭证 2.0，那一天现行的版本。", "The W3C credential (2.0) of the version in force on the day."),
        "application/vc",
        shape=_SIGNED,
        at=True,
        places=(asked.NUMBER,),
    ),
    _file(
        "jwt",
        "files",
        "/c/{number}.jwt",
        Words("同一份凭证的 vc+jwt。", "The same credential as vc+jwt."),
        "application/vc+jwt",
        at=True,
        places=(asked.NUMBER,),
    ),
    _file(
        "proof",
        "files",
        "/c/{number}.proof",
        Words("日志证明（C2SP tlog-proof）。", "Its log proof (C2SP tlog-proof)."),
        "text/plain",
        at=True,
        places=(asked.NUMBER,),
    ),
    _file(
        "bundle",
        "files",
        "/c/{number}.bundle",
        Words("离线核验文件。", "The offline file."),
        JSON,
        shape=_SIGNED,
        at=True,
        places=(asked.NUMBER,),
    ),
    _file(
        "status_list",
        "files",
        "/status/{purpose}/{number}",
        Words(
            "状态列表（W3C Bitstring），现在的或过去的。", "A status list (W3C Bitstring), of now or of a past time."
        ),
        "application/vc",
        shape=_SIGNED,
        at=True,
        places=(_PURPOSE, _LIST),
    ),
    _file(
        "trust",
        "keys",
        "/trust.json",
        Words("公钥清单，由根密钥签名。", "The trust list, signed by the root key."),
        JSON,
        shape=_SIGNED,
    ),
    _file(
        "did",
        "keys",
        "/.well-known/did.json",
        Words("签发凭证的公钥（did:web）。", "The keys of credentials (did:web)."),
        "application/did+json",
        shape=_SIGNED,
    ),
    _file(
        "status_did",
        "keys",
        "/status/did.json",
        Words("签发状态列表的公钥（did:web）。", "The keys of status lists (did:web)."),
        "application/did+json",
        shape=_SIGNED,
    ),
    _file(
        "context",
        "keys",
        "/contexts/v1",
        Words("凭证的 JSON-LD 上下文，永不改动。", "The JSON-LD context of credentials, which never changes."),
        "application/ld+json",
        shape="OpenApi",
    ),
    _file(
        "checkpoint",
        "log",
        "/log/checkpoint",
        Words("日志的检查点（C2SP 签名文本）。", "The checkpoint of the log (C2SP signed note)."),
        "text/plain",
    ),
    _file(
        "tile",
        "log",
        "/log/tile/{tile}",
        Words("日志的分块和条目包（C2SP tlog-tiles）。", "Tiles and entry bundles of the log (C2SP tlog-tiles)."),
        "application/octet-stream",
        places=(_TILE,),
    ),
    _file(
        "feed",
        "feeds",
        "/feed.json",
        Words("日志的订阅；.atom 是同样的内容。", "The feed of the log; `.atom` has the same entries."),
        "application/feed+json",
        shape="Feed",
    ),
    _file(
        "notices_feed",
        "feeds",
        "/notices/feed.json",
        Words("公告的订阅。", "The feed of the notices."),
        "application/feed+json",
        shape="Feed",
    ),
    _file(
        "certificate_feed",
        "feeds",
        "/c/{number}/feed.json",
        Words("一张证书的订阅。", "The feed of one certificate."),
        "application/feed+json",
        shape="Feed",
        places=(asked.NUMBER,),
    ),
    _file(
        "organisation_feed",
        "feeds",
        "/directory/{code}/feed.json",
        Words("一家组织的全部证书的订阅。", "The feed of all certificates of one organisation."),
        "application/feed+json",
        shape="Feed",
        places=(asked.CODE,),
    ),
)
