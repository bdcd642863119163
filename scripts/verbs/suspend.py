"""`starmark suspend`: suspend certificates until a last day."""

from __future__ import annotations

from certs.errors import Words
from scripts.desk.status_verb import status_verb

command = status_verb(
    "suspend", "suspended", Words("暂停一张或多张证书，写明最后一天。", "Suspend certificates until a last day.")
)
