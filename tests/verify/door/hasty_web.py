"""The service in a process of granian, as `verify.wsgi`, in a hurry: what is handed in has a second to come in."""

from __future__ import annotations

from certs import limits
from verify.wsgi import worker

limits.BODY_SECONDS = 1  # type: ignore[misc]

__all__ = ["worker"]
