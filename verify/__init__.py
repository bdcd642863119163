"""The public verification service: a read-only Flask application over the register.

It finds, shows and proves; it holds no key, keeps no session, and has no route that changes anything (decision 0011).
This package may
import the rules, the formats and the reading side of the register, never `casework`, never `trust.signing`.
"""

from verify.app import create_app
from verify.config import Config

__all__ = ["Config", "create_app"]
