"""A PKCS#11 token in software, made in a temporary folder: SoftHSM stands for the HSM of a body."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MODULE: Final = "/usr/lib/softhsm/libsofthsm2.so"
_OFFICER: Final = "the officer of the token"


@dataclass(frozen=True, slots=True)
class SoftToken:
    """One token with its PIN. Whoever has `env` in the environment sees it; `remove` takes it out of the machine."""

    folder: Path
    label: str
    pin: str

    @property
    def env(self) -> Mapping[str, str]:
        """What SoftHSM reads to find its tokens, instead of those of the whole machine."""
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def reference(self, path: Path, **more: str) -> Path:
        """Write the file that `--in-token` takes."""
        said = {"module": MODULE, "token": self.label, **more}
        path.write_text("[pkcs11]\n" + "".join(f'{name} = "{value}"\n' for name, value in said.items()), "utf-8")
        path.chmod(0o600)
        return path

    def remove(self) -> None:
        """Pull the token out, with all that is in it."""
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "tokens").mkdir()


def made(folder: Path, label: str, pin: str) -> SoftToken:
    """Make and initialise a token in a new folder."""
    token = SoftToken(folder, label, pin)
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n", "utf-8")
    initialise(token)
    return token


def initialise(token: SoftToken) -> None:
    """Put an empty token of that label and PIN into the machine."""
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", token.label, "--so-pin", _OFFICER, "--pin", token.pin],
        env=dict(token.env),
        capture_output=True,
        check=True,
    )
