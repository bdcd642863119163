"""The profile that `starmark init --template` writes: every setting of a body, explained, for staff to fill in."""

from __future__ import annotations

from typing import Final

from certs import limits
from certs.errors import Words
from certs.scheme.assessment_rules import FULL_LOSS, AssessmentRules
from certs.scheme.mark_policy import MARK_POLICIES, choice_words
from certs.scheme.schemes import SCHEMES
from scripts.terminal.speech import both, say

NAME: Final = "profile.toml"
_BODY: Final = {
    "name": Words("机构全称，印在证书上。", "The body's full name in Chinese, as on its certificates."),
    "name_en": Words("机构的英文名称。", "Its name in English."),
    "approval_number": Words("批准号，如 CNCA-R-2002-001。", "Its approval number, such as CNCA-R-2002-001."),
    "number_prefix": Words(
        "证书编号开头的 3 或 4 位数字，通常是批准号的最后几位。",
        "The 3 or 4 digits that begin a certificate number, usually the last ones of the approval number.",
    ),
    "address": Words("机构地址。", "Its address."),
    "website": Words("机构网站，如 https://www.example.cn。", "Its website, such as https://www.example.cn."),
    "complaints": Words(
        "投诉和申诉怎样联系：电话、邮箱。每一页都会写。",
        "How to complain and appeal: telephone, e-mail. It stands on every page.",
    ),
}


def profile_template() -> str:
    """Return the profile, in the language in use. As it is written it is refused, until the body has filled it in."""
    lines = [
        *_said(
            "Starmark 机构设置。填好以后：starmark init --profile FILE。以 # 开头的行是说明。",
            "The settings of a body. When they are filled in: starmark init --profile FILE. Lines with # explain.",
        ),
        *_said("这里没有秘密，填写的内容都会公开。", "Nothing here is secret; what is filled in is published."),
        "",
        "[body]",
    ]
    for name, words in _BODY.items():
        lines += [f"# {say(words)}", f'{name} = ""']
    parts = (_service, _scheme, _mark, _sizes, _register, _casework, _publication, _documents, _rules, _fees, _outside)
    return "\n".join([*lines, *(line for part in parts for line in ("", *part())), ""])


def _said(zh: str, en: str) -> list[str]:
    return [f"# {both(zh, en)}"]


def _service() -> list[str]:
    return [
        "[service]",
        *_said(
            f"查验网站的网址，如 https://cert.example.cn：小写域名，最多 {limits.HOST} 个字符，没有路径。",
            f"The address of the public service, such as https://cert.example.cn: a DNS name of at most {limits.HOST} "
            "characters, without a path.",
        ),
        *_said(
            "它印进每个二维码，要比所有证书活得久，定下来就不能改。",
            "It is printed in every QR code and must outlive every certificate: it cannot be changed later.",
        ),
        'base_url = ""',
        *_said(
            "网站前面有几层自己的反向代理；没有写的，日志里和限流时看到的是代理的地址。",
            "How many proxies of your own stand before the website; without it, the log and the limit per address see "
            "the proxy's address.",
        ),
        "# proxies = 1",
        *_said(
            f"一个地址 {limits.ADDRESS_SECONDS} 秒内可以问多少：网页算 1，搜索和核验算 {limits.DEAR_POINTS}。",
            f"What one address may ask in {limits.ADDRESS_SECONDS} seconds: a page counts 1, a search or a check "
            f"{limits.DEAR_POINTS}.",
        ),
        f"# address_points = {limits.ADDRESS_POINTS}",
        *_said("日志里记完整的 IP 地址；不写就只记网段。", "Log whole IP addresses; without it, only their networks."),
        "# whole_addresses = true",
        *_said("要求下级域名也只用 HTTPS。", "Demand HTTPS of every name below the host too."),
        "# hsts_subdomains = true",
        *_said(
            "监控的指标（Prometheus）从本机的这个回环地址来取；不写就没有。",
            "Where a monitor (Prometheus) on this machine gets its figures: a loopback address; without it, there are "
            "none.",
        ),
        '# metrics = "127.0.0.1:9100"',
    ]


def _scheme() -> list[str]:
    names = both("；", "; ").join(f"{code}：{say(scheme.name)}" for code, scheme in SCHEMES.items())
    return [
        "[scheme]",
        *_said(
            f"输入文件没有写评价方案时用哪一个；删去这一行，每个文件就都要写。{names}",
            f"The scheme of input files that name none; without this line each must name its own. {names}",
        ),
        f'default = "{next(iter(SCHEMES))}"',
    ]


def _mark() -> list[str]:
    lines = [
        "[mark]",
        *_said(
            "标志能不能用在商品和包装上，由机构自己选定，没有默认：去掉两行之一开头的 #。",
            "Whether the mark may stand on goods and packaging is the body's own choice, without a default: take the # "
            "off one of the two lines.",
        ),
    ]
    for code in MARK_POLICIES:
        lines += [f"# {say(choice_words(code))}", f'# packaging = "{code}"']
    return lines


def _sizes() -> list[str]:
    small, medium = limits.SIZES
    return [
        "[sizes]",
        *_said(
            "编号末尾的规模字母：覆盖人数到多少（含）是 S，到多少是 M，再多是 L。",
            "The size letter at the end of a number: up to how many people it is S, and M; above that L.",
        ),
        f"small_up_to = {small}",
        f"medium_up_to = {medium}",
    ]


