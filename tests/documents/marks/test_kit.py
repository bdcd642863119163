"""The kit: what is in it, its sizes to the dot, its symbols read by two readers, the same bytes each time."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import zipfile
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from certs.certificate.number import in_address
from certs.documents.marks import kit, mark_pictures
from certs.documents.marks.emblem import DEEP, GOLD, LIT, PETROL, STYLES
from certs.errors import CouldNotCheck, Refused
from certs.scheme.mark_policy import MARK_POLICIES
from tests.documents.marks.sample_kit import BASE_URL, LONGEST, NUMBER, facts

SIZES = {"slip": ((15, 20, 30, 50), 492 / 150), "plate": ((30, 50), 262 / 306)}
PACKAGING_SIZES = {"slip": 580 / 150, "plate": 346 / 306}
MOST_OFF = 24  # of 255, in which a dot may differ
GROUND = {"colour": "white", "mono": "white", "reversed": PETROL}


@cache
def files(number: str = NUMBER, stars: int = 4, policy: str = "covered-products") -> dict[str, bytes]:
    """Return the files of a kit by their names within its folder."""
    with zipfile.ZipFile(io.BytesIO(kit.make(facts(number, stars, policy)))) as packed:
        assert packed.testzip() is None
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def on_ground(png: bytes, style: str) -> Image.Image:
    """Return a picture on the colour that its style is meant for."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, GROUND[style]), image).convert("L")


