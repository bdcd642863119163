"""What the members of a backup are called: of a whole one, and of an increment, which has a part of the register."""

from __future__ import annotations

from typing import Final

from certs.instance.folder import JOURNAL, SETTINGS_NAME

REGISTER: Final = "register.db"
LATER: Final = "register-later.db"
CASEWORK: Final = JOURNAL
KEYS: Final = "keys/"
FONTS: Final = "fonts/"
WHOLE: Final = frozenset({REGISTER, CASEWORK, SETTINGS_NAME})
INCREMENT: Final = frozenset({LATER, CASEWORK, SETTINGS_NAME})
