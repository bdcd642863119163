"""What a stranger's file can do to its reader: be refused, in words, at no cost to whoever handed it over."""

from __future__ import annotations

import io
import os
import resource
import signal
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pytest
from PIL import Image

from certs import limits
from certs.documents.paper import waiting_child
from certs.documents.paper.waiting_child import WaitingChild, is_paper
from certs.errors import CouldNotCheck
from tests.documents.paper.altered_papers import BARE, pdf, symbol

_MIB = 1_048_576


@pytest.fixture(scope="module")
def page() -> bytes:
    """A page with one code and some words."""
    return pdf({**BARE, "text": "words", "codes": [symbol("https://cert.example.cn/x")]})


def saved(page: bytes, change: Callable[[pikepdf.Pdf], None] = lambda _: None, **options: Any) -> bytes:
    """Change a PDF by its objects."""
    with pikepdf.open(io.BytesIO(page)) as document:
        change(document)
        written = io.BytesIO()
        if "encryption" not in options:  # which saves no other way
            options |= {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
        document.save(written, **options)
    return written.getvalue()


def runs_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launches(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="/bin/sh")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def lies_elsewhere(document: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(document, b"")
    stream.F = pikepdf.Dictionary(FS=pikepdf.Name.URL, F="https://evil.example/content")
    document.pages[0].Contents = document.make_indirect(stream)


def many_pages(document: pikepdf.Pdf) -> None:
    for _ in range(limits.READING_PAGES):
        document.pages.append(document.pages[0])


def inflates(document: pikepdf.Pdf) -> None:
    """A content stream of 2 GiB in some kilobytes: deflated twice."""
    block = zlib.compressobj(9)
    once = block.compress(b"0 0 m " * _MIB) + block.flush(zlib.Z_FULL_FLUSH)
    again = block.compress(b"0 0 m " * _MIB) + block.flush(zlib.Z_FULL_FLUSH)
    stream = pikepdf.Stream(document, zlib.compress(once + again * 340, 9))
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    document.pages[0].Contents = document.make_indirect(stream)


def calls_itself(document: pikepdf.Pdf) -> None:
    """Forms that draw others ten times each, nine levels deep."""
    inner = pikepdf.Stream(document, b"0 0 m 9 9 l S")
    for level in range(9):
        outer = pikepdf.Stream(document, b"/X Do " * 10)
        for one in (inner, outer):
            one.Type, one.Subtype, one.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 99, 99])
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=document.make_indirect(inner)))
        inner = outer
        assert level < 9
    document.pages[0].Contents = document.make_indirect(pikepdf.Stream(document, b"/X Do"))
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=document.make_indirect(inner)))


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("1", (width, height)).save(written, form)
    return written.getvalue()


