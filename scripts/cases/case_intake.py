"""`starmark case open`, `accept`, `refuse`, `close`: the application taken in and answered, and the case ended."""

from __future__ import annotations

from pathlib import Path

from certs.casework.cases import case_store
from certs.casework.cases.case_store import REASON, Act
from certs.casework.forms.basic_data import read_basic_data
from certs.casework.journal.trail import Paper
from certs.days import beijing_day
from certs.documents import fonts
from certs.errors import Words
from scripts.cases import case_desk
from scripts.cases.case_options import by_one_option, case_argument, read_code
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, verb

_reason = option(
    "--reason", default=None, metavar="TEXT", words=Words("理由，写给企业看；不公开。", "The reason; never published.")
)


@verb(
    "open",
    Words(
        "收到申请：读企业基本信息表，立案，给出编号。有错的全部列出，并写出标注好的副本。",
        "An application came: read its basic data sheet and open a case. What is wrong is told all at once, with a "
        "marked copy.",
    ),
)
@argument("file", type=FILE, metavar="FILE.xlsx", words=Words("填好的企业基本信息表。", "The filled basic data sheet."))
@by_one_option
@json_option
def opening(file: Path, by: tuple[str, ...], *, as_json: bool) -> int:
    """Open a case."""
    code = read_code(by, "--by")
    place, now = case_desk.instance(), clock.now()
    data = case_desk.read_sheet(file)
    application, findings = read_basic_data(data, beijing_day(now), fonts.added_characters(place.fonts))
    case_desk.require_clean(file, data, findings)
    assert application is not None  # where nothing was found, there is one
    with case_desk.acting(place) as connection:
        case = case_store.open_application(connection, application, code, now)
    return case_desk.tell_moved(case, both("已立案。", "opened."), as_json=as_json)


@verb("accept", Words("受理申请。", "Accept an application."))
@case_argument
@by_one_option
@json_option
def accepting(case: str, by: tuple[str, ...], *, as_json: bool) -> int:
    """Accept it."""
    return _move(case, "accept", by, None, both("已受理。", "accepted."), as_json=as_json)


@verb("refuse", Words("不受理申请，写明理由。", "Refuse an application, with the reason."))
@case_argument
@_reason
@by_one_option
@json_option
def refusing(case: str, reason: str | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Refuse it."""
    text = case_desk.one_text(reason, "--reason")
    return _move(case, "refuse", by, text, both("不受理。", "refused."), as_json=as_json)


@verb(
    "close",
    Words(
        "办结案件，写明理由；办结以后不再办理，只能删除个人信息。",
        "Close a case, with the reason; only personal data can be deleted afterwards.",
    ),
)
@case_argument
@_reason
@by_one_option
@json_option
def closing(case: str, reason: str | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Close it."""
    text = case_desk.one_text(reason, "--reason")
    return _move(case, "close", by, text, both("已办结。", "closed."), as_json=as_json)


def _move(case: str, name: str, by: tuple[str, ...], reason: str | None, words: str, *, as_json: bool) -> int:
    code = read_code(by, "--by")
    papers = (Paper(REASON, {"text": reason}),) if reason else ()
    with case_desk.acting(case_desk.instance()) as connection:
        present = case_store.find(connection, case)
        moved = case_store.act(connection, present, Act(name, (code,), papers), clock.now())
    return case_desk.tell_moved(moved, words, as_json=as_json)
