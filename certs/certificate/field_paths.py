"""The path of a field of an input, such as `scope[3].brands[0]`, in words: people count entries from 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from certs.certificate.fields import SECTIONS
from certs.errors import Words

_PATH: Final = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\.([a-z_]+)(?:\[(\d+)\])?)?")
_ONE_OF: Final[Mapping[str, Words]] = MappingProxyType(
    {"scope": Words("第 {} 项产品", "product {}"), "sites": Words("第 {} 个场所", "site {}")}
)


def told(path: str) -> Words:
    """Return a path as people say it; one that is no path of a certificate's input as it is."""
    match = _PATH.fullmatch(path)
    if match is None or match[1] not in SECTIONS:
        return Words(path, path)
    section, index, name, entry = match.groups()
    field = next((each for each in SECTIONS[section] if each.name == name), None)
    whole = _ONE_OF.get(section) if index is not None else None
    if name is not None and field is None:
        return Words(path, path)
    zh, en = (text.format(int(index) + 1) for text in (whole.zh, whole.en)) if whole else ("", "")
    if field is None:
        return Words(zh or path, en or path)
    zh_name, en_name = field.head.zh, field.head.en
    if entry is not None:
        zh_name, en_name = f"第 {int(entry) + 1} 个{zh_name}", f"{en_name}, entry {int(entry) + 1}"
    return Words(f"{zh}的{zh_name}" if zh else zh_name, f"{en}: {en_name}" if en else en_name)
