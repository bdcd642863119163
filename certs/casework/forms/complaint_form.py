"""投诉和申诉表, the form for those who complain or appeal and write no letter: a line for each question.

Who writes and how they are reached is personal and kept apart. A complaint may be anonymous, so only what happened must
be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certs import limits
from certs.casework.sheets.read_form import read_form
from certs.casework.sheets.sheet_form import Form, FormSheet, asked
from certs.certificate import glyphs
from certs.certificate import number as numbers
from certs.certificate.field_kinds import Field, Kind
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from certs.certificate.reading.findings import Findings

SHEET: Final = "投诉和申诉"
CONTACT: Final = ("name", "phone", "email", "address")
_LANGUAGES: Final = {"zh": Words("中文", "Chinese"), "en": Words("英文", "English")}
_TITLE: Final = "投诉和申诉表（商品售后服务评价体系认证）"


@dataclass(frozen=True, slots=True)
class Told:
    """What the form tells besides what happened: who writes, about which certificate, in which language to answer.

    Each is "" where it was left empty; `contact` has all of `CONTACT`.
    """

    contact: dict[str, str]
    number: str
    language: str


def _fields() -> tuple[Field, ...]:
    empty = ("可不填。", "May be left empty.")
    unnamed = ("姓名或单位；匿名的留空，我们就不能答复。", "A person or firm; empty to stay unnamed, and unanswered.")
    number = ("不知道就留空，在下面写明企业名称。", "Empty if not known; then name the firm below.")
    happened = (
        "什么时候、在哪里、发生了什么；申诉写明对哪个决定、为什么。",
        "When, where, what; or which decision, and why.",
    )
    return (
        asked("name", Kind.TEXT, ("谁提出", "From"), unnamed, most=100),
        asked("phone", Kind.TEXT, ("联系电话", "Telephone"), empty, most=40),
        asked("email", Kind.TEXT, ("电子邮箱", "E-mail"), empty, most=80),
        asked("address", Kind.TEXT, ("通信地址", "Address"), empty),
        asked("language", Kind.TEXT, ("答复用", "Answer in"), ("中文或英文；可不填。", "Chinese or English.")),
        asked("number", Kind.TEXT, ("证书编号", "Certificate number"), number, most=limits.NUMBER),
        asked("happened", Kind.LONG_TEXT, ("事情经过", "What happened"), happened, most=limits.REMARK, required=True),
        asked("wish", Kind.LONG_TEXT, ("希望怎样处理", "What is wished"), empty, most=limits.REMARK),
    )


FORM: Final = Form(
    _TITLE,
    "starmark case template complaint",
    (FormSheet(SHEET, _fields(), {"language": _LANGUAGES}, lines=True, code="complaint"),),
    (
        _TITLE,
        "怎样填写",
        "1. 填在“填写”一列。只有“事情经过”必须填；其余不填也照样核实。照片、单据随表一起交。",
        "2. 投诉任何人都可以提；申诉由申请认证的企业或获证组织提出，对的是对自己作出的决定。都不收费。",
        "3. 姓名和联系方式只用来处理这件事，不公布，不告诉被投诉的一方，办结以后删除。不要填身份证号、银行卡号。",
    ),
    heads=1,
)


def read_complaint(data: bytes, number: str = "", more: AbstractSet[int] = glyphs.NONE) -> tuple[Told, Findings]:
    """Read a form: what it tells, and everything that is wrong, also that it names another certificate than `number`.

    Raises FileRefused for a file that is no workbook.
    """
    reading = read_form(data, FORM, more=more)
    row = reading.single(SHEET)
    answers = {name: str(value) for name, value in row.plain().items()}
    told = Told({name: answers[name] for name in CONTACT}, numbers.compact(answers["number"]), answers["language"])
    if number and told.number not in {"", number}:
        zh, en = f"命令写的是 {number}，请核对说的是哪一张。", f"the command names {number}; check which one is meant."
        reading.findings.add(row.place("number"), told.number, "conflict", zh, en)
    return told, reading.findings
