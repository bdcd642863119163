"""Why a row of a list cannot be used where its texts alone do not show it: closed codes, and what each one says.

A code is `field:reason`. The page hands it in again with its row, and the files that it asks for say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from openpyxl.cell.cell import ERROR_CODES

from certs.errors import FieldError, Words

FIELDS: Final = ("number", "name", "product", "on")
LABELS: Final = {
    "number": Words("证书编号", "certificate number"),
    "name": Words("投标单位", "bidder"),
    "product": Words("产品", "product"),
    "on": Words("开标日", "bid day"),
}
FORMULA: Final = "formula"
EXCEL_ERROR: Final = "excel_error"
OLD_MAC: Final = "old_mac"
DAY_AS_PRODUCT: Final = "day"
UNDECIDED: Final = "undecided"  # several days, none of which is said to be that of the bid
NOTHING_CLEAR: Final = "name:unclear"  # nothing in the row can be told apart; all of it stands as the name


def fault(field: str, reason: str) -> str:
    """Return the code of a fault."""
    return f"{field}:{reason}"


def is_fault(code: str) -> bool:
    """Tell whether a text is the code of a fault."""
    field, _, reason = code.partition(":")
    return code == NOTHING_CLEAR or (field in FIELDS and reason in {*_IN_CELL, UNDECIDED})


def error_of(code: str, texts: Mapping[str, str]) -> FieldError:
    """Return the error that a code stands for. `texts` are those of the row, by field."""
    field, _, reason = code.partition(":")
    text = texts[field]
    if reason == UNDECIDED:
        return FieldError(field, text, "conflict", _undecided(text))
    if code == NOTHING_CLEAR:
        words = Words(
            f"这一行写的是“{text}”，看不出要查什么。{LIKE.zh}",
            f"This row says “{text}”, which does not say what to look up. {LIKE.en}",
        )
        return FieldError(field, text, "unknown", words)
    label, words = LABELS[field], _IN_CELL[reason](text)
    return FieldError(field, text, "format", Words(f"{label.zh}：{words.zh}", f"{label.en}: {words.en}"))


LIKE: Final = Words(
    "一行应有证书编号或单位名称，可以再有产品和开标日。",
    "A row should have a certificate number or a name, and may have a product and a bid day.",
)


def _undecided(days: str) -> Words:
    return Words(
        f"看不出这一行的哪个日期是开标日（{days or '有几列日期'}），所以没有查。请只留开标日，或写上表头“开标日”。",
        f"It cannot be told which day of this row is the bid day ({days or 'several columns have days'}), so that it "
        "was not checked. Keep the bid day alone, or write the heading “bid day”.",
    )


def _excel_error(text: str) -> Words:
    error = next((each for each in ERROR_CODES if each in text), "")
    return Words(f"这里是 Excel 的错误值 {error}。请重新填写。", f"This is the Excel error {error}. Fill it in again.")


_IN_CELL: Final[Mapping[str, Callable[[str], Words]]] = {
    FORMULA: lambda _: Words(
        "这里是公式，文件里没有存下它的结果。请在 Excel 或 WPS 里打开、保存一次，或粘贴成数值。",
        "This is a formula, and the file does not hold what it came to. Open and save it once in a spreadsheet "
        "program, or paste it as a value.",
    ),
    EXCEL_ERROR: _excel_error,
    OLD_MAC: lambda _: Words(
        "这个工作簿用 1904 日期系统，数字不能确定是哪一天；请按“四位年份-月-日”写。",
        "This workbook uses the 1904 date system, so that a number does not say which day it is; write year-month-day, "
        "with four digits of the year.",
    ),
    DAY_AS_PRODUCT: lambda _: Words(
        "这里写的是日期，不是产品。请写产品名称。", "this is a day and no product. Write the name of the product."
    ),
}
