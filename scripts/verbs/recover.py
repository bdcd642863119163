"""`starmark recover`: finish what a crash interrupted, check the register and fold its tables anew from the events."""

from __future__ import annotations

from pathlib import Path

from certs.audit.recovery import recover
from certs.casework.journal import register_age
from certs.casework.journal.journal import Journal
from certs.errors import Words
from certs.instance.folder import open_instance
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, input_file, speech, verb_frame
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, verb


@verb(
    "recover",
    Words(
        "恢复和检查登记簿：收尾中断的写入，升级旧结构，检查数据库文件，各表与日志比较，不符的重算。不需要口令。",
        "Recover and check the register: finish what was interrupted, upgrade, check the database file, and compare "
        "every table with the log.",
    ),
)
@option(
    "--nothing-newer",
    is_flag=True,
    words=Words(
        "工作日志比登记簿新、办理被拒绝（register_older）时：确认网站、镜像、见证方那里都没有更新的条目。会记入工作日志。",
        "Where acts are refused because the journal is newer than the register (register_older): confirm that no site, "
        "mirror or witness has a newer entry. It is noted in the staff journal.",
    ),
)
@option(
    "--since",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "接着一个审计证实过的检查点：只看以后的条目所涉的证书，也不检查数据库文件的每一页，登记簿很大时用。",
        "Go on from a checkpoint that an audit proved: look only at the certificates that later entries are about, and "
        "not at each page of the database file; for a register that is large.",
    ),
)
@json_option
def command(since: Path | None, as_json: bool, *, nothing_newer: bool) -> int:
    """Recover the register and say what was found."""
    place = open_instance(verb_frame.home())
    outcome = recover(place.register_url, input_file.checkpoint(since) if since else b"")
    instance_access.tell_upgrade(outcome.upgraded)
    if nothing_newer:
        now = clock.now()
        with Journal.open(place.casework_url) as journal:
            journal.commit([register_age.nothing_newer(outcome.entries, now)], now)
    if as_json:
        said = {"entries": outcome.entries, "upgraded": outcome.upgraded is not None, "mended": list(outcome.mended)}
        speech.print_json(said | ({"unchecked": outcome.since} if since else {}))
        return 0
    speech.show(
        both(
            f"登记簿完好：日志共 {outcome.entries} 条。",
            f"The register is whole: {outcome.entries} entries in the log.",
        )
    )
    if outcome.since:
        speech.show(
            both(
                f"接着检查点：前 {outcome.since} 条里，只看了以后的条目所涉的证书；没有检查数据库文件的每一页。",
                f"Gone on from the checkpoint: of the first {outcome.since} entries, only the certificates that later "
                "ones are about were looked at, and not each page of the database file.",
            )
        )
    elif since:
        speech.tell(
            both(
                "没有接着检查点：登记簿与它不是同一段历史，或此后有密钥宣布泄露，所以全部看了一遍。",
                "Not gone on from the checkpoint: the register is another history than it, or a key was declared "
                "compromised since, so everything was looked at.",
            ),
            colours.LOOK,
        )
    if outcome.mended:
        names = ", ".join(outcome.mended)
        speech.show(
            both(
                f"与日志不符、已按日志重算的表：{names}。接下来：starmark publish --all，逐个核对已公布的文件。",
                f"Tables that differed from the log and were folded anew: {names}. Next: starmark publish --all, which "
                "compares every published file.",
            )
        )
    return 0
