"""A verb of several commands, such as `staff add`: each is a verb of its own, and is imported when it is called for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

from certs.errors import Words
from scripts.terminal import speech
from scripts.terminal.exit_codes import EXIT_CODES
from scripts.terminal.verb_frame import Option, shared_options


class VerbGroup(click.Group):
    """A verb with commands below it. `modules` says where each lies, as `package.module:name`, in the order of work."""

    def __init__(self, name: str, words: Words, modules: Mapping[str, str]) -> None:
        super().__init__(name, params=shared_options(), add_help_option=False, no_args_is_help=True)
        self.words, self._modules = words, modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the work."""
        del ctx
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        module, _, name = self._modules.get(cmd_name, "").partition(":")
        if not module:
            return None
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Draw the list of commands."""
        from scripts.terminal.help_page import HelpPage

        page = HelpPage(ctx, self.words)
        commands = {name: self.get_command(ctx, name) for name in self._modules}
        page.section(
            speech.both("命令", "Verbs"), {name: getattr(each, "words", self.words) for name, each in commands.items()}
        )
        page.section(
            speech.both("选项", "Options"), {", ".join(p.opts): p.words for p in self.params if isinstance(p, Option)}
        )
        page.section(speech.both("退出码", "Exit codes"), EXIT_CODES)
        return page.text()
