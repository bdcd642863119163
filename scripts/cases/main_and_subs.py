"""A case of a main certificate or of a sub-certificate: what the one asks of the other, said before anything is
signed.

The register holds all of it at the act, too (decision 0057); by then people have assessed and decided for nothing
(decision 0063).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certs.casework.cases.assessed_case import SCHEME
from certs.casework.cases.case_moves import CERTIFICATION, CHANGE, RENEWAL
from certs.certificate import sub_number
from certs.days import beijing_day
from certs.errors import Refused
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.statuses import STATUS_WORDS
from certs.lifecycle.sub_certificates import is_main_of
from certs.register.answers.not_found import NotFound
from scripts.cases import concerned
from scripts.desk import instance_access
from scripts.terminal import clock

if TYPE_CHECKING:
    from certs.casework.cases.case_store import Case
    from certs.casework.cases.concern import Concern
    from certs.casework.forms.application import Application


@dataclass(frozen=True, slots=True)
class Kin:
    """What stands around a certificate: its main, None where it has none, and its sub-certificates that have not ended.

    `successor` is the certificate that the main was renewed by.
    """

    main: Record | None
    successor: Record | None
    subs: tuple[Record, ...]


def kin_of(record: Record) -> Kin:
    """Return it as the register has it now."""
    above = sub_number.main_of(record.number) or ""
    today = beijing_day(clock.now())
    with instance_access.reader() as reader, reader.view() as view:
        found = view.records((*filter(None, (above,)), *sub_number.all_of(record.number)))
        main = found.get(above)
        after = "" if main is None else main.successor or ""
        successor = view.records((after,)).get(after) if after else None
    subs = tuple(
        each
        for number in sub_number.all_of(record.number)
        if (each := found.get(number)) is not None and is_main_of(record, each)
        if each.standing(today).code not in ENDED
    )
    return Kin(main if main is not None and is_main_of(main, record) else None, successor, subs)


def main_as_typed(text: str) -> Record | NotFound:
    """Return the certificate under which a sub-certificate is applied for. Raises Refused where it can have none."""
    record = concerned.look_up(text)
    if not isinstance(record, NotFound):
        _require_main(record, "没有立案。", "No case was opened.")
    return record


def _require_main(record: Record, zh: str, en: str) -> None:
    """Raise Refused (`case_main`) for a certificate under which no sub-certificate can be issued today."""
    number, standing = record.number, record.standing(beijing_day(clock.now()))
    main = kin_of(record).main
    if main is not None:
        raise Refused(
            "case_main",
            f"{number} 本身是子证书，下面不能再有子证书；请写它的主证书 {main.number}。{zh}",
            f"{number} is a sub-certificate itself and can have none; name its main, {main.number}. {en}",
        )
    if standing.code != "valid":
        status = STATUS_WORDS[standing.code]
        raise Refused(
            "case_main",
            f"主证书 {number} 从 {standing.since} 起“{status.zh}”，不能在它下面颁发子证书。{zh}",
            f"The main, {number}, is {status.en} since {standing.since}: no sub-certificate of it can be issued. {en}",
        )
    if record.latest.subject["scheme"] != SCHEME.code:
        raise Refused(
            "case_main",
            f"主证书 {number} 按 {record.latest.subject['scheme']} 评价，案件按 {SCHEME.code}；子证书的评价方案必须与主证书相同。{zh}",
            f"The main, {number}, is of {record.latest.subject['scheme']} and cases are of {SCHEME.code}: a "
            f"sub-certificate goes by the scheme of its main. {en}",
        )


def require_own_level(record: Record) -> None:
    """Raise Refused (`case_level`) for a certificate whose level does not change by itself, as a case changes it."""
    kin, number = kin_of(record), record.number
    if kin.main is not None:
        raise Refused(
            "case_level",
            f"{number} 是 {kin.main.number} 的子证书，星级随主证书，不能单独变更。什么也没有办理。",
            f"{number} is a sub-certificate of {kin.main.number} and has its level: it does not change by itself. "
            "Nothing was done.",
        )
    if kin.subs:
        subs = "、".join(each.number for each in kin.subs[:5]) + ("…" if len(kin.subs) > 5 else "")
        raise Refused(
            "case_level",
            f"主证书 {number} 有子证书（{subs}），星级要在同一次换发里一起变，案件一次只办一张。什么也没有办理；请用 "
            f"starmark reissue {number} FILE {kin.subs[0].number} FILE … 按文件办理，或先注销不再需要的子证书。",
            f"The main, {number}, has sub-certificates ({subs}): their level changes with it in one act, and a case "
            "acts "
            f"on one certificate. Nothing was done; use starmark reissue {number} FILE {kin.subs[0].number} FILE …, or "
            "end the sub-certificates that are no longer wanted first.",
        )


def require_level(case: Case, about: Concern | None, application: Application, level: str) -> None:
    """Hold the level that was decided, "" where none is granted, against that of the main or the sub-certificates.

    Raises Refused (`case_level`, `case_main`): then the decision could never be carried out.
    """
    if not level:
        return
    if case.kind == CERTIFICATION and application.main:
        main = concerned.look_up(application.main)
        assert isinstance(main, Record)  # a number of the register stays in it
        _require_main(main, "什么也没有办理。", "Nothing was done.")
        _require_same(main, level)
    elif case.kind == CHANGE and about is not None and level != about.level:
        record = concerned.look_up(about.number)
        assert isinstance(record, Record)
        require_own_level(record)
    elif case.kind == RENEWAL and about is not None:
        record = concerned.look_up(about.number)
        assert isinstance(record, Record)
        successor = kin_of(record).successor
        if successor is not None:
            _require_same(successor, level)


def _require_same(main: Record, level: str) -> None:
    wanted = SCHEME.level(main.latest.subject["level"])
    if level == wanted.code:
        return
    granted = SCHEME.level(level).name
    raise Refused(
        "case_level",
        f"决定的是{granted.zh}，主证书 {main.number} 是{wanted.name.zh}：子证书的星级必须与主证书相同。什么也没有办理；评价得出的等级更高的，"
        f"用 --result grant-lower --level {wanted.code}；更低的，不予颁发，或先变更主证书的星级。",
        f"What was decided is {granted.en}, and the main, {main.number}, has {wanted.name.en}: a sub-certificate has "
        "the "
        f"level of its main. Nothing was done; where a higher level was earned, decide --result grant-lower --level "
        f"{wanted.code}; where a lower one was, refuse, or change the level of the main first.",
    )
