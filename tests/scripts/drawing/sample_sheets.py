"""Our forms as they come back filled in, as pictures for the handbook: one for both languages, as the forms are."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Final

import openpyxl

from certs.casework.assessment.score_fields import SCORES
from certs.casework.assessment.score_sheet_xlsx import score_sheet
from certs.scheme.schemes import SCHEMES
from scripts.drawing.draw_sheet import sheet
from tests.scripts.cases import filled_forms, filled_scores
from tests.scripts.cases.led_case import ASSESSOR, answer

COMPANY: Final = filled_forms.COMPANY | {"组织名称": "云杉净水设备（样例）有限公司", "覆盖人数": 320}
BASIC_ROWS: Final = range(1, 12)  # without the people to be asked
SCORE_ROWS: Final = (1, *range(9, 19))


def pictures(folder: Path) -> dict[str, str]:
    """Fill the forms in a folder, and return each picture by its name."""
    basic = filled_forms.basic(COMPANY)["企业"]
    file = folder / "score.xlsx"
    file.write_bytes(score_sheet("A27-00001", "总部", SCHEMES["gbt27922-2011"], headquarters=True))
    filled_scores.fill_score_sheets([file], date(2027, 12, 1), ASSESSOR)
    filled_scores.change(file, answer("5.2.4", "抽样", 20, 2, "2 张维修单没有回访"))
    filled_scores.change(file, answer("5.2.6", "删减", None, None, "不涉及废弃商品回收"))
    scores = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))[SCORES]
    return {
        "sheet-basic.svg": sheet("填好的企业基本信息表", basic, "ABC", BASIC_ROWS),
        "sheet-score.svg": sheet("填好的评分表", scores, "ABCDEFG", SCORE_ROWS),
    }
