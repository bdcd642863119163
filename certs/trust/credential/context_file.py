"""What this room ships beside its code: the JSON-LD context of our credentials, which never changes once published.

Data shipped with code is code (decision 0005): a changed byte stops the import, before anything is signed or checked
under it.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Final

CONTEXT_V1_SHA256: Final = "06edbf0c80960d9f6dc154ef2eb6fa1e0710dee9ba185cba5dd69a1b6d820ae3"


def _read_context() -> bytes:
    data = resources.files("certs.trust.credential").joinpath("contexts", "v1.jsonld").read_bytes()
    if hashlib.sha256(data).hexdigest() != CONTEXT_V1_SHA256:
        raise AssertionError("contexts/v1.jsonld is not the published file; it may never change")
    return data


CONTEXT_V1: Final = _read_context()  # served at <base>/contexts/v1
