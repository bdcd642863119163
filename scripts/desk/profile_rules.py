"""The part of the profile with the body's own rules and fees, explained for staff to fill in."""

from __future__ import annotations

from certs.scheme.assessment_rules import FULL_LOSS, AssessmentRules
from scripts.terminal.speech import both, say


def lines() -> list[str]:
    """Return the sections [rules] and [fees], each setting explained, in the language in use."""
    ours = AssessmentRules()
    return [
        "# [rules]",
        *_said(
            "机构自己的实施规则，网站上照这里公布：版次，实施日期，备案日期；没有备案的不写。",
            "The body's own rules of certification, published by the site: version, from which day, when filed.",
        ),
        '# version = "1.0"',
        '# in_force = "2026-01-01"',
        '# filed = "2025-12-20"',
        *_said(
            "再认证应当在到期前几个月申请。",
            "How many months before its end a certificate's renewal should be applied for.",
        ),
        "# renewal_months = 6",
        *_said("几个场所的结论怎样合起来，选一种。", "How findings at several sites come together; choose one."),
        *(f"# {code}: {say(words)}" for code, words in FULL_LOSS.items()),
        f'# full_loss = "{ours.full_loss}"',
        *_said(
            "抽多少网点：square-root（平方根，进一）、share（按百分比，进一）、all（全部）；至少几个。",
            "How many outlets are sampled: square-root, share (a percentage, both rounded up) or all; and the fewest.",
        ),
        f'# outlets = "{ours.outlets}"',
        f"# outlets_percent = {ours.outlets_percent}",
        f"# outlets_least = {ours.outlets_least}",
        *_said("删减到多少分要提醒。", "From how many deleted points on a warning is given."),
        f"# deletions_warned = {ours.deletions_warned}",
        *_said("总部和网点可以只远程评价，不到现场。", "Sites may be assessed without anybody going there."),
        "# remote_sites = true",
        *_said(
            "一次初次评价的人日，以半天计：文件审查、总部、每个抽到的网点；每年的监督是它的百分之几。四个数一起写。",
            "Half days of one person for an initial assessment: documents, headquarters, each sampled outlet; and how "
            "many per cent of it each year. All four or none.",
        ),
        "# half_days_documents = 2",
        "# half_days_headquarters = 4",
        "# half_days_outlet = 1",
        "# yearly_percent = 50",
        "",
        "# [fees]",
        *_said(
            "收费标准，单位元：申请和文件审查、一个人日、颁发、副本、每年的管理、再认证、变更；没有写的，网站上也不写。",
            "The fees in yuan: application, one person-day, issue, a copy, each year, renewal, a change. What is not "
            "written here the site does not state.",
        ),
        "# application = 1000",
        "# person_day = 3000",
        "# issue = 1500",
        "# copy = 100",
        "# yearly = 1000",
        "# renewal = 1000",
        "# change = 500",
    ]


def _said(zh: str, en: str) -> list[str]:
    return [f"# {both(zh, en)}"]
