"""What the dearer questions of the web cost, in hellos: this is where whoever wants to do harm would go.

Each line asks about many certificates, numbers or letters in turn. “Asked before” means that this process has answered
the same question, “never” that nothing of it is kept: neither the entries read, nor the proofs, nor what was drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Flask

from certs import limits
from certs.errors import Words
from certs.lifecycle.signed_objects import qr_text
from certs.publication.publish import publish
from certs.register.answers import own_judgement
from certs.register.store import reader
from certs.register.store.lives import Lives
from certs.trust.verification import verification
from tests.bench import timing
from tests.bench.service import compared
from tests.bench.timing import Line
from tests.register.founded_register import NOW, SETTINGS, Register, draft, founded, ring
from verify.addresses import in_address
from verify.app import create_app
from verify.config import Config
from verify.kept_answers import KeptAnswers
from verify.rendering import page_symbol
from verify.service import EXTENSION

CERTIFICATES: Final = limits.KEPT_ANSWERS + 500  # more than a process keeps of anything that is drawn
BATCH: Final = 500
IN_USE: Final = 500  # certificates that are asked about again and again
_LETTERS: Final = "青禾第家用电器样例有限公司空调浙江杭州"
_WORDS: Final = ("青禾", "家用电器", "样例", "空调器", "第1", "第2", "有限公司", "qinghe")


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    url = f"sqlite:///{folder / 'register.db'}"
    register = founded(url)
    numbers = [
        issued.number
        for start in range(0, CERTIFICATES, BATCH)
        for issued in register.issue(*(draft(n) for n in range(start + 1, start + BATCH + 1)))
    ]
    publish(register.store, folder / "public", ring().get("list"), register.now)
    tokens = _tokens(register, numbers)
    register.close()
    app = create_app(Config(SETTINGS, url, clock=lambda: NOW + timedelta(minutes=5)))
    yield from _certificates(app, [in_address(number) for number in numbers], tokens)
    yield from _strangers(app, numbers)
    yield from _searches(app)


def _tokens(register: Register, numbers: Sequence[str]) -> list[str]:
    with register.reader().view() as view:
        records = view.records(numbers)
    base_url = SETTINGS.base_url
    return [qr_text(records[number].latest, base_url).removeprefix(base_url) for number in numbers]


def _forgetting(app: Flask) -> Callable[[], None]:
    """Return what makes a process know no more than when it had started: nothing read, proved, ordered or drawn."""
    service = app.extensions[EXTENSION]

    def forget() -> None:
        own_judgement.forget()
        reader.record_of_entries.cache_clear()
        page_symbol.cache_clear()
        for name in ("credential", "jwt", "qr"):
            verification.remembered(name).cache_clear()
        object.__setattr__(service, "kept", KeptAnswers())
        service.register._reader._lives = Lives()

    return forget


def _certificates(app: Flask, numbers: Sequence[str], tokens: list[str]) -> Iterator[Line]:
    """Time what asks about one certificate that there is."""
    forget = _forgetting(app)
    api = [f"/api/v1/certificates/{number}" for number in numbers]
    page = [f"/c/{number}" for number in numbers]
    yield _line("接口，问过的证书", "API of a certificate asked before", compared(app, api[:IN_USE]), 2)
    yield _line("接口，没有问过的", "API of a certificate never asked", compared(app, api, forget=forget), 12)
    yield _line("证书网页，没有问过的", "page of a certificate never asked", compared(app, page, forget=forget), 12)
    strange = [f"{path}?utm_source={n}" for n, path in enumerate(page[:IN_USE])]
    yield _line(
        "问过的证书网页，地址里多写了东西", "page asked before, with a parameter of nobody's", compared(app, strange), 6
    )
    products = [f"{path}?product={quote(f'空调 KFR-{n}')}" for n, path in enumerate(page[:IN_USE])]
    yield _line("证书网页，每次另问一个产品", "page about a product, another each time", compared(app, products), None)
    covered = [path.replace("/c/", "/api/v1/certificates/").replace("?", "/coverage?") for path in products]
    yield _line("接口，每次另问一个产品", "API about a product, another each time", compared(app, covered), 12)
    yield _line(
        "二维码打开的网页，没有问过的", "page of a scanned token, never asked", compared(app, tokens, forget=forget), 20
    )
    bundles = [f"/c/{number}.bundle" for number in numbers]
    yield _line("离线核验文件，没有问过的", "offline bundle, never asked", compared(app, bundles, forget=forget), 30)
    proofs = [f"/c/{number}.proof" for number in numbers]
    yield _line("日志证明", "log proof of a certificate", compared(app, proofs), None)
    symbols = [f"/c/{number}.svg" for number in numbers]
    yield _line("证书二维码图，没有画过的", "QR picture of a certificate, never drawn", compared(app, symbols), None)


def _strangers(app: Flask, numbers: Sequence[str]) -> Iterator[Line]:
    """Time numbers that are not in the register."""
    issued = set(numbers)
    near = [f"/api/v1/certificates/{slip}" for slip in _slips(numbers) if slip not in issued]
    yield _line("差一位的编号", "a number that is one slip away", compared(app, near, "404 NOT FOUND"), 15)
    foreign = [f"/api/v1/certificates/{n % 900 + 100:05}Q{n * 7919 % 100_000:05}R{n % 4}S" for n in range(IN_USE)]
    yield _line("别的机构的编号", "a number of another body", compared(app, foreign, "404 NOT FOUND"), 5)


def _slips(numbers: Sequence[str]) -> Iterator[str]:
    """Yield each number with another slip: a digit too few, one too many, two swapped, one wrong."""
    for n, number in enumerate(numbers[:IN_USE]):
        place = 7 + n % 5
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        wrong = number[:7] + str(1 + n % 9) + number[8:]
        yield (number[:place] + number[place + 1 :], number[:place] + "7" + number[place:], swapped, wrong)[n % 4]


def _searches(app: Flask) -> Iterator[Line]:
    """Time what asks about many certificates at once."""
    forget = _forgetting(app)
    letters = [f"/verify?q={quote(letter)}" for letter in dict.fromkeys(_LETTERS)]
    yield _line("查一个字的网页，问过的", "page of a search for one letter, asked before", compared(app, letters), 60)
    yield _line("同上，刚启动时", "the same, right after the start", compared(app, letters, forget=forget), None)
    lists = [f"/api/v1/certificates?q={quote(word)}&limit=100" for word in _WORDS]
    yield _line("接口列出一百张，都核验过", "API list of 100 certificates judged before", compared(app, lists), 60)

    def unjudged() -> None:
        own_judgement.forget()
        reader.record_of_entries.cache_clear()

    yield _line(
        "接口列出一百张，都没有核验过",
        "API list of 100 certificates never judged",
        compared(app, lists, forget=unjudged),
        200,
    )


def _line(zh: str, en: str, pair: timing.Pair, limit: float | None) -> Line:
    return timing.line(
        Words(f"{zh}，对同样响应头的 Flask hello", f"{en}, to a Flask hello with its headers"), pair, limit
    )
