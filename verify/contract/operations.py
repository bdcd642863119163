"""The table of the interface: every address for programs, in the order in which readers are told of them."""

from __future__ import annotations

from typing import Final

from certs import limits
from certs.errors import Words
from verify.contract import api_parameters as asked
from verify.contract.operation import Body, Operation, Refusal
from verify.routing import FORMS

_BAD: Final = Refusal(
    400, Words("问题写错了，errors 逐项说明。", "The question is wrong; `errors` tells of each mistake.")
)
_LARGE: Final = Refusal(413, Words("内容超过上限。", "It is too large."))
_ABSENT: Final = Refusal(
    404,
    Words("没有找到；kind 写明是哪一种，suggestions 是最接近的。", "Not found: `kind` and the nearest `suggestions`."),
)
_NO_FORM: Final = Refusal(
    406,
    Words("Accept 里没有我们有的格式，detail 列出有哪几种。", "Nothing in `Accept` is there: `detail` names what is."),
)
_CERTIFICATES: Final = "/api/v1/certificates"
_ONE: Final = f"{_CERTIFICATES}/{{number}}"

CERTIFICATE: Final = Operation(
    "certificate",
    "certificates",
    _ONE,
    Words("一张证书：状态、内容、结论和全部登记。", "One certificate: status, content, verdict and history."),
    "Certificate",
    (asked.MOMENT, asked.PRODUCT_TOO),
    (asked.NUMBER,),
    refusals=(_BAD, _ABSENT, _NO_FORM),
    forms=FORMS,
)
HISTORY: Final = Operation(
    "history",
    "certificates",
    f"{_ONE}/history",
    Words("一张证书的全部登记，从先到后。", "All entries about one certificate, the first one first."),
    "History",
    (),
    (asked.NUMBER,),
    refusals=(_ABSENT,),
)
COVERAGE: Final = Operation(
    "coverage",
    "certificates",
    f"{_ONE}/coverage",
    Words(
        "那一天现行的版本是否覆盖一个产品，不看状态；颁证以前是 null。",
        "Whether the version in force on the day covers a product, whatever its status; `null` before the issue.",
    ),
    "CoverageOrNull",
    (asked.MOMENT, asked.PRODUCT),
    (asked.NUMBER,),
    refusals=(_BAD, _ABSENT),
)
CERTIFICATES: Final = Operation(
    "certificates",
    "search",
    _CERTIFICATES,
    Words("查询，或按条件列出。", "Search, or list by conditions."),
    "Hits",
    (asked.QUESTION, asked.FILTERS, asked.LIMIT, asked.CURSOR),
    refusals=(_BAD, _ABSENT),
)
DIRECTORY: Final = Operation(
    "directory",
    "search",
    "/api/v1/directory",
    Words(
        "获证组织，按信用代码排；没有写状态和日子时，是持有有效或暂停证书的。",
        "The organisations, by their codes; without a status or day, those that hold what is valid or suspended.",
    ),
    "Organisations",
    (asked.SHOWN_FILTERS, asked.LIMIT, asked.CURSOR),
    refusals=(_BAD,),
)
NOTICES: Final = Operation(
    "notices",
    "log",
    "/api/v1/notices",
    Words("暂停、恢复、撤销、注销和换证的公告，新的在前。", "The notices of the body, the newest first."),
    "Notices",
    (asked.LIMIT, asked.POSITION),
    refusals=(_BAD,),
)
LOG: Final = Operation(
    "log",
    "log",
    "/api/v1/log",
    Words(
        "日志的条目，新的在前；要证明没有被改写，请用检查点和分块。",
        "The entries of the log, the newest first; checkpoint and tiles prove that none was rewritten.",
    ),
    "Log",
    (asked.LIMIT, asked.POSITION),
    refusals=(_BAD,),
)
BATCH: Final = Operation(
    "batch",
    "verify",
    "/api/v1/verify/batch",
    Words("一次查验一叠投标，逐行回答，次序不变。", "A stack of bids, answered row by row in its order."),
    "BidAnswers",
    body=Body(
        "application/json",
        "Bids",
        Words(f"最多 {limits.BIDS} 行。", f"Up to {limits.BIDS} rows."),
        {"rows": [{"number": "99926SC00001R0M", "product": "家用空调器", "on": "2026-12-08"}]},
    ),
    refusals=(_BAD, _LARGE),
    tagged=False,
)
DOCUMENT: Final = Operation(
    "document",
    "verify",
    "/api/v1/verify/document",
    Words(
        "核验交来的一个文件：证书或报告的 PDF、照片、证书的 JSON 或 JWT、离线核验文件。与 starmark verify FILE --json 相同。",
        "Verify one file: the PDF of a certificate or report, a photo, a certificate's JSON or JWT, an offline file; "
        "as `starmark verify FILE --json` does.",
    ),
    "Verdict",
    body=Body(
        "multipart/form-data",
        "File",
        Words(f"一个文件，最多 {limits.IMAGE_FILE} 字节。", f"One file of up to {limits.IMAGE_FILE} bytes."),
        {"file": "99926SC00001R0M"},
    ),
    refusals=(
        Refusal(400, Words("没有文件，或者不止一个。", "No file, or several.")),
        _LARGE,
        Refusal(
            422,
            Words("没有可以核对的；verdict 是结论 unknown。", "Nothing can be judged in it: `verdict` is `unknown`."),
        ),
    ),
    tagged=False,
)
VERIFY: Final = Operation(
    "verify",
    "verify",
    "/api/v1/verify",
    Words(
        "核验二维码的文字、证书 JSON 或 JWT，或离线核验文件；回答与 starmark verify --json 相同。",
        "The verdict on the text of a QR code, a certificate's JSON or JWT, or a bundle, as `starmark verify --json` "
        "gives it.",
    ),
    "Verdict",
    (asked.MOMENT, asked.PRODUCT_TOO),
    body=Body(
        "application/json",
        "HandedIn",
        Words(
            f'{{"text": …}}，最多 {limits.HANDED_TEXT} 个字符；或离线核验文件本身，最多 {limits.BUNDLE} 字节。',
            f'{{"text": …}} of up to {limits.HANDED_TEXT} characters, or the bundle itself, of up to {limits.BUNDLE} '
            "bytes.",
        ),
        {"text": "https://cert.example.cn/c/99926SC00001R0M"},
    ),
    refusals=(_BAD, _LARGE),
    tagged=False,
)
OPENAPI: Final = Operation(
    "openapi",
    "keys",
    "/api/v1/openapi.json",
    Words("本说明，OpenAPI 3.1。", "This description (OpenAPI 3.1)."),
    "OpenApi",
)

API: Final = (CERTIFICATE, HISTORY, COVERAGE, CERTIFICATES, DIRECTORY, VERIFY, DOCUMENT, BATCH, NOTICES, LOG, OPENAPI)
