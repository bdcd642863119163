"""Directory and notices as files: what the pages list, row by row, as XLSX and CSV, under the same filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate.regions import region_of, regions
from certs.days import BEIJING, beijing_day
from certs.errors import Words
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.answers import typed_question
from certs.register.answers.hit_lines import Hit
from certs.register.answers.not_found import NotFound
from certs.register.answers.notices import Notice, notices
from certs.register.store.directory_rows import Filters
from certs.scheme.schemes import SCHEMES
from verify import addresses, languages
from verify.lists.list_filters import shown_filters, words_of
from verify.lists.table_files import TableFile, answer_table, collected
from verify.rendering import pick
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("files", __name__)
_UNKNOWN: Final = Words("未能核验", "could not check")
_DIRECTORY: Final = Words("获证组织名录", "Directory of certified organisations")
_NOTICES: Final = Words("证书公告", "Notices")
_HEADS: Final = (
    Words("组织名称", "Organisation"),
    Words("统一社会信用代码", "USCC"),
    Words("登记省份", "Registered in"),
    Words("证书编号", "Certificate number"),
    Words("评价方案", "Scheme"),
    Words("星级", "Level"),
    Words("认证范围", "Scope"),
    Words("证书到期日期", "Valid until"),
    Words("今天的状态", "Status today"),
    Words("网址", "Address"),
)
_NOTICE_HEADS: Final = (
    Words("组织名称", "Organisation"),
    Words("统一社会信用代码", "USCC"),
    Words("事项", "Act"),
    Words("证书编号", "Certificate number"),
    Words("原因", "Reason"),
    Words("生效日", "In effect from"),
    Words("网址", "Address"),
    Words("暂停至", "Suspended until"),
    Words("登记时间（北京时间）", "Recorded (UTC+8)"),
)


def _say(words: Words) -> str:
    return pick(words, languages.current())


@reads(blueprint, "/directory/list.xlsx", "/directory/list.csv", "/en/directory/list.xlsx", "/en/directory/list.csv")
def directory_file() -> Response:
    """The certificates of the directory's list, `limits.TABLE_ROWS` a file; `after` goes on where one ended."""
    here = service()
    now, asked = here.now(), words_of(request.args)
    filters = shown_filters(asked)
    query = typed_question.question(request.args.get("q", ""), here.config.settings.base_url)
    after = addresses.cursor(request.args.get("after"))

    def page(mark: str | None) -> tuple[Sequence[Hit], str | None]:
        if not query:
            hits = here.register.listed(filters, now, limits.PAGE_MOST, mark)
            return hits.items, hits.next
        found = here.register.search(query, now, limits.PAGE_MOST, mark, filters)
        return ((), None) if isinstance(found, NotFound) else (found.items, found.next)

    hits, onward = collected(here, page, after)
    question = {**({"q": query} if query else {}), **asked}
    about = [
        *_about(here, _DIRECTORY, now, len(hits)),
        *([_say(Words("条件", "Conditions")), f"{name} = {value}"] for name, value in question.items()),
        *([[_say(_MORE), _onward(here, {**question, "after": onward})]] if onward else []),
    ]
    rows = (_row(here, hit, filters.valid_on) for hit in hits)
    name = "-".join(["directory", *_codes(filters), beijing_day(now).isoformat()])
    return answer_table(TableFile(name, about, list(map(_say, _HEADS)), rows), _kind())


@reads(blueprint, "/notices/list.xlsx", "/notices/list.csv", "/en/notices/list.xlsx", "/en/notices/list.csv")
def notices_file() -> Response:
    """The notices, the newest first; `after` goes on where a file ended."""
    here = service()
    now = here.now()
    after = addresses.position(request.args.get("after", ""), "after")

    def page(mark: str | None) -> tuple[Sequence[Notice], str | None]:
        before = int(mark) if mark else None
        told = here.register.read(lambda view: notices(view, before, limits.PAGE_MOST))
        return told.items, str(told.next) if told.next else None

    told, onward = collected(here, page, str(after) if after else None)
    about = [
        *_about(here, _NOTICES, now, len(told)),
        *([[_say(_MORE), _onward(here, {"after": onward})]] if onward else []),
    ]
    rows = (_notice_row(here, one) for one in told)
    name = f"notices-{beijing_day(now).isoformat()}"
    return answer_table(TableFile(name, about, list(map(_say, _NOTICE_HEADS)), rows), _kind())


_MORE: Final = Words("没有列完，接着的在", "Not all; it goes on at")


def _about(here: Service, title: Words, now: datetime, count: int) -> list[list[str]]:
    body = here.config.settings.body
    told = Words(
        f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}（北京时间）列出，{count} 行。状态以 cx.cnca.cn 为准；这份文件没有签名，用前请按编号再查。",
        f"Listed {now.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} UTC+8, {count} rows. For the status, cx.cnca.cn counts; "
        "this file bears no signature: look a number up again before you rely on it.",
    )
    sample = Words("（样例：均为虚构）", " (sample: all fictional)") if body.is_sample else Words("", "")
    return [[_say(title), _say(Words(body.name + sample.zh, body.name_en + sample.en))], [_say(told)]]


def _row(here: Service, hit: Hit, valid_on: date | None) -> list[str]:
    scheme = SCHEMES[hit.scheme]
    return [
        hit.holder,
        hit.uscc,
        _say(regions()[region_of(hit.uscc)]),
        hit.number,
        _say(scheme.name),
        _say(scheme.level(hit.level).name),
        "；".join(hit.scope),
        hit.valid_until.isoformat(),
        _say(STATUS_WORDS.get(hit.status, _UNKNOWN)),
        _address(here, hit.number, valid_on),
    ]


def _notice_row(here: Service, notice: Notice) -> list[str]:
    event = notice.event
    return [
        notice.holder,
        notice.uscc,
        _say(ENTRY_TYPES[event.type].title if notice.holds else _UNKNOWN),
        event.number,
        _say(REASONS[event.type][event.reason or ""]) if notice.holds else "",
        event.effective.isoformat(),
        _address(here, event.number),
        event.until.isoformat() if event.until and notice.holds else "",
        f"{event.recorded.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
    ]


def _address(here: Service, number: str, day: date | None = None) -> str:
    path = f"{languages.current().prefix}/c/{addresses.in_address(number)}"
    return here.config.settings.base_url + addresses.with_query(path, {"at": day.isoformat()} if day else {})


def _onward(here: Service, question: dict[str, str]) -> str:
    return here.config.settings.base_url + addresses.with_query(request.path, question)


def _codes(filters: Filters) -> list[str]:
    """Return what the file's name says of its filters: codes only."""
    schemes = {scheme for scheme, _ in filters.levels or ()}
    levels = {level for _, level in filters.levels or ()}
    return [
        *filters.statuses,
        *(levels if len(levels) == 1 else ()),
        *(schemes if len(schemes) == 1 else ()),
        *([f"region-{filters.region}"] if filters.region else ()),
        *([f"valid-on-{filters.valid_on}"] if filters.valid_on else ()),
    ]


def _kind() -> str:
    return request.path.rpartition(".")[2]
