"""What an applicant asks for, as a case keeps it: the content of a certificate to be, and what is personal apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Application:
    """What an applicant asks for. `content` is the JSON of a certificate's input without score and deciders.

    `facts` is what else the sheet says; `contact` is personal and kept apart; `applies` the evidence items that apply
    only sometimes, each with whether it does.
    """

    content: dict[str, Any]
    facts: dict[str, Any]
    contact: dict[str, str]
    applies: dict[str, bool]

    @property
    def name(self) -> str:
        """The applicant's name."""
        return str(self.content["holder"]["name"])

    @property
    def uscc(self) -> str:
        """The applicant's social credit code."""
        return str(self.content["holder"]["uscc"])

    @property
    def main(self) -> str:
        """The number of the certificate under which a sub-certificate is applied for; "" for one of its own."""
        return str(self.content["certificate"].get("sub_of", ""))

    def under(self, main: str) -> Application:
        """Return it as an application for a sub-certificate of a main; "" for a certificate that stands by itself."""
        rest = {name: value for name, value in self.content["certificate"].items() if name != "sub_of"}
        return replace(self, content={**self.content, "certificate": rest | ({"sub_of": main} if main else {})})

    @property
    def products(self) -> tuple[str, ...]:
        """The products and services applied for."""
        return tuple(item["name"] for item in self.content["scope"])

    @property
    def sites(self) -> tuple[str, ...]:
        """The names of headquarters and outlets."""
        return tuple(site["name"] for site in self.content["sites"])

    def to_json(self) -> dict[str, Any]:
        """Return the paper of the case, without the contact."""
        return {"content": self.content, "facts": self.facts, "applies": self.applies}


def application_of(paper: dict[str, Any], contact: dict[str, Any] | None) -> Application:
    """Return the application that a case keeps; no contact where the case was forgotten."""
    return Application(paper["content"], paper["facts"], dict(contact or {}), paper["applies"])
