"""`starmark`: the staff commands. Finds the verb, speaks the language asked for, and turns every error into an exit
code.

0 done or valid · 1 refused, not valid or not genuine · 2 could not check or could not be done · 64 a wrong command
line. A bug is shown as it is, and ends with 2: nothing may be concluded from it.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType
from typing import Final

import click

from certs.errors import CouldNotCheck, Misuse, StarmarkError, Words
from certs.version import VERSION
from scripts.terminal import colours, refusals, speech, streams
from scripts.terminal.arguments import readable
from scripts.terminal.exit_codes import COULD_NOT, DONE, EXIT_CODES, INTERRUPTED, USAGE, code_of
from scripts.terminal.usage_words import usage_words
from scripts.terminal.verb_frame import Option, shared_options

VERBS: tuple[str, ...] = (
    "init",
    "demo",
    "serve",
    "staff",
    "case",
    "issue",
    "takeover",
    "reissue",
    "suspend",
    "restore",
    "renew",
    "revoke",
    "withdraw",
    "surveil",
    "due",
    "cnca",
    "complaint",
    "appeal",
    "stats",
    "publish",
    "send",
    "recover",
    "audit",
    "backup",
    "restore-backup",
    "move",
    "caught-up",
    "mirror",
    "witness",
    "show",
    "find",
    "history",
    "verify",
    "keys",
    "clock-correct",
    "export",
    "kit",
    "report",
    "letter",
)
# A body's host has no builders and no demo: there the verb is not known.
if importlib.util.find_spec("scripts.demo") is None:
    VERBS = tuple(name for name in VERBS if name != "demo")
_ABOUT: Final = Words(
    "Starmark：签发、管理和核验商品售后服务评价体系认证证书（GB/T 27922-2011）。",
    "Starmark: issue, manage and verify certificates of after-sales service (GB/T 27922-2011).",
)


_ELSEWHERE: Final = {  # and not in `verbs`
    "demo": "scripts.demo.demo",
    "move": "scripts.operation.move",
    "send": "scripts.operation.send",
    "kit": "scripts.papers.write_kit",
    "report": "scripts.papers.write_report",
    "letter": "scripts.papers.write_letter",
    "staff": "scripts.cases.staff_verb",
    "case": "scripts.cases.case_verb",
    "stats": "scripts.aftercare.stats",
    "takeover": "scripts.aftercare.takeover",
    "surveil": "scripts.aftercare.surveil",
    "due": "scripts.aftercare.due",
    "cnca": "scripts.cnca.cnca_verb",
    "complaint": "scripts.aftercare.complaint",
    "appeal": "scripts.aftercare.appeal",
}


def module_of(verb: str) -> str:
    """Return the dotted name of the module that holds a verb's command."""
    return _ELSEWHERE.get(verb) or f"scripts.verbs.{verb.replace('-', '_')}"


CALM: Final = 100_000  # objects made, net, before Python looks for cycles: a list of what is due is no garbage


def _loaded(module: str) -> ModuleType:
    """Import a verb's module. What is imported stays, and a collector of garbage that looks through all of it time and
    again takes more than a quarter of the processor time of a `show` (measured): it is kept from that.
    """
    if module not in sys.modules:
        gc.disable()
        importlib.import_module(module)
        gc.freeze()
        gc.set_threshold(CALM)
        gc.enable()
    return sys.modules[module]


class Starmark(click.Group):
    """The group of verbs. A verb's module is imported when it is called for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the work."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command = _loaded(module_of(cmd_name)).command
        assert isinstance(command, click.Command)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Draw the list of verbs."""
        from scripts.terminal.help_page import HelpPage

        page = HelpPage(ctx, _ABOUT)
        commands = {name: self.get_command(ctx, name) for name in VERBS}
        page.section(
            speech.both("命令", "Verbs"),
            {name: getattr(command, "words", _ABOUT) for name, command in commands.items()},
        )
        page.section(
            speech.both("选项", "Options"), {", ".join(p.opts): p.words for p in self.params if hasattr(p, "words")}
        )
        page.section(speech.both("退出码", "Exit codes"), EXIT_CODES)
        return page.text()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    streams.settle()
    given = [readable(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    speech.speak(speech.language_of(given, os.environ) if streams.can_write("证书") else "en")
    code = run(given)
    _tell_failure(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    group = Starmark(
        "starmark", params=[*shared_options(), _version_option()], add_help_option=False, no_args_is_help=False
    )
    try:
        code = group.main(list(arguments), prog_name="starmark", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        return USAGE
    except click.ClickException as error:
        return _fail(Misuse("usage", *usage_words(error)), arguments)
    except click.Abort:
        return _interrupted(arguments)
    except StarmarkError as error:
        return _fail(error, arguments)
    except OSError as error:
        return _fail(
            CouldNotCheck(
                "system",
                f"系统不允许（{error.strerror}）：{error.filename or ''}。请检查磁盘空间、目录和权限后重试。",
                f"The system does not allow it ({error.strerror}): {error.filename or ''}. Check disk space, folder "
                "and rights, then try again.",
            ),
            arguments,
        )
    except Exception:  # noqa: BLE001  # the last resort: shown in full, and never mistaken for a yes or a no
        traceback.print_exc()
        return COULD_NOT
    return code if isinstance(code, int) else DONE


def _tell_failure(code: int) -> None:
    """Say that the output is not complete: the command is done all the same, as its exit code says."""
    failure = streams.failure()
    if failure is not None:
        speech.tell(
            speech.both(
                f"输出没有写完（{failure.strerror}）。命令已经做完，结果以退出码 {code} 为准；登记了什么，看 history。",
                f"The output could not be written in full ({failure.strerror}). The command itself ran to its end, "
                f"with exit code {code}; history shows what was recorded.",
            ),
            colours.NOTE,
        )


def _version_option() -> Option:
    return Option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_version,
        words=Words("显示版本。", "Show the version."),
    )


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"starmark {VERSION}")
        ctx.exit()


def _fail(error: StarmarkError, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        speech.print_json(refusals.error_json(error))
    else:
        refusals.tell_error(error)
    return code_of(error)


def _interrupted(arguments: Sequence[str]) -> int:
    """Say what to do after Ctrl-C. All but a key ceremony is refused the second time; that would be held twice."""
    zh, en = "再运行一次同样的命令即可，不会办两次。", "Run the same command again; it is not done twice."
    if "keys" in arguments:
        zh = "先用 starmark keys list 查看，还没有办成才重做：更换密钥重做一次，就会换两次。"
        en = "Look at starmark keys list first, and repeat it only if it was not done: a key would be rotated twice."
    speech.tell(
        speech.both(
            f"已中断：可能已经办成，也可能没有，不会办一半。{zh}",
            f"Interrupted: it may be done or not, but never in half. {en}",
        )
    )
    return INTERRUPTED


if __name__ == "__main__":
    main()
