"""`starmark cnca`: the monthly report to the national register, and its answers held against ours."""

from __future__ import annotations

from certs.errors import Words
from scripts.terminal.verb_group import VerbGroup

command = VerbGroup(
    "cnca",
    Words(
        "上报与核对：report 写出一个月的证书信息月报并登记已上报；waive 记下不从这里上报的月份；reconcile 把全国平台的查询结果和登记簿逐行核对。",
        "The national register: `report` writes the report of a month and records that it was reported; `waive` names "
        "months that are not reported from here; `reconcile` holds a saved result of the national lookup "
        "against the register, row by row.",
    ),
    {
        "report": "scripts.cnca.month_report:command",
        "waive": "scripts.cnca.month_waive:command",
        "reconcile": "scripts.cnca.reconcile_lookup:command",
    },
)
