"""The columns of a score sheet: what each is called, what belongs into it, and which words it offers."""

from __future__ import annotations

from datetime import date
from typing import Final

from certs import limits
from certs.casework.assessment.site_findings import ANSWERS, FAULTS, MODES, STEPS
from certs.casework.sheets.sheet_form import Form, form_sheet
from certs.certificate.field_kinds import Kind, row, table
from certs.errors import Words

EDITION: Final = 1  # of the score sheet; raised where an older one would be read wrongly
HEADQUARTERS: Final = "headquarters"
OUTLET: Final = "outlet"
SITE_KINDS: Final = {HEADQUARTERS: Words("总部", "Headquarters"), OUTLET: Words("网点", "Outlet")}
BY_COUNT: Final = "by-count"  # of the clause whose finding follows from the numbers of people
FINDINGS: Final[dict[str, Words]] = {
    **{str(code): words for code, words in ANSWERS.items()},
    BY_COUNT: Words("按人数", "By count"),
}
SITE, STEPS_SHEET, SCORES, DEDUCTIONS = "场所", "过程", "评分", "特别扣分"
_SAMPLES: Final = 100_000  # more like samples of one clause at one site is a slip of the pen


@table
class SiteFields:
    """Whose sheet it is, and what holds for the whole site."""

    case: str = row(
        Kind.TEXT, ("案件编号", "Case"), ("由程序填好，如 A26-00001。", "Filled in by the program."), width=14
    )
    site: str = row(Kind.TEXT, ("场所名称", "Site"), ("与基本信息表一致。", "As on the basic data sheet."), width=34)
    kind: str = row(Kind.TEXT, ("类别", "Kind"), ("总部，或者网点。", "Headquarters or outlet."), width=10)
    scheme: str = row(Kind.SCHEME, ("评价方案", "Scheme"), ("由程序填好。", "Filled in by the program."), width=18)
    managers: int = row(
        Kind.COUNT,
        ("服务管理人员", "Service managers"),
        (
            "全企业的人数：总部管服务的人，加各网点管服务的人。只在总部的评分表填。",
            "Of the whole organisation: at headquarters and at all outlets. Only on the headquarters' sheet.",
        ),
        most=limits.HEADCOUNT,
        default=0,
        width=14,
    )
    qualified: int = row(
        Kind.COUNT,
        ("其中售后服务管理师", "Qualified among them"),
        (
            "其中核实过的售后服务管理师人数。只在总部的评分表填，没有就填 0。",
            "How many of them are qualified, as verified; 0 where none is. Only on the headquarters' sheet.",
        ),
        most=limits.HEADCOUNT,
        default=0,
        width=20,
    )
    bonus: str = row(
        Kind.LONG_TEXT,
        ("特别加分的理由", "Reason of the bonus"),
        ("没有就留空；整个案件最多一项。", "Leave it empty where there is none; one in a case at most."),
        most=limits.REMARK,
        default="",
        width=30,
    )
    edition: int = row(
        Kind.COUNT,
        ("表格版次", "Edition"),
        ("由程序填好。", "Filled in by the program."),
        most=999,
        default=1,
        width=10,
    )


@table
class StepFields:
    """One part of the assessment."""

    step: str = row(Kind.TEXT, ("环节", "Step"), ("从下拉列表选。", "Choose from the list."), width=14)
    day: date = row(Kind.DAY, ("日期", "Day"), ("如 2026-11-23。", "Such as 2026-11-23."), width=14)
    people: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("审查员工号", "Assessors"),
        ("谁做的，填工号，不填姓名；几个人用；分开。", "Who did it, by code; several separated by ；."),
        width=26,
    )
    mode: str = row(
        Kind.TEXT, ("方式", "Mode"), ("不填就是现场。", "On site where left empty."), default="on-site", width=10
    )
    words: str = row(
        Kind.LONG_TEXT,
        ("说明", "Remarks"),
        (
            "看了什么、找谁谈；远程的写明为什么、用什么方式。不写顾客的姓名、电话。",
            "What was looked at, who was asked; of a remote step why, and by what means. No names of customers.",
        ),
        most=limits.REMARK,
        default="",
        width=60,
    )


