"""What copying, typing and scanning add to a number, a code or an address, taken off before anything reads it.

Blanks and marks around, invisible characters, brackets and quotes, labels such as 证书编号：, the prefixes by which
scanners name a symbol (AIM) or its encoding (ECI), full-width signs, a scheme written twice. What was taken off is
named, since whoever pastes should know. Nothing inside is guessed at: what is then not whole is for others to say
(decision 0030).

>>> tidy("（证书编号：９９９２６ＳＣ００００１Ｒ０Ｍ）。").text
'99926SC00001R0M'
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from certs.errors import Words

INVISIBLE: Final = Words("看不见的字符", "invisible characters")
WIDE: Final = Words("全角字符", "full-width characters")
SCANNER: Final = Words("扫码枪加的前缀", "the prefix of a scanner")
LABEL: Final = Words("前面的名目", "the label before it")
MARKS: Final = Words("前后的标点、括号或引号", "marks, brackets or quotes around it")
SCHEME: Final = Words("多写的 http://", "a second http://")
BREAKS: Final = Words("换行", "line breaks")

_SHAPELESS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters and marks by their category that show nothing all the same (Default_Ignorable_Code_Point of Unicode).
_FILLERS: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0]")
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z](?=.)")  # ISO/IEC 15424, such as ]Q1 before the text of a QR code
_ECI: Final = re.compile(r"\\[0-9]{6}(?=.)")  # AIM ECI, such as \000026 for UTF-8
_TWICE: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/{0,2})+(?=\W*(?:\][a-z][0-9a-z]|\\[0-9]{6})?\W*https?:/)", re.IGNORECASE
)
# A label stands before what begins like a code. One in Latin letters needs a mark or a blank behind it: numbers of
# other bodies may begin with the same letters.
_LABEL: Final = re.compile(
    r"(?:(?:(?:认证|获证)?证书(?:编号|号码|号)?|编号|证号|(?:统一)?社会信用代码|信用代码|税号|(?:证书)?二维码(?:内容|文字)?|"
    r"(?:证书|验证|查询|核验)?(?:网址|链接|地址))(?:\s*[/|(]?\s*(?:certificate\s*)?(?:no\.?|number|uscc)\s*\)?)?"
    r"(?:[\s:.#=为是)】〕」』》]|\](?![A-Za-z][0-9A-Za-z]))*|"
    r"(?:(?:certificate|cert)(?:[ _.-]*(?:number|no|nr|id))?|number|num|no|nr|uscc|url|link|jwt|token)"
    r"(?:\.?[\s:#=]+|\.(?=[0-9\W])))"
    r"(?=[0-9A-Za-z(\[\]\\{<“”‘’\"'《〈「『【〔])",
    re.IGNORECASE,
)
_OPENING: Final = "([{<“”‘’\"'`«‹《〈「『【〔〖﹁﹃"
_CLOSING: Final = ")]}>“”‘’\"'`»›》〉」』】〕〗﹂﹄"
_MARKS: Final = "。.,、;:!?…·•|*^–—"
_AFTER: Final = _OPENING + _CLOSING + _MARKS + "\\ "
_BEFORE: Final = re.compile(rf"(?:[{re.escape(_OPENING + _CLOSING + _MARKS)}#\s](?<!\])|\](?![A-Za-z][0-9A-Za-z]))+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What is left of a text, and what was taken off it, each kind named once."""

    text: str
    taken_off: tuple[Words, ...] = ()


def shown(text: str) -> str:
    """Return text without what nobody sees: blanks at the ends, and characters without a shape.

    Those that part lines or words become a blank.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return _FILLERS.sub("", "".join(_kept(character) for character in text)).strip()


def _kept(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _SHAPELESS else character


def tidy(text: str) -> Pasted:
    """Take off what surrounds a number, a code or an address. For text that is none of these, use `shown`.

    A text that is nothing but such additions is left as it is shown.
    """
    if text.isalnum() and text.isascii():
        return Pasted(text)
    seen = shown(text)
    taken_off = [] if len(seen) >= len(text.strip()) else [INVISIBLE]
    plain = unicodedata.normalize("NFKC", seen)
    while (step := _one_off(plain)) is not None:
        words, plain = step
        taken_off += [words] if words not in taken_off else []
    return Pasted(plain, (*taken_off, WIDE) if plain not in seen else tuple(taken_off))


def _one_off(text: str) -> tuple[Words, str] | None:
    """Take one kind of addition off; None where there is none, or nothing else."""
    for words, prefix in ((SCANNER, _ECI), (SCANNER, _AIM), (LABEL, _LABEL), (SCHEME, _TWICE), (MARKS, _BEFORE)):
        match = prefix.match(text)
        if match is not None and match.end() < len(text):
            return words, text[match.end() :]
    bare = text.rstrip(_AFTER)
    return (MARKS, bare) if bare not in {"", text} else None


def joined(text: str) -> Pasted:
    """Take out line breaks, with the blanks after them: mail and chat break what is long and has no blanks."""
    whole = re.sub(r"[ \t]*(?:\r\n|[\r\n\v\f\u0085\u2028\u2029])\s*", "", text.strip())
    return Pasted(whole, (BREAKS,) if whole != text.strip() else ())
