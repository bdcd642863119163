"""One HTML file that verifies by itself, without a network and without us: `/verify/offline.html`.

The checker's modules are put into one script, each in a scope of its own, with the tables that the program goes by; the
reader of QR codes is in it as text. It is written as plain text beside the libraries, and the service hands it out as a
download, so that it never runs on our origin (decision 0047).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from certs import limits
from certs.certificate.field_kinds import LISTS, Field
from certs.certificate.fields import FACTS, HOLDER, SCOPE, SITES
from certs.lifecycle.entry_types import CREDENTIAL_TYPES, ENTRY_TYPES, FINAL_CODES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES
from certs.version import VERSION
from scripts.site_builder import site_libraries
from scripts.site_builder.site_style import STARMARK

FILE: Final = "offline.txt"
_HERE: Final = Path(__file__).resolve().parent
_ENTRY: Final = STARMARK / "offline" / "page.js"
_TABLES: Final = "tables.js"
_IMPORT: Final = re.compile(r"^import \{([^}]*)\} from [\"']([^\"']+)[\"'];\n", re.MULTILINE)
_DYNAMIC: Final = re.compile(r"import\([\"']([^\"']+)[\"']\)")
_EXPORT_LIST: Final = re.compile(r"^export \{([^}]*)\};?$", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ((?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
_BOUNDS: Final = (
    "BUNDLE CREDENTIAL EVENT IMAGE_FILE JWT JWT_HEADER LIST_ENTRIES LOG_PROOF LOG_SIZE NOTE NOTE_NAME NOTE_SIGNATURES "
    "NUMBER QUERY READING_ATTACHMENT READING_ATTACHMENTS READING_HEAD READING_OBJECTS SITES TLOG_EXTRA TLOG_PROOF "
    "VERSIONS"
)
NEEDED: Final = ("number", "version", "holder", "standard", "scheme", "level", "scope", "sites", "body")
BODY: Final = ("name", "name_en", "approval_number")


def write(site: Path) -> None:
    """Write the file into the site, whose libraries lie there already."""
    folder = site / site_libraries.FOLDER
    (folder / FILE).write_text(page(folder), encoding="utf-8")


def page(libraries: Path) -> str:
    """Return the file."""
    wasm = base64.b64encode((libraries / "reader" / "zxing_reader.wasm").read_bytes()).decode("ascii")
    licences = "\n".join(
        (libraries / name).read_text(encoding="utf-8") for name in ("noble-ed25519.LICENSE.txt", "reader/LICENSE.txt")
    )
    script = _script(libraries)
    style = (_HERE / "offline_page.css").read_text(encoding="utf-8")
    parts = {
        "POLICY": "default-src 'none'; img-src blob:; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}' 'wasm-unsafe-eval'",
        "STYLE": style,
        "SCRIPT": script,
        "WASM": wasm,
        "VERSION": VERSION,
        "LICENCES": licences.replace("&", "&amp;").replace("<", "&lt;"),
    }
    text = (_HERE / "offline_page.html").read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda match: parts[match[1]], text)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


# --- one script of many modules --------------------------------------------------------------------------------


def _script(libraries: Path) -> str:
    """Return the modules in the order in which they need each other, each as a function that is called once."""
    order: dict[Path, str] = {}
    _gather(_ENTRY, libraries, order)
    return "\n".join(["'use strict';", *order.values()])


def _gather(module: Path, libraries: Path, order: dict[Path, str]) -> str:
    """Put a module behind all that it needs, and return the name under which others find it."""
    name = f"m_{re.sub(r'[^a-z0-9]', '_', f'{module.parent.name}_{module.stem}'.lower())}"
    if module in order:
        return name
    text = _tables() if module.name == _TABLES else module.read_text(encoding="utf-8")

    def found(address: str) -> Path:
        path = (module.parent / address).resolve()
        _, lib, rest = path.as_posix().partition("/lib/")
        return libraries / rest if lib and not path.is_file() else path

    def imported(match: re.Match[str]) -> str:
        names = ", ".join(one.strip().replace(" as ", ": ") for one in match[1].split(",") if one.strip())
        return f"const {{ {names} }} = {_gather(found(match[2]), libraries, order)};\n"

    text = _IMPORT.sub(imported, text)
    text = _DYNAMIC.sub(lambda match: f"Promise.resolve({_gather(found(match[1]), libraries, order)})", text)
    exports = [match[2] for match in _EXPORT.finditer(text)]
    for match in _EXPORT_LIST.finditer(text):
        pairs = (one.split(" as ") for one in match[1].split(",") if one.strip())
        exports += [f"{pair[-1].strip()}: {pair[0].strip()}" for pair in pairs]
    text = _EXPORT.sub(r"\1", _EXPORT_LIST.sub("", text)).replace("import.meta.url", "document.baseURI")
    order[module] = f"const {name} = (() => {{\n{text}\nreturn {{ {', '.join(exports)} }};\n}})();"
    return name


# --- what the program goes by ----------------------------------------------------------------------------------


def _tables() -> str:
    """Return the tables of the program as a module: shapes, entries, reasons, words and bounds."""
    free = [row for row in FACTS if not row.required]
    tables: dict[str, Any] = {
        "NEEDED": list(NEEDED),
        "HOLDER": _shape(HOLDER),
        "SCOPE": _shape(SCOPE),
        "SITE": _shape(SITES),
        "BODY": {"needed": list(BODY), "allowed": list(BODY), "lists": []},
        "FREE_TEXTS": {row.name: row.most for row in free if row.kind not in LISTS},
        "FREE_LISTS": [row.name for row in free if row.kind in LISTS],
        "ENTRY_FIELDS": {code: sorted(kind.fields) for code, kind in ENTRY_TYPES.items()},
        "CREDENTIAL_TYPES": sorted(CREDENTIAL_TYPES),
        "FINAL": dict(FINAL_CODES),
        "REASONS": {code: list(reasons) for code, reasons in REASONS.items()},
        "LEVELS": {level.code: level.name.to_json() for scheme in SCHEMES.values() for level in scheme.levels},
        "STATUS_WORDS": {code: words.to_json() for code, words in STATUS_WORDS.items()},
        **{name: getattr(limits, name) for name in _BOUNDS.split()},
    }
    return "".join(f"export const {name} = {_written(value)};\n" for name, value in tables.items())


def _written(value: object) -> str:
    # beyond 2^53 a number would be rounded: it is read as text where it is compared
    is_large = isinstance(value, int) and value > limits.JSON_INTEGER
    return json.dumps(str(value) if is_large else value, ensure_ascii=False)


def _shape(rows: Iterable[Field]) -> Mapping[str, list[str]]:
    rows = list(rows)
    return {
        "needed": [row.name for row in rows if row.required],
        "allowed": [row.name for row in rows],
        "lists": [row.name for row in rows if row.kind in LISTS],
    }
