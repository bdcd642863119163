"""`starmark publish`: bring the static publication up to the newest entry; made for people and for a timer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from certs.errors import Words
from certs.publication.publish import Published, Told, publish
from scripts.desk import instance_access, open_desk
from scripts.desk.act_options import FILE, FOLDER, json_option
from scripts.terminal import clock, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, verb

_SHOWN = 20  # names of files; the rest is counted


@verb(
    "publish",
    Words(
        "发布：把状态列表、证书、日志写到 public/。每次办理后自动运行；重复运行不改变任何内容。只需要 list 密钥。",
        "Publish: write status lists, certificates and log to public/. Every act ends with it, and "
        "running it again changes nothing. It takes the list key only.",
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    words=Words("逐个比较全部文件，补上缺失或损坏的。", "Compare every file, and mend what is missing or spoilt."),
)
@option(
    "--nothing-newer",
    is_flag=True,
    words=Words(
        "公布过的检查点都不见了时：确认网站、镜像、见证方那里都没有比登记簿更新的。",
        "Where every published checkpoint is gone: confirm that no site, mirror or witness has one newer than the "
        "register.",
    ),
)
@option(
    "--confirm-clock",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words(
        "很久没有发布过：确认今天就是这一天。", "Where nothing was published for long: confirm that today is this day."
    ),
)
@option(
    "--keys",
    type=FOLDER,
    default=None,
    metavar="DIR",
    words=Words(
        "从这个目录取密钥（定时任务用：只放 list 密钥，单独的口令）。",
        "Take the key from this folder (for a timer: the list key alone, under a passphrase of its own).",
    ),
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "从文件读密钥口令；不写则在终端询问。",
        "Read the passphrase of the key from a file; asked for on a terminal if left out.",
    ),
)
@json_option
def command(
    everything: bool,
    nothing_newer: bool,
    confirm_clock: date | None,
    keys: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """Publish, and say what was written."""
    place = instance_access.instance(to_act=True)
    ring = open_desk.ring(place, ("list",), passphrase_file, keys)
    store = open_desk.register_to_act_on(place)
    try:
        told = Told(nothing_newer, confirm_clock)
        done = publish(store, place.public, ring.get("list"), clock.now(), everything=everything, told=told)
    finally:
        store.close()
    if as_json:
        speech.print_json({"size": done.size, "written": list(done.written), "removed": list(done.removed)})
    else:
        _show(done, place.public)
    return 0


def _show(done: Published, public: Path) -> None:
    for name in done.written[:_SHOWN]:
        speech.show(f"  {name}")
    more = len(done.written) - _SHOWN
    if more > 0:
        speech.show(both(f"  ……另有 {more} 个文件", f"  … and {more} files more"))
    if not done.written:
        speech.show(
            both(
                f"没有变化：{public} 已是最新，日志 {done.size} 条。",
                f"Nothing to do: {public} is up to date, with {done.size} entries of the log.",
            )
        )
        return
    speech.show(
        both(
            f"已发布到 {public}：写了 {len(done.written)} 个文件，日志 {done.size} 条。",
            f"Published to {public}: {len(done.written)} files written, {done.size} entries of the log.",
        )
    )
