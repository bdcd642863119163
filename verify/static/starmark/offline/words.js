// What is said of a verdict, in both languages: what is so, then what to do.

const w = (zh, en) => ({ zh, en });

export const HEADS = {
  valid: w("有效", "Valid"),
  not_valid: w("真实，但不是有效", "Genuine, but not valid"),
  not_genuine: w("不符：不能采信", "Not genuine: do not rely on it"),
  unknown: w("不能下结论", "Could not check"),
};

export const NAMES = {
  number: w("证书编号", "Number"),
  holder: w("组织名称", "Holder"),
  uscc: w("统一社会信用代码", "USCC"),
  level: w("星级", "Level"),
  scope: w("认证范围", "Scope"),
  until: w("有效期至", "Valid until"),
  status: w("状态", "Status"),
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
  short_symbol: w("这是标志上的短码，只有编号，没有签名。", "This is the short code of the mark: a number without a signature."),
  symbol_altered: w("二维码不是本机构印的写法。请不要打开它。", "The QR code is not as the body prints it. Do not open it."),
  trust_missing: w("单张证书和二维码要有公钥清单（trust.json）才能核验：请选它，或改用离线核验文件。", "A single certificate or QR code needs the list of keys, trust.json: choose it, or use an offline file."),
  trust_foreign: w("公钥清单不是您填的根公钥签的，或读不通。没有核对证书。", "The list of keys is not signed by the root key that you gave, or cannot be read. Nothing was checked."),
  root_unreadable: w("请先填根公钥：z6Mk 开头，每个字符都要对。没有核对。", "Give the root key first: it begins with z6Mk, and each character counts. Nothing was checked."),
  pdf_not_judged: w("PDF 这个文件不核验。请把 PDF 里附的 .bundle（查验报告）或 certificate.json 存出来，再交到这里。", "PDFs are not judged by this file. Save the .bundle (of a report) or certificate.json that is attached to it, and hand that in."),
  nothing_given: w("没有给出要核验的内容。", "Nothing was given to check."),
  too_large: w("文件超过 10 MB。", "The file is over 10 MB."),
  picture_unread: w("这个文件不是能打开的图片。", "This file is no picture that can be opened."),
  no_symbol: w("图片里没有找到二维码。请拍清楚一些。", "No QR code was found in the picture. Take a sharper one."),
  several_symbols: w("图片里有几枚不同的二维码。请一次只给一枚。", "There are several different QR codes in the picture. Give one at a time."),
  program_failed: w("这个浏览器里没有算成，可能太旧。没有核对，请换一个浏览器。", "It could not be worked out in this browser, which may be too old. Nothing was checked; try another."),
};
const BY_OVERALL = {
  valid: BY_CODE.valid,
  not_valid: w("证书真实，但现在不能使用。", "It is genuine, but may not be used now."),
  not_genuine: w("签名、日志证明或内容不是这把根公钥的机构的，或者被改动过。请不要依据它作决定。", "A signature, a log proof or the content is not that of the body with this root key, or was changed. Do not rely on it."),
  unknown: w("没有核对完，不说明真假。请重新索取，或联网查询。", "It could not be checked to the end; this says neither yes nor no. Ask for it again, or look it up online."),
};

export const sentence = ({ code, overall }) => (overall === "not_genuine" && code !== "root" && code !== "other_host" ? BY_OVERALL.not_genuine : (BY_CODE[code] ?? BY_OVERALL[overall]));
