"""`starmark audit`: build everything again from the log alone, and name whatever differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from certs.audit.audit_as_role import SeenAsRole
from certs.audit.full_audit import Audited, Terms, audit
from certs.casework.cases.cases_audit import hold_cases
from certs.casework.journal.journal_audit import gaps_of, open_commitments
from certs.casework.keys import key_files
from certs.days import beijing_day
from certs.errors import Words
from certs.instance import web_access
from certs.instance.folder import JOURNAL, Instance
from certs.scheme.mark_policy import UNCHOSEN_WORDS
from certs.trust.multikey import decode_multikey
from scripts.desk import instance_access, key_findings
from scripts.desk.act_options import FILE, json_option
from scripts.network import mirror_files
from scripts.terminal import clock, colours, input_file, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import WrongValue, option, verb

_SHOWN: Final = 50  # rows of the table; all of them stand in --json
_BOTH: Final = Words(
    "--as-role 要逐行比较整个登记簿，不能与 --since 一起用：请分两次审计。",
    "--as-role compares the whole register and cannot be used with --since: audit twice.",
)
_CODES: Final = {
    "changed": Words("被改动", "changed"),
    "missing": Words("缺少", "missing"),
    "extra": Words("多出", "surplus"),
    "not_genuine": Words("不真实", "not genuine"),
    "unreadable": Words("读不出", "unreadable"),
}


@verb(
    "audit",
    Words(
        "审计：只凭日志重算整个登记簿，与各表、公开文件和工作日志逐项比较，指出每一处不同。不需要口令。",
        "Audit: build the whole register again from the log alone, compare every table, published file and the staff "
        "journal with it, and name each difference.",
    ),
)
@option(
    "--pin",
    metavar="MULTIKEY",
    words=Words(
        "根公钥（z6Mk…）；不给则用日志第 0 条写明的。",
        "Root public key (z6Mk…); the one that entry 0 names by default.",
    ),
)
@option(
    "--as-role",
    metavar="URL",
    default="",
    words=Words(
        "再用这个数据库地址（如网站的角色）去问，与日志比较：它看到的登记簿，是不是同一本。",
        "Ask over this database URL too, such as that of the web's role, and compare what it is shown with the log.",
    ),
)
@option(
    "--since",
    type=FILE,
    metavar="CHECKPOINT",
    words=Words(
        "上一次审计证实过的检查点文件（如 log/checkpoint 的副本）：只审计它以后的条目和随之改变的内容，并写明没有看什么。",
        "A checkpoint file that an earlier audit proved, such as a copy of log/checkpoint: only later entries, and "
        "what they change, are audited; what was not looked at is said.",
    ),
)
@json_option
def command(pin: str | None, as_role: str, since: Path | None, as_json: bool) -> int:
    """Audit the instance; 1 where anything differs."""
    if since and as_role:
        raise WrongValue(_BOTH, click.get_current_context(), None)
    place = instance_access.instance(to_act=False)
    root_raw = decode_multikey(pin) if pin else None
    mirror = (place.home / mirror_files.FOLDER).is_dir()
    gaps = gaps_of(place.casework_url) if _has_journal(place) else ()
    terms = Terms(mirror, gaps, as_role, input_file.checkpoint(since) if since else b"")
    audited = audit(place.register_url, place.public, beijing_day(clock.now()), root_raw=root_raw, terms=terms)
    _journal(audited, place)
    if place.keys.is_dir() and audited.trust is not None:
        key_findings.into_audit(audited.findings, key_files.look(place.keys, audited.trust.in_use()))
    closed = web_access.closed_to_the_web(place)
    if closed:
        audited.findings.note(*web_access.words_of(closed))
    if not mirror and not place.settings.mark_packaging:
        audited.findings.note(*UNCHOSEN_WORDS)
    if as_json:
        speech.print_json(_json(audited))
    else:
        _show(audited)
    return 1 if audited.findings.count else 0


def _has_journal(place: Instance) -> bool:
    """Tell whether the staff journal is within reach: a file, or a database of a host that has keys to act with."""
    return place.keys.is_dir() if place.settings.casework_url else (place.home / JOURNAL).exists()


def _journal(audited: Audited, place: Instance) -> None:
    """Open the commitments of the staff journal; it may be missing only where there are no keys to act with."""
    if _has_journal(place):
        open_commitments(
            audited.findings, place.casework_url, audited.entries, audited.trust, audited.gap_roots, audited.base.last
        )
        hold_cases(audited.findings, place.casework_url, place.home, hashed=not audited.base.size)
    elif place.keys.is_dir():
        audited.findings.missing(JOURNAL, "")
    else:
        audited.findings.note(
            "这里没有工作日志，没有核对是谁决定的。",
            "There is no staff journal here, so who decided was not looked at.",
        )


def _json(audited: Audited) -> dict[str, Any]:
    findings = audited.findings
    return {
        "entries": audited.size,
        "published": audited.published,
        "differences": [each.to_json() for each in findings.differences],
        "more": findings.more,
        "notes": [note.to_json() for note in findings.notes],
        "unchecked": audited.base.size,
        "as_role": audited.role.to_json() if audited.role else None,
    }


def _show_role(seen: SeenAsRole) -> None:
    path = f"（search_path: {seen.search_path}）" if seen.search_path else ""
    speech.show(
        both(
            f"以 {seen.role} 的身份{path}比较了 {len(seen.tables)} 张表的每一行（{'、'.join(seen.tables)}），"
            f"并逐张查询了 {seen.certificates} 张证书；它看到 {seen.size} 条。",
            f"As {seen.role} {path}: every row of {len(seen.tables)} tables was compared ({', '.join(seen.tables)}), "
            f"and {seen.certificates} certificates were asked for one by one; it sees {seen.size} entries.",
        )
    )


def _show(audited: Audited) -> None:
    findings = audited.findings
    for note in findings.notes:
        speech.tell(say(note))
    if audited.role:
        _show_role(audited.role)
    if not findings.count and audited.base.size:
        new = audited.size - audited.base.size
        speech.show(
            both(
                f"检查点以后没有不同：新条目 {new} 条，它们的签名、改变的各表和公开文件（到第 {audited.published} 条）都与日志相符。",
                f"Nothing differs after the checkpoint: {new} new entries; their signatures, the tables and the "
                f"published files that they change (up to {audited.published} entries) are as the log says.",
            )
        )
        return
    if not findings.count:
        speech.show(
            both(
                f"没有不同：日志 {audited.size} 条，全部签名、各表和公开文件（到第 {audited.published} 条）都与日志相符。",
                f"Nothing differs: {audited.size} entries; all signatures, tables and published files (up to "
                f"{audited.published} entries) are as the log says.",
            )
        )
        return
    table = speech.table(
        both("何处", "where"), both("行", "row"), both("字段", "field"), both("什么", "what"), both("说明", "how")
    )
    for each in findings.differences[:_SHOWN]:
        speech.row(table, each.where, each.row, each.field, say(_CODES[each.code]), say(each.words))
    speech.show(table)
    speech.tell(
        both(
            f"有 {findings.count} 处与日志不符（列出前 {min(_SHOWN, findings.count)} 处，其余见 --json）。登记簿可能被改动过："
            "先保留现场，不要办理，再按手册处理。",
            f"{findings.count} differences from the log (the first {min(_SHOWN, findings.count)} are listed, all are "
            "in --json). The register may have been tampered with: keep everything as it is, do no act, and follow "
            "the runbook.",
        ),
        colours.BAD,
    )
