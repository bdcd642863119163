"""The report of a month as a workbook: the rows, and beside them how they were made and what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from certs.casework.cnca.month import Month
from certs.casework.cnca.month_sheet import COLUMNS, Row
from certs.certificate.reading.template_xlsx import settled
from certs.documents import text_sheets
from certs.documents.text_sheets import TextSheet
from certs.trust.trust_list.trust_list import TrustList

_NOTES: Final = (
    "一行是一件事：颁证、换发、换证、暂停、恢复、撤销、注销；同一张证书在一个月里有几件事，就有几行。",
    "每件事归入登记日和生效日中较晚的那一天所在的月份（北京时间）。",
    "证书状态、次数等都写到这件事为止。证书覆盖范围的末尾写明等级：上报的字段里没有星级一栏。",
    "注销、过期没有填代码，变更类别只写文字：它们的现行代码以上报平台的代码表为准。业务范围代码、覆盖人数等登记簿里没有的，请在平台上补填。",
    "认证审核活动代码取自较早的月报（01 初次认证，02 再认证，04 变更），上传前请对照平台现行的代码表。",
    "从其他登记系统接收的证书，当初已由原系统上报，不在本表。",
)
_NONE: Final = "本月没有颁发或变动的证书。"


def workbook(month: Month, trust: TrustList, rows: Sequence[Row]) -> bytes:
    """Return the file of a month: the same bytes whenever it is made. One without certificates says so."""
    lines: Iterable[Sequence[str]] = [[row[name] for name in COLUMNS] for row in rows] or [[_NONE]]
    heads, widths = zip(*COLUMNS.values(), strict=True)
    about = (
        f"{trust.body.name}（批准号 {trust.body.approval_number}）{month.text} 证书信息月报",
        f"共 {len(rows)} 件，{len({row['number'] for row in rows})} 张证书。最迟于 {month.deadline} 上报（节假日不顺延）。",
        *([] if rows else [_NONE]),
        *_NOTES,
    )
    sheets = [TextSheet("证书", widths, lines, heads), TextSheet("说明", [120], [[line] for line in about])]
    return settled(text_sheets.xlsx(sheets))
