"""The schemes that come with Starmark. The one module of this room that opens its package data (decision 0005)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from certs.scheme.evidence import EvidenceList, parse_evidence
from certs.scheme.scheme import Scheme, parse_scheme
from certs.scheme.topics import Topic, parse_topics

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILES: Final = ("gbt27922-2011.toml", "brand-1000.toml")  # the default first


def _load() -> Mapping[str, Scheme]:
    folder = resources.files("certs.scheme")
    schemes = (parse_scheme(folder.joinpath(name).read_bytes(), name) for name in _FILES)
    return MappingProxyType({scheme.code: scheme for scheme in schemes})


SCHEMES: Final[Mapping[str, Scheme]] = _load()


@cache  # few callers need it: nobody else pays for reading it
def evidence() -> EvidenceList:
    """Return the evidence list of the default scheme. Raises Malformed if the shipped file is damaged."""
    return parse_evidence(_bytes("evidence.toml"), SCHEMES["gbt27922-2011"])


@cache
def topics() -> tuple[Topic, ...]:
    """Return what is known of the clauses below the indicators of the default scheme. Raises Malformed as above."""
    return parse_topics(_bytes("topics.toml"), SCHEMES["gbt27922-2011"])


def _bytes(name: str) -> bytes:
    return resources.files("certs.scheme").joinpath(name).read_bytes()
