"""Built pages, read again by an independent reader: what tests here ask of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from tests.site.site_server import file_of

ROOT: Final = Path(__file__).resolve().parents[2]
CHINESE: Final = ROOT / "site"
ENGLISH: Final = CHINESE / "en"


@dataclass
class Tag:
    """One start tag."""

    name: str
    attributes: dict[str, str]


@dataclass
class Document(HTMLParser):
    """One page: every start tag in order, and all text."""

    path: str
    source: str
    tags: list[Tag] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[dict[str, str]]:
        """Return the attributes of every tag of that name."""
        return [tag.attributes for tag in self.tags if tag.name == name]

    @property
    def anchors(self) -> set[str]:
        return {tag.attributes["id"] for tag in self.tags if "id" in tag.attributes}

    @property
    def language(self) -> str:
        return self.all("html")[0]["lang"]

    @property
    def description(self) -> str:
        return next(meta["content"] for meta in self.all("meta") if meta.get("name") == "description")


@dataclass
class Built:
    """The built site, with the static files that the service serves beside it."""

    site: Path
    static: Path

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every page by the address that serves it."""
        found = {}
        for file in sorted(self.site.rglob("*.html")):
            address = "/" + str(file.relative_to(self.site)).removesuffix("index.html")
            found[address] = Document(address, file.read_text(encoding="utf-8"))
        return found

    def file(self, address: str) -> Path:
        """Return the file that an address names."""
        return file_of(self.site, self.static, address)
