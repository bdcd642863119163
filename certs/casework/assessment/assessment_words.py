"""The words of the assessment report, in both languages. `{name}` is filled in later."""

from __future__ import annotations

from typing import Final

from certs.errors import Words

TITLE: Final = Words("评价报告", "Assessment report")
CASE: Final = Words("案件编号", "Case")
ORGANISATION: Final = Words("组织名称", "Organisation")
USCC: Final = Words("统一社会信用代码", "Unified social credit code")
STANDARD: Final = Words("评价依据", "Assessed against")
SCOPE: Final = Words("申请的范围", "Scope applied for")
SITES: Final = Words("评价的场所", "Sites assessed")
DAYS: Final = Words("评价的日期", "Days of the assessment")
PEOPLE: Final = Words("审查员（工号）", "Assessed by (staff codes)")
SPAN: Final = Words("{first} 至 {last}", "{first} to {last}")
SAMPLED: Final = Words(
    "网点 {outlets} 个，评价了 {count} 个。{rule}{origin}",
    "{count} of {outlets} outlets were assessed. {rule} {origin}",
)
SAMPLING: Final = Words("网点抽样", "Sampling of outlets")

RESULT: Final = Words("结果", "Result")
FAILED: Final = Words("不合格", "Failed")
FINAL: Final = Words("最终得分 {score}", "Final score {score}")
RECKONED: Final = Words(
    "实际得分 {earned} ÷ 涉及项总分 {applicable} × 100 ＝ {before}；减特别扣分 {deductions} 项，加特别加分 {bonus}。",
    "{earned} points earned ÷ {applicable} applicable × 100 = {before}; less {deductions} special deductions, plus a "
    "bonus of {bonus}.",
)
MARGIN: Final = Words("离{level}还差 {margin}{blank}分。", "{margin} points are missing to the level “{level}”.")
HIGHEST: Final = Words("已是最高一级。", "This is the highest level.")
FEWER: Final = Words(
    "特别扣分项达到规定的项数即不合格，与得分无关。", "So many special deductions fail, whatever the score."
)
NO_DECISION: Final = Words(
    "这份报告是评价的结果，不是认证决定。决定由没有参加评价的人作出，另行通知；颁发以前，特别扣分项都要完成整改。",
    "This report is the result of the assessment and no decision. The decision is taken by people who took no part in "
    "it, and is told separately; before a certificate is issued, every special deduction must be corrected.",
)

CLAUSES: Final = Words("逐条得分", "Points, clause by clause")
CLAUSE: Final = Words("条款", "Clause")
EARNED: Final = Words("得分 / 分值", "Earned / points")
HOW: Final = Words("怎样得出", "How it came about")
DELETED: Final = Words("删减", "Deleted")
MET: Final = Words("{sites} 个场所符合", "Met at {sites} sites")
ONE_MET: Final = Words("符合", "Met")
SHARE: Final = Words("抽查 {drawn} 个，不符合 {failing} 个", "{failing} of {drawn} samples fail")
LOST: Final = Words("评了 {sites} 个场所，{lost}不符合", "Not met at {lost}, of {sites} sites")
ONE_LOST: Final = Words("不符合", "Not met")
WHOLE: Final = Words("整条不得分", "the clause earns nothing")
COUNTED: Final = Words(
    "服务管理人员 {managers} 人，售后服务管理师 {qualified} 人，至少要 {needed} 人",
    "{managers} service managers, {qualified} qualified, {needed} needed",
)
TOTAL: Final = Words("合计", "Total")

BY_SITE: Final = Words("各场所的发现", "What was found at each site")
HEADQUARTERS: Final = Words("总部", "headquarters")
OUTLET: Final = Words("网点", "outlet")
DONE: Final = Words("做了什么", "What was done")
DONE_LINE: Final = Words("{day}　{step}（{mode}）{words}", "{day}: {step} ({mode}){words}")
FOUND: Final = Words("不符合", "Did not conform")
NOTHING_FOUND: Final = Words("没有发现不符合。", "Nothing was found that does not conform.")
FOUND_LINE: Final = Words("{clause} {title}：{words}", "{clause} {title}: {words}")
FOUND_SHARE: Final = Words(
    "{clause} {title}（抽查 {drawn} 个，不符合 {failing} 个）：{words}",
    "{clause} {title} ({failing} of {drawn} samples): {words}",
)

DELETIONS: Final = Words("删减的条款", "Deleted clauses")
NO_DELETIONS: Final = Words("没有删减。", "No clause was deleted.")
DEDUCTIONS: Final = Words("特别扣分项", "Special deductions")
NO_DEDUCTIONS: Final = Words("没有特别扣分项。", "There is no special deduction.")
ACTION: Final = Words("整改：{action}", "Corrective action: {action}")
EVIDENCE: Final = Words("验证的证据：{evidence}", "Evidence: {evidence}")
CLOSED: Final = Words("{day} 关闭", "closed on {day}")
OPEN: Final = Words("尚未关闭", "not closed yet")
BONUS: Final = Words("特别加分项", "Bonus")
NOTES: Final = Words("说明", "Notes")
RULE: Final = Words("几个场所怎样合起来：样本合起来算比例。{rule}", "Several sites: samples are pooled. {rule}")
EXACT: Final = Words(
    "得分用分数精确计算，与分数线比较以前不取整。", "Scores are exact fractions and are compared before any rounding."
)
CUT: Final = Words(
    "得分用分数精确计算，与分数线比较以前不取整；“约”后面的数只留两位小数。",
    "Scores are exact fractions and are compared before any rounding; what stands after “about” has two places.",
)
APPEAL: Final = Words("对评价有不同意见的，可以向本机构提出：{complaints}", "To object to the assessment: {complaints}")