def by_zbar(image: Image.Image) -> str:
    """Return what zbar reads, a reader that has nothing in common with the one that released the mark."""
    file = io.BytesIO()
    bordered = Image.new("L", (image.width + 40, image.height + 40), image.getpixel((0, 0)))
    bordered.paste(image, (20, 20))
    bordered.save(file, "PNG")
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-"],
        input=file.getvalue(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def test_a_kit_has_every_form_size_colouring_and_kind_of_file() -> None:
    wanted = {
        f"{folder}/{style}/{form}-{width}mm.{ending}"
        for folder in ("marks", "packaging")
        for style in STYLES
        for form, (widths, _) in SIZES.items()
        for width in widths
        for ending in ("svg", "pdf", "png")
    }
    texts = {"rules.zh.txt", "rules.en.txt", "embed.zh.html", "embed.en.html"}
    scenes = {name for name in files() if name.startswith(("do/", "dont/"))}
    assert set(files()) == wanted | texts | scenes
    assert {name.partition("/")[0] for name in scenes} == {"do", "dont"}
    assert len(scenes) == 11


def test_the_body_that_forbids_packaging_gives_nothing_for_it_and_says_so() -> None:
    forbidden = files(policy="forbidden")
    assert [name for name in forbidden if "packaging" in name or "goods" in name] == []
    assert set(files()) - set(forbidden) == {name for name in files() if "packaging/" in name or "may-goods" in name}
    for policy in MARK_POLICIES:
        words = MARK_POLICIES[policy].in_force
        chinese, english = (files(policy=policy)[f"rules.{lang}.txt"].decode() for lang in ("zh", "en"))
        assert words.zh.partition("：")[2] in chinese
        assert words.en.partition(": ")[2] in english
    assert "没有用在包装上的标志" in forbidden["rules.zh.txt"].decode()
    assert "no mark for packaging" in forbidden["rules.en.txt"].decode()


@pytest.mark.parametrize("folder", ["marks", "packaging"])
@pytest.mark.parametrize("style", STYLES)
def test_every_file_is_of_its_width_to_the_dot(style: str, folder: str) -> None:
    for form, (widths, plain) in SIZES.items():
        ratio = plain if folder == "marks" else PACKAGING_SIZES[form]
        for width in widths:
            stem = f"{folder}/{style}/{form}-{width}mm"
            root = ET.fromstring(files()[f"{stem}.svg"])
            assert (root.get("width"), root.get("height")) == (f"{width}mm", f"{width * ratio:.6g}mm")
            png = files()[f"{stem}.png"]
            at = png.index(b"pHYs")
            assert struct.unpack(">IIB", png[at + 4 : at + 13]) == (11_811, 11_811, 1)  # 300 dots an inch, in metres
            pixels = (width / 25.4 * 300, width * ratio / 25.4 * 300)
            size = Image.open(io.BytesIO(png)).size
            assert all(0 <= dots - exact < 1.001 for dots, exact in zip(size, pixels, strict=True))


@pytest.mark.parametrize("folder", ["marks", "packaging"])
def test_a_pdf_is_one_page_of_its_size_made_of_paths(folder: str) -> None:
    for form, (widths, ratio) in SIZES.items():
        high = ratio if folder == "marks" else PACKAGING_SIZES[form]
        for width in widths:
            with pikepdf.open(io.BytesIO(files()[f"{folder}/colour/{form}-{width}mm.pdf"])) as pdf:
                (page,) = pdf.pages
                box = [float(edge) for edge in page.mediabox]
                assert box == pytest.approx([0, 0, width / 25.4 * 72, width * high / 25.4 * 72], abs=0.002)
                kinds = {str(item.get("/Subtype")) for item in pdf.objects if isinstance(item, pikepdf.Stream)}
                assert "/Image" not in kinds
                assert [item for item in pdf.objects if _is_font(item)] == []
                assert "/CreationDate" not in pdf.docinfo
                assert NUMBER in str(pdf.docinfo["/Title"])
                (figure,) = pdf.Root.StructTreeRoot.K
                assert (str(figure.S), NUMBER in str(figure.Alt), str(pdf.Root.Lang)) == ("/Figure", True, "zh")


def _is_font(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"


@pytest.mark.parametrize(("number", "stars"), [(NUMBER, 0), (NUMBER, 3), (NUMBER, 5), (LONGEST, 4)])
def test_two_readers_read_every_symbol_at_its_smallest_size(number: str, stars: int) -> None:
    text = f"{BASE_URL}/C/{in_address(number)}"
    for style in STYLES:
        for form in SIZES:
            for folder in ("marks", "packaging"):
                image = on_ground(files(number, stars)[f"{folder}/{style}/{form}-{SIZES[form][0][0]}mm.png"], style)
                (code,) = zxingcpp.read_barcodes(image)
                assert (code.text, by_zbar(image)) == (text, text)


@pytest.mark.parametrize("stars", [0, 5])
def test_a_picture_is_what_its_pdf_shows(stars: int) -> None:
    """A picture is put together from one drawing for all colourings; PDFium draws each PDF by itself."""
    kit_files = files(stars=stars)
    for name in (name for name in kit_files if name.endswith(".png")):
        ours = Image.open(io.BytesIO(kit_files[name])).convert("RGBA")
        with mark_pictures.opened(kit_files[name.replace(".png", ".pdf")]) as page:
            for ground in ((255, 255, 255, 255), (200, 40, 40, 255)):
                drawn = page.render(scale=300 / 72, fill_color=ground, rev_byteorder=True).to_pil().convert("RGB")
                laid = Image.alpha_composite(Image.new("RGBA", ours.size, ground), ours).convert("RGB")
                assert drawn.size == laid.size, name
                off = ImageChops.difference(drawn, laid).convert("L").point(lambda level: 255 * (level >= MOST_OFF))
                # PDFium lets the ground through where two shapes meet; that is a line, never a place of three dots.
                assert off.filter(ImageFilter.MinFilter(3)).getbbox() is None, (name, ground)


def test_the_ground_beside_a_mark_is_open_in_every_colouring() -> None:
    for style in STYLES:
        for form in SIZES:
            for folder in ("marks", "packaging"):
                image = Image.open(io.BytesIO(files()[f"{folder}/{style}/{form}-30mm.png"])).convert("RGBA")
                alpha = image.getchannel("A")
                assert [alpha.getpixel(dot) for dot in ((0, 0), (image.width - 1, 0))] == [0, 0]
                black = Image.alpha_composite(Image.new("RGBA", image.size, "black"), image)
                (code,) = zxingcpp.read_barcodes(black.convert("L"))  # its square is white on every ground
                assert code.text.endswith(NUMBER)


def test_colours_are_those_of_the_mark_exactly_and_one_ink_is_one_ink() -> None:
    def inks(style: str) -> dict[tuple[int, ...], int]:
        image = Image.open(io.BytesIO(files()[f"marks/{style}/slip-50mm.png"])).convert("RGBA")
        counted = image.getcolors(1 << 16)
        assert counted is not None
        return {colour: count for count, colour in counted if isinstance(colour, tuple)}

    colour = inks("colour")
    for ink in (PETROL, LIT, GOLD, DEEP, "#FFFFFF"):
        assert colour[*bytes.fromhex(ink[1:]), 255] > 10_000
    assert colour[*bytes.fromhex(PETROL[1:]), 0] > 10_000  # beside the point of the tally
    assert all(red == green == blue for red, green, blue, _ in {**inks("mono"), **inks("reversed")})
    seen = inks("reversed")
    assert all(seen[ink] > 10_000 for ink in [(255, 255, 255, 255), (0, 0, 0, 255), (255, 255, 255, 0)])


def test_the_same_version_gives_the_same_bytes_and_names_that_every_system_takes() -> None:
    for number in (NUMBER, LONGEST):
        first = kit.make(facts(number))
        assert first == kit.make(facts(number))
        with zipfile.ZipFile(io.BytesIO(first)) as packed:
            names = packed.namelist()
            assert {entry.date_time for entry in packed.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert all(re.fullmatch(r"starmark-[0-9A-Z~_-]+(/[a-z0-9.-]+){1,3}", name, re.IGNORECASE) for name in names)
        assert len({name.lower() for name in names}) == len(names)
    assert kit.make(facts(stars=5)) != kit.make(facts(stars=4))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_html_shows_the_live_badge_leads_to_the_result_and_takes_names_as_text(language: str) -> None:
    page = files(LONGEST)[f"embed.{language}.html"].decode()
    address = f"{BASE_URL}{'/en' if language == 'en' else ''}/c/{in_address(LONGEST)}"
    assert re.findall(r'<a href="([^"]*)"><img src="([^"]*)"', page) == [(address, f"{address}/badge.svg")]
    assert "<b>" not in page
    assert re.findall(r"<script|style=|\bon\w+=", page) == []


@pytest.mark.parametrize(
    ("language", "alternative", "words_stay"),
    [
        ("zh", "服务认证证书 {} 的状态徽标：点开查看现在的状态", "旁边的文字不会变。"),
        ("en", "Status badge of service certificate {}: open to see its present status", "words beside it do not."),
    ],
)
def test_the_badge_claims_no_level_and_its_holder_is_told_what_does_not_change_by_itself(
    language: str, alternative: str, words_stay: str
) -> None:
    page = files()[f"embed.{language}.html"].decode()
    assert re.findall(r'alt="([^"]*)"|<title>([^<]*)</title>', page) == [
        ("", alternative.format(NUMBER)),
        (alternative.format(NUMBER), ""),
    ]
    (note,) = re.findall(r"<!-- (.*?) -->", page)
    for text in (note, files()[f"rules.{language}.txt"].decode()):
        assert words_stay in text
        assert "IP" in text


def test_what_does_not_read_back_or_does_not_fit_is_refused() -> None:
    opened = Image.open(io.BytesIO(files()["marks/mono/slip-15mm.png"]))
    dots = Image.frombytes("L", opened.size, opened.tobytes())
    mark_pictures.require_readable(dots, "mono", f"{BASE_URL}/C/{NUMBER}")
    for picture, text in ((dots, f"{BASE_URL}/C/99926SC00002R0M"), (dots.resize((20, 66)), f"{BASE_URL}/C/{NUMBER}")):
        with pytest.raises(CouldNotCheck) as refused:
            mark_pictures.require_readable(picture, "mono", text)
        assert refused.value.code == "mark_read_back"
    with pytest.raises(Refused) as too_long:
        kit.make(facts(LONGEST, base_url=f"https://{'a' * 40}.example.cn:65535"))
    assert too_long.value.code == "qr_capacity"
