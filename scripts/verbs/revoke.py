"""`starmark revoke`: revoke certificates, for ever."""

from __future__ import annotations

from certs.errors import Words
from scripts.desk.status_verb import status_verb

command = status_verb("revoke", "revoked", Words("撤销证书；撤销后不能恢复。", "Revoke certificates, for ever."))
