"""The version of this program, written here and nowhere else: the package and `starmark --version` read it here."""

from __future__ import annotations

from typing import Final

VERSION: Final = "0.1.0"
