"""Things to verify, told apart by form and content."""

from __future__ import annotations

import pytest

from certs.documents.judging import handed_file
from certs.documents.judging.handed_file import Kind
from certs.errors import CouldNotCheck

BASE = "https://cert.example.cn"
NUMBER = "99926SC00001R0M"
SIGNED = f"{BASE}/Q/" + "A2" * 60


@pytest.mark.parametrize(
    ("data", "kind", "number"),
    [
        (NUMBER.encode(), Kind.NUMBER, NUMBER),
        (f" {NUMBER}\n".encode(), Kind.NUMBER, NUMBER),
        (b"SH/2022/04042", Kind.NUMBER, "SH/2022/04042"),
        (f"{BASE}/C/{NUMBER}".encode(), Kind.NUMBER, NUMBER),
        (f"{BASE}/c/SH~2022~04042.json".encode(), Kind.NUMBER, "SH/2022/04042"),
        (SIGNED.encode(), Kind.OBJECT, ""),
        (b"https://evil.example/C/" + NUMBER.encode(), Kind.OBJECT, ""),
        (b'{"credentialSubject": {}}', Kind.OBJECT, ""),
        (b"A2" * 40, Kind.OBJECT, ""),
    ],
)
def test_things_to_verify_are_told_apart(data: bytes, kind: Kind, number: str) -> None:
    found = handed_file.classify(data, BASE)
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not clear"),
        (b"\xff\xfe", "not clear"),
        (bytes(range(256)) * 9, "not clear"),
        (b"a.b.c", "not clear"),
        ("什么也不是".encode(), "not clear"),
        (b"{}", "trust.json"),
        (b'{"x": 1.5}', "trust.json"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "qr.png"),
        (b"<svg/>", "qr.png"),
        (b"c2sp.org/tlog-proof@v1\nindex 3\n", "proof of the log"),
        (f"{BASE}/rules/".encode(), "not clear"),
        (b"https://evil.example/rules/", "not clear"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_known_is_not_judged(data: bytes, words: str) -> None:
    with pytest.raises(CouldNotCheck, match=words):
        handed_file.classify(data, BASE)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"\n\n%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic",
        b"\0\0\0\x18ftypmif1",
    ],
    ids=["pdf", "pdf-after-blanks", "png", "jpeg", "webp", "heic", "heif"],
)
def test_a_paper_is_told_by_its_beginning(data: bytes) -> None:
    assert handed_file.classify(data, BASE) == handed_file.Target(Kind.PAPER, data)


def test_what_is_too_large_is_not_judged() -> None:
    with pytest.raises(CouldNotCheck, match="neither yes nor no"):
        handed_file.classify(b"x" * 10_485_761, BASE)
