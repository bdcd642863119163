"""The options that the acts share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

import click

from certs import limits
from certs.errors import Misuse, Words
from certs.lifecycle.request import Remark, remark_of
from scripts.terminal.day_option import Day
from scripts.terminal.reason_option import Reason, reason_list
from scripts.terminal.verb_frame import argument, option

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class ActOptions:
    """What the person at the desk asked for, beside the targets."""

    passphrase_file: Path | None
    dry_run: bool
    as_json: bool
    skip_bad: bool
    refused_to: Path | None
    note: str
    by: tuple[str, ...]
    confirm_clock: date | None
    yes: bool = False

    def remark(self, act: str) -> Remark:
        """Return what the staff journal is to keep beside the act. Raises Misuse for codes that do not fit it."""
        return remark_of(act, self.note, self.by)


def acting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of every act; the function gets them as one `options`."""

    def gathered(*arguments: Any, **values: Any) -> Any:
        options = ActOptions(**{name: values.pop(name) for name in ActOptions.__dataclass_fields__ if name in values})
        return function(*arguments, options=options, **values)

    gathered.__name__, gathered.__doc__ = function.__name__, function.__doc__
    gathered.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    return reduce(lambda wrapped, decorator: decorator(wrapped), reversed(_COMMON), gathered)


FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
json_option: _Decorator = option(
    "--json", "as_json", is_flag=True, words=Words("给程序读的 JSON 输出。", "Print JSON for machines.")
)
by_option: _Decorator = option(
    "--by",
    multiple=True,
    metavar="CODE",
    words=Words(
        "办理人的工号（不写姓名）；撤销写两次：决定的两个人。",
        "Staff code of who acts (never a name); a revocation takes two: of those who decide.",
    ),
)
confirm_clock_option: _Decorator = option(
    "--confirm-clock",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words(
        f"距上次办理超过 {limits.CLOCK_GAP_DAYS} 天时，写上今天的日期以确认时钟。",
        f"Over {limits.CLOCK_GAP_DAYS} days after the last act: confirm the clock with today's date.",
    ),
)
_COMMON: tuple[_Decorator, ...] = (
    option(
        "--note",
        default="",
        metavar="TEXT",
        words=Words("内部备注，只留在工作日志里，不公开。", "Private note; it stays in the staff journal."),
    ),
    by_option,
    option(
        "--dry-run",
        is_flag=True,
        words=Words("只预览，不办理，不需要口令。", "Preview only: nothing is done, no passphrase is needed."),
    ),
    option(
        "--skip-bad",
        is_flag=True,
        words=Words(
            "有错的项跳过，其余照办；默认有一项错就全部不办。",
            "Skip what is refused and do the rest; by default it is all or nothing.",
        ),
    ),
    option(
        "--refused-to",
        type=FILE,
        default=None,
        metavar="FILE",
        words=Words(
            "用 --skip-bad 时，被拒绝的项写入这个 XLSX 文件。",
            "With --skip-bad: write what was refused to this XLSX file.",
        ),
    ),
    confirm_clock_option,
    option(
        "--passphrase-file",
        type=FILE,
        default=None,
        metavar="FILE",
        words=Words(
            "从文件读密钥口令；不写则在终端询问。",
            "Read the passphrase of the keys from a file; asked for on a terminal if left out.",
        ),
    ),
    json_option,
)
effective_option: _Decorator = option(
    "--effective",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words(
        f"从哪天起生效；默认今天，最多提前 {limits.ACT_DAYS_AHEAD} 天登记。",
        f"Day from which it applies; today by default, at most {limits.ACT_DAYS_AHEAD} days ahead.",
    ),
)
until_option: _Decorator = option(
    "--until",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words(
        f"暂停的最后一天（含当天），从暂停起最长 {limits.SUSPENSION_MONTHS} 个月。",
        f"Last day of the suspension, included; {limits.SUSPENSION_MONTHS} months in all at most.",
    ),
)


confirming_option: _Decorator = option(
    "--yes",
    is_flag=True,
    words=Words(
        "不再询问，直接办理；在脚本里没有人可问时要写。",
        "Do not ask, go on; needed in a script, where there is nobody to ask.",
    ),
)


def reason_option(act: str) -> _Decorator:
    """Return the option for the reason of one act; they are listed in the help."""
    return option(
        "--reason",
        type=Reason(act),
        default=None,
        metavar="CODE",
        words=Words(
            "原因：下表里的代码，或它后面的意思。", "The reason: a code from the list below, or what it stands for."
        ),
    )


def require_reason(act: str, reason: str | None) -> None:
    """Refuse a call without the reason that the act needs, listing all. Raises Misuse: exit 64."""
    if reason is None:
        wanted = reason_list(act)
        raise Misuse(
            "missing_option",
            f"缺少选项 --reason。什么也没有办理。{wanted.zh}",
            f"The option --reason is missing. Nothing was done. {wanted.en}",
        )


targets_argument: _Decorator = argument(
    "targets",
    nargs=-1,
    metavar="NUMBER…",
    words=Words(
        "一个或多个证书编号，或一份写有编号的表格（XLSX、CSV、TXT）。",
        "One or many certificate numbers, or a sheet of them (XLSX, CSV, TXT).",
    ),
)
