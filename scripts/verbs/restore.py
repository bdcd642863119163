"""`starmark restore`: restore suspended certificates."""

from __future__ import annotations

from certs.errors import Words
from scripts.desk.status_verb import status_verb

command = status_verb("restore", "restored", Words("恢复暂停的证书。", "Restore suspended certificates."))
