"""`starmark withdraw`: end certificates for ever, which implies no fault."""

from __future__ import annotations

from certs.errors import Words
from scripts.desk.status_verb import status_verb

command = status_verb(
    "withdraw",
    "withdrawn",
    Words("注销证书（不表示企业有过错）；注销后不能恢复。", "End certificates for ever, which implies no fault."),
)
