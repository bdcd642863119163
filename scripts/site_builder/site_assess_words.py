"""The words of the self-assessment and of the evidence list, in both languages. `{name}` is filled in later."""

from __future__ import annotations

from typing import Final

from certs.errors import Words

LABELS: Final = {
    "sample": Words("分值是样例。", "The points are a sample. "),
    "plain": Words(
        "这一页的计算没有运行（浏览器没有运行脚本）。表格仍可打印，在“得分”一栏手写，再按下面的说明算。",
        "The calculation is not running (this browser runs no scripts). You can still print the table and "
        "fill in the column “Earned” by hand; the instructions below say how to work it out.",
    ),
    "indicator": Words("指标", "Indicator"),
    "points": Words("分值（样例）", "Points (sample)"),
    "answer": Words("得分", "Earned"),
    "total": Words("共 {points} 分", "{points} points"),
    "outside": Words("得分之外", "Outside the score"),
    "result": Words("自评结果", "Result"),
    "help": Words("看什么、备什么", "What is looked at, what to prepare"),
    "likely": Words("（转引，请对照标准原文）", " (as quoted elsewhere; compare with the standard)"),
    "unknown": Words(
        "这一项下面的条文，本站没有找到可靠来源，请对照标准原文。",
        "We found no reliable source for the clauses below this title: see the standard itself.",
    ),
    "evidence": Words("可以准备：", "To prepare: "),
    "comma": Words("、", ", "),
}

SCRIPT: Final = {
    "open": Words("还没有答", "Not answered yet"),
    "met": Words("符合，得 {points} 分", "Met: {points} points"),
    "unmet": Words("不符合，得 0 分", "Not met: 0 points"),
    "share": Words("抽了几个样本，按比例", "In proportion to samples"),
    "points": Words("自己填得分（0 到 {points}）", "Points earned (0 to {points})"),
    "out": Words("不适用，删减", "Does not apply: left out"),
    "drawn": Words("抽查几个", "Samples drawn"),
    "failing": Words("不符合几个", "Samples that fail"),
    "wrongShare": Words(
        "两格都填整数：至少抽 1 个，不符合的不能多于抽查的。",
        "Enter two whole numbers: at least 1 sample, and no more failing than drawn.",
    ),
    "wrongPoints": Words(
        "填 0 到 {points} 之间的数，最多 6 位小数。",
        "Enter a number from 0 to {points}, with at most 6 decimal places.",
    ),
    "wrongDeductions": Words("填 0 到 99 之间的整数。", "Enter a whole number from 0 to 99."),
    "deductions": Words("特别扣分项有几项", "Special deductions"),
    "deductionsHint": Words(
        "违反法律、企业自己的服务规定或行业的特殊要求，或者对服务运行有影响的，每一项减 1 分。"
        "达到 {limit} 项就不合格。",
        "Breaking the law, the company's own service rules or special rules of the trade, or anything "
        "that affects the running of the service: 1 point off for each. {limit} or more are a fail.",
    ),
    "bonus": Words("有 1 项特别加分", "A bonus of 1 point"),
    "bonusHint": Words(
        "突出的优势：高于法定要求，并且在本行业领先。最多加 1 分。",
        "An outstanding advantage: it goes beyond the law, and it leads the trade. At most one.",
    ),
    "print": Words("打印", "Print"),
    "reset": Words("全部清空", "Clear all"),
    "undo": Words("撤回清空", "Undo clearing"),
    "stateNothing": Words("还没有结果", "No result yet"),
    "nothing": Words(
        "一项都还没有答。从上面第一项开始，答完 {total} 项就有结果。",
        "Nothing is answered yet. Start with the first one above; you get the result after all {total}.",
    ),
    "stateWrong": Words("有填写不正确的地方", "Some entries are wrong"),
    "wrongCount": Words(
        "有 {count} 处填写不正确，已在旁边写明。改正以后才有结果。",
        "Wrong entries: {count}. Each says what is wrong. Correct them to see the result.",
    ),
    "stateNone": Words("没有结果", "No result"),
    "stateOpen": Words("还有 {count} 项没答", "{count} not answered yet"),
    "range": Words(
        "按现在的答案，最终得分在 {low} 与 {high} 之间。全部答完才判等级。",
        "With the answers so far, the final score is between {low} and {high}. You get the level once all "
        "are answered.",
    ),
    "failed": Words("不合格", "Failed"),
    "final": Words("最终得分 {final}", "Final score {final}"),
    "failedDeductions": Words(
        "特别扣分项有 {count} 项；达到 {limit} 项即不合格，与分数无关。",
        "There are {count} special deductions; {limit} or more fail, whatever the score.",
    ),
    "failedLow": Words(
        "最终得分 {final}，低于 {lowest}，不合格。", "The final score is {final}, below {lowest}: it fails."
    ),
    "reckoned": Words(
        "实得 {got} ÷ 涉及项 {applicable} × 100 ＝ {score}；特别扣分 {deductions}，特别加分 {bonus}。最高按 100 分计。",
        "Earned {got} ÷ applicable {applicable} × 100 = {score}; special deductions {deductions}, bonus "
        "{bonus}. At most 100.",
    ),
    "missing": Words(
        "离{level}还差 {gap} 分，按上面的分值要再得 {points} 分。",
        "{gap} short of {level}; you need {points} more of the points above.",
    ),
    "unreachable": Words(
        "离{level}还差 {gap} 分；各项都得满分也不够，要先减少特别扣分项。",
        "{gap} short of {level}; even full points everywhere would not be enough, so reduce the "
        "special deductions first.",
    ),
    "fewer": Words(
        "要有等级，特别扣分项先要少于 {limit} 项。",
        "To reach any level there must be fewer than {limit} special deductions.",
    ),
    "top": Words("已经是最高的等级。", "This is the highest level."),
    "stateThin": Words("删减太多，不判等级", "Too much left out: no level"),
    "thin": Words(
        "删减了 {count} 项、共 {points} 分，只剩 {applicable} 分适用，不到满分的一半。这样换算的分数说明不了什么，"
        "所以这里不判等级；哪些可以删减，请与认证机构商量。",
        "{count} left out, {points} points in all; only {applicable} points apply, less than half of the full score. "
        "A score converted from so little says nothing, so no level is given here. Ask the certification body what "
        "may be left out.",
    ),
    "leftOut": Words(
        "删减了 {count} 项、共 {points} 分，按剩下的 {applicable} 分换算。能不能删减由认证机构判断；不同意的，结果会不同。",
        "{count} left out, {points} points in all; converted from the remaining {applicable}. The certification body "
        "decides what may be left out; if it disagrees, the result differs.",
    ),
    "losses": Words("失分的地方，从多到少：", "Where points were lost, largest first:"),
    "loss": Words("{clause} {title}：失 {lost} 分，共 {points} 分", "{clause} {title}: {lost} of {points} points lost"),
    "caution": Words(
        "这是自己的估计，不是评价结论，也不能用来宣传。结论由现场证据决定。",
        "This is your own estimate, not the result of an assessment, and may not be advertised. "
        "Evidence on site decides.",
    ),
    "lost": Words(
        "上次保存的答案有一部分读不懂，已略去，请核对。",
        "Some of the saved answers could not be read and were left out. Please check.",
    ),
    "unkept": Words(
        "这个浏览器不让本页保存：关掉页面，答案就没有了。需要的话请打印。",
        "This browser does not let the page save anything: your answers are gone when you close it. Print "
        "them if you need them.",
    ),
    "brandLabel": Words("千分制得分（0 到 1000）", "Score out of 1000"),
    "brandLevel": Words(
        "对应{level}（GB/T 27925-2011，不是 GB/T 27922 的等级）。",
        "{level} (GB/T 27925-2011; not a level of GB/T 27922).",
    ),
    "brandWrong": Words(
        "填 0 到 1000 之间的数，最多 6 位小数。", "Enter a number from 0 to 1000, with at most 6 decimal places."
    ),
}

