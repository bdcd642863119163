"""`starmark backup`: one file with everything that cannot be made again, written while the instance is in use."""

from __future__ import annotations

from pathlib import Path

from certs.casework.backup import increment
from certs.casework.backup.take_backup import BackedUp, back_up
from certs.errors import Words
from certs.log.checkpoint import parse_checkpoint
from scripts.desk import instance_access, key_findings
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, exit_codes, speech
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, verb


@verb(
    "backup",
    Words(
        "备份：登记簿、工作日志、设置、加密的密钥，写成一个文件。办理业务时也能做。",
        "Back up register, staff journal, settings and sealed keys into one file; also while others act.",
    ),
)
@argument("target", metavar="FILE", type=FILE, words=Words("写到这个新文件。", "The new file to write."))
@option(
    "--since",
    "whole",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "增量备份：只写这份完整备份之后新增的。恢复时两份都要。",
        "An increment: only what came after this whole backup. Restoring takes both.",
    ),
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "整个备份加密，口令取自这个文件（与密钥口令分开）。",
        "Encrypt the whole backup, with the passphrase in this file (not that of the keys).",
    ),
)
@option(
    "--encrypt",
    is_flag=True,
    words=Words("整个备份加密，在终端输入口令。", "Encrypt the whole backup; the passphrase is asked for."),
)
@json_option
def command(target: Path, whole: Path | None, passphrase_file: Path | None, encrypt: bool, as_json: bool) -> int:
    """Write the backup and say what is in it."""
    place = instance_access.instance(to_act=False)
    secret = passphrase(passphrase_file, new=True) if encrypt or passphrase_file is not None else None
    base = None
    if whole is not None:
        url = place.settings.base_url
        base = increment.base_of(whole, url, lambda: secret if secret is not None else passphrase(None))
    done = back_up(place, target, clock.now(), secret, base)
    if as_json:
        speech.print_json(
            {
                "file": str(target),
                "bytes": done.size,
                "encrypted": done.sealed,
                "since": None if base is None else base.size,
                "log_size": done.manifest.size,
                "root": _root(done),
                "files": [member.name for member in done.manifest.files],
                "keys": [key_findings.to_json(each) for each in key_findings.faults(done.keys)],
            }
        )
    else:
        _tell(done, target, whole)
    key_findings.tell(done.keys)
    return exit_codes.COULD_NOT if key_findings.faults(done.keys) else exit_codes.DONE


def _root(done: BackedUp) -> str:
    return parse_checkpoint(done.manifest.checkpoint).head.root.hex()


def _tell(done: BackedUp, target: Path, whole: Path | None) -> None:
    speech.show(
        both(
            f"已备份到 {target}（{done.size} 字节，{'已加密' if done.sealed else '没有加密'}）。",
            f"Backed up to {target} ({done.size} bytes, {'encrypted' if done.sealed else 'not encrypted'}).",
        )
    )
    table = speech.facts()
    speech.row(table, both("日志", "log"), both(f"{done.manifest.size} 条", f"{done.manifest.size} entries"))
    speech.row(table, both("根", "root"), _root(done))
    speech.row(table, both("文件", "files"), " ".join(member.name for member in done.manifest.files))
    speech.show(table)
    if whole is not None:
        speech.tell(
            both(
                f"这是增量备份：恢复时还要 {whole}，两份都要保管好。",
                f"This is an increment: restoring it takes {whole} too. Keep both.",
            ),
            colours.NOTE,
        )
    if not done.sealed:
        speech.tell(
            both(
                "备份里有工作日志（谁作的决定）。请只放在受保护的介质上，或用 --encrypt 加密。",
                "It holds the staff journal (who decided). Keep it on guarded media only, or use --encrypt.",
            ),
            colours.NOTE,
        )
    speech.show(
        both(
            "根密钥不在备份里；它应在离线介质上，另外保管。",
            "The root key is not in it; that one is on offline media, kept apart.",
        )
    )
