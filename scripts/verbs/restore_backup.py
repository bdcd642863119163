"""`starmark restore-backup`: an instance from a backup, on a bare machine, never behind what the world has seen."""

from __future__ import annotations

from pathlib import Path

from certs import limits
from certs.casework.backup.restore import Restored, RestoreTerms, restore
from certs.casework.cases import forgetting, forgotten_list
from certs.casework.journal import journal_copy
from certs.casework.journal.journal import Journal
from certs.errors import Misuse, Refused, Words
from certs.instance import whole_files
from certs.instance.folder import Instance
from certs.instance.settings_text import REPLICAS_ASIDE
from scripts.desk import root_key
from scripts.desk.act_options import FILE, json_option
from scripts.network import log_source
from scripts.terminal import clock, colours, input_file, speech, verb_frame
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, verb


@verb(
    "restore-backup",
    Words(
        "从备份恢复到一个新目录（--home）：逐字节核对，检查登记簿，并与已公布的检查点比较。",
        "Restore a backup into a new folder (--home): every byte and the register are checked, "
        "and held against what was published.",
    ),
)
@argument("backup", metavar="FILE", type=FILE, words=Words("备份文件。", "The backup."))
@option(
    "--base",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "要恢复的是增量备份时：它所依据的完整备份。",
        "Where an increment is restored: the whole backup that it goes on from.",
    ),
)
@option(
    "--seen",
    "checkpoints",
    type=FILE,
    multiple=True,
    metavar="FILE",
    words=Words(
        "已公布或见证过的检查点（log/checkpoint 的副本）；可写多次。",
        "A checkpoint as published or witnessed (a copy of log/checkpoint); may be repeated.",
    ),
)
@option(
    "--log",
    "log",
    default="",
    metavar="URL|DIR",
    words=Words(
        "公开发布的网址或目录：备份之后的条目从那里补上。",
        "Address or folder of the publication: entries later than the backup are taken from there.",
    ),
)
@option(
    "--never-published",
    is_flag=True,
    words=Words(
        "从来没有公布过任何检查点，所以无从比较；备份里有发布过的痕迹时不成立。",
        "No checkpoint was ever published, so that there is nothing to compare with; refused where the backup shows "
        "that there was.",
    ),
)
@option(
    "--nothing-newer",
    is_flag=True,
    words=Words(
        "公布过的检查点都不见了时：确认网站、镜像、见证方那里都没有比备份更新的。会记入工作日志。",
        "Where every published checkpoint is gone: confirm that no site, mirror or witness has one newer than the "
        "backup. It is noted in the staff journal.",
    ),
)
@option(
    "--forgotten",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "已删除案件的清单（casework/forgotten.txt 的最新一份）：备份里还有的，照着再删一次。",
        "The list of forgotten cases (the newest casework/forgotten.txt): those that the backup still has are deleted "
        "again.",
    ),
)
@option(
    "--register-url",
    default="",
    metavar="URL",
    words=Words(
        "登记簿放到这个空数据库，代替设置里的地址。",
        "Put the register into this empty database, in place of the one in the settings.",
    ),
)
@option(
    "--casework-url",
    default="",
    metavar="URL",
    words=Words(
        "工作日志和案件放到这个空数据库，代替设置里的地址。",
        "Put staff journal and cases into this empty database, in place of the one in the settings.",
    ),
)
@option(
    "--passphrase-file",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "加密备份的口令取自这个文件；不写则在终端询问。",
        "Read the passphrase of an encrypted backup from a file; asked for on a terminal if left out.",
    ),
)
@root_key.root_key_options
@json_option
def command(
    backup: Path,
    base: Path | None,
    checkpoints: tuple[Path, ...],
    log: str,
    never_published: bool,
    forgotten: Path | None,
    register_url: str,
    casework_url: str,
    passphrase_file: Path | None,
    root_key_file: Path | None,
    root_passphrase_file: Path | None,
    as_json: bool,
    *,
    nothing_newer: bool,
) -> int:
    """Restore, and say what comes next."""
    if never_published + nothing_newer + bool(checkpoints or log) != 1:
        raise Misuse(
            "missing_option",
            "请写明与什么比较：--seen 检查点文件，或 --log 公开发布的网址或目录；确实从未公布过，写 --never-published；"
            "公布过的检查点都不见了，写 --nothing-newer。没有恢复。",
            "Say what to compare with: --seen with a checkpoint, or --log with the publication's address or folder; "
            "or --never-published where there is none, or --nothing-newer where all are gone. Nothing was restored.",
        )
    terms = RestoreTerms(
        tuple(_read(path) for path in checkpoints),
        log_source.source(log) if log else None,
        register_url,
        casework_url,
        nothing_newer,
        None if root_key_file is None else root_key.opened(root_key_file, root_passphrase_file),
        base,
    )
    listed = b"" if forgotten is None else _listed(forgotten)
    done = restore(backup, verb_frame.home(), lambda: passphrase(passphrase_file), terms, clock.now())
    again = _repeat(done.instance, listed) if listed else ()
    if as_json:
        speech.print_json(
            {
                **({"forgotten": list(again)} if listed else {}),
                "home": str(done.instance.home),
                "log_size": done.size,
                "in_backup": done.manifest.size,
                "from_log": done.added,
            }
        )
    else:
        _tell(done, signed=terms.root is not None)
    return 0


