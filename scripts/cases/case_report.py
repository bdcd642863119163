"""`starmark case report`: the assessment report as PDF, for the client, from what the case keeps."""

from __future__ import annotations

from pathlib import Path

import click

from certs.casework.assessment.outlet_sample import visited
from certs.casework.assessment.told_report import ReportPaper, report_data
from certs.casework.cases import assessed_case, case_store
from certs.documents.assessment.assessment_pdf import set_assessment
from certs.documents.typesetting import Typesetter
from certs.errors import Refused, Words
from scripts.cases import case_desk
from scripts.cases.case_options import case_argument
from scripts.desk.act_options import FILE
from scripts.terminal import speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, require, verb


@verb(
    "report",
    Words(
        "写出给企业的评价报告（PDF）：各场所的发现、逐条得分、删减、特别扣分、等级。按案件里登记的评价写，同一次评价逐字节相同。",
        "Write the assessment report for the client (PDF): findings at each site, points by clause, deletions, special "
        "deductions, level. It follows from the recorded assessment; the same one gives the same bytes.",
    ),
)
@case_argument
@option("--to", "target", type=FILE, default=None, metavar="FILE.pdf", words=Words("写到哪里。", "File to write."))
@option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    words=Words("报告的语言。", "Language of the report."),
)
def command(case: str, target: Path | None, language: str) -> int:
    """Write it."""
    require("--to", target)
    assert target is not None
    place = case_desk.instance()
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        kept, day = assessed_case.kept(connection, present), case_store.done_on(connection, present, "assess")
        application = case_store.application(connection, present)
    if kept is None or day is None:
        raise Refused(
            "not_assessed",
            f"案件 {present.identifier} 还没有登记评价，没有报告可写。先办理 starmark case assess。",
            f"Case {present.identifier} has no recorded assessment, so there is no report. Record it first: starmark "
            "case assess.",
        )
    outlets = assessed_case.outlets_of(application)
    names = [site.site for site in kept.sites if not site.headquarters]
    paper = ReportPaper(
        application.name,
        application.uscc,
        ("、" if language == "zh" else ", ").join(application.products),
        day,
        place.settings.body.complaints,
        kept.sites,
        kept.result,
        assessed_case.SCHEME,
        kept.rules,
        visited(outlets, names, kept.rules, kept.reason) if outlets else None,
    )
    pdf = set_assessment(Typesetter(place.fonts), report_data(paper, language), place.settings, day)
    case_desk.write_new(target, pdf)
    speech.show(both(f"评价报告已写到 {target}", f"The assessment report is in {target}"))
    return 0
