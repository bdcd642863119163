"""A report with everything in it: three sites, losses, a deletion, two special deductions."""

from __future__ import annotations

from datetime import date
from typing import Final

from certs.casework.assessment.combination import combine
from certs.casework.assessment.outlet_sample import Outlet, propose
from certs.casework.assessment.site_findings import Answer, Fault, SpecialDeduction
from certs.casework.assessment.told_report import ReportPaper
from tests.casework.assessment.assessed_sites import GBT, RULES, finding, headquarters, outlet

SITES: Final = (
    headquarters(
        finding("5.1.2.1", Answer.SHARE, 10, 1, "1 名维修工的电工证已过期"),
        finding("5.1.6", Answer.UNMET, words="做了满意度调查，没有据此改进"),
        finding("5.2.4", Answer.SHARE, 12, 1, "1 张维修单没有回访"),
        finding("5.2.6", Answer.OUT, words="不经营需要回收的商品"),
        site="青禾家电（样例）有限公司总部",
        deductions=(
            SpecialDeduction(Fault.OWN_RULES, "承诺 24 小时上门，抽查 20 单有 3 单逾期", "增加一班维修工", "改后 30 单无逾期", date(2026, 12, 8)),
            SpecialDeduction(Fault.LAW, "一张保修卡没有写明保修期"),
        ),
    ),
    outlet("东店", finding("5.2.4", Answer.SHARE, 8, 2, "2 张维修单没有回访"), finding("5.3.1", Answer.MET)),
    outlet("西店", finding("5.3.1", Answer.UNMET, words="没有顾客档案"), finding("5.2.4", Answer.MET)),
)  # fmt: skip
PAPER: Final = ReportPaper(
    "青禾家电（样例）有限公司",
    "91000000MA0000277Y",
    "家用空调器的配送、安装、维修、退换；家用电热水器的安装、维修",
    date(2026, 12, 10),
    "400-000-0000，complaints@cert.example.cn",
    SITES,
    combine(SITES, GBT, RULES),
    GBT,
    RULES,
    propose([Outlet("东店", "自营"), Outlet("西店", "委托"), Outlet("南店", "自营")], RULES, "A26-00001"),
)
