"""Hostile and damaged workbooks: each refused for what it is, under the bounds, and nothing raises."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certs import limits
from certs.certificate.reading import unpack_xlsx
from certs.certificate.reading.read_file import read
from certs.certificate.reading.refused_input import FileRefused
from tests.certificate.sample_inputs import TODAY, Book, rezip, sentences, told, with_shared_strings

GOOD: Final = with_shared_strings(Book(1).data())


def _zip(*parts: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return buffer.getvalue()


def _with(name: str, part: bytes) -> bytes:
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return buffer.getvalue()


def _changed(suffix: str, old: bytes, new: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith(suffix):
            return part
        assert old in part
        return part.replace(old, new, 1)

    return rezip(GOOD, change)


BOMB_DTD: Final = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
UTF16_DTD: Final = ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB_DTD.decode() + "<sst>&b;</sst>").encode("utf-16")

HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "empty zip": (_zip(), "type", "ZIP"),
    "a zip of something": (_zip(("a.toml", b"x")), "type", "ZIP"),
    "macros": (_with("xl/vbaProject.bin", b"x"), "type", "宏"),
    "macros by type": (_changed("[Content_Types].xml", b"sheet.main", b"macroEnabled.main"), "type", "宏"),
    "ods": (_zip(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "type", ".ods"),
    "docx": (_zip(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")), "type", "Word"),
    "xlsb": (_zip(("[Content_Types].xml", b"<a/>"), ("xl/workbook.bin", b"x")), "type", ".xlsb"),
    "strict": (
        _changed(
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        "type",
        "严格",
    ),
    "many parts": (_zip(*((f"p{n}", b"") for n in range(limits.XLSX_PARTS + 1))), "range", "部件"),
    "bomb": (_with("xl/media/x.bin", bytes(limits.XLSX_UNPACKED)), "range", "解压"),
    "too large": (b"PK\x03\x04" + bytes(limits.XLSX_FILE), "range", "10485760"),
    "entities in the strings": (_changed("sharedStrings.xml", b"<sst", BOMB_DTD + b"<sst"), "format", "DOCTYPE"),
    "entities in a sheet": (_changed("sheet1.xml", b"<worksheet", BOMB_DTD + b"<worksheet"), "format", "DOCTYPE"),
    "entities in UTF-16": (
        rezip(GOOD, lambda n, p: UTF16_DTD if n.endswith("sharedStrings.xml") else p),
        "format",
        "DOCTYPE",
    ),
    "entities under another name": (
        _with("xl/odd.dat", b"<?xml version='1.0'?>" + BOMB_DTD + b"<a/>"),
        "format",
        "DOCTYPE",
    ),
    "an encoding nobody knows": (
        _changed("sheet1.xml", b"<worksheet", b"<?xml version='1.0' encoding='rot13'?><worksheet"),
        "format",
        "损坏",
    ),
    "cut in the middle": (GOOD[: len(GOOD) // 2], "format", "损坏"),
    "only its first bytes": (GOOD[:4], "format", "损坏"),
    "no sheets part": (rezip(GOOD, lambda n, p: b"" if n == "xl/workbook.xml" else p), "format", "损坏"),
    "rows out of order": (_changed("sheet1.xml", b'<row r="3"', b'<row r="1"'), "format", "损坏"),
    "a cell in another row": (_changed("sheet1.xml", b'r="B3"', b'r="B9"'), "format", "损坏"),
    "cells out of order": (_changed("sheet1.xml", b'r="B3"', b'r="A3"'), "format", "损坏"),
    "a column beyond the sheet": (_changed("sheet1.xml", b'r="R2"', b'r="ZZZ2"'), "format", "损坏"),
    "a string that is not there": (_changed("sheet1.xml", b't="s"><v>0<', b't="s"><v>99999<'), "format", "损坏"),
    "a number of thousands of digits": (
        _changed("sheet1.xml", b"<v>96.5<", b"<v>" + b"9" * 5000 + b"<"),
        "format",
        "损坏",
    ),
}


@pytest.mark.parametrize(("data", "code", "words"), HOSTILE.values(), ids=list(HOSTILE))
def test_each_hostile_file_is_told_for_what_it_is(data: bytes, code: str, words: str) -> None:
    reading = read(data, "b.xlsx", TODAY)
    assert told(reading) == [("file", code)]
    assert words in sentences(reading)


def _lying(declared: int) -> bytes:
    """Return a zip whose one part inflates to 600 MB, while both its headers declare far less."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(deflate.compress(bytes(1_048_576)) for _ in range(600)) + deflate.flush()
    name, crc = b"[Content_Types].xml", zlib.crc32(bytes(declared))
    sizes = struct.pack("<HHHIII", 8, 0, 0, crc, len(body), declared)
    local = b"PK\x03\x04" + struct.pack("<HH", 20, 0) + sizes + struct.pack("<HH", len(name), 0) + name + body
    central = (
        b"PK\x01\x02"
        + struct.pack("<HHH", 20, 20, 0)
        + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def test_sizes_that_lie_inflate_no_more_than_they_say() -> None:
    data = _lying(4_096)
    tracemalloc.start()
    reading = read(data, "b.xlsx", TODAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told(reading) == [("file", "format")]
    assert peak < 20_000_000


def test_a_password_on_the_parts_is_told() -> None:
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "密码" in sentences(read(bytes(data), "b.xlsx", TODAY))


def test_a_part_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = _with("xl/workbook.xml", b"<x/>")
    assert told(read(data, "b.xlsx", TODAY)) == [("file", "format")]


def test_repacked_parts_are_the_parts() -> None:
    parts = unpack_xlsx.unpack(GOOD)
    with zipfile.ZipFile(unpack_xlsx.repack(parts)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == parts


def test_unpack_raises_its_own_error_only() -> None:
    with pytest.raises(FileRefused):
        unpack_xlsx.unpack(b"PK\x03\x04")


def test_a_hundred_thousand_formatted_empty_rows_are_no_content() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(4, 100_004))
    reading = read(_changed("sheet1.xml", b"</sheetData>", rows + b"</sheetData>"), "b.xlsx", TODAY)
    assert reading.refused == ()
    assert len(reading.drafts) == 1


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(at=st.integers(4, len(GOOD) - 1), byte=st.integers(0, 255))
def test_no_flipped_byte_raises(at: int, byte: int) -> None:
    reading = read(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :], "b.xlsx", TODAY)
    assert len(reading.drafts) + len(reading.refused) >= 1


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=100)
@given(
    at=st.integers(0, 10**6),
    length=st.integers(0, 12),
    new=st.sampled_from([b"", b"0", b"-1", b"x", b"<", b'"', b"99999999", b"<v>1</v>", b"<f>1</f>"]),
    part=st.sampled_from(
        [
            "xl/worksheets/sheet1.xml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/sharedStrings.xml",
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
        ]
    ),
)
def test_no_damaged_part_raises(at: int, length: int, new: bytes, part: str) -> None:
    def change(name: str, old: bytes) -> bytes:
        cut = at % len(old)
        return old[:cut] + new + old[cut + length :] if name == part else old

    reading = read(rezip(GOOD, change), "b.xlsx", TODAY)
    assert len(reading.drafts) + len(reading.refused) >= 1
