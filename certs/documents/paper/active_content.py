"""What a PDF would do rather than show: scripts, commands, forms that send, parts that lie elsewhere.

None of it is ever run or fetched here. Such a file is refused all the same: what a reader of it sees is for the script
to say, so that no comparison would hold.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from certs import limits
from certs.documents.paper import paper_file
from certs.errors import CouldNotCheck

_SUSPECT: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|GoToR|GoToE|SubmitForm|ImportData|RichMedia|Rendition|XFA|FS|Ref)[\s/(<\[]"
)
_ACTIONS: Final = frozenset(
    {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}
)
_KEYS: Final = frozenset({"/JS", "/XFA", "/RichMediaContent", "/Ref"})
_DEPTH: Final = 20  # levels of what stands within one object; what lies deeper is an object of its own


def require_passive(data: bytes) -> None:
    """Raise CouldNotCheck: `paper_active`, or `paper_encrypted`, `paper_broken` or `paper_large` for what hides it.

    A PDF that anybody can open, and only printing or changing it asks for a password, is read as any other.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if len(document.objects) > limits.READING_OBJECTS:
                raise paper_file.too_large(
                    f"PDF 由超过 {limits.READING_OBJECTS} 个对象组成",
                    f"the PDF has over {limits.READING_OBJECTS} objects",
                )
            name = next((name for one in document.objects for name in _active(one)), None)
    except pikepdf.PasswordError as error:
        raise encrypted() from error
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        raise paper_file.broken() from error
    if name is not None:
        raise CouldNotCheck(
            "paper_active",
            f"这个 PDF 带有脚本、会发送的表单或放在别处的内容（{name}），看到的不一定是文件里写的。什么也没有运行、下载或核对，"
            "不说明证书真假。请把证书打印成新的 PDF 再核验，或按证书编号查询。",
            f"This PDF holds a script, a form that sends, or content that lies elsewhere ({name}), so that what is "
            "seen need not be what it says. Nothing was run, fetched or checked; this says neither yes nor "
            "no. Print the certificate to a new PDF and verify that, or look it up by its number.",
        )


def _active(one: pikepdf.Object) -> Iterator[str]:
    """Yield the names of what acts in one object. Most have none, which their bare text shows at once."""
    if isinstance(one, pikepdf.Stream):
        if "/F" in one and one.get("/F") is not None:
            yield "/F"
        one = one.stream_dict
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Array)) and _SUSPECT.search(one.unparse(resolved=True)):
        yield from _named(one, _DEPTH)


def _named(one: Any, depth: int) -> Iterator[str]:
    if depth == 0:
        yield "…"
    elif isinstance(one, pikepdf.Dictionary):
        kind = str(one.get("/S", ""))
        if kind in _ACTIONS:
            yield kind
        yield from sorted(_KEYS & set(one.keys()))
        if str(one.get("/FS", "")) == "/URL":
            yield "/URL"
        for value in one.values():
            yield from _inner(value, depth)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            yield from _inner(value, depth)


def _inner(value: Any, depth: int) -> Iterator[str]:
    """Go on into what stands within an object; what it points to is an object of its own."""
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
        yield from _named(value, depth - 1)


def encrypted() -> CouldNotCheck:
    """The refusal of a file that wants a password."""
    return CouldNotCheck(
        "paper_encrypted",
        "这个 PDF 加了密码，打不开。没有核对，不说明证书真假。请索取没有密码的文件，或按证书编号查询。",
        "This PDF is encrypted and cannot be opened. Nothing was checked; this says neither yes nor no. Ask for a file "
        "without a password, or look the certificate up by its number.",
    )
