"""A reader's own checker of the conformance kit, written from the pages alone.

Run it in `tests/`: `python -m vectors.kit_reader FOLDER`.

It uses `cryptography` and the standard library, and nothing of ours. For each vector it prints the verdict, whether it
takes what it was given, and the name.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .reader_log import CHANGES, ENDS, checkpoint, entry_of, event, found, growth, included, log_proof, status_list
from .reader_objects import (
    FORGED,
    LAPSED,
    UNKNOWN,
    UNSEEN,
    VALID,
    Answer,
    Trust,
    canonical,
    credential,
    day,
    gravest,
    instant,
    jwt,
    loads,
    need,
    octets,
    opened,
    padded,
    qr,
    raw,
    token_of,
    verdict,
)


def scan(data: bytes, trust: Trust, at: str) -> None:
    told = loads(data)
    age = (instant(at) - instant(told["fetched"])).total_seconds()
    claims, key = opened(token_of(told["text"], trust), trust)
    need(key is not None, FORGED if 0 <= age <= 600 else UNKNOWN)
    place, answers = divmod(claims[-70001][5], 131_072), [verdict(qr, told["text"].encode(), trust, at)]
    for purpose in CHANGES:
        one = found(told["lists"].get(purpose, "").encode(), trust, purpose, place[0] + 1)
        is_fresh = one is not None and one.first <= at <= one.last
        is_set = one is not None and one.bit(place[1])
        is_final = is_set and purpose == "revocation"  # never taken back
        answers.append(LAPSED if is_final or (is_set and is_fresh) else VALID if is_fresh else UNKNOWN)
    answers += [] if 0 <= age <= 24 * 3600 else [UNKNOWN]
    raise Answer(gravest(answers))


# --- the file with all of it ---


def sound(check: Callable[..., Any], *given: Any) -> Any:  # within a file that is whole, what cannot be read is forged
    try:
        return check(*given)
    except Answer:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with it
        raise Answer(FORGED) from None


def bundle(data: bytes, pinned: Trust, at: str) -> None:
    file = loads(data)
    need(file["type"] == "starmark-bundle" and type(file["format"]) is int)
    need(file["format"] == 1, UNKNOWN)
    need(file.keys() == FILE)
    need(type(file["version"]) is int and file["certificate"].keys() == {"credential", "jwt", "qr"})
    need(file["status"].keys() <= CHANGES.keys() and file["certificate"]["qr"].startswith("https://"))
    places = [one["index"] for one in file["events"]]
    need(places and places == sorted(set(places)))
    need(all(one.keys() == {"event", "index", "proof"} for one in file["events"]))
    trust = sound(Trust, canonical(file["trust"]), pinned.root)
    head = sound(checkpoint, "\n".join(file["checkpoint"]).encode(), trust)
    for one in file["events"]:
        included(canonical(one["event"]), one["index"], head, [padded(node) for node in one["proof"]])
    entries = [sound(entry_of, one["index"], canonical(one["event"]), trust) for one in file["events"]]
    versions = [entry for entry in entries if "credential" in entry]
    need([entry["type"] for entry in entries].count("issued") == 1 and entries[0]["type"] == "issued", FORGED)
    need({entry["number"] for entry in entries} == {file["number"]} and file["version"] <= len(versions), FORGED)
    logged = versions[file["version"] - 1]
    position = places[entries.index(logged)]
    answers = [verdict(form, file, logged, trust, at, position) for form in (as_credential, as_jwt, as_qr)]
    answers.append(by_entries(entries, logged, at))
    raise Answer(gravest([*answers, by_lists(file, entries, logged, trust, at)]))


def as_credential(file: dict[str, Any], logged: dict[str, Any], trust: Trust, at: str, position: int) -> None:
    credential(canonical(file["certificate"]["credential"]), trust, at, position)
    need(file["certificate"]["credential"] == logged["credential"], FORGED)


def as_jwt(file: dict[str, Any], logged: dict[str, Any], trust: Trust, at: str, position: int) -> None:
    jwt(file["certificate"]["jwt"].encode(), trust, at, position)
    header, payload, signature = file["certificate"]["jwt"].split(".")
    unsecured = {name: value for name, value in logged["credential"].items() if name != "proof"}
    need(
        (header, octets(payload), signature) == (logged["jwt_header"], canonical(unsecured), logged["jwt_signature"]),
        FORGED,
    )


def as_qr(file: dict[str, Any], logged: dict[str, Any], trust: Trust, at: str, position: int) -> None:
    qr(file["certificate"]["qr"].encode(), trust, at, position)
    need(token_of(file["certificate"]["qr"], trust) == octets(logged["qr"]), FORGED)


def by_entries(entries: list[dict[str, Any]], logged: dict[str, Any], at: str) -> str:
    past = sorted((entry for entry in entries if entry["effective"] <= day(at)), key=lambda entry: entry["effective"])
    versions = [entry for entry in entries if "credential" in entry and entry["effective"] <= day(at)]
    held = [entry["type"] for entry in past if entry["type"] in CHANGES["suspension"]]
    is_over = versions[-1:] != [logged] or any(entry["type"] in ENDS for entry in past) or held[-1:] == ["suspended"]
    return LAPSED if is_over else VALID


def by_lists(file: dict[str, Any], entries: list[dict[str, Any]], logged: dict[str, Any], trust: Trust, at: str) -> str:
    place, answers = logged["credential"]["credentialStatus"][0], []
    for purpose, types in CHANGES.items():
        number = place["statusListCredential"].rpartition("/")[2]
        one = found(canonical(file["status"].get(purpose)), trust, purpose, number)
        if one is None:
            return UNKNOWN
        changes = [entry for entry in entries if entry["type"] in types and entry["effective"] <= day(at)]
        is_behind = any(entry["recorded"] > one.first or entry["effective"] > day(one.first) for entry in changes)
        if is_behind or not one.first <= at <= one.last:
            return UNKNOWN
        answers.append(LAPSED if one.bit(int(place["statusListIndex"])) else VALID)
    return gravest(answers)


# --- what is pasted, and the whole kit ---


def pasted(data: bytes, trust: Trust, at: str) -> None:
    text = re.sub(r"[ \t]*(?:\r\n|[\r\n])\s*", "", UNSEEN.sub("", data.decode())).strip(" \t\"'“”‘’。.,，;；（）()")
    if text.startswith("{"):
        need("credentialSubject" in loads(text.encode()))
        return credential(text.encode(), trust, at)
    text = re.sub("^(?:证书)?(?:二维码|编号)[：:]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", text):
        return jwt(text.encode(), trust, at)
    address = re.fullmatch(r"https?://([^/?#\s]+)/q/([^?#\s]*)([?#]\S*)?", text, re.IGNORECASE)
    if address is None:
        raise Answer(UNKNOWN)
    need(address[1].replace("。", ".") == trust.base.removeprefix("https://"), FORGED)
    return qr(address[2].upper().encode(), trust, at)


KINDS: dict[str, Callable[..., Any]] = {
    "qr": qr,
    "credential": credential,
    "jwt": jwt,
    "pasted": pasted,
    "bundle": bundle,
    "scan": scan,
    "status-list": status_list,
    "checkpoint": checkpoint,
    "growth": growth,
    "log-proof": log_proof,
    "event": event,
}


FILE = {"certificate", "checkpoint", "events", "format", "number", "status", "trust", "type", "version"}
ALONE = {"qr", "credential", "jwt", "pasted"}  # what is good by itself is `unknown`: its status is


def main(folder: Path) -> None:
    for vector in loads((folder / "vectors.json").read_bytes()):
        kind, data, trusted = (
            vector["kind"],
            (folder / vector["file"]).read_bytes(),
            (folder / vector["trust"]).read_bytes(),
        )
        root = next(raw(key["multikey"]) for key in loads(trusted)["keys"] if key["name"] == "root-1")  # pinned
        if kind == "trust":
            answer = verdict(Trust, data, root)
        else:
            answer = verdict(KINDS[kind], data, Trust(trusted, root), vector["at"])
        overall = UNKNOWN if kind in ALONE and answer == VALID else answer
        sys.stdout.write(f"{overall} {'taken' if answer == VALID else 'refused'} {vector['name']}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
