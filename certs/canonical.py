"""Canonical JSON: RFC 8785 on a guarded subset, and the strict parser for everything that comes from outside.

The subset has no floating point, integers below 2^53, ASCII keys, and NFC strings without control, bidi or invisible
characters (decision 0002). On it, key-sorted orjson output is RFC 8785 byte for byte (a property test holds it against
`rfc8785`; formats.md, "Canonical JSON"). Numbers outside the subset are refused, never rounded. Not done here: any
check of shape or meaning.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, Final, NoReturn

import orjson

from certs import limits
from certs.errors import Malformed, Words

# Controls, separators of lines, bidi marks, and characters that show nothing: two strings that differ only in these
# look the same on paper, so none may enter a signed one. Surrogates and noncharacters are no text at all.
_FORBIDDEN: Final = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(rf"\U000{plane:x}fffe\U000{plane:x}ffff" for plane in range(0x1, 0x10))
    + r"\U0010fffe\U0010ffff"
)
_BAD_CHARACTER: Final = re.compile(f"[{_FORBIDDEN}]")
# The quick test of a whole serialised text: what is left after taking out plain ASCII is Chinese as it is mostly
# written, of which every character is allowed and stands in NFC beside any other. A backslash (it may hide an escaped
# control character) and DEL are left in, so that they, like everything rarer, go to the exact test above.
_PLAIN_ASCII: Final = bytes(byte for byte in range(0x20, 0x7F) if byte != ord("\\"))
_PLAIN_CHINESE: Final = re.compile(
    "[\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e]*"
)
_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)
_BOM: Final = b"\xef\xbb\xbf"
_MOST_DIGITS: Final = len(str(limits.JSON_INTEGER)) + 1  # a sign included


def _refuse(code: str, zh: str, en: str) -> NoReturn:
    raise Malformed(code, zh, en)


def clean_text(text: str) -> str:
    """Return `text` unchanged if it keeps the string rules: NFC, no control, bidi or invisible character.

    Raises Malformed, naming the first character at fault by its code point.
    """
    match = _BAD_CHARACTER.search(text)
    if match is not None:
        point = f"U+{ord(match.group()):04X}"
        _refuse(
            "character",
            f"文字里有看不见或不允许的字符 {point}（第 {match.start() + 1} 个字符），请删去后重试。",
            f"The text holds a control or invisible character {point} (at character {match.start() + 1}); "
            "remove it and try again.",
        )
    if not unicodedata.is_normalized("NFC", text):
        _refuse(
            "not_nfc",
            "文字不是 Unicode NFC 规范形式，请重新输入后再试。",
            "The text is not in Unicode normal form NFC; type it again and retry.",
        )
    return text


def dumps(value: Any) -> bytes:
    """Return the RFC 8785 form of dicts, lists, strings, integers, booleans and None within the subset.

    Raises Malformed for everything else: floats, large integers, other types, keys outside ASCII, unclean strings,
    nesting deeper than `limits.JSON_DEPTH`.
    """
    _require_subset(value, limits.JSON_DEPTH)
    return _encode_clean(value)


def dumps_trusted(value: Any) -> bytes:
    """Return the same bytes as `dumps` without its guard, for values built only of parts that passed it before."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def loads(data: bytes, limit: int) -> Any:
    """Read JSON of at most `limit` bytes, strictly; the layout (blanks, order of keys, escapes) is free.

    Raises Malformed: too long, a byte order mark, not UTF-8, not JSON, duplicate keys, NaN or Infinity, floats, or
    anything else outside the subset.
    """
    if len(data) > limit:
        _refuse(
            "too_long",
            f"内容有 {len(data)} 字节，超过 {limit} 字节的上限。",
            f"The content has {len(data)} bytes; the limit is {limit}.",
        )
    value = _loads_canonical(data)
    if value is None:
        return _loads_other_layout(data)
    _require_subset(value, limits.JSON_DEPTH)
    return value


def loads_canonical(data: bytes, limit: int) -> Any:
    """Read bytes that must be canonical already: there is one spelling of a value, and any other is refused.

    Raises Malformed, with the reason that `loads` gives where there is one, else `not_canonical`.
    """
    value = None if len(data) > limit else _loads_canonical(data)
    if value is None:
        loads(data, limit)
        _refuse(
            "not_canonical",
            "内容不是规范写法（RFC 8785）的 JSON。",
            "The content is JSON, but not canonical (RFC 8785).",
        )
    _require_subset(value, limits.JSON_DEPTH)
    return value


def loads_for_closed_shape(data: bytes, limit: int) -> Any:
    """Read as `loads` does, for a caller that goes on to check the type of every value and the name of every key.

    That check covers floats, key names and depth, so for bytes that are canonical already the walk over them is left
    out; everything else holds. For any other use, take `loads`.
    """
    value = None if len(data) > limit else _loads_canonical(data)
    return loads(data, limit) if value is None else value


