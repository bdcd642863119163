"""Following a page whose blocks say on which machine, and by which account, they are typed: `title="web · root"`.

Commands are typed as they stand, with the passwords that they ask for; a block whose title also names a file is written
there, for its account alone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scripts.demo.demo_firms import sample_uscc
from tests.deploy.machines import Machine
from tests.instances import EXAMPLES, PASSPHRASE
from tests.site.page_commands import command_of

PASSWORD: Final = "a password of nobody"
_BLOCK: Final = re.compile(r'^```\w+ title="(?P<title>[^"]+)"\n(?P<body>.*?)^```', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One block: on which machines, by whom, into which file ("" for commands), and its lines."""

    machines: tuple[str, ...]
    account: str
    file: str
    lines: tuple[str, ...]


def steps(page: str) -> list[Step]:
    """Return what a page, or a part of one, lets people type and write, in order."""
    return list(_steps(page))


def _steps(page: str) -> Iterator[Step]:
    for found in _BLOCK.finditer(page):
        names, account, file = [*found["title"].split(" · "), ""][:3]
        body = re.sub(r"密码|\bPASSWORD\b", PASSWORD, found["body"])
        yield Step(tuple(names.split(", ")), account, file, tuple(body.splitlines()))


def follow(machines: dict[str, Machine], page: str, pin: str = "") -> None:
    """Type and write every block of a page, each on every machine that it names."""
    for step in steps(page):
        for name in step.machines:
            for line in [""] if step.file else step.lines:
                _do(machines[name], step, line, pin)


def _do(machine: Machine, step: Step, line: str, pin: str) -> None:
    if step.file:
        machine.run(f"umask 077; cat > {step.file}", "\n".join(step.lines) + "\n", account=step.account)
    elif line.startswith("export "):
        name, _, value = line.removeprefix("export ").partition("=")
        machine.env[name] = value
    else:
        machine.run(_answered(line).replace("z6Mk…", pin), _typed(line), account=step.account)


def _typed(line: str) -> str:
    """Return what people type when a command asks: a password twice, the passphrase of a key once."""
    return f"{PASSWORD}\n{PASSWORD}\n" if "\\password" in line else f"{PASSPHRASE}\n" * line.startswith("openssl pkcs8")


def _answered(line: str) -> str:
    """Return a command with the passphrase that staff would type."""
    if not line.startswith("starmark "):
        return line
    words = shlex.split(line)[1:]
    words = words[2:] if words[0] == "--home" else words
    options = {name for parameter in command_of(words)[0].params for name in parameter.opts}
    return f"{line} --passphrase-file ~/passphrase" if "--passphrase-file" in options else line


def lay_out_desk(machine: Machine, name: str, text: str) -> None:
    """Write what staff have prepared into the home of their account, once there is one."""
    machine.run(f"umask 077; cat > ~/{name}", text, account="starmark")


def desk() -> dict[str, str]:
    """Return the files that staff prepare."""
    said = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    return {
        "profile.toml": (EXAMPLES / "profile.toml").read_text(encoding="utf-8"),
        "certificate.toml": said,
        "next.toml": said.replace("91000000MA0000277Y", sample_uscc(800_002)),
        "other.toml": said.replace("91000000MA0000277Y", sample_uscc(800_003)),
        "passphrase": PASSPHRASE + "\n",
    }
