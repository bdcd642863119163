// What is said of a verdict, in both languages: what is so, then what to do.

const w = (zh, en) => ({ zh, en });

export const HEADS = {
  valid: w("有效", "Valid"),
  not_valid: w("真实，但不是有效", "Genuine, but not valid"),
  not_genuine: w("不符：不能采信", "Not genuine: do not rely on it"),
  unknown: w("不能下结论", "Could not check"),
};

// Of a report: its bundle is judged as of a time that is past.
export const REPORT_HEADS = {
  valid: w("当时有效", "Valid at that time"),
  not_valid: w("真实，但当时不是有效", "Genuine, but not valid at that time"),
};
export const asOf = (minute) => w(
  `以报告里附的离线核验文件为准，状态是它的签名列表所说的 ${minute} 的状态。现在的状态从这份报告看不出来：请联网查询编号。报告回答的若是别的日期，这里没有核对那一天。`,
  `This goes by the offline file in the report; the status is that of ${minute}, as its signed lists tell it. The report cannot tell today's status: look the number up online. If the report answers about another day, that day was not checked here.`,
);
export const PRINT_UNREAD = w(
  "没有与报告上印的字比对：纸上写的可能与这里证明的不同。请把这里显示的编号、组织名称、星级和状态，与印着的逐项对照；这里没有显示的，都没有证明。",
  "The print of the report was not compared: the words on the paper may differ from what is proven here. Compare number, holder, level and status shown here with the print; what is not shown here is not proven.",
);

export const NAMES = {
  number: w("证书编号", "Number"),
  holder: w("组织名称", "Holder"),
  uscc: w("统一社会信用代码", "USCC"),
  level: w("星级", "Level"),
  scope: w("认证范围", "Scope"),
  until: w("有效期至", "Valid until"),
  status: w("状态", "Status"),
  statusThen: w("当时的状态", "Status then"),
};

export const CHECKS = {
  form: w("格式", "Form"),
  key: w("签名密钥", "Signing key"),
  signature: w("签名", "Signature"),
  register: w("与登记的条目相同", "The same as its entries"),
  version: w("是现行版本", "The version in force"),
  status: w("条目里的状态", "Status by the entries"),
  dates: w("日期", "Dates"),
  log: w("在日志里，检查点由日志密钥签署", "In the log, under a signed checkpoint"),
  status_evidence: w("签名的状态列表", "Signed status lists"),
};

const ADDED = {
  breaks: w("换行", "line breaks"),
  https: w("不是 https 的开头", "a beginning other than https"),
  invisible: w("看不见的字符", "invisible characters"),
  label: w("前面的名目", "the label before it"),
  marks: w("前后的标点、括号或引号", "marks, brackets or quotes around it"),
  padding: w("末尾的“=”", "“=” at the end"),
  query: w("网址“?”或“#”后面的部分", "what stood after “?” or “#” in the address"),
  scanner: w("扫码枪加的前缀", "the prefix of a scanner"),
  scheme: w("多写的 http://", "a second http://"),
  wide: w("全角字符", "full-width characters"),
};
export function withoutWords(names) {
  const [zh, en] = ["zh", "en"].map((language) => [...new Set(names)].map((name) => ADDED[name][language]));
  return w(`核对前去掉了粘贴时带上的：${zh.join("、")}。`, `Taken off before the check, as pasting adds it: ${en.join(", ")}.`);
}