def _listed(file: Path) -> bytes:
    """Return the list of forgotten cases, which is one. Raises Refused."""
    if not forgotten_list.read(file):
        raise Misuse(
            "forgotten_list",
            f"{file} 是空的，或不在。没有恢复。",
            f"{file} is empty, or not there. Nothing was restored.",
        )
    return file.read_bytes()


def _repeat(place: Instance, listed: bytes) -> tuple[str, ...]:
    """Put the list in its place, from where any later command repeats it too, and forget what came back."""
    folder = place.home / "casework"
    folder.mkdir(mode=0o700, exist_ok=True)
    whole_files.write(forgotten_list.place_in(folder), listed, whole_files.PRIVATE)
    journal_copy.bring_forward(place.casework_url, place.home)
    with Journal.open(place.casework_url) as journal:
        again = forgetting.repeat_listed(journal, place.home, clock.now())
    if again:
        speech.tell(speech.say(forgetting.words_of(again)), colours.NOTE)
    return again


def _read(path: Path) -> bytes:
    try:
        return input_file.read(path, limits.NOTE)
    except OSError as error:
        raise Refused(
            "seen",
            f"读不了 {path}（{error.strerror}）。没有恢复。",
            f"{path} cannot be read ({error.strerror}). Nothing was restored.",
        ) from error


def _tell(done: Restored, *, signed: bool) -> None:
    speech.show(
        both(
            f"已恢复到 {done.instance.home}：日志 {done.size} 条。",
            f"Restored to {done.instance.home}: {done.size} entries in the log.",
        )
    )
    if done.added:
        speech.tell(
            both(
                f"其中 {done.added} 条备份里没有，已从公开日志补上。它们由谁决定，工作日志里没有：已记下这一段，每次审计都会提到，请从纸面补齐材料。",
                f"{done.added} of them were not in the backup and came from the public log. Who decided those is not "
                "in the staff journal: these entries are noted there, every audit will mention them, and the paper "
                "files must tell.",
            ),
            colours.LOOK,
        )
    if done.added and not signed:
        entries = f"{done.size - done.added}-{done.size - 1}"
        speech.tell(
            both(
                f"根密钥还没有为它们签名，此前 audit 会报不符。接上根密钥后运行：starmark caught-up {entries} --root-key 文件",
                "The root key has not signed for them, and until then audit will name them. With the root key at hand, "
                f"run: starmark caught-up {entries} --root-key FILE",
            ),
            colours.LOOK,
        )
    if done.replicas_aside:
        speech.tell(speech.say(REPLICAS_ASIDE), colours.LOOK)
    speech.show(
        both(
            "接下来：先 starmark publish --all，重新写出公开文件；再 starmark audit 核对；然后照常办理。",
            "Next: starmark publish --all, which writes the public files anew; then starmark audit to check; then go "
            "on as always.",
        )
    )
