"""The words of a report, which its page and its PDF share. The labels are those of the CNCA lookup."""

from __future__ import annotations

from typing import Final

from certs.errors import Words

TITLE: Final = Words("证书查验报告", "Certificate verification report")
QUERY_NUMBER: Final = Words("查询编号", "Query number")
QUERY_TIME: Final = Words("查询时间", "Time of query")
SAMPLE: Final = Words("样例：机构、企业和证书均为虚构", "Sample: body, firms and certificates are fictional")
TODAY: Final = Words("查询当天（{day}）的状态：{status}。", "Status on the day of the query, {day}: {status}.")
STATUS_ON: Final = Words("{day} 的状态", "Status on {day}")
STATUS_TODAY: Final = Words("{day}（查询当天）的状态", "Status on {day} (day of the query)")
STATUS_TO_COME: Final = Words(
    "{day} 还没有到；按现在的登记，那一天的状态将是：{word}",
    "{day} is still to come; as registered today, the status on it would be: {word}",
)
TO_COME: Final = Words(
    "还没有到的日子只能核对有效期，那一天的状态谁也不能预先证明：到时请再查。",
    "For a day still to come only the dates can be compared; nobody can prove its status beforehand: ask again then.",
)
INSTANT: Final = Words(
    "问的是 {time}。状态按天算，同一天里都一样。", "The question was about {time}. A status holds for the whole day."
)
LATER: Final = Words(
    "晚于所问时间才登记：{act}，从 {day} 起生效，{time} 登记。",
    "Recorded only after the time asked about: {act}, in effect from {day}, recorded {time}.",
)
PRODUCT_IS: Final = Words("“{product}”：{word}", "“{product}”: {word}")
SINCE: Final = Words("从 {day} 起", "since {day}")
BEGINS: Final = Words("{word}，{day} 起有效", "{word}; valid from {day}")
UNTIL: Final = Words("，最迟到 {day}", ", until {day} at the latest")
OVERDUE: Final = Words("，期限 {day} 已满，还没有恢复", "; its term ended on {day} and it has not been restored")
BY_ENTRY: Final = Words("{time} 登记，日志第 {position} 条", "recorded {time}, log entry {position}")

CERTIFICATE: Final = Words("证书", "Certificate")
NUMBER: Final = Words("证书编号", "Certificate number")
STATUS: Final = Words("证书状态", "Status")
HOLDER: Final = Words("组织名称", "Organisation")
FORMER: Final = Words("曾用名：", "Formerly: ")
USCC: Final = Words("统一社会信用代码", "USCC")
LEVEL: Final = Words("星级", "Star level")
BRAND_LEVEL: Final = Words("等级", "Level")
ADDRESS: Final = Words("组织地址", "Address")
SCHEME: Final = Words("认证项目", "Scheme")
STANDARD: Final = Words("认证依据", "Standard")
ISSUED: Final = Words("颁证日期", "Issued")
FIRST_ISSUED: Final = Words("初次获证日期", "First issued")
VALID_UNTIL: Final = Words("证书到期日期", "Valid until")
INCLUDED: Final = Words("含当日，北京时间", "included, Beijing time")
VERSION: Final = Words("证书版本", "Version")
VERSION_SINCE: Final = Words("第 {version} 版，从 {day} 起", "{version}, from {day}")
PREDECESSOR: Final = Words("换证前的证书", "Certificate before")
SUCCESSOR: Final = Words("换证后的证书", "Renewed as")
SURVEILLANCE: Final = Words("最近一次监督", "Last surveillance")
REPORTED: Final = Words("信息上报日期", "Reported to CNCA")
NONE_SINCE: Final = Words("自 {day} 起没有登记", "none recorded since {day}")
PASSED_ON: Final = Words("{day} 通过", "passed {day}")
BODY: Final = Words("发证机构", "Issued by")

SCOPE: Final = Words("认证范围", "Scope")
ENGLISH_NAME: Final = Words("", "{name}: ")
WHOLE_EXCLUDES: Final = Words("整张证书不含：", "Excluded from the whole certificate: ")
PRINTED_SCOPE: Final = Words("证书上印的范围全文：", "Full text of the scope as printed: ")
SITES: Final = Words("覆盖场所", "Sites")
SITE: Final = Words("场所", "Site")
SITE_ADDRESS: Final = Words("地址", "Address")
ANNEX: Final = Words("附页：认证范围和场所全文", "Annex: scope and sites in full")
IN_ANNEX: Final = Words(
    "认证范围 {items} 项、场所 {sites} 处，全文见附页。",
    "{items} items of scope and {sites} sites, in full in the annex.",
)

CHECKS: Final = Words("查验步骤", "What was checked")
FINDINGS: Final = {
    "pass": Words("通过", "passed"),
    "fail": Words("未通过", "failed"),
    "unknown": Words("没有查", "not made"),
}
EVIDENCE: Final = {
    "key": Words("公钥 {key}", "key {key}"),
    "register": Words("日志第 {entry} 条，共 {log_size} 条", "log entry {entry} of {log_size}"),
    "version": Words("第 {version} 版", "version {version}"),
    "dates": Words("{valid_from} 至 {valid_until}", "{valid_from} to {valid_until}"),
}
CHECKPOINT: Final = Words(
    "日志检查点：{origin}，共 {size} 条，树根", "Checkpoint of the log: {origin}, {size} entries, root"
)

AGAIN: Final = Words("再次核对：扫二维码，或打开", "To ask the same question again, scan the code or open")
CNCA: Final = Words(
    "证书状态以全国认证认可信息公共服务平台（cx.cnca.cn）为准。到那里粘贴编号：",
    "The national platform (cx.cnca.cn) is authoritative for the status. Paste this number there:",
)
UNSIGNED: Final = Words(
    "本报告没有签名：网站不持有任何密钥，报告上的文字可能被人改过。要核对，请打开上面的网址逐项对照。PDF 报告里附有签过名的离线核验文件："
    "starmark verify 不联网也能核验它，并把报告上印的与它逐项对照；打印出来的纸上没有这个文件。",
    "This report is not signed, as the website holds no key, and its print may have been altered: open the address "
    "above and compare line by line. The PDF carries the offline file, which is signed: starmark verify checks it "
    "without a network and compares the print with it, field by field. A paper printout does not carry that file.",
)
QUERY_NUMBER_MEANS: Final = Words(
    "查询编号由本报告印的内容算出，本机构不留存，不能证明谁在什么时候查过。",
    "The query number follows from what this report prints; we keep no record of it, and it proves no query.",
)
MOMENT: Final = Words(
    "本报告是查询时间的登记内容，之后可能变化。",
    "This is what the register said at the time of the query; it may have changed since.",
)
QR_ALT: Final = Words("二维码：再问一次同样的问题", "QR code that asks the same question again")
BUNDLE: Final = Words(
    "离线核验文件：starmark verify --offline 核验这个文件，并把报告上印的与它逐项对照",
    "Offline file: starmark verify --offline judges this file and compares the print with it",
)
FILED_BY: Final = (Words("查验人", "Checked by"), Words("项目编号", "Project"), Words("日期", "Date"))
