"""Rows below a list that are no bids: totals, who signed, remarks. They are named and not counted as bids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from certs.certificate.bids import reading_notes, telling_content
from certs.certificate.bids.column_headings import columns_of
from certs.certificate.bids.reading_notes import Note
from certs.certificate.bids.table_cell import Line

_FOOTER: Final = re.compile(
    r"(?:合计|总计|小计|共计|总数|total)(?:[:：\d（(共]|$)|"
    r"(?:核验|核对|核查|查验|监督|审核|复核|制表|填表|填报|经办|记录|评审|评标|采购|代理|负责|校对|审批|批准|编制|签字|签名|签章|盖章)"
    r"(?:人|人员|员|专家|单位|部门|机构|代表|委员会|小组)?(?:签字|签名|签章|盖章)?(?:日期|时间)?(?:[:：]|$)|"
    r"(?:日期|备注|附注|注|说明|注意|特此说明|remarks?|notes?|checkedby|signature|date)[:：]|"
    r"(?:以下空白|以下无正文|以下无内容)[)）]?$",
    re.IGNORECASE,
)
_PARTED: Final = re.compile(r"[\s:：,，;；、]+")
_SHOWN: Final = 40  # characters of such a row in the note
_NAMED: Final = 5  # such rows named one by one


def is_footer(line: Line) -> bool:
    """Tell whether a row is one of these: it begins as they do, and has neither a number nor a firm in it."""
    texts = [cell.text for cell in line.cells if cell.text]
    if not texts or len(columns_of(texts)) > 1:
        return False
    first = "".join(unicodedata.normalize("NFKC", texts[0]).split()).lstrip("(（")
    if _FOOTER.match(first) is None:
        return False
    if ":" not in first and any(map(telling_content.looks_like_firm, texts)):
        return False  # 合计（样例）有限公司
    return not any(telling_content.looks_like_number(word) for text in texts for word in _PARTED.split(text))


def told(lines: Sequence[Line]) -> list[Note]:
    """Return the note that names them; none where there are none."""
    if not lines:
        return []
    shown = [
        f"{line.row}:{' '.join(cell.text for cell in line.cells if cell.text)[:_SHOWN]}" for line in lines[:_NAMED]
    ]
    return [Note(reading_notes.FOOTERS, (str(len(lines)), *shown))]
