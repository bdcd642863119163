"""Certificates to print: every kind that a body issues, and the largest and the most hostile that it could."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from certs.certificate.fields import Draft, Holder, ScopeItem, Site
from certs.documents.certificate_paper import CertificatePaper, Language, paper_of, set_certificate
from certs.documents.typesetting import Typesetter
from tests.register.founded_register import TODAY, Register, draft, founded, uscc

BLANK: Final = re.compile(r"[\s\u200b]+")  # where a line was broken
HOSTILE: Final = (
    "#pagebreak() *粗* $x$ <script>alert(1)</script> \\u{41} @ref `raw` （样例）公司",
    '#set page(fill: red); #image("/etc/passwd") “><img src=x>',
    "#emph[x] // Co. <b>",
)
RUN: Final = "Q" * 190
MANY: Final = 200
DRAFTS: Final[dict[str, Draft]] = {
    "smallest": draft(1),
    "usual": draft(
        2,
        scope=(
            ScopeItem(
                "家用空调器", "Air conditioners", "C3852", ("青禾", "小禾"), ("KFR-35GW/*",), ("安装",), ("中央空调",)
            ),
            ScopeItem("家用电冰箱", "Refrigerators", "", ("青禾",), (), ("维修", "清洗"), (), ("杭州服务网点",)),
            ScopeItem("家用电热水器", "Water heaters"),
        ),
        sites=(Site("总部", "浙江省杭州市样例大道2号"), Site("杭州服务网点", "浙江省杭州市西湖区样例街12号")),
        excludes=("二手商品",),
    ),
    "qualified": draft(3, score=Decimal(71)),
    "brand": draft(4, scheme="brand-1000", score=Decimal(960)),
    "hostile": draft(5, holder=Holder(HOSTILE[0], uscc(5), HOSTILE[1], name_en=HOSTILE[2])),
    "runs": draft(
        6,
        holder=Holder(RUN, uscc(6), RUN, name_en=RUN),
        scope=(ScopeItem(RUN, RUN, "C3852", (RUN,), (RUN,), (RUN,), (RUN,), (RUN,)),),
        sites=(Site(RUN, RUN),),
    ),
    "largest": draft(
        7,
        holder=Holder(
            "青" * 96 + "有限公司", uscc(7), "浙江省杭州市" * 33, name_en="A Very Long Name, Limited " * 7 + "Co."
        ),
        scope=tuple(
            ScopeItem(f"第{n}种家用电器", f"Household appliance {n}", "C3852", ("青禾",), (f"KFR-{n}GW/*",), ("安装",))
            for n in range(MANY)
        ),
        sites=tuple(Site(f"第{n}服务网点", f"浙江省杭州市样例大道{n}号") for n in range(MANY)),
    ),
    "written": draft(8, scope_text="家用空调器的销售、安装与维修服务；" * 400),
    "rare": draft(9, holder=Holder("㙟䶮堃喆（样例）有限公司", uscc(9), "①㎡☆ Ünïcödé Ωμέγα Кириллица かな号")),
}


@dataclass(frozen=True, slots=True)
class Print:
    """A PDF that was set, and what it was made of."""

    paper: CertificatePaper
    file: Path

    @property
    def text(self) -> str:
        """All its text, without blanks: where a line breaks is not what is looked at."""
        return plain(read_text(self.file))

    @property
    def pages(self) -> list[str]:
        """The text of each page, without blanks."""
        return [plain(page) for page in read_text(self.file).split("\f")[:-1]]


def plain(text: str) -> str:
    """Return a text without blanks."""
    return BLANK.sub("", text)


def read_text(file: Path, *options: str) -> str:
    """Return what poppler reads from a PDF."""
    command = ["pdftotext", *options, str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def paper(register: Register, number: str, language: Language = "zh", today: date = TODAY) -> CertificatePaper:
    """Return the paper of a certificate's newest version."""
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        return paper_of(view, record, record.latest, language, today)


def drafts() -> list[Draft]:
    """Return all drafts, to be issued at once."""
    return [replace(one, source=name) for name, one in DRAFTS.items()]


@dataclass
class Press:
    """A register with every sample issued, and its prints, each set once."""

    register: Register
    folder: Path
    numbers: dict[str, str]
    typesetter: Typesetter = field(default_factory=Typesetter)
    prints: dict[tuple[str, str, date], Print] = field(default_factory=dict)

    def print(self, name: str, language: Language = "zh", today: date = TODAY) -> Print:
        """Return a sample in print."""
        key = (name, language, today)
        if key not in self.prints:
            made = paper(self.register, self.numbers[name], language, today)
            file = self.folder / f"{name}-{language}-{today}.pdf"
            file.write_bytes(set_certificate(self.typesetter, made))
            self.prints[key] = Print(made, file)
        return self.prints[key]


def pressed(folder: Path) -> Press:
    """Issue every sample in a register of its own."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    issued = register.issue(*drafts())
    return Press(register, folder, {name: one.number for name, one in zip(DRAFTS, issued, strict=True)})
