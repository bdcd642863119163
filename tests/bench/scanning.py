"""How many of two hundred printed certificates three unrelated readers read, turned and not quite sharp."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from certs.documents.certificate_paper import set_certificate
from certs.documents.typesetting import Typesetter
from certs.errors import Words
from tests.bench.timing import Line
from tests.documents.printed_symbols import BLUR, DPI, READERS, TURN, seen, varied
from tests.documents.sample_papers import paper
from tests.register.founded_register import founded

MANY: Final = 200
UNREAD: Final = 1  # of a hundred that a reader may miss


def measure(folder: Path) -> Iterator[Line]:
    """Yield a line for each reader."""
    register, typesetter = founded(f"sqlite:///{folder / 'register.db'}"), Typesetter()
    missed = Counter[str]()
    for issued in register.issue(*varied(MANY)):
        printed = paper(register, issued.number)
        picture = seen(set_certificate(typesetter, printed), folder / f"{issued.number}.png")
        missed.update(name for name, reader in READERS.items() if reader(picture) != [printed.qr])
    register.close()
    for name in READERS:
        what = Words(
            f"{name} 没有读出的证书二维码（{MANY} 张，40 毫米，{DPI} dpi，转 {TURN:g}°，模糊 {BLUR:g} 点）",
            f"certificate QR codes that {name} did not read ({MANY} of 40 mm at {DPI} dpi, turned {TURN:g}°, "
            f"blurred by {BLUR:g} dots)",
        )
        yield Line(what, f"{missed[name]}", f"{MANY}", missed[name] * 100 / MANY, UNREAD, "%")