EVIDENCE: Final = {
    "always": Words("都要", "Always"),
    "if-applicable": Words("有才交", "If you have any"),
    "listed": Words("资料清单第 {number} 项", "No. {number} of the list"),
    "why": Words("为什么要", "Why"),
    "accepted": Words("认可什么", "Accepted"),
    "copies": Words("件数", "Pieces"),
    "covers": Words("覆盖产品", "Products"),
    "all": Words(
        "合起来要覆盖申请的全部产品，不够的再加",
        "Together they must cover all products applied for; add more if these are too few",
    ),
    "none": Words("不要求覆盖全部产品", "Need not cover all products"),
    "uncounted": Words("件数不限", "any number of pieces"),
    "bears": Words("用来看", "Used for"),
    "not_asked": Words("不要什么", "Not asked for"),
    "one": Words("1 份", "one"),
    "fewest": Words("至少 {count} 件", "at least {count} pieces"),
    "comma": Words("、", ", "),
    "download": Words("下载 Excel 清单（XLSX）", "Download as a spreadsheet (XLSX)"),
    "count": Words("已备 {ready} 项，共 {all} 项。", "{ready} of {all} ready."),
    "unkept": Words(
        "这个浏览器不让本页保存进度，关掉页面就没有了。",
        " This browser does not let the page save your progress; it is gone when you close the page.",
    ),
    "print": SCRIPT["print"],
    "reset": SCRIPT["reset"],
    "undo": SCRIPT["undo"],
    "group": Words("分组", "Group"),
    "number": Words("清单号", "No."),
    "name": Words("资料", "Evidence"),
    "ask": Words("是否都要", "Asked"),
    "ready": Words("已备（是/否/不适用）", "Ready (yes/no/n.a.)"),
    "choices": Words("是,否,不适用", "yes,no,n.a."),
    "remark": Words("备注", "Remarks"),
    "reason": Words("理由", "Reason"),
    "sheet": Words("证据清单", "Evidence"),
    "never": Words("从不要求", "Never demanded"),
    "licence": Words("执照", "licence"),
    "never_number": Words("清单里写作第 {number} 项", "No. {number} in that list"),
}
