"""Files that cannot be read as a certificate at all, and bytes that nobody meant: each told for what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import limits
from certs.certificate.reading.read_file import read
from tests.certificate.sample_inputs import EXAMPLE, TODAY, Book, sentences, told

FILES: dict[str, tuple[bytes, str, str, str]] = {
    "empty": (b"", "a.toml", "missing", "0 字节"),
    "blank": (b" \n\t\n", "a.toml", "missing", "空的"),
    "only a BOM": (b"\xef\xbb\xbf", "a.toml", "missing", "空的"),
    "GBK": (EXAMPLE.replace("（样例）", "").encode("gbk"), "a.toml", "format", "GBK"),
    "UTF-16": (EXAMPLE.encode("utf-16"), "a.toml", "format", "UTF-16"),
    "no text": (b"\xff\xfa\x81\xff" * 9, "a.toml", "format", "UTF-8"),
    "NUL": (EXAMPLE.replace("320", "3\x0020").encode(), "a.toml", "type", "NUL"),
    "half written": (EXAMPLE[: EXAMPLE.index("样例大道")].encode(), "a.toml", "format", "引号"),
    "Chinese quotes": (EXAMPLE.replace('"96.5"', "“96.5”").encode(), "a.toml", "format", "第 10 行"),
    "a field twice": (
        EXAMPLE.replace("bonus = 0", "bonus = 0\nbonus = 1").encode(),
        "a.toml",
        "format",
        "前面已经写过",
    ),
    "old xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "a.xls", "type", ".xls"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "a.xlsx",
        "format",
        "密码",
    ),
    "csv by name": ("序号,组织名称\n1,青禾\n".encode(), "a.CSV", "type", "CSV"),
    "csv by look": ("序号,组织名称,代码,地址,方案\n1,青禾,1,2,3\n".encode(), "a.txt", "format", "CSV"),
    "pdf": (b"%PDF-1.7\n", "a.pdf", "type", "PDF"),
    "png": (b"\x89PNG\r\n", "a.png", "type", "PNG"),
    "html as xls": (b"<html><table>", "a.xls", "type", "网页"),
    "json": (b'{"holder": {}}', "a.json", "type", "JSON"),
    "xlsx in name only": (b"holder", "a.xlsx", "format", ".xlsx"),
    "too large": (b"#" * (limits.TOML_FILE + 1), "a.toml", "range", "1048576"),
    "deep lists": (b"a=" + b"[" * 100_000, "a.toml", "format", "层次"),
    "deep lists over lines": (b"a=" + b"[#\n" * 30_000, "a.toml", "format", "层次"),
    "deep tables": (b"a=" + b"{a=" * 100_000, "a.toml", "format", "层次"),
    "deep keys": (b"a." * 1_000 + b"a=1", "a.toml", "format", "层次"),
    "a number of a million digits": (b"a=" + b"9" * 900_000, "a.toml", "format", "层次"),
    "a number Python refuses": (b"a=" + b"9" * 5_000, "a.toml", "format", "读不通"),
}


@pytest.mark.parametrize(("data", "name", "code", "words"), FILES.values(), ids=list(FILES))
def test_each_unreadable_file_is_told_for_what_it_is(data: bytes, name: str, code: str, words: str) -> None:
    reading = read(data, name, TODAY)
    assert told(reading) == [("file", code)]
    assert words in sentences(reading)
    assert reading.refused[0].source == name


def test_a_byte_order_mark_is_forgiven() -> None:
    assert read(b"\xef\xbb\xbf" + EXAMPLE.encode(), "a.toml", TODAY).refused == ()


def test_errors_are_cut_at_a_bound_that_is_told() -> None:
    reading = read("\n".join(f"x{n} = 1" for n in range(5_000)).encode(), "a.toml", TODAY)
    assert len(reading.refused[0].errors) == limits.ERRORS + 1
    assert f"前 {limits.ERRORS} 处" in reading.refused[0].errors[-1].message.zh


def test_hostile_names_are_shown_without_controls() -> None:
    reading = read(b'"\\u0007\\u001b[31m" = 1\n[holder]\n"\\u202ex" = 1', "a\x07.toml", TODAY)
    whole = repr(reading)
    assert "\\x07" not in whole
    assert "\\x1b" not in whole
    assert "\\u202e" not in whole


@given(data=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    reading = read(data, "a.toml", TODAY)
    assert reading.refused or reading.drafts


@given(
    at=st.integers(0, len(EXAMPLE) - 1),
    piece=st.sampled_from(["", '"', "[", "]", "=", "\n", "{", "'", "0", "\x00", "“", "\\"]),
)
def test_no_small_damage_raises(at: int, piece: str) -> None:
    reading = read((EXAMPLE[:at] + piece + EXAMPLE[at + 1 :]).encode(), "a.toml", TODAY)
    assert len(reading.drafts) + len(reading.refused) == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(
    value=VALUES,
    field=st.sampled_from(
        [
            "name",
            "uscc",
            "score",
            "headcount",
            "decided_by",
            "issued",
            "models",
            "sites",
            "category",
            "scheme",
            "scope_text",
        ]
    ),
)
def test_no_value_of_any_type_raises(value: object, field: str) -> None:
    given_line = f"{field} = {_toml_text(value)}"
    lines = [given_line if line.startswith(f"{field} = ") else line for line in EXAMPLE.splitlines()]
    reading = read("\n".join(lines).encode("utf-8", "replace"), "a.toml", TODAY)
    assert len(reading.drafts) + len(reading.refused) == 1


def _toml_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml_text(entry) for entry in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value if not 0xD800 <= ord(c) < 0xE000) + '"'
    return '""' if value is None else str(value)


SCHEME = 'scheme = "gbt27922-2011"'


def test_a_file_that_names_no_scheme_is_of_the_default_of_the_body() -> None:
    bare = EXAMPLE.replace(SCHEME, "").encode()
    assert told(read(bare, "a.toml", TODAY)) == [("certificate.scheme", "missing")]
    assert read(bare, "a.toml", TODAY, scheme="gbt27922-2011").drafts[0].scheme == "gbt27922-2011"
    low = EXAMPLE.replace(SCHEME, "").replace('"96.5"', '"850"').encode()
    assert read(low, "a.toml", TODAY, scheme="brand-1000").drafts[0].scheme == "brand-1000"


def test_a_scheme_that_a_file_names_goes_before_the_default() -> None:
    assert read(EXAMPLE.encode(), "a.toml", TODAY, scheme="brand-1000").drafts[0].scheme == "gbt27922-2011"
    wrong = EXAMPLE.replace("gbt27922-2011", "gbt27922").encode()
    assert told(read(wrong, "a.toml", TODAY, scheme="brand-1000"))[0][0] == "certificate.scheme"


def test_an_empty_cell_for_the_scheme_takes_the_default_too() -> None:
    data = Book().fill("证书", 3, scheme=None).data()
    assert told(read(data, "a.xlsx", TODAY)) == [("certificate.scheme", "missing")]
    assert read(data, "a.xlsx", TODAY, scheme="gbt27922-2011").drafts[0].scheme == "gbt27922-2011"
