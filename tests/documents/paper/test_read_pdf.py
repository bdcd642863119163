"""The bounds of reading a PDF, each from both sides: what is just within is read, what is just beyond is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from certs import limits
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.read_pdf import read_pdf
from certs.errors import CouldNotCheck
from tests.documents.paper.altered_papers import BARE, pdf, symbol


def changed(change: Callable[[pikepdf.Pdf], object], **data: Any) -> bytes:
    """Set a page, and change it by its objects."""
    with pikepdf.open(io.BytesIO(pdf({**BARE, **data}))) as document:
        change(document)
        written = io.BytesIO()
        document.save(written)
    return written.getvalue()


def with_pages(count: int) -> bytes:
    return changed(lambda document: [document.add_blank_page(page_size=(72, 72)) for _ in range(count - 1)])


def with_objects(count: int) -> bytes:
    spare = count - objects_of(changed(lambda _: None))

    def add(document: pikepdf.Pdf) -> None:
        document.Root.Spare = pikepdf.Array([document.make_indirect(pikepdf.Array([n])) for n in range(spare)])

    return changed(add)


def objects_of(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.objects)


def with_links(count: int) -> bytes:
    def link(document: pikepdf.Pdf) -> None:
        notes = [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[9, 9, 90, 90],
                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://cert.example.cn/{n}"),
            )
            for n in range(count)
        ]
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note) for note in notes])

    return changed(link)


def with_codes(count: int) -> bytes:
    return pdf({**BARE, "codes": [symbol(f"https://cert.example.cn/{n}") for n in range(count)]})


def with_files(count: int) -> bytes:
    return pdf({**BARE, "files": [{"name": f"{n}.txt", "text": "words"} for n in range(count)]})


# What is counted, how many are read, and how a file with so many is made.
BOUNDS: dict[str, tuple[Callable[[int], bytes], Callable[[PaperFile], int]]] = {
    "READING_PAGES": (with_pages, lambda paper: len(paper.pages)),
    "READING_LETTERS": (
        lambda count: pdf({**BARE, "text": "A" * count}),
        lambda paper: sum(len(run.text) for run in paper.pages[0].runs),
    ),
    "READING_CODES": (with_codes, lambda paper: len(paper.codes)),
    "READING_ATTACHMENTS": (with_files, lambda paper: len(paper.attachments)),
    "READING_LINKS": (with_links, lambda paper: len(paper.links)),
    "READING_OBJECTS": (with_objects, lambda _: 60),
}


@pytest.mark.parametrize("name", list(BOUNDS))
def test_a_bound_from_both_sides(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    make, count = BOUNDS[name]
    most = 60 if name == "READING_OBJECTS" else 3
    assert getattr(limits, name) > most
    monkeypatch.setattr(limits, name, most)
    assert count(read_pdf(make(most), lambda: None)) == most
    with pytest.raises(CouldNotCheck) as refused:
        read_pdf(make(most + 1), lambda: None)
    assert refused.value.code == "paper_large"
    assert str(most) in refused.value.words.zh
    assert str(most) in refused.value.words.en


def test_what_is_attached_is_looked_into_up_to_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READING_ATTACHMENT", 5)
    files = [{"name": name, "text": text} for name, text in (("a.txt", "12345"), ("b.txt", "123456"))]
    assert [one.name for one in read_pdf(pdf({**BARE, "files": files}), lambda: None).attachments] == ["a.txt"]


def with_size(width: float, height: float) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].MediaBox = pikepdf.Array([0, 0, width, height])

    return changed(change)


def test_a_large_page_is_drawn_smaller_and_a_thread_of_one_not_at_all() -> None:
    assert len(read_pdf(with_size(14_400, 14_400), lambda: None).pages) == 1
    with pytest.raises(CouldNotCheck) as refused:
        read_pdf(with_size(0.001, 14_400_000), lambda: None)
    assert refused.value.code == "paper_large"