const BY_CODE = {
  valid: w(
    "每一步都通过，证书有效，只对所列的范围有效。请与手里的纸逐项对照。这次只以根公钥为准，没有要求见证方。",
    "Every step passed: the certificate is valid, for the scope listed only. Compare it with the paper in your hand. It went by the root key alone; no witness was asked for.",
  ),
  suspended: w("已暂停。暂停期间，证书和标志都不得使用。", "Suspended. Neither certificate nor mark may be used meanwhile."),
  revoked: w("已被撤销，不能恢复。", "Revoked. This is final."),
  withdrawn: w("已经注销，不得再使用。注销不表示企业有过错。", "Ended, which implies no fault; it may not be used any more."),
  expired: w("已经过期。请索取现行证书。", "Expired. Ask for the present certificate."),
  not_yet_valid: w("还没有生效。", "Not yet valid."),
  superseded: w("这是旧版，请以现行版为准。", "This is an older version: go by the one in force."),
  revocation_bit: w("状态列表说这一版已经终止：撤销、注销，或已有新版。", "The status list says that this version has ended: revoked, ended or superseded."),
  suspension_bit: w("状态列表说它已暂停。", "The status list says that it is suspended."),
  status_not_known: w(
    "签名属实，是本机构签发的原文；但一张证书或二维码自己说不出后来有没有暂停、撤销或换版。请索取离线核验文件，或联网查询编号。",
    "It is genuine as issued; but a certificate or QR code by itself cannot tell whether it was suspended, revoked or superseded since. Ask for its offline file, or look the number up online.",
  ),
  status_list_stale: w("状态列表已过期，现在的状态不得而知。请索取新的离线核验文件，或联网查询。", "The status lists are past their time, so the present status is not known. Ask for a new offline file, or look it up online."),
  status_list_early: w("状态列表还没有到时间。请核对这台设备的时钟。", "The status lists are not of this time yet. Check the clock of this device."),
  status_list_missing: w("没有状态列表，现在的状态不得而知。请索取新的离线核验文件。", "There are no status lists, so the present status is not known. Ask for a new offline file."),
  status_list_foreign: w("状态列表不是本机构为它发布的，或被改动过。", "The status lists are not what the body published for it, or were changed."),
  status_list_rolled_back: w("状态列表比所附的条目旧，不能采信。", "The status lists are older than the entries beside them and cannot be believed."),
  root: w("签名的根公钥不是您填的那一把。请核对根公钥；抄得没有错，就不要依据这份文件。", "It is signed by another root key than the one you gave. Check the key; if it is copied rightly, do not rely on this file."),
  other_host: w("二维码通向别的网站。请不要打开。", "The QR code leads to another website. Do not open it."),
  damaged: w("读不到末尾：不完整，或在传递中损坏。请重新索取。", "It cannot be read to its end: cut off, or damaged on its way. Ask for it again."),
  format_newer: w("格式比这个文件新。请下载新的离线核验页。", "Its format is newer than this file. Download a new one."),
  key_compromised: w("签名密钥已宣布泄露，要对照登记簿才能判断。", "The signing key was declared compromised; only the register can tell."),
  number_offline: w("只凭编号离线查不出什么。请给出离线核验文件、证书文件或二维码，或联网查询。", "A number alone tells nothing offline. Give the offline file, the certificate's file or its QR code, or look it up online."),
  target: w(
    "认不出这是什么，没有核对，不说明证书真假。trust.json、状态列表、日志证明都不是证书：请给出离线核验文件、查验报告的 PDF、证书的 JSON 或 JWT，或二维码的文字。",
    "It is not clear what this is. Nothing was checked; this says neither yes nor no. A trust.json, a status list or a log proof is no certificate: give the offline file, a verification report as PDF, a certificate's JSON or JWT, or the text of a QR code.",
  ),
  short_symbol: w("这是标志上的短码，只有编号，没有签名。", "This is the short code of the mark: a number without a signature."),
  symbol_altered: w("二维码不是本机构印的写法。请不要打开它。", "The QR code is not as the body prints it. Do not open it."),
  trust_missing: w("单张证书和二维码要有公钥清单（trust.json）才能核验：请选它，或改用离线核验文件。", "A single certificate or QR code needs the list of keys, trust.json: choose it, or use an offline file."),
  trust_foreign: w("公钥清单不是您填的根公钥签的，或读不通。没有核对证书。", "The list of keys is not signed by the root key that you gave, or cannot be read. Nothing was checked."),
  root_unreadable: w("请先填根公钥：z6Mk 开头，每个字符都要对。没有核对。", "Give the root key first: it begins with z6Mk, and each character counts. Nothing was checked."),
  pdf_not_judged: w("这个 PDF 里没有离线核验文件，不是查验报告。证书的 PDF 这个文件不核验：请用 PDF 阅读器把附在里面的 certificate.json 存出来，连同 trust.json 交到这里，或索取离线核验文件。", "This PDF holds no offline file, so it is no verification report. The PDF of a certificate is not judged by this file: save the certificate.json that is attached to it with your PDF reader and hand that in with trust.json, or ask for the offline file."),
  report_no_bundle: w("这个 PDF 里没有附件，纸面本身没有签名，没有可以核验的。打印、扫描过的就是这样。请索取报告的 PDF 原件，或联网查询编号。", "Nothing is attached to this PDF, and nothing on the sheet itself is signed, so there is nothing to check. Printing and scanning do that. Ask for the original PDF of the report, or look the number up online."),
  report_bundles: w("这个 PDF 里不止一个附件，不知道以哪个为准，没有核对。查验报告原件只有一个附件。请索取原件，或用 PDF 阅读器把要核验的 .bundle 存出来，再交到这里。", "Several files are attached to this PDF, and it is open which one is meant; nothing was checked. The original of a report has one. Ask for it, or save the .bundle that you mean with your PDF reader and hand that in."),
  report_packed: w("附件的压缩方式这个文件不认得，没有核对。请用 PDF 阅读器把附着的 .bundle 存出来，再交到这里。", "The attachment is packed in a way that this file does not know; nothing was checked. Save the .bundle with your PDF reader and hand that in."),
  paper_encrypted: w("这个 PDF 加了密码，没有核对。请索取没有密码的原件，或用 PDF 阅读器把附着的 .bundle 存出来，再交到这里。", "This PDF is encrypted; nothing was checked. Ask for the original without a password, or save the .bundle with your PDF reader and hand that in."),
  paper_broken: w("这个 PDF 读不到末尾：不完整，或在传递中损坏，没有核对。请重新索取。", "This PDF cannot be read to its end: cut off, or damaged on its way. Nothing was checked. Ask for it again."),
  paper_large: w("这个 PDF 的附件或内容太多、太大，没有核对。请用 PDF 阅读器把附着的 .bundle 存出来，再交到这里。", "This PDF, or what is attached to it, is too large; nothing was checked. Save the .bundle with your PDF reader and hand that in."),
  nothing_given: w("没有给出要核验的内容。", "Nothing was given to check."),
  too_large: w("文件超过 10 MB。", "The file is over 10 MB."),
  picture_unread: w("这个文件不是能打开的图片。", "This file is no picture that can be opened."),
  no_symbol: w("图片里没有找到二维码。请拍清楚一些。", "No QR code was found in the picture. Take a sharper one."),
  several_symbols: w("图片里有几枚不同的二维码。请一次只给一枚。", "There are several different QR codes in the picture. Give one at a time."),
  browser_old: w(
    "这个浏览器太旧，读不了状态列表，没有查成，不说明证书真假。请换一个新一些的浏览器（Chrome 80、Firefox 113、Safari 16.4 起），或联网查询编号。",
    "This browser is too old to read the status lists. It could not be checked; this says neither yes nor no. Try a newer browser (Chrome 80, Firefox 113, Safari 16.4 or later), or look the number up online.",
  ),
  program_failed: w("这个浏览器里没有算成，可能太旧。没有核对，请换一个浏览器。", "It could not be worked out in this browser, which may be too old. Nothing was checked; try another."),
};
const BY_OVERALL = {
  valid: BY_CODE.valid,
  not_valid: w("证书真实，但现在不能使用。", "It is genuine, but may not be used now."),
  not_genuine: w("签名、日志证明或内容不是这把根公钥的机构的，或者被改动过。请不要依据它作决定。", "A signature, a log proof or the content is not that of the body with this root key, or was changed. Do not rely on it."),
  unknown: w("没有核对完，不说明真假。请重新索取，或联网查询。", "It could not be checked to the end; this says neither yes nor no. Ask for it again, or look it up online."),
};

export const sentence = ({ code, overall }) => (overall === "not_genuine" && code !== "root" && code !== "other_host" ? BY_OVERALL.not_genuine : (BY_CODE[code] ?? BY_OVERALL[overall]));