HOSTILE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "encrypted": ("paper_encrypted", lambda page: saved(page, encryption=pikepdf.Encryption(owner="a", user="b"))),
    "script": ("paper_active", lambda page: saved(page, runs_script)),
    "script in an object stream": (
        "paper_active",
        lambda page: saved(page, runs_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    "launch": ("paper_active", lambda page: saved(page, launches)),
    "elsewhere": ("paper_active", lambda page: saved(page, lies_elsewhere)),
    "cut": ("paper_broken", lambda page: page[:300]),
    "no PDF": ("paper_broken", lambda _: b"%PDF-1.7\n" + b"\0" * 5_000),
    "no PNG": ("paper_broken", lambda _: b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
    "no HEIC": ("paper_broken", lambda _: b"\0\0\0\x18ftypheic" + b"\0" * 500),
    "many pages": ("paper_large", lambda page: saved(page, many_pages)),
    "100 megapixels": ("paper_large", lambda _: picture(10_000, 10_000)),
    "too many bytes": ("paper_large", lambda page: page + b"\0" * limits.IMAGE_FILE),
    "inflates": ("paper_limits", lambda page: saved(page, inflates)),
    "draws for ever": ("paper_limits", lambda page: saved(page, calls_itself)),
}


@pytest.fixture
def child() -> Iterator[WaitingChild]:
    with WaitingChild() as one:
        yield one


@pytest.mark.parametrize(("aes", "strength"), [(True, 6), (True, 4), (False, 3)])
def test_a_pdf_that_opens_without_a_password_is_read(
    page: bytes, child: WaitingChild, *, aes: bool, strength: Literal[3, 4, 6]
) -> None:
    locked = pikepdf.Encryption(owner="a", user="", R=strength, aes=aes, metadata=strength > 3)
    assert child.read(saved(page, encryption=locked)).to_bytes() == waiting_child.read(page).to_bytes()


def test_a_script_is_found_in_a_pdf_that_opens_without_a_password(page: bytes, child: WaitingChild) -> None:
    with pytest.raises(CouldNotCheck) as caught:
        child.read(saved(page, runs_script, encryption=pikepdf.Encryption(owner="a", user="")))
    assert caught.value.code == "paper_active"


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused_and_costs_its_giver_nothing(page: bytes, child: WaitingChild, name: str) -> None:
    code, make = HOSTILE[name]
    data = make(page)
    assert is_paper(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CouldNotCheck) as caught:
        child.read(data)
    assert caught.value.code == code
    assert "neither yes nor no" in caught.value.words.en
    assert "不说明证书真假" in caught.value.words.zh
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1_024  # KiB


@pytest.mark.parametrize(
    ("how", "code"),
    [(signal.SIGSEGV, "paper_crashed"), (signal.SIGTERM, "paper_crashed"), (signal.SIGKILL, "paper_limits")],
)
def test_a_child_that_crashes_is_told_from_one_that_took_too_much(
    page: bytes, child: WaitingChild, how: signal.Signals, code: str
) -> None:
    child._process.send_signal(how)
    child._process.wait(60)
    with pytest.raises(CouldNotCheck) as caught:
        child.read(page)
    assert caught.value.code == code
    assert "neither yes nor no" in caught.value.words.en


def test_each_file_is_read_by_a_child_of_its_own(page: bytes, child: WaitingChild) -> None:
    for _ in range(3):
        paper = child.read(page)
        assert ([run.text for run in paper.pages[0].runs], [code.data for code in paper.codes]) == (
            ["words"],
            [b"https://cert.example.cn/x"],
        )
        assert child.lives
    before = Path(f"/proc/{child._process.pid}/task/{child._process.pid}/io").read_text("ascii")
    with pytest.raises(CouldNotCheck):
        child.read(b"%PDF" + b"\0" * 5_000_000)
    after = Path(f"/proc/{child._process.pid}/task/{child._process.pid}/io").read_text("ascii")
    (read, *_), (read_by_then, *_) = ([int(line.split()[1]) for line in io.splitlines()] for io in (before, after))
    assert read_by_then - read < 5_000_000, "the process that waits has read the file itself"
    tasks = list(Path(f"/proc/{child._process.pid}/task").iterdir())
    assert len(tasks) == 1, "forking with threads would leave their locks taken"
    assert children_of(child) == []
    assert child.lives


def children_of(child: WaitingChild) -> list[int]:
    """Return the children that read for it just now."""
    number = child._process.pid
    return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text("ascii").split()]


@contextmanager
def reading(child: WaitingChild, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Have a file read that takes long; yield the child that reads it, and where its fate will be told."""
    told: list[str] = []

    def read() -> None:
        try:
            child.read(data)
        except CouldNotCheck as error:
            told.append(error.code)

    asker = threading.Thread(target=read)
    asker.start()
    deadline = time.monotonic() + 60
    while not (found := children_of(child)):
        assert time.monotonic() < deadline
        time.sleep(0.001)
    yield found[0], told
    asker.join(60)
    assert not asker.is_alive()


@pytest.mark.parametrize(
    ("how", "code"),
    [(signal.SIGSEGV, "paper_crashed"), (signal.SIGABRT, "paper_crashed"), (signal.SIGKILL, "paper_limits")],
)
def test_after_a_file_that_ended_its_child_nothing_is_left_for_the_next(
    page: bytes, child: WaitingChild, how: signal.Signals, code: str
) -> None:
    with reading(child, saved(page, calls_itself)) as (reader, told):
        os.kill(reader, how)
    assert (told, child.lives) == ([code], False)
    child._process.wait(60)  # it ends by itself, and another one takes its place


def test_who_has_hung_up_keeps_nothing_busy(page: bytes, child: WaitingChild) -> None:
    with reading(child, saved(page, calls_itself)) as (reader, _):
        os.kill(reader, signal.SIGSTOP)  # it would stay for ever
        child._line.shutdown(socket.SHUT_RDWR)
    child._process.wait(20)
    assert not Path(f"/proc/{reader}").exists()


def test_a_child_that_stands_still_is_ended(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_child, "_CHILD", "tests.documents.paper.hurried_child")
    with WaitingChild() as child, reading(child, saved(page, calls_itself)) as (reader, told):
        os.kill(reader, signal.SIGSTOP)
    assert (told, Path(f"/proc/{reader}").exists()) == (["paper_limits"], False)


@pytest.mark.parametrize("change", [inflates, calls_itself])
def test_a_file_that_meets_the_bound_of_memory_before_that_of_time_took_too_much(
    page: bytes, monkeypatch: pytest.MonkeyPatch, change: Callable[[pikepdf.Pdf], None]
) -> None:
    monkeypatch.setattr(waiting_child, "_CHILD", "tests.documents.paper.patient_child")
    with WaitingChild() as child, pytest.raises(CouldNotCheck) as caught:
        child.read(saved(page, change))
    assert caught.value.code == "paper_limits"


def test_whoever_closes_it_leaves_nothing_behind(page: bytes, child: WaitingChild) -> None:
    with reading(child, saved(page, calls_itself)) as (reader, told):
        os.kill(reader, signal.SIGSTOP)
        child.close()
    deadline = time.monotonic() + 20  # whoever adopts what is left takes a moment
    while Path(f"/proc/{reader}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert told == ["paper_limits"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_each_kind_of_picture_is_read(tmp_path: Path, child: WaitingChild, form: str) -> None:
    import qrcode

    code = qrcode.QRCode(box_size=6)
    code.add_data("https://cert.example.cn/x")
    drawn = code.make_image().get_image().convert("RGB")
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    drawn.save(tmp_path / "photo", form)
    data = (tmp_path / "photo").read_bytes()
    assert is_paper(data)
    paper = child.read(data)
    assert (paper.is_picture, [code.data for code in paper.codes]) == (True, [b"https://cert.example.cn/x"])


def test_a_page_may_hold_the_most_that_is_allowed(page: bytes, child: WaitingChild) -> None:
    def just_so_many(document: pikepdf.Pdf) -> None:
        for _ in range(limits.READING_PAGES - 1):
            document.add_blank_page(page_size=(72, 72))

    assert len(child.read(saved(page, just_so_many)).pages) == limits.READING_PAGES
