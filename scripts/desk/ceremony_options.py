"""The options of the ceremonies, and how one is told: what it recorded, what no longer stands, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any, Final

import click

from certs import limits
from certs.errors import Words
from certs.register.acts.key_ceremonies import Fallen
from scripts.desk.act_options import FILE, confirm_clock_option, json_option
from scripts.desk.ceremony import Brought, CeremonyResult
from scripts.terminal import code_words, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import WrongValue, option

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_SHOWN: Final = 20  # entries that no longer stand, listed; the rest is in --json
_EVENTS: Final[Mapping[str, Words]] = {
    "key-added": Words("启用", "added"),
    "key-retired": Words("停用", "retired"),
    "key-compromised": Words("宣布泄露", "declared compromised"),
    "clock-corrected": Words("更正时钟", "clock corrected"),
}


class Instant(click.ParamType[datetime]):
    """An instant with its zone: 2026-11-23T07:02:41Z or 2026-11-23T15:02:41+08:00."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the instant, or refuse the call: exit 64."""
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            instant = datetime.min  # noqa: DTZ901  # naive, and so refused below
        if instant.tzinfo is None or instant.microsecond:
            raise WrongValue(
                Words(
                    "应写成 2026-11-23T07:02:41Z 或 2026-11-23T15:02:41+08:00。",
                    "write 2026-11-23T07:02:41Z or 2026-11-23T15:02:41+08:00.",
                ),
                ctx,
                param,
            )
        return instant


def holding(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of every ceremony; the function gets them as one `brought`."""

    def gathered(*arguments: Any, **options: Any) -> Any:
        brought = Brought(**{name: options.pop(name) for name in Brought.__dataclass_fields__})
        return function(*arguments, brought=brought, **options)

    gathered.__name__, gathered.__doc__ = function.__name__, function.__doc__
    gathered.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    return reduce(lambda wrapped, decorator: decorator(wrapped), reversed(_COMMON), gathered)


def _file(name: str, zh: str, en: str) -> _Decorator:
    return option(name, type=FILE, default=None, metavar="FILE", words=Words(zh, en))


_COMMON: Final[tuple[_Decorator, ...]] = (
    _file(
        "--root-key",
        "根密钥文件：只为这场仪式接上，完后拿走。",
        "File of the root key: brought for this ceremony, then taken away.",
    ),
    _file(
        "--root-passphrase-file",
        "从文件读根密钥口令；不写则在终端询问。",
        "Read the root key's passphrase from a file; asked for on a terminal if left out.",
    ),
    _file(
        "--passphrase-file",
        "从文件读本机密钥的口令；新密钥也用它密封。",
        "Read the passphrase of the keys on this host; a new key is sealed with it.",
    ),
    _file(
        "--in-token",
        "新密钥生成在这个 PKCS#11 令牌里（TOML：module、token）。",
        "Make the new key in this PKCS#11 token (TOML: module, token).",
    ),
    confirm_clock_option,
    option(
        "--dry-run",
        is_flag=True,
        words=Words("只预览，什么也不登记，不需要任何密钥。", "Preview only: nothing is recorded, no key is needed."),
    ),
    json_option,
)


def tell(result: CeremonyResult, brought: Brought) -> int:
    """Say what was recorded, or would be, and return the exit code: 2 where it was not published."""
    if brought.as_json:
        speech.print_json(_json(result, brought))
    else:
        _show(result, brought)
    return 0 if brought.dry_run or result.published else 2


def _json(result: CeremonyResult, brought: Brought) -> dict[str, Any]:
    done = result.ceremony
    return {
        "dry_run": brought.dry_run,
        "size": done.size,
        "recorded": [{"position": one.position, "type": one.type, "key": one.key} for one in done.recorded],
        "fallen": [{"position": one.position, "type": one.type, "number": one.number} for one in done.fallen],
        "key_file": None if result.key_file is None else result.key_file.name,
        "left_over": result.left_over,
        "published": result.published,
    }


def _show(result: CeremonyResult, brought: Brought) -> None:
    speech.show(
        both("预览，什么也没有登记。将登记：", "Preview; nothing was recorded. It would record:")
        if brought.dry_run
        else both("已由根密钥签名并登记：", "Signed by the root key and recorded:")
    )
    table = speech.table(both("条目", "entry"), both("事项", "event"), both("密钥", "key"))
    for one in result.ceremony.recorded:
        speech.row(table, one.position, say(_EVENTS[one.type]), one.key or "—")
    speech.show(table)
    _show_fallen(result.ceremony.fallen)
    if result.left_over:
        speech.show(
            both("用了上次中断的仪式留下的新密钥。", "The new key that an interrupted ceremony had left was taken.")
        )
    if not brought.dry_run:
        for line in _next(result, brought.root_key):
            speech.show(f"· {line}")


def _show_fallen(fallen: tuple[Fallen, ...]) -> None:
    if not fallen:
        return
    speech.show(
        both(
            f"下列 {len(fallen)} 条不再成立，核验时会被拒绝。签发的要换发，状态的要重新办理：",
            f"No longer standing, and refused from now on: {len(fallen)}. Reissue the certificates, do the other acts "
            "again:",
        )
    )
    table = speech.table(both("条目", "entry"), both("事项", "act"), both("编号", "number"))
    for one in fallen[:_SHOWN]:
        speech.row(table, one.position, code_words.act(one.type), one.number)
    speech.show(table)
    if len(fallen) > _SHOWN:
        speech.show(
            both(
                f"……另有 {len(fallen) - _SHOWN} 条（--json 可见全部）",
                f"… and {len(fallen) - _SHOWN} more (--json shows all)",
            )
        )


def _next(result: CeremonyResult, root_key: Path | None) -> list[str]:
    lines = [both(f"把根密钥（{root_key}）从本机拿走。", f"Take the root key ({root_key}) off this host again.")]
    if result.key_file is not None:
        lines.append(
            both(
                f"备份 {result.key_file.name} 和口令，分开保管。",
                f"Back up {result.key_file.name} and the passphrase, each in its own place.",
            )
        )
    lines += [_of_old(one.key) for one in result.ceremony.recorded if one.type == "key-retired"]
    return lines


def _of_old(name: str) -> str:
    if name.startswith("log-"):
        days = limits.LOG_KEY_OVERLAP_DAYS
        return both(
            f"{name} 的文件再留 {days} 天：这期间检查点由新旧两把密钥签名，之后可以销毁。",
            f"Keep the file of {name} for {days} days: until then checkpoints carry both signatures. Then destroy it.",
        )
    return both(
        f"{name} 的文件不再需要，可以销毁；它签过的一直有效。",
        f"The file of {name} is not needed any more and may be destroyed; what it signed stands.",
    )
