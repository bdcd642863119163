"""The schemes that come with Starmark. The one module of this room that opens its package data."""

from __future__ import annotations

from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from certs.scheme.scheme import Scheme, parse_scheme

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILES: Final = ("gbt27922-2011.toml", "brand-1000.toml")  # the default first


def _load() -> Mapping[str, Scheme]:
    folder = resources.files("certs.scheme")
    schemes = (parse_scheme(folder.joinpath(name).read_bytes()) for name in _FILES)
    return MappingProxyType({scheme.code: scheme for scheme in schemes})


SCHEMES: Final[Mapping[str, Scheme]] = _load()
