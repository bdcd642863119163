"""Following a page command by command: its fenced shell blocks, typed in order on hosts below a temporary folder.

What stands on a page as an example is put in its place: paths below /srv and /media, the address of the website, the
root public key, numbers of this year, days near today. Passphrases, which staff type, come from a file, and `--yes`
answers what the commands ask.
"""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from certs.days import beijing_day
from scripts.__main__ import module_of
from scripts.terminal import clock
from tests import warm_commands
from tests.instances import EXAMPLES, PASSPHRASE, ROOT, number, seal_cheaply, served
from tests.scripts import sheets

SITE: Final = "https://cert.example.cn"
_FENCE: Final = re.compile(r"^( *)```sh\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"#.*(?:退出码|exit code) (\d+)")
_VERB: Final = re.compile(r"^starmark (?:--home \S+ )?([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a block: what is typed, without its comment, and the exit code that the page tells to expect."""

    text: str
    code: int = 0


def command_of(words: Sequence[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words name, also one below a verb, and the words after its name."""
    command, rest = importlib.import_module(module_of(words[0])).command, list(words[1:])
    assert isinstance(command, click.Command)
    if isinstance(command, click.Group) and rest:
        below = command.get_command(click.Context(command), rest[0])
        command, rest = (below, rest[1:]) if below else (command, rest)
    return command, rest


def commands(page: str) -> list[Command]:
    """Return what a page, or a part of one, tells people to type, in order."""
    lines = [line.strip() for _, block in _FENCE.findall(page) for line in block.splitlines()]
    return [
        Command(re.sub(r"\s+#.*$", "", line), int(found[1]) if (found := _CODE.search(line)) else 0)
        for line in lines
        if line and not line.startswith("#")
    ]


def section(page: str, heading: str) -> str:
    """Return the part of a page below a heading of the second level; "" is what stands before the first."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(["", *parts[1::2]], parts[::2], strict=True))[heading]


@dataclass
class Hosts:
    """The machines of a body, all below one folder: /srv and /media of the pages are `root/srv` and `root/media`.

    `trusted` is the size that stands on the page as 1200, `taken_back` the entries that stand there as 7-9. `before` is
    asked before each command, to lay out what staff would have prepared.
    """

    root: Path
    before: Callable[[str], object] = lambda _: None
    trusted: int = 6
    taken_back: str = "7-9"
    env: dict[str, str] = field(default_factory=dict)
    site: str = SITE
    pin: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    _serving: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        for folder in ("srv", "media/offline", "media/backup", "media/web", "desk"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "secret").write_text(PASSPHRASE + "\n", encoding="utf-8")
        (self.root / "secret").chmod(0o600)
        self.env = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8", "NO_COLOR": "1", **self.env}

    def close(self) -> None:
        """Stop what was served."""
        self._serving.close()

    def follow(self, typed: list[Command]) -> None:
        """Type every command, and demand the exit code that the page tells."""
        for command in typed:
            self.before(command.text)
            done = self._do(self._here(command.text))
            self.said.append((command.text, done.stdout))
            assert done.returncode == command.code, f"{command}\n{done.stdout}\n{done.stderr}"
            self.pin = self.pin or next(iter(re.findall(r"z6Mk\w+", done.stdout)), "")

    def serve(self, home: Path) -> None:
        """Serve an instance as the website from now on."""
        self._serving.close()
        self.site = self._serving.enter_context(served(home))

    def _here(self, text: str) -> str:
        today = beijing_day(clock.now())
        for pattern, stands_for in (
            (r"(?<=\s)/(srv|media)/", rf"{self.root}/\1/"),
            (r"=/srv/", f"={self.root}/srv/"),
            (r"sqlite:////srv/", f"sqlite:///{self.root}/srv/"),
            (r"find / ", f"find {self.root}/srv "),
            (re.escape(SITE), self.site),
            ("z6Mk…", self.pin),
            (r"99926SC0000(\d)R0M", lambda found: number(int(found[1]))),
            (r"--trusted-size 1200", f"--trusted-size {self.trusted}"),
            (r"caught-up 7-9", f"caught-up {self.taken_back}"),
            (r"A26-(\d{5})", f"A{today:%y}-\\1"),
            (r"--until \S+", f"--until {today + timedelta(days=60)}"),
            (r"--at \S+", f"--at {today}"),
        ):
            text = re.sub(pattern, stands_for, text)
        return text

    def _do(self, text: str) -> subprocess.CompletedProcess[str]:
        if text.startswith("export "):
            name, _, value = text.removeprefix("export ").partition("=")
            self.env[name] = value
            return subprocess.CompletedProcess(text, 0, "", "")
        if (verb := _VERB.match(text)) is None:
            typed = ["bash", "-c", text]
        elif verb[1] == "serve":
            home = re.search(r"--home (\S+)", text)
            self.serve(Path(home[1] if home else self.env["STARMARK_HOME"]))
            return subprocess.CompletedProcess(text, 0, "", "")
        else:
            typed = [*shlex.split(text)[1:], *self._answers(verb[1], text)]
            return warm_commands.run(typed, self.env, self.root / "desk")
        return subprocess.run(
            typed, cwd=self.root / "desk", env=self.env, capture_output=True, text=True, check=False, timeout=300
        )

    def _answers(self, verb: str, text: str) -> Iterator[str]:
        """Give what staff would type; a backup is encrypted only where the page says so."""
        if verb == "backup" and "--encrypt" not in text:
            return
        words = text.split()
        for parameter in command_of(words[words.index(verb) :])[0].params:
            if parameter.opts[0] in {"--passphrase-file", "--root-passphrase-file"}:
                yield from (parameter.opts[0], str(self.root / "secret"))
            elif parameter.opts[0] == "--yes":
                yield "--yes"


def lay_out(hosts: Hosts, text: str) -> None:
    """Prepare the input that staff would have filled in before this command of the daily handbook."""
    desk = hosts.root / "desk"
    if text.startswith("starmark init --profile"):
        assert (desk / "profile.toml").read_text(encoding="utf-8").count('= ""') == 8  # what the body fills in
        (desk / "profile.toml").write_bytes((EXAMPLES / "profile.toml").read_bytes())
    if text == "starmark issue --template":
        seal_cheaply(hosts.root)  # right after the founding, so that a hundred commands take less time
    if text.startswith("starmark issue batch.xlsx"):
        first = 4 if "--skip-bad" in text else 1
        rows = [sheets.certificate(n, headcount=320) for n in range(first, first + 3)]
        if first == 1:
            rows[0] |= {"name": "青禾家用电器（样例）有限公司", "uscc": "91000000MA0000277Y"}
        else:
            rows[2] |= {"score": "12"}
        sheets.write(desk / "batch.xlsx", rows)
    for name in {"new.toml", "next.toml"} & set(text.split()):
        tomorrow = beijing_day(clock.now()) + timedelta(days=1)
        said = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
        dated = said.replace("# issued = 2026-11-23", f"issued = {tomorrow}") if name == "next.toml" else said
        (desk / name).write_text(dated, encoding="utf-8")
