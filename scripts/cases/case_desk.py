"""The desk of the casework: the database brought forward and open for one act, forms read, and the case told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from certs import limits
from certs.casework.cases import forgetting, forgotten_list
from certs.casework.cases.case_moves import state_words
from certs.casework.cases.case_store import Case
from certs.casework.forms.application import Application
from certs.casework.forms.basic_data import read_basic_data
from certs.casework.journal import journal_copy
from certs.casework.journal.journal import Journal
from certs.casework.sheets.marked_sheet import marked_copy
from certs.certificate.reading.findings import Findings
from certs.certificate.reading.refused_input import FileRefused
from certs.days import beijing_day
from certs.documents import fonts
from certs.errors import CouldNotCheck, FieldError, Misuse, Refused
from certs.instance import whole_files
from certs.instance.folder import Instance, open_instance
from scripts.terminal import clock, colours, input_file, speech, verb_frame
from scripts.terminal.speech import both, say


def instance() -> Instance:
    """Return the instance of this call."""
    return open_instance(verb_frame.home())


@contextmanager
def acting(place: Instance) -> Iterator[Connection]:
    """Lend one transaction in the casework, of the present schema; whoever acts meanwhile waits.

    An older one is lifted in it too, so that what is refused changes nothing; before, where cases are to be forgotten
    that an older copy may have brought back.
    """
    if forgotten_list.read(forgotten_list.place_in(place.home / "casework")):
        _tell_forward(journal_copy.bring_forward(place.casework_url, place.home))
    with Journal.open(place.casework_url) as journal:
        again = forgetting.repeat_listed(journal, place.home, clock.now())
        if again:
            note(*forgetting.words_of(again))
        with (
            journal.acting() as connection,
            journal_copy.brought_forward(connection, place.casework_url, place.home) as copy,
        ):
            yield connection
    _tell_forward(copy)


@contextmanager
def brought_forward(place: Instance, connection: Connection) -> Iterator[None]:
    """Lift an older casework to the present schema in a transaction that an act has begun, and tell it."""
    with journal_copy.brought_forward(connection, place.casework_url, place.home) as copy:
        yield
    _tell_forward(copy)


def _tell_forward(copy: Path | None) -> None:
    if copy is not None:
        speech.tell(
            both(
                f"工作日志已升级；升级前的副本在 {copy.name}。",
                f"The staff journal was brought forward; its copy of before is {copy.name}.",
            )
        )


@contextmanager
def looking(place: Instance) -> Iterator[Connection]:
    """Lend the casework for looking things up."""
    with Journal.open(place.casework_url) as journal, journal.reading() as connection:
        yield connection


def read_sheet(file: Path) -> bytes:
    """Return the bytes of a form. Raises Refused where it cannot be read."""
    try:
        return input_file.read(file, limits.XLSX_FILE)
    except OSError as error:
        code = "missing" if isinstance(error, FileNotFoundError) else "type"
        raise FileRefused(
            code,
            f"读不了 {file}（{error.strerror}）。什么也没有办理；请检查文件名和权限。",
            f"{file} cannot be read ({error.strerror}). Nothing was done; check its name and rights.",
        ) from error


def read_application(place: Instance, file: Path) -> Application:
    """Return what a basic data sheet asks for. Raises Refused with all that is wrong, after a marked copy was put."""
    data = read_sheet(file)
    application, findings = read_basic_data(data, beijing_day(clock.now()), fonts.added_characters(place.fonts))
    require_clean(file, data, findings)
    assert application is not None  # where nothing was found, there is one
    return application


def require_clean(file: Path, data: bytes, findings: Findings) -> None:
    """Raise Refused with all that is wrong in a form, after a marked copy was put beside it."""
    if not findings.errors:
        return
    raise form_refused(file, put_marked(file, marked_copy(data, findings.errors)), findings.errors)


def form_refused(file: Path, marked: Path | None, errors: Sequence[FieldError]) -> Refused:
    """Return the refusal of a form."""
    zh = f"标注好的副本在 {marked}，改好后交回即可。" if marked else "标注好的副本写不下。"
    en = f"A copy with each of them marked is {marked}; mend it and hand it in." if marked else "No copy was written."
    return Refused(
        "form",
        f"{file.name} 有 {len(errors)} 处要改，什么也没有办理。{zh}",
        f"{file.name} has faults ({len(errors)}), so nothing was done. {en}",
        errors=tuple(errors),
    )


def put_marked(file: Path, marked: bytes | None) -> Path | None:
    """Write the marked copy of a form beside it, and return where; None where there is none, or no room for it."""
    if marked is None:
        return None
    target = file.with_name(f"{file.stem}-marked.xlsx")
    try:
        whole_files.write(target, marked, whole_files.PRIVATE)
    except (OSError, Refused):
        return None
    return target


def one_text(given: str | None, option: str, *, most: int = limits.REMARK) -> str:
    """Return a reason on one line. Raises Misuse for none, and for one that is too long or cannot be printed."""
    text = " ".join((given or "").split())
    verb_frame.require(option, text)
    if len(text) > most or not text.isprintable():
        raise Misuse(
            "reason_text",
            f"{option} 最多 {most} 个字符，不含控制字符。什么也没有办理。",
            f"{option} has at most {most} characters, none of them a control character. Nothing was done.",
        )
    return text


def tell_moved(case: Case, words: str, *, as_json: bool, more: dict[str, Any] | None = None) -> int:
    """Say what became of a case; exit code 0."""
    if as_json:
        speech.print_json({"case": case.identifier, "state": case.state, **(more or {})})
    else:
        state = say(state_words(case.kind, case.state))
        speech.show(both(f"{case.identifier}（{case.name}）：{words}", f"{case.identifier} ({case.name}): {words}"))
        speech.show(both(f"现在：{state}", f"now: {state}"))
    return 0


def write_new(target: Path, data: bytes) -> None:
    """Write a file that must not exist yet. Raises Refused or CouldNotCheck."""
    try:
        whole_files.write_new(target, data, whole_files.PRIVATE)
    except OSError as error:
        raise CouldNotCheck(
            "system", f"写不了 {target}（{error.strerror}）。", f"{target} cannot be written ({error.strerror})."
        ) from error


def note(zh: str, en: str) -> None:
    """Say something beside the answer, on standard error."""
    speech.tell(both(zh, en), colours.NOTE)
