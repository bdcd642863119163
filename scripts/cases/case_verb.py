"""`starmark case`: from the application to the certificate."""

from __future__ import annotations

from certs.errors import Words
from scripts.terminal.verb_group import VerbGroup

command = VerbGroup(
    "case",
    Words(
        "案件：从申请到证书，一步一个命令。show 写明还缺什么、下一步做什么。",
        "Cases: from the application to the certificate, one command a step. `show` tells what is missing and what "
        "comes next.",
    ),
    {
        "template": "scripts.cases.case_template:command",
        "open": "scripts.cases.case_intake:opening",
        "accept": "scripts.cases.case_intake:accepting",
        "refuse": "scripts.cases.case_intake:refusing",
        "evidence": "scripts.cases.case_evidence:command",
        "plan": "scripts.cases.case_plan:command",
        "sample": "scripts.cases.case_assess:sampling",
        "assess": "scripts.cases.case_assess:command",
        "report": "scripts.cases.case_report:command",
        "decide": "scripts.cases.case_decide:command",
        "issue": "scripts.cases.case_issue:command",
        "answer": "scripts.aftercare.case_answer:command",
        "close": "scripts.cases.case_intake:closing",
        "forget": "scripts.cases.case_evidence:forget",
        "show": "scripts.cases.case_views:show",
        "list": "scripts.cases.case_views:listing",
    },
)
