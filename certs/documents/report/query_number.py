"""The number of a query: what was asked, when, and under which head of the log (formats.md, "Verification report").

It follows from what the sheet prints, so that nobody has to keep it. It proves nothing: whoever knows the answer can
work it out.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date, datetime
from typing import Final

from certs.days import instant_text
from certs.log.checkpoint import Head

LENGTH: Final = 10  # characters of base32: 50 bits


def query_number(number: str, version: int, day: date, time: datetime, head: Head, product: str = "") -> str:
    """Return the number. `day` is the Beijing day asked about, `product` what was asked to be covered, "" if nothing.

    No part can hold a line end, so the lines say which is which.
    """
    lines = f"{number}\n{version}\n{day.isoformat()}\n{product}\n{instant_text(time)}\n{head.text}"
    return base64.b32encode(hashlib.sha256(lines.encode()).digest()).decode("ascii")[:LENGTH]
