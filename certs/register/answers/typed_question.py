"""What was typed or pasted into a search, read as it is meant: for the page, the API and `find` alike."""

from __future__ import annotations

from typing import Final

from certs import limits
from certs.certificate import pasted_text
from certs.errors import FieldError, Refused, Words
from certs.trust.verification import handed_in, sentences

_NOT_SEARCHED: Final = frozenset(
    {handed_in.Kind.DOCUMENT, handed_in.Kind.TOKEN, handed_in.Kind.FOREIGN, handed_in.Kind.DAMAGED}
)


def token_in(text: str, base_url: str) -> str | None:
    """Return the token of a QR code that was put into the search: its address, or the bare base32."""
    given = handed_in.told_apart(text.encode("utf-8", "replace"), base_url)
    return given.text if given.kind is handed_in.Kind.TOKEN else None


def question(text: str, base_url: str) -> str:
    """Return a search as it is asked; an address of ours is read as the number in it.

    Raises Refused if it is longer than `limits.QUERY`, or is a signed thing or a strange address, which none finds.
    """
    query = pasted_text.shown(text)
    given = handed_in.told_apart(text.encode("utf-8", "replace"), base_url)
    if given.kind in _NOT_SEARCHED:
        raise _refused(query, "format", _not_searched(given, base_url))
    if given.kind is handed_in.Kind.NUMBER:
        query = given.text
    if len(query) > limits.QUERY:
        raise _refused(
            query,
            "range",
            Words(
                f"查询内容有 {len(query)} 个字符，最多 {limits.QUERY} 个。请只输入编号、信用代码，或名称的一部分。",
                f"The question has {len(query)} characters; {limits.QUERY} is the most. "
                "Type a number, a USCC, or part of a name.",
            ),
        )
    return query


def _not_searched(given: handed_in.Given, base_url: str) -> Words:
    match given.kind:
        case handed_in.Kind.DAMAGED:
            return sentences.DAMAGED
        case handed_in.Kind.DOCUMENT:
            return Words(
                "这是证书的签名文件（JWT 或 JSON）。这里按编号、名称或二维码查，不核验文件，所以什么也没有核对。"
                "请输入证书编号，或用 starmark verify 核验文件。",
                "This is a certificate's signed file (JWT or JSON). Here one looks up numbers, names and QR codes; "
                "files are not judged, so nothing was checked. Enter the certificate's number, or verify the file with "
                "starmark verify.",
            )
        case handed_in.Kind.TOKEN:
            return Words(
                f"这是证书二维码的内容，不能当作名称查。请打开 {base_url}/q/ 加上这段内容。",
                f"This is the content of a QR code, which no search finds. Open {base_url}/q/ followed by it.",
            )
    return Words(
        f"这个网址通向 {given.text}，不是本机构的地址。请不要依据它作决定；请输入证书编号查询。",
        f"This address leads to {given.text}, which is not ours. Do not rely on it; search by the number instead.",
    )


def _refused(value: str, code: str, words: Words) -> Refused:
    return Refused("bad_question", *words, errors=(FieldError("q", value, code, words),))
