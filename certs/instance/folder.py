"""An instance on disk: where its files are (data.md, "The instance").

The web may read this; keys and casework are named, never opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from certs import limits
from certs.errors import CouldNotCheck, Misuse
from certs.instance.settings import Settings, parse_settings

SETTINGS_NAME = "starmark.toml"
PUBLIC_NAME = "public"
JOURNAL = "casework.db"


@dataclass(frozen=True, slots=True)
class Instance:
    """The folder of one instance and its settings."""

    home: Path
    settings: Settings

    @property
    def register_url(self) -> str:
        """The database URL of the register: the one set, or the SQLite file of the instance."""
        return self.settings.register_url or f"sqlite:///{(self.home / 'register.db').resolve()}"

    @property
    def casework_url(self) -> str:
        """The private database of the staff host: the one set, or the SQLite file of the instance."""
        return self.settings.casework_url or f"sqlite:///{(self.home / JOURNAL).resolve()}"

    @property
    def keys(self) -> Path:
        """The folder of encrypted private keys."""
        return self.home / "keys"

    @property
    def public(self) -> Path:
        """The folder of the static publication."""
        return self.home / PUBLIC_NAME

    @property
    def fonts(self) -> Path:
        """The folder of fonts that the body adds."""
        return self.home / "fonts"


def open_instance(home: Path) -> Instance:
    """Read an instance's settings.

    Raises Misuse if there is none, CouldNotCheck if it cannot be read, Refused if it is wrong.
    """
    path = home / SETTINGS_NAME
    try:
        with path.open("rb") as file:
            data = file.read(limits.SETTINGS_FILE + 1)
    except FileNotFoundError as exc:
        raise Misuse(
            "no_instance",
            f"{home} 里没有 {SETTINGS_NAME}，不是登记实例。请用 --home 指明位置，或先运行 starmark init。",
            f"There is no {SETTINGS_NAME} in {home}, so it is no instance. Name it with --home, or run starmark init.",
        ) from exc
    except OSError as exc:
        raise CouldNotCheck(
            "instance_unreadable",
            f"读不了 {path}：{exc.strerror}。请检查权限。",
            f"{path} cannot be read: {exc.strerror}. Check its rights.",
        ) from exc
    return Instance(home, parse_settings(data))
