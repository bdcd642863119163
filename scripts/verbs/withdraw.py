"""`starmark withdraw`: end certificates without fault, for ever."""

from __future__ import annotations

from certs.errors import Words
from scripts.desk.status_verb import status_verb

command = status_verb(
    "withdraw",
    "withdrawn",
    Words("注销证书（没有过错）；注销后不能恢复。", "End certificates without fault, for ever."),
)
