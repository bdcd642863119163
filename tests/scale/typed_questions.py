"""What people type into the search box, of many kinds: made of the texts of a generated register, always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from certs.errors import Words
from certs.register.store import name_search, text_forms
from tests.scale import firms

EACH: Final = 80  # questions of a kind
_COMMON: Final = ("有限公司", "公司", "股份", "有限责任公司", "样例", "有限", "责任")


class _Drawn:
    """Texts by chance: names of holders, names of products, trades, and all that is searched."""

    def __init__(self, size: int) -> None:
        self.chosen = Random(15)
        subjects = [firms.searched(self.chosen.randrange(1, size)) for _ in range(500)]
        self.names: list[str] = [subject["holder"]["name"] for subject in subjects]
        self.english: list[str] = [name for subject in subjects if (name := subject["holder"]["name_en"])]
        self.texts = [name.text for subject in subjects for name in name_search.names_of(subject)]
        self.products = sorted({item["name"] for subject in subjects for item in subject["scope"]})
        self.places = sorted({name[:2] for name in self.names})
        self.trades = sorted({name.split("（")[0][-2:] for name in self.names})

    def name(self) -> str:
        """Return the whole name of a holder."""
        return self.chosen.choice(self.names)

    def part(self, text: str, least: int, most: int) -> str:
        """Return some characters of a text that follow each other."""
        length = self.chosen.randint(least, most)
        start = self.chosen.randint(0, max(0, len(text) - length))
        return text[start : start + length]

    def sounds(self, least: int, most: int) -> list[str]:
        """Return the syllables of a part of a name."""
        part = self.part(self.name().replace("（样例）", ""), least, most)
        return [sound.split("/")[0] for sound in text_forms.spell(text_forms.fold(part)).split(" ")]

    def around_a_bracket(self) -> str:
        """Return a part of a name in which a bracket opens."""
        name = self.name()
        place = name.index("（")
        return name[max(0, place - self.chosen.randint(0, 4)) : place + self.chosen.randint(1, 5)]

    def with_a_slip(self) -> str:
        """Return a name with one wrong character, not at its ends."""
        name = self.name()
        place = self.chosen.randrange(2, len(name) - 2)
        return f"{name[:place]}齉{name[place + 1 :]}"

    def two(self, ones: list[str], others: list[str], between: str = " ") -> str:
        """Return one of these and one of those."""
        return f"{self.chosen.choice(ones)}{between}{self.chosen.choice(others)}"


def of(size: int) -> Iterator[tuple[Words, list[str]]]:
    """Yield the kinds, each with its questions, about the first so many certificates."""
    drawn, common = _Drawn(size), list(_COMMON)
    chosen = drawn.chosen
    kinds: tuple[tuple[str, str, Callable[[], str]], ...] = (
        ("名称中的 1 至 2 个字", "1 or 2 characters of a name", lambda: drawn.part(drawn.name(), 1, 2)),
        ("名称中的 3 至 4 个字", "3 or 4 characters of a name", lambda: drawn.part(drawn.name(), 3, 4)),
        ("名称中的 5 至 6 个字", "5 or 6 characters of a name", lambda: drawn.part(drawn.name(), 5, 6)),
        ("带括号的部分", "a part with a bracket", drawn.around_a_bracket),
        ("名称的开头", "the beginning of a name", lambda: drawn.name()[: chosen.randint(1, 6)]),
        ("名称的结尾", "the end of a name", lambda: drawn.name()[-chosen.randint(1, 7) :]),
        ("整个名称", "a whole name", drawn.name),
        ("任一栏目的部分", "a part of any text", lambda: drawn.part(chosen.choice(drawn.texts), 2, 6)),
        ("处处都有的词", "words that stand everywhere", lambda: drawn.two(["", *common], common, "")),
        ("地名或行业加常用词", "a place or trade with such a word", lambda: drawn.two(drawn.places, common, "")),
        ("两个词", "two words", lambda: drawn.two(drawn.places + common, drawn.products)),
        ("从不在一起的两个词", "two words that never stand together", lambda: drawn.two(drawn.places, drawn.places)),
        ("全拼", "pinyin", lambda: "".join(drawn.sounds(2, 4))),
        ("首字母", "initials", lambda: "".join(sound[0] for sound in drawn.sounds(2, 6))),
        ("英文词", "words in English", lambda: " ".join(chosen.choice(drawn.english).split()[: chosen.randint(1, 3)])),
        ("英文的部分", "a part in English", lambda: drawn.part(chosen.choice(drawn.english), 2, 7)),
        ("数字", "digits", lambda: str(chosen.randrange(10 ** chosen.randint(1, 5)))),
        ("错一个字的名称", "a name with one wrong character", drawn.with_a_slip),
    )
    for zh, en, make in kinds:
        yield Words(zh, en), [make() for _ in range(EACH)]
