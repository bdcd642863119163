"""`starmark staff`: who may act under which code."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any, Final

import click

from certs.casework.journal import staff_list
from certs.casework.journal.staff_list import ASSESSOR, ROLES, Member
from certs.days import beijing_day
from certs.errors import Misuse, Words
from scripts.cases import case_desk
from scripts.cases.case_options import by_one_option, read_code
from scripts.desk.act_options import json_option
from scripts.terminal import clock, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, verb
from scripts.terminal.verb_group import VerbGroup

_HERE: Final = "scripts.cases.staff_verb"
command = VerbGroup(
    "staff",
    Words(
        "人员名单：登记、停用、列出工号。名单建立以后，只认名单里在用的工号。",
        "The list of staff: add, end and list codes. Once there is a list, only codes in use on it may act.",
    ),
    {"add": f"{_HERE}:add", "end": f"{_HERE}:end", "list": f"{_HERE}:listing"},
)
_code = argument("code", metavar="CODE", words=Words("工号（不写姓名）。", "The staff code (never a name)."))


@verb(
    "add",
    Words(
        "登记一个工号和它的岗位；再登记一次就是更新。第一次先登记自己。",
        "Add a code with its roles; adding it again renews them. The first to be added is whoever acts.",
    ),
    ROLES,
)
@_code
@option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(tuple(ROLES)),
    metavar="ROLE",
    words=Words("岗位，见下表；可以写几次。", "A role from the list below; may be given several times."),
)
@option(
    "--registration",
    default="",
    metavar="TEXT",
    words=Words("审查员的注册编号。", "The registration number of an assessor."),
)
@option(
    "--until",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("注册的最后一天（含当天）。", "The last day of that registration, included."),
)
@by_one_option
@json_option
def add(
    code: str, roles: tuple[str, ...], registration: str, until: date | None, by: tuple[str, ...], *, as_json: bool
) -> int:
    """Put somebody on the list."""
    entry = staff_list.Entry(read_code(code, "CODE"), tuple(dict.fromkeys(roles)), _in_one_form(registration), until)
    _require_whole(entry)
    with case_desk.acting(case_desk.instance()) as connection:
        member = staff_list.add(connection, entry, read_code(by, "--by"), clock.now())
    return _tell(member, both(f"已登记：{member.code}", f"Added: {member.code}"), as_json=as_json)


def _in_one_form(registration: str) -> str:
    """Return the number of a registration: one line, full-width letters and digits as plain ones."""
    return " ".join(unicodedata.normalize("NFKC", registration).split())


def _require_whole(entry: staff_list.Entry) -> None:
    if not entry.roles:
        names = ", ".join(ROLES)
        raise Misuse(
            "missing_option",
            f"缺少选项 --role（{names}）。什么也没有登记。",
            f"The option --role is missing ({names}). Nothing was added.",
        )
    given = (bool(entry.registration), entry.registered_until is not None)
    if given != (ASSESSOR in entry.roles,) * 2:
        raise Misuse(
            "registration",
            "审查员要写注册编号和注册的最后一天（--registration、--until），别的岗位不写。什么也没有登记。",
            "An assessor needs the registration and its last day (--registration, --until), other roles have none. "
            "Nothing was added.",
        )
    if len(entry.registration) > 40 or not entry.registration.isprintable():
        raise Misuse(
            "registration",
            "注册编号最多 40 个字符。什么也没有登记。",
            "A registration has at most 40 characters. Nothing was added.",
        )


@verb(
    "end",
    Words("停用一个工号：此后不能再办理，以前办的照样有效。", "End a code: it acts no more, and what it did stands."),
)
@_code
@by_one_option
@json_option
def end(code: str, by: tuple[str, ...], *, as_json: bool) -> int:
    """Take somebody off the list."""
    with case_desk.acting(case_desk.instance()) as connection:
        member = staff_list.end(connection, read_code(code, "CODE"), read_code(by, "--by"), clock.now())
    return _tell(member, both(f"已停用：{member.code}", f"Ended: {member.code}"), as_json=as_json)


@verb("list", Words("列出名单，停用的也在内。", "Show the list, with the codes that were ended."))
@json_option
def listing(*, as_json: bool) -> int:
    """Show the list."""
    with case_desk.looking(case_desk.instance()) as connection:
        members = staff_list.members(connection)
    if as_json:
        speech.print_json({"staff": [_json(member) for member in members]})
        return 0
    if not members:
        speech.show(
            both("名单是空的：任何工号都可以办理。", "The list is empty: any code may act until somebody is added.")
        )
        return 0
    heads = ("工号", "code"), ("岗位", "roles"), ("注册编号", "registration"), ("注册到", "until"), ("状态", "state")
    table = speech.table(*(both(*head) for head in heads))
    for member in members:
        roles = both("、", ", ").join(say(ROLES[role]).partition(both("：", ":"))[0] for role in member.roles)
        until = member.registered_until or ""
        speech.row(table, member.code, roles, member.registration, until, _state(member, beijing_day(clock.now())))
    speech.show(table)
    return 0


def _state(member: Member, today: date) -> str:
    if member.ended:
        return both("已停用", "ended")
    if ASSESSOR in member.roles and not member.registered_on(today):
        return both("注册已到期", "registration has run out")
    return both("在用", "in use")


def _tell(member: Member, words: str, *, as_json: bool) -> int:
    if as_json:
        speech.print_json(_json(member))
    else:
        speech.show(words)
    return 0


def _json(member: Member) -> dict[str, Any]:
    return {
        "code": member.code,
        "roles": list(member.roles),
        "registration": member.registration,
        "until": member.registered_until.isoformat() if member.registered_until else None,
        "added": member.added,
        "ended": member.ended or None,
    }
