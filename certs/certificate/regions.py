"""Where an organisation is registered, by its unified social credit code: the province of the registering authority.

Places 3 to 8 of a code are an administrative division of GB/T 2260 (GB 32100-2015), of which the first two digits name
the province. The list is data, `regions.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from certs.certificate.shipped_lists import REGIONS, region_list
from certs.errors import Words
from certs.scheme.data_file import read_entries

OTHER: Final = "00"  # no province: registered by a national authority, or under a division that the list lacks


@lru_cache(maxsize=1)
def regions() -> Mapping[str, Words]:
    """Return the name of each province by its two digits, in their order; `OTHER` last."""
    entries = read_entries(region_list(), REGIONS, "region").entries["region"]
    names = {entry.text("code"): entry.words("name") for entry in entries}
    return MappingProxyType(names | {OTHER: Words("其他", "Other")})


def region_of(uscc: str) -> str:
    """Return the two digits of the province that a unified social credit code names; `OTHER` where it names none.

    >>> region_of("91310000MA1FL0000X"), region_of("9100 0000 MA00 0027 7Y")
    ('31', '00')
    """
    code = uscc[2:4]
    return code if code in regions() else OTHER
