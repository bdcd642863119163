"""Where the publication is sent: the `[publication]` table, a list of addresses without a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.errors import Words
from certs.instance.toml_tables import FieldTables, field_error

_S3: Final = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
    r"(?P<prefix>(?:/[A-Za-z0-9._-]+)*)/?(?:\?profile=(?P<profile>[\w.-]+))?",
    re.ASCII,
)
_FOLDER: Final = re.compile(r"/[^\s:]*", re.ASCII)
_SSH: Final = re.compile(r"(?!s3:)(?:[A-Za-z0-9_][\w.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:/(?!/)[^\s:]*", re.ASCII)
_SECRET: Final = re.compile(
    r"://[^/]*@|[?&](?!profile=)|(?i:password|secret|token|access_?key)|^[^/]*:[^/]*@", re.ASCII
)
_HOW: Final = Words(
    "应写成 s3://桶/前缀（可加 ?profile=名称）、用户@主机:/目录（用 rsync 经 SSH），或者 /目录。",
    "Write s3://bucket/prefix (with ?profile=name if need be), user@host:/folder (rsync over SSH), or /folder.",
)
_NO_SECRET: Final = Words(
    "地址里不能有密码或密钥：设置文件很多人能读，也会进备份。对象存储的写在送的账户自己的 ~/.aws/credentials（或环境变量 AWS_…），"
    "SSH 用密钥登录，地址里只写在哪里。",
    "An address holds no password and no key: many people can read the settings, and backups have them. Those of an "
    "object store stand in ~/.aws/credentials of the account that sends (or in AWS_… of its environment); SSH logs in "
    "by "
    "a key. The address only says where.",
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in an S3-compatible object store; `profile` "" is the usual one of boto3."""

    bucket: str
    prefix: str
    profile: str


def bucket_of(address: str) -> Bucket | None:
    """Return the place in an object store that an address names; None where it names none."""
    match = _S3.fullmatch(address)
    return match and Bucket(match["bucket"], match["prefix"].strip("/"), match["profile"] or "")


def what_is_wrong(address: str) -> Words | None:
    """Return why an address is not taken; None where it is."""
    if _S3.fullmatch(address) or _FOLDER.fullmatch(address) or _SSH.fullmatch(address):
        return None
    return _NO_SECRET if _SECRET.search(address) else _HOW


def read(table: FieldTables) -> tuple[str, ...]:
    """Read where the publication is sent, and note what is wrong."""
    addresses = table.texts("publication", "send_to")
    for address in addresses:
        if (wrong := what_is_wrong(address)) is not None:
            shown = "…" if wrong is _NO_SECRET else address  # a refusal may be read by others, too
            table.errors.append(field_error("publication.send_to", shown, "format", wrong.zh, wrong.en))
    if len(addresses) > limits.STORES or len(set(addresses)) < len(addresses):
        zh, en = f"最多 {limits.STORES} 个，不能重复。", f"At most {limits.STORES}, each once."
        table.errors.append(field_error("publication.send_to", str(len(addresses)), "range", zh, en))
    return addresses