def _register() -> list[str]:
    return [
        "[register]",
        *_said(
            "登记簿用 PostgreSQL 时写地址，不带密码（写在各账户的 pg_service.conf 和 .pgpass）；不写，就是实例目录里的 SQLite 文件。",
            "The address of a PostgreSQL database, without a password (which stands in each account's pg_service.conf "
            "and .pgpass); without it the register is a SQLite file in the instance.",
        ),
        '# url = "postgresql:///?service=starmark"',
        *_said(
            "PostgreSQL 的热备：网站从它们读。回答写明是哪一刻的；与主库超过多少秒没有核对一致的，不用它作答。",
            "Hot standbys of PostgreSQL, from which the website reads. Answers tell as of when they are; one that was "
            "not in agreement with the primary for so many seconds answers nothing.",
        ),
        '# replicas = ["postgresql:///?service=replica-1", "postgresql:///?service=replica-2"]',
        f"# replica_seconds = {limits.REPLICA_SECONDS}",
    ]


def _publication() -> list[str]:
    return [
        "# [publication]",
        *_said(
            "starmark send 把公开的文件送到这些地方：兼容 S3 的对象存储、别的主机（rsync）、目录。地址里不能有密码或密钥。",
            "Where starmark send sends what is public: object stores that speak S3, other hosts (rsync), folders. No "
            "password and no key stands in an address.",
        ),
        '# send_to = ["s3://bucket/prefix?profile=starmark", "starmark@web2.example.cn:/srv/starmark-copy/public"]',
    ]


def _casework() -> list[str]:
    return [
        "# [casework]",
        *_said(
            "工作日志和案件用 PostgreSQL 时写地址：自己的数据库，不是登记簿那一个，网站的角色进不去；不带密码。没有这一项，就是实例目录里的 "
            "SQLite 文件。",
            "The address of a PostgreSQL database for staff journal and cases: one of its own, not the register's, "
            "which the website's role cannot enter, and without a password. Without it they are a SQLite file in the "
            "instance.",
        ),
        '# url = "postgresql:///?service=starmark_casework"',
    ]


def _documents() -> list[str]:
    return [
        "# [documents]",
        *_said(
            "机构自己的期限，写进给企业的信；不写，信里就没有那一句。申诉：收到通知以后多少日，或者多少个工作日，只写一个。",
            "The body's own terms, for its letters; without one, the letters do not state it. An appeal: days, or "
            "working days, after a notice was received; write one of the two.",
        ),
        "# appeal_days = 30",
        "# appeal_working_days = 20",
        *_said(
            "用 export --sign-pdf 签名时：签名证书（PEM，上级证书依次在后）的位置，从实例目录算起；私钥加密放在 keys/documents.pem；"
            "时间戳服务的网址。",
            "For export --sign-pdf: the file of the signing certificate (PEM, those above it after it), from the "
            "instance on, its sealed key being keys/documents.pem; and the address of a time stamping authority.",
        ),
        '# signing_certificate = "keys/documents-chain.pem"',
        '# timestamp_url = "http://tsa.example.cn"',
    ]


def _rules() -> list[str]:
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
            "证书只由案件签发（case issue）；不写时也可以从文件签发（issue）。",
            "Certificates are issued from cases alone (case issue); without it also from files (issue).",
        ),
        "# cases_only = true",
        *_complaint_terms(),
        *_said(
            "一次初次评价的人日，以半天计：文件审查、总部、每个抽到的网点；每年的监督是它的百分之几。四个数一起写。",
            "Half days of one person for an initial assessment: documents, headquarters, each sampled outlet; and how "
            "many per cent of it each year. All four or none.",
        ),
        "# half_days_documents = 2",
        "# half_days_headquarters = 4",
        "# half_days_outlet = 1",
        "# yearly_percent = 50",
    ]


def _complaint_terms() -> list[str]:
    return [
        *_said(
            "投诉和申诉：收到以后多少日内确认，多少日内答复，按日历日算；没有写的，starmark due 写明没有定期限。",
            "Complaints and appeals: days of the calendar within which they are acknowledged, and answered; without "
            "them starmark due says that no term is set.",
        ),
        "# complaint_acknowledged_days = 5",
        "# complaint_answered_days = 60",
        *_said(
            "只提醒，写 0 就不提醒：最多多少个月监督一次（最多 12）；评价以后多少日内决定，决定以后多少日内办理；密钥用几个月更换。",
            "Reminders alone, none where it is 0: months between surveillances, 12 at most; days from an assessment to "
            "the "
            "decision and from that to the act; months after which a key is rotated.",
        ),
        "# surveillance_months = 12",
        "# decision_days = 30",
        "# key_months = 12",
    ]


def _fees() -> list[str]:
    return [
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


def _outside() -> list[str]:
    return [
        "# [outside]",
        *_said(
            "网站上线以后写上公开的网址，有见证方的也写上：每次办理前先问那里的日志到第几条，旧副本就不会继续办理。",
            "Once the site is public, its address, and that of a witness: each act first asks how far the log is known "
            "there, so that no old copy goes on.",
        ),
        '# log = "https://cert.example.cn"',
        '# witness = "https://witness.example.org"',
        *_said(
            "问不到就不办理；不写就照样办理，并写明。",
            "Stop acts where one is silent; without it they go on and say so.",
        ),
        "# must_answer = true",
    ]
