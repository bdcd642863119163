"""The two pages of a certificate in HTML, for WeasyPrint: the same words, border, emblem and codes in the same places.

It is what a body would write who set certificates by WeasyPrint, and is here to be measured against.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from certs.documents import fonts
from certs.documents.typesetting import TEMPLATES

_SANS, _SERIF = fonts.shipped()
_STYLE: Final = f"""
@font-face {{ font-family: sans; src: url({_SANS.as_uri()}) }}
@font-face {{ font-family: serif; src: url({_SERIF.as_uri()}) }}
@page {{ size: A4; margin: 24mm 29mm 33mm; background: url({(TEMPLATES / "border.svg").as_uri()}) 0 0 / 210mm 297mm;
  background-clip: border-box; background-origin: border-box;
  @bottom-center {{ content: "第 " counter(page) " 页 / 共 " counter(pages) " 页"; font: 7.2pt sans }} }}
body {{ font: 9.5pt sans; color: #13252a; margin: 0 }}
h1 {{ font: 27pt serif; text-align: center; letter-spacing: 3pt }}
h2 {{ font: 12.5pt serif; break-before: page }}
p, h2 + p {{ text-align: center }}
table {{ width: 100%; border-collapse: collapse }} td {{ border-bottom: .12mm solid #9fb0b2; padding: 2mm .8mm }}
.name {{ font: 20pt serif }} .level {{ font: 17pt serif; color: #8f6410 }} .value {{ font: 11pt serif }}
img.emblem {{ width: 21mm }} img.code {{ width: 40mm }} img.short {{ width: 17mm; float: right }}
"""


class SamePage:
    """Sets certificates by WeasyPrint in one process; its fonts and style are read once."""

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._style = weasyprint.CSS(string=_STYLE, font_config=self._fonts)

    def pdf(self, data: Mapping[str, Any]) -> bytes:
        """Return the PDF of what the template of the certificate gets."""
        page = weasyprint.HTML(string=_page(data))
        paper: bytes = page.write_pdf(stylesheets=[self._style], font_config=self._fonts, pdf_variant="pdf/a-3b")
        return paper


def _page(data: Mapping[str, Any]) -> str:
    subject = data["subject"]
    facts = [
        ("统一社会信用代码", subject["holder"]["uscc"]),
        ("地址", subject["holder"]["address"]),
        ("认证项目", f"{data['scheme']['zh']} {data['scheme']['en']}"),
        ("认证范围", f"{data['scope_text']} {data['scope_en']}"),
        ("日期", f"{data['issued']} {data['first_issued']} {data['valid_until']}"),
        ("监督记录", "第 1 次监督 第 2 次监督"),
    ]
    items = [
        (item["name"], item["name_en"], item["category"], *("、".join(item[name]) for name in _LISTS))
        for item in subject["scope"]
    ]
    sites = [(site["name"], site["address"]) for site in subject["sites"]]
    conditions = "".join(f"<li>{escape(words['zh'])} {escape(words['en'])}</li>" for words in data["conditions"])
    return (
        f'<html lang="zh-CN"><title>{escape(data["title"]["zh"])}</title>{_image(data["emblem"], "emblem")}'
        f"<h1>{escape(data['title']['zh'])}</h1><p>{escape(data['title']['en'])}<p>{escape(subject['number'])}"
        f'<p class="name">{escape(subject["holder"]["name"])}<p>{escape(data["holder_en"])}'
        f'<p>{escape(data["finding"]["zh"])} <span class="level">{escape(data["level"]["zh"])}</span>{_rows(facts)}'
        f"{_image(data['qr'], 'code')}<p>{escape(data['scan']['zh'])} {escape(data['check']['zh'])} {data['address']}"
        f"<h2>证书附页</h2>{_image(data['short_qr'], 'short')}{_rows(items)}{_rows(sites)}<ol>{conditions}</ol></html>"
    )


_LISTS: Final = ("brands", "models", "includes", "excludes")


def _rows(rows: list[Any]) -> str:
    cells = ("".join(f'<td class="value">{escape(cell)}</td>' for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _image(svg: str, kind: str) -> str:
    return f'<img class="{kind}" alt="" src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'