def _loads_canonical(data: bytes) -> Any:
    """Return the value of bytes that are canonical but for the walk over types, or None.

    orjson keeps the last of duplicate keys, so those come out shorter than they went in and are not equal.
    """
    try:
        value = orjson.loads(data)
        return value if _encode_clean(value) == data else None
    except (orjson.JSONDecodeError, Malformed, RecursionError):
        return None


def _loads_other_layout(data: bytes) -> Any:
    """Read with the standard library, which lets us see duplicate keys and every number as it was written."""
    if data.startswith(_BOM):
        _refuse(
            "bom",
            "文件以 UTF-8 字节顺序标记（BOM）开头，请另存为不带 BOM 的 UTF-8。",
            "The content begins with a byte order mark; save it as UTF-8 without one.",
        )
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_int=_integer,
            parse_constant=_no_float,
        )
    except UnicodeDecodeError as exc:
        raise Malformed("not_utf8", "内容不是 UTF-8 编码的文字。", "The content is not UTF-8 text.") from exc
    except RecursionError as exc:
        raise Malformed("too_deep", *_TOO_DEEP) from exc
    except json.JSONDecodeError as exc:
        raise Malformed(
            "not_json",
            f"内容不是完整的 JSON（第 {exc.lineno} 行第 {exc.colno} 列起读不通）。",
            f"The content is not whole JSON (it breaks at line {exc.lineno}, column {exc.colno}).",
        ) from exc
    dumps(value)
    return value


_TOO_DEEP: Final = Words(
    f"JSON 嵌套超过 {limits.JSON_DEPTH} 层。", f"The JSON is nested deeper than {limits.JSON_DEPTH} levels."
)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse("duplicate_key", f"JSON 里“{twice[:40]}”出现了两次。", f"The JSON has “{twice[:40]}” twice.")
    return result


def _no_float(text: str) -> NoReturn:
    _refuse(
        "float",
        f"JSON 里有小数或非数值“{text[:40]}”；这里只用整数和文字。",
        f"The JSON holds the number “{text[:40]}”; only integers and strings are used here.",
    )


def _integer(text: str) -> int:
    """Read an integer; -0 has no canonical form, and Python would spend long on thousands of digits."""
    if len(text) > _MOST_DIGITS or text == "-0":
        _refuse_integer(text)
    return int(text)


def _refuse_integer(text: str) -> NoReturn:
    _refuse("integer", f"整数“{text[:40]}”超出范围。", f"The integer “{text[:40]}” is out of range.")


def _require_ascii_keys(value: dict[object, object]) -> None:
    try:
        if "".join(value).isascii():  # type: ignore[arg-type]
            return
    except TypeError:  # a key that is no string
        pass
    _refuse("key", "JSON 的字段名只能用 ASCII 字符。", "JSON keys must be ASCII text.")


def _require_subset(value: object, depth: int) -> None:
    """Walk over the types; what the strings hold is checked afterwards, over the whole text at once."""
    kind = type(value)
    if kind is dict:
        if depth == 0:
            raise Malformed("too_deep", *_TOO_DEEP)
        _require_ascii_keys(value)  # type: ignore[arg-type]
        for part in value.values():  # type: ignore[attr-defined]
            if type(part) is not str:
                _require_subset(part, depth - 1)
    elif kind is list:
        if depth == 0:
            raise Malformed("too_deep", *_TOO_DEEP)
        for part in value:  # type: ignore[attr-defined]
            if type(part) is not str:
                _require_subset(part, depth - 1)
    elif kind is int:
        if not -limits.JSON_INTEGER <= value <= limits.JSON_INTEGER:  # type: ignore[operator]
            _refuse_integer(str(value) if abs(value) < 10**40 else "…")  # type: ignore[arg-type]
    elif kind is float:
        _no_float(str(value))
    elif value is not None and kind is not bool and kind is not str:
        _refuse(
            "type",
            f"JSON 里不能有 {kind.__name__} 类型的值。",
            f"A value of type {kind.__name__} is not allowed in JSON.",
        )


def _encode_clean(value: object) -> bytes:
    try:
        data = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError as exc:
        raise Malformed(
            "character",
            "文字里有不成对的代理字符，不是有效的 Unicode。",
            "The text holds a lone surrogate and is not valid Unicode.",
        ) from exc
    if _PLAIN_CHINESE.fullmatch(data.translate(None, _PLAIN_ASCII).decode()) is None:
        _require_clean_strings(value)
    return data


def _require_clean_strings(value: object) -> None:
    if isinstance(value, str):
        clean_text(value)
    elif isinstance(value, dict):
        for key, part in value.items():
            clean_text(key)
            _require_clean_strings(part)
    elif isinstance(value, list):
        for part in value:
            _require_clean_strings(part)
