"""`starmark verify`: pictures held to their letter, and bundles judged whole, with the register and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import qrcode
from PIL import Image

from certs.log.signed_note import COSIGNATURE, NoteKey, Signature
from certs.trust.multikey import encode_multikey
from certs.trust.signing import generate
from certs.trust.verification import offline
from tests.instances import number
from tests.publication.files.forgeries import qr_of_format_2
from tests.scripts.command_calls import Desk, Said

NUMBER = number(1)
HOST = "cert.example.cn"


@pytest.fixture
def files(desk: Desk, tmp_path: Path) -> Path:
    """What a holder has: single files, and the bundle."""
    folder = tmp_path / "files"
    assert desk("export", NUMBER, "--to", folder).code == 0
    assert desk("export", NUMBER, "--bundle", folder / "bundle").code == 0
    return folder


def picture(folder: Path, *texts: str) -> Path:
    """Draw codes beside each other, whatever they say: not with our own writer, which refuses what is not ours."""
    codes = [qrcode.QRCode(box_size=4) for _ in texts]
    for code, text in zip(codes, texts, strict=True):
        code.add_data(text)
    drawn = [code.make_image().get_image().convert("L") for code in codes]
    sheet = Image.new("L", (sum(one.width + 50 for one in drawn), max(one.height for one in drawn)), 255)
    place = 0
    for one in drawn:
        sheet.paste(one, (place, 0))
        place += one.width + 50
    sheet.save(folder / "photo.png")
    return folder / "photo.png"


def judged(desk: Desk, target: Path, folder: Path) -> tuple[Said, Said]:
    """Verify by the register, and without it."""
    return desk("verify", target, "--json"), desk(
        "verify", target, "--offline", "--trust", folder / "trust.json", "--json"
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda text: text.replace("https", "http"), "http:"),
        (lambda text: text.replace("https", "weixin"), "weixin:"),
        (lambda text: f"{text}?next=https://evil.example", "next=https://evil.example"),
        (lambda text: f"{text}#fragment", "fragment"),
        (lambda text: text.replace(HOST, f"evil@{HOST}"), f"evil@{HOST}"),
        (lambda text: text.replace(HOST, f"{HOST}:8443"), f"{HOST}:8443"),
    ],
    ids=["http", "weixin", "query", "fragment", "user", "port"],
)
def test_a_code_with_a_genuine_token_and_another_address_is_named_and_not_valid(
    desk: Desk, files: Path, change: object, named: str
) -> None:
    assert callable(change)
    photo = picture(files, change((files / "qr.txt").read_text("ascii")))
    for said in judged(desk, photo, files):
        assert (said.code, said.json["overall"], said.json["code"]) == (2, "unknown", "symbol_altered")
        assert named in said.json["message"]["en"]
        assert named in said.json["message"]["zh"]
    shown = desk("verify", photo)
    assert shown.code == 2
    assert "As registered" in shown.out


def test_a_code_as_we_print_it_is_valid_also_beside_another(desk: Desk, files: Path) -> None:
    text = (files / "qr.txt").read_text("ascii")
    mark = f"https://{HOST}/C/{NUMBER}"
    assert desk("verify", picture(files, text, mark), "--json").json["overall"] == "valid"
    said = desk("verify", picture(files, text, "https://evil.example/prize"), "--json")
    assert (said.code, said.json["overall"]) == (0, "valid")
    assert "evil.example" in said.json["message"]["zh"]
    for beside, code in ((f"http://{HOST}/C/{NUMBER}", 2), (f"https://{HOST}/C/{number(2, 'S')}", 1)):
        assert desk("verify", picture(files, text, beside), "--json").code == code


def test_a_picture_that_leads_elsewhere_is_not_genuine(desk: Desk, files: Path) -> None:
    text = (files / "qr.txt").read_text("ascii")
    for said in judged(desk, picture(files, text.replace(HOST, "evil.example")), files):
        assert (said.code, said.json["code"]) == (1, "other_host")
        assert "evil.example" in said.json["message"]["en"]


def test_a_mark_with_a_query_is_named(desk: Desk, files: Path) -> None:
    said = desk("verify", picture(files, f"https://{HOST}/C/{NUMBER}"), "--json")
    assert (said.code, said.json["code"]) == (2, "short_symbol")
    said = desk("verify", picture(files, f"https://{HOST}/C/{NUMBER}?to=https://evil.example"), "--json")
    assert (said.code, said.json["code"], said.json["checks"][-1]["name"]) == (2, "symbol_altered", "codes")
    assert "to=https://evil.example" in said.json["message"]["zh"]


def test_the_address_of_a_bundle_is_that_of_its_certificate(desk: Desk) -> None:
    said = desk("verify", f"https://{HOST}/c/{NUMBER}.bundle", "--json")
    assert (said.code, said.json["overall"], said.json["number"]) == (0, "valid", NUMBER)


def test_a_bundle_has_one_verdict_and_what_the_register_says_beside_it(desk: Desk, files: Path) -> None:
    said = desk("verify", files / "bundle", "--json")
    assert (said.code, said.json["overall"], said.json["status"]) == (0, "valid", "valid")
    assert [check["name"] for check in said.json["checks"]][7:] == ["log", "status_evidence"]
    assert {check["outcome"] for check in said.json["checks"]} == {"pass"}
    assert "As registered" in desk("verify", files / "bundle").out
    value = json.loads((files / "bundle").read_bytes())
    value["certificate"]["qr"] = qr_of_format_2(value["certificate"]["qr"])
    (files / "forged").write_text(json.dumps(value), "utf-8")
    for one in judged(desk, files / "forged", files):
        assert (one.code, one.json["overall"], one.json["code"]) == (2, "unknown", "format_newer")


def test_a_line_in_the_name_of_an_accepted_witness_must_hold(desk: Desk, files: Path) -> None:
    key = NoteKey("witness.example.org", generate("log-1").public_raw, COSIGNATURE)
    value = json.loads((files / "bundle").read_bytes())
    value["checkpoint"].insert(-1, Signature(key.name, key.key_id, bytes(7) + b"\1" + bytes(64)).line.rstrip())
    (files / "forged").write_text(json.dumps(value), "utf-8")
    said = desk("verify", files / "forged", "--json")
    assert (said.code, said.json["checks"][7]["evidence"]["strangers"]) == (0, key.name)  # nobody here has its key
    folder = desk.staff.home / "witnesses"
    folder.mkdir()
    (folder / "one.vkey").write_text(key.vkey + "\n", "utf-8")
    said = desk("verify", files / "forged", "--json")
    assert (said.code, said.json["code"]) == (1, "note_signature")
    assert desk("verify", files / "bundle", "--json").json["overall"] == "valid"


def test_who_checks_by_the_root_alone_is_told_what_that_is_worth(desk: Desk, files: Path) -> None:
    pin = encode_multikey(offline.root_of((files / "trust.json").read_bytes()))
    for lang, words in (("en", "all five online keys"), ("zh", "五把在线密钥")):
        out = desk("verify", files / "bundle", "--offline", "--pin", pin, lang=lang).out
        assert words.replace(" ", "") in "".join(out.split())  # lines break elsewhere as the evidence ages
