"""What a kit says in words: what is in it, the rules of the mark in force, and HTML ready to be put on a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from certs import limits
from certs.documents.marks.badge import SHOWN
from certs.documents.marks.emblem import GOLD, LIT, PETROL
from certs.documents.marks.kit_facts import KitFacts
from certs.documents.marks.usage_scenes import SCENES
from certs.errors import Words
from certs.scheme.mark_policy import MARK_POLICIES

# What goes on a page beside the badge goes on claiming a level after a change of status: only its holder can mend it.
_WORDS_STAY: Final = Words(
    "状态变了，徽标几分钟之内就变；旁边的文字不会变。"
    "暂停、撤销、注销、过期，或者等级、范围变了，请立即自己撤下或者改正文字。",
    "The badge follows a change of status within minutes; the words beside it do not. When the certificate is "
    "suspended, revoked, ended or expired, or its level or scope has changed, take them down or correct them at once "
    "yourself.",
)
_VISITORS: Final = Words(
    "徽标由发证机构的网站提供，访问者的 IP 地址会到那里，请在您的隐私说明里写明。",
    "The badge comes from the body's website, which sees your visitors' IP addresses: say so in your privacy notice.",
)


def claim(kit: KitFacts) -> Words:
    """Return what may be written beside the mark."""
    return Words(
        f"{kit.holder.zh}的售后服务通过 {kit.standard} {kit.level.zh}认证，证书编号 {kit.number}，由{kit.body.zh}颁发。"
        f"认证范围：{kit.scope}。认证范围以证书为准，查验网址：{kit.address('zh')}",
        f"The after-sales service of {kit.holder.en} is certified to {kit.standard}, {kit.level.en.lower()}, "
        f"certificate {kit.number}, issued by {kit.body.en}. Scope: {kit.scope}. The scope is as on the certificate; "
        f"check at {kit.address('en')}",
    )


def rules(kit: KitFacts, language: str) -> str:
    """Return the text file of a kit: what is in it, and the rules in force."""
    parts = _chinese(kit) if language == "zh" else _english(kit)
    return "\n".join(parts) + "\n"


def _scenes(kit: KitFacts, language: str, *, wrong: bool) -> Iterator[str]:
    folder = "dont" if wrong else "do"
    for name, scene in shown_scenes(kit):
        if scene == wrong:
            words = SCENES[name].words
            yield f"- {folder}/{name}.svg  {words.zh if language == 'zh' else words.en}"


def shown_scenes(kit: KitFacts) -> Iterator[tuple[str, bool]]:
    """Yield the scenes of a kit, each with whether it shows what may not be done."""
    for name, scene in SCENES.items():
        if not scene.goods or kit.on_packaging:
            yield name, scene.wrong


def _chinese(kit: KitFacts) -> Iterator[str]:
    slips, plates = (_listed(widths, "、") for widths in (limits.SLIP_WIDTHS, limits.PLATE_WIDTHS))
    yield f"星级标志包：{kit.holder.zh}"
    yield f"证书编号 {kit.number}（第 {kit.version} 版），{kit.standard} {kit.level.zh}，{kit.body.zh}"
    yield f"查验网址：{kit.address('zh')}"
    yield "\n一、包里有什么"
    yield f"- marks/  标志：签条（竖用）宽 {slips} 毫米，标牌（横用）宽 {plates} 毫米。"
    yield "  colour 是彩色，mono 是单色（全黑，用在白底上，SVG 和 PDF 自己不带底色），reversed 是反白（一种深色底上全白）。"
    yield f"  SVG、PDF 是矢量图，印刷用；PNG 是 {limits.PRINT_DPI} dpi 的图片，办公文件用，标志以外是透明的。文件名里的毫米数就是宽度。"
    if kit.on_packaging:
        yield "- packaging/  用在商品和包装上的标志：下面多一句“通过认证的是售后服务，不是产品”。"
    yield "- do/、dont/  图例：这样可以，那样不可以。"
    yield "- embed.zh.html、embed.en.html  自己的网站用的状态徽标和说明，复制过去就能用。"
    yield "  网店平台不允许外部图片的，写明编号和查验网址。"
    yield f"  {_VISITORS.zh}"
    yield "每一枚二维码都在最小尺寸上读回过，内容就是上面这张证书的查验页。"
    yield "\n二、能不能用"
    yield "证书有效，标志才能用；证书覆盖什么，标志才能用在什么上面。"
    yield f"商品和包装：{MARK_POLICIES[kit.policy].in_force.zh.removeprefix('现行规定：')}"
    if not kit.on_packaging:
        yield "所以这个包里没有用在包装上的标志。"
    yield f"认证范围：{kit.scope}"
    yield "\n三、旁边要写什么"
    yield "企业名称、证书编号、标准和等级、认证范围、发证机构、查验网址。可以照这样写："
    yield claim(kit).zh
    yield "\n四、多大，什么颜色"
    yield f"- 印刷：签条不小于 {limits.SLIP_WIDTHS[0]} 毫米，标牌不小于 {limits.PLATE_WIDTHS[0]} 毫米；再小，二维码就扫不出来。"
    yield f"- 屏幕：签条不小于 {limits.SCREEN_WIDTHS[0]} 像素，标牌不小于 {limits.SCREEN_WIDTHS[1]} 像素。"
    yield f"- 只能按比例缩放。青 {PETROL}；星在深色一半是 {LIT}，在浅色一半是 {GOLD}。单色、反白以外不用别的颜色。"
    yield "- 二维码始终是深色印在白底上，四周的白边不能盖住。"
    yield "\n五、这样可以"
    yield from _scenes(kit, "zh", wrong=False)
    yield "\n六、这样不可以"
    yield from _scenes(kit, "zh", wrong=True)
    yield "- 用在证书没有写明的子公司、网点、经销商。"
    yield "- 让人以为产品或者管理体系通过了认证；与强制性产品认证（CCC）、认可机构的标志拼在一起。"
    yield "- 旁边写“国家认证”“国家级”“第一”“最高”；转借、出售，或者改动图样。"
    yield "\n七、状态变了以后"
    yield "- 暂停：立即停用，恢复以前不得使用；库存的印刷品停发，网页先撤下。"
    yield "- 范围缩小：缩掉的部分立即停用。星级改变：改用新等级的标志，请重新取标志包。"
    yield "- 撤销、注销、过期：从网站、网店、场所、车辆和库存印刷品上全部撤下。"
    yield _WORDS_STAY.zh
    yield "印出去的标志不会变：上面的二维码通到发证机构的查验页，联网扫码看到的是现在的状态。"


def _english(kit: KitFacts) -> Iterator[str]:
    slips, plates = (_listed(widths, ", ") for widths in (limits.SLIP_WIDTHS, limits.PLATE_WIDTHS))
    yield f"Kit for the star mark: {kit.holder.en}"
    yield f"Certificate {kit.number} (version {kit.version}), {kit.standard}, {kit.level.en.lower()}, {kit.body.en}"
    yield f"Check it at {kit.address('en')}"
    yield "\n1. What is in it"
    yield f"- marks/  The mark: slips (upright) {slips} mm wide, plates (horizontal) {plates} mm wide."
    yield "  colour; mono: all black, no ground of its own, for white; reversed: all white on one dark colour."
    yield f"  SVG and PDF are drawings, for printers; PNG is a picture of {limits.PRINT_DPI} dpi, for office files,"
    yield "  open beside the mark. The figure in a file name is its width."
    if kit.on_packaging:
        yield "- packaging/  Marks for goods and packaging: below stands, in Chinese, “the after-sales service is"
        yield "  certified, not the product”."
    yield "- do/, dont/  Pictures of what is right and what is wrong."
    yield "- embed.zh.html, embed.en.html  The live badge and the words beside it, to be copied into your own website."
    yield "  Where a shop platform admits no outside pictures, state number and lookup address."
    yield f"  {_VISITORS.en}"
    yield "Each QR code was read back at its smallest size. It opens the page of this certificate."
    yield "\n2. Whether you may use it"
    yield "You may use the mark while the certificate is valid, and only for what the certificate covers."
    yield f"Goods and packaging: {MARK_POLICIES[kit.policy].in_force.en.removeprefix('Rule in force: ')}"
    if not kit.on_packaging:
        yield "So this kit has no mark for packaging."
    yield f"Certified scope: {kit.scope}"
    yield "\n3. What must be written beside it"
    yield "Name of the company, certificate number, standard and level, scope, body, address for checking. For example:"
    yield claim(kit).en
    yield "\n4. Size and colour"
    yield f"- In print a slip has at least {limits.SLIP_WIDTHS[0]} mm, a plate {limits.PLATE_WIDTHS[0]} mm; below that"
    yield "  the QR code cannot be scanned."
    yield f"- On a screen a slip has at least {limits.SCREEN_WIDTHS[0]} pixels, a plate {limits.SCREEN_WIDTHS[1]}."
    yield f"- Scale it in proportion only. Petrol {PETROL}; star {LIT} on the dark half, {GOLD} on the light half."
    yield "  No other colours than these, black, and white."
    yield "- The QR code is always dark on white, with its white margin kept clear."
    yield "\n5. Right"
    yield from _scenes(kit, "en", wrong=False)
    yield "\n6. Wrong"
    yield from _scenes(kit, "en", wrong=True)
    yield "- Use by subsidiaries, outlets or dealers that the certificate does not name."
    yield "- Suggesting that a product or a management system is certified; joining it with the CCC mark or the mark of"
    yield "  an accreditation body."
    yield "- “National certification”, “state level”, “first” or “highest” beside it; lending, selling or altering it."
    yield "\n7. When the status changes"
    yield "- Suspended: stop at once, until it is restored; hold back printed stock, take web pages down first."
    yield "- Scope narrowed: stop at once for what was removed. Level changed: use the new mark, and take a new kit."
    yield "- Revoked, ended, expired: remove it everywhere: website, shop pages, premises, vans, printed stock."
    yield _WORDS_STAY.en
    yield (
        "A printed mark does not change: its code opens the body's lookup page; a scan online shows the present status."
    )


def _listed(widths: tuple[int, ...], comma: str) -> str:
    return comma.join(map(str, widths))


def embedded(kit: KitFacts, language: str) -> str:
    """Return the HTML that shows the live badge, leads to the certificate, and says what must be said beside it."""
    text, address = claim(kit), kit.address(language)
    chinese = language == "zh"
    shown = escape(text.zh if chinese else text.en)
    alternative = (
        f"服务认证证书 {kit.number} 的状态徽标：点开查看现在的状态"
        if chinese
        else f"Status badge of service certificate {kit.number}: open to see its present status"
    )
    note = (
        f"从下一行起复制到您的网页，请不要另存为图片。{_VISITORS.zh}{_WORDS_STAY.zh}"
        if chinese
        else f"Copy from the next line on; do not save it as a picture. {_VISITORS.en} {_WORDS_STAY.en}"
    )
    width, height = SHOWN
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if chinese else "en"}">\n<meta charset="utf-8">\n'
        f"<title>{escape(alternative)}</title>\n<!-- {note} -->\n"
        f'<a href="{escape(address)}"><img src="{escape(address)}/badge.svg" width="{width}" height="{height}" '
        f'alt="{escape(alternative)}"></a>\n<p>{shown}</p>\n'
    )