@table
class ScoreFields:
    """The finding on one clause."""

    clause: str = row(
        Kind.TEXT, ("条款", "Clause"), ("由程序填好，不要改。", "Filled in; leave it as it is."), width=10
    )
    title: str = row(
        Kind.TEXT,
        ("指标", "Indicator"),
        ("由程序填好。", "Filled in by the program."),
        default="",
        kw_only=True,
        width=22,
    )
    points: int = row(
        Kind.COUNT,
        ("分值", "Points"),
        ("由程序填好。", "Filled in by the program."),
        most=1_000,
        default=0,
        kw_only=True,
        width=7,
    )
    answer: str = row(
        Kind.TEXT,
        ("结论", "Finding"),
        (
            "符合、不符合（全部失分）、抽样（按比例）、删减（对整个企业）、不在此评。",
            "Met, not met (a full loss), sampled (in proportion), deleted (for the whole company), not assessed here.",
        ),
        width=11,
    )
    drawn: int = row(
        Kind.COUNT,
        ("抽查几个", "Drawn"),
        ("结论是“抽样”才填。", "Only where sampled."),
        most=_SAMPLES,
        default=0,
        width=9,
    )
    failing: int = row(
        Kind.COUNT,
        ("不符合几个", "Failing"),
        ("结论是“抽样”才填；没有就填 0。", "Only where sampled; 0 where none fails."),
        most=_SAMPLES,
        default=0,
        width=11,
    )
    words: str = row(
        Kind.LONG_TEXT,
        ("看到了什么", "What was seen"),
        (
            "失分的写看到的不符合；删减的写理由。会印在给企业的评价报告里。",
            "Of a loss what did not conform, of a deletion its reason. It is printed in the report for the client.",
        ),
        most=limits.REMARK,
        default="",
        width=60,
    )


@table
class DeductionFields:
    """One special deduction, with what was done about it."""

    fault: str = row(Kind.TEXT, ("种类", "Kind"), ("从下拉列表选。", "Choose from the list."), width=24)
    words: str = row(
        Kind.LONG_TEXT,
        ("看到了什么", "What was seen"),
        ("写明事实。", "State the facts."),
        most=limits.REMARK,
        width=44,
    )
    action: str = row(
        Kind.LONG_TEXT,
        ("整改", "Corrective action"),
        ("企业怎样改的。", "What the company did about it."),
        most=limits.REMARK,
        default="",
        width=36,
    )
    evidence: str = row(
        Kind.LONG_TEXT,
        ("验证的证据", "Evidence of closing"),
        ("凭什么认为改好了。", "What shows that it is mended."),
        most=limits.REMARK,
        default="",
        width=36,
    )
    closed: date | None = row(
        Kind.DAY,
        ("关闭日期", "Closed on"),
        ("验证通过的日期；没有关闭的留空，关闭以前不颁发证书。", "Empty while open; no certificate is issued before."),
        default=None,
        width=14,
    )


FORM: Final = Form(
    "评分表",
    "starmark case template score",
    (
        form_sheet(SITE, SiteFields, {"kind": SITE_KINDS}, single=True, echoed=("edition",)),
        form_sheet(STEPS_SHEET, StepFields, {"step": STEPS, "mode": MODES}, rows=20, offered=("step", "mode")),
        form_sheet(SCORES, ScoreFields, {"answer": FINDINGS}, rows=1, echoed=("clause", "title", "points")),
        form_sheet(DEDUCTIONS, DeductionFields, {"fault": FAULTS}, rows=12),
    ),
    (
        "评分表怎样填",
        "1. 一个场所一份：总部一份，每个抽到的网点一份。第 1 行是表头，第 2 行是字段名，都不要删改；黄色表头必须填。",
        "2. “评分”表逐条选结论。定性的指标不符合就选“不符合”，失去这一条的全部分值；抽了几个同类样本的选“抽样”，填抽查几个、不符合几个，按比例失分。没有中间分。",
        "3. 不适用于这个企业的选“删减”，写理由，只在总部的表里写；别的场所选“不在此评”。各场所的样本合起来算。",
        "4. 售后服务管理师一条由人数得出：在总部的“场所”表里填全企业的服务管理人员和其中的售后服务管理师，结论是“按人数”，不用改。",
        "5. “过程”表写首次会议、文件审查、现场评价、暗访、顾客访谈、末次会议各在哪天、由谁做；审查员填工号，不填姓名。",
        "6. “特别扣分”表一项一行，每项在得分之外减 1 分；没有就空着。整改验证通过后填关闭日期。",
        "7. 只填数值，不用公式；不要合并单元格，不要隐藏行、列。没有内容就留空。",
        "8. 交回：starmark case assess 案件编号 总部.xlsx 网点.xlsx…… 有错时会一次列出全部错误和所在单元格，并写出一份标明错处的副本。",
    ),
)
