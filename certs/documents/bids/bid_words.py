"""The words of an answered stack of bids, which page, spreadsheet and PDF share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from certs.certificate.coverage.coverage import Answer
from certs.errors import Words
from certs.lifecycle.statuses import STATUS_WORDS
from certs.trust.verification.verdict import Overall

TITLE: Final = Words("投标单位证书核验清单", "Certificates of the bidders, checked")
LIST_NAME: Final = Words("名单：{name}", "List: {name}")
CHECKED_BY: Final = Words("核验人：", "Checked by:")
CHECKED_ON: Final = Words("日期：", "Date:")
CONCLUSIONS: Final[Mapping[Overall, Words]] = {
    Overall.VALID: Words("有效", "valid"),
    Overall.NOT_VALID: Words("无效", "not valid"),
    Overall.NOT_GENUINE: Words("不符", "not genuine"),
    Overall.UNKNOWN: Words("未能核验", "not checked"),
}
NOT_THEIRS: Final = Words("不符", "another firm's")  # it is genuine, but not the bidder's
STATES: Final[Mapping[str, Words]] = {
    **STATUS_WORDS,
    "missing": Words("未找到", "not found"),
    "unknown": Words("未能核验", "not checked"),
    "another": Words("别家的", "another firm's"),
    "close": Words("名称待核对", "name to compare"),
}
COVERAGE: Final[Mapping[str, Words]] = {
    Answer.COVERED.value: Words("覆盖", "covered"),
    Answer.COVERED_IF.value: Words("限定覆盖", "covered, with limits"),
    Answer.NOT_LISTED.value: Words("未列明", "not listed"),
    Answer.EXCLUDED.value: Words("不覆盖", "excluded"),
    "not_counted": Words("不能算", "does not count"),  # the scope lists it, but the certificate is not valid
    "several": Words("没有回答", "not answered"),  # more than one product in one question
}
NOT_UNDERSTOOD: Final = Words("这一行没有看懂", "this row was not understood")
NO_PRODUCT: Final = Words("没有填产品", "no product given")
NAME_FIRST: Final = Words("先核对全称", "compare the full name first")
ANOTHERS: Final = Words("不是这家的证书", "another firm's certificate")
NO_CERTIFICATE: Final = Words("没有查到证书", "no certificate was found")
BEFORE_ISSUE: Final = Words("那一天还没有颁发", "not issued yet on that day")
SHEET: Final = Words("工作表", "Sheet")
ROW: Final = Words("行", "Row")
BIDDER: Final = Words("投标单位", "Bidder")
GIVEN_NUMBER: Final = Words("所填证书编号", "Number given")
PRODUCT: Final = Words("产品", "Product")
DAY: Final = Words("开标日", "Bid day")
NO_DAY: Final = Words("没有写，按今天 {day}", "none given: today, {day}")
CONCLUSION: Final = Words("结论", "Verdict")
STATE: Final = Words("状态", "Status")
STATE_TODAY: Final = Words("今天的状态", "Status today")
LEVEL: Final = Words("星级", "Level")
COVERS: Final = Words("覆盖", "Coverage")
EXPLAINED: Final = Words("说明", "Explanation")
HOLDER: Final = Words("登记的组织名称", "Holder by the register")
NUMBER: Final = Words("证书编号", "Certificate number")
NEAR: Final = Words("可能要查的", "Perhaps meant")
LINK: Final = Words("查验结果", "Result page")
HOW_READ: Final = Words("读表说明", "How it was read")
RESULTS: Final = Words("查验结果", "Results")
QUERY_TIME: Final = Words("查询时间", "Time of query")
COUNTED: Final = Words(
    "{rows} 行：有效 {valid}，其中覆盖所填产品 {covered}；无效 {not_valid}，不符 {not_genuine}，未能核验 {unknown}。",
    "{rows} rows: {valid} valid, {covered} of them covering the product given; {not_valid} not valid, {not_genuine} "
    "not genuine or another firm's, {unknown} not checked.",
)
NO_PAPER: Final = Words(
    "这里只查登记簿：没有查验任何纸质或电子的证书。请与投标文件里的证书逐项对照。",
    "Only the register was asked: no paper or file was examined. Compare the certificates in the bids, line by line.",
)
AGAIN: Final = Words("再次核对：扫二维码，或打开", "To check again, scan the code or open")
CNCA: Final = Words(
    "证书状态以全国认证认可信息公共服务平台（cx.cnca.cn）为准。这份表帮助核对，不代替该平台。",
    "The national platform (cx.cnca.cn) is authoritative for the status. This table helps to check and does not "
    "replace it.",
)
UNSIGNED: Final = Words(
    "这份表没有签名：网站不持有任何密钥，纸上的文字可能被人改过。要归档能证明的内容，请打开每张证书的查验报告。",
    "This table is not signed, as the website holds no key, and its print may have been altered. For what proves "
    "itself, open the report of each certificate.",
)
MOMENT: Final = Words(
    "这是查询时间的登记内容，之后可能变化。上传的名单没有保存，也没有记录。",
    "This is what the register said at the time of the query; it may have changed since. The list was neither stored "
    "nor recorded.",
)
QR_ALT: Final = Words("二维码：批量查验页面", "QR code of the page that checks bids")
