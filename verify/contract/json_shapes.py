"""The shapes of the interface's answers, as JSON Schema (2020-12). Codes come from the tables that the program uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from certs import limits
from certs.certificate.bids.cell_faults import FIELDS as BID_FIELDS
from certs.certificate.coverage.coverage import Answer
from certs.errors import FIELD_CODES
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.statuses import STATUS_WORDS
from certs.publication.files import bundle_format
from certs.register.answers.notices import TYPES
from certs.trust.verification.verdict import Outcome, Overall
from verify.lists.list_filters import LEVELS, SCHEME_NAMES

Shape = Mapping[str, Any]
TEXT: Final[Shape] = {"type": "string"}
NUMBER: Final[Shape] = {"type": "integer"}
FLAG: Final[Shape] = {"type": "boolean"}
DAY: Final[Shape] = {"type": "string", "format": "date"}
INSTANT: Final[Shape] = {"type": "string", "format": "date-time"}


def record(more: Shape | None = None, **fields: Shape) -> Shape:
    """Return the shape of an object that has all these fields, and may have those of `more`."""
    shape = {"type": "object", "properties": {**fields, **(more or {})}, "required": list(fields)}
    return shape if fields else {name: value for name, value in shape.items() if name != "required"}


def listed(items: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": items}


def one_of(codes: Iterable[str]) -> Shape:
    """Return the shape of a code."""
    return {"type": "string", "enum": list(codes)}


def or_null(shape: Shape) -> Shape:
    """Return the shape of what may be lacking."""
    return {"anyOf": [shape, {"type": "null"}]}


def of(name: str) -> Shape:
    """Return a reference to a shape of this table."""
    return {"$ref": f"#/components/schemas/{name}"}


STATUS: Final = one_of([*STATUS_WORDS, "unknown"])
OVERALL: Final = one_of(Overall)
LEVEL: Final = one_of(LEVELS)
SCHEME: Final = one_of(SCHEME_NAMES)
REASON: Final = one_of(dict.fromkeys(code for codes in REASONS.values() for code in codes))
_NAMES: Final = {"name": TEXT}
_PAGE: Final = {"next": or_null(TEXT), "as_of": INSTANT}
_NEAR: Final = record(number=TEXT, holder=TEXT)

SHAPES: Final[Mapping[str, Shape]] = {
    "Words": record(zh=TEXT, en=TEXT),
    "FieldError": record(field=TEXT, value=TEXT, code=one_of(sorted(FIELD_CODES)), message=of("Words")),
    "Problem": record(
        {"kind": TEXT, "asked": TEXT, "suggestions": listed(of("Hit")), "verdict": of("Verdict"), "overall": OVERALL},
        type=TEXT,
        title=TEXT,
        status=NUMBER,
        code=TEXT,
        detail=TEXT,
        message=of("Words"),
        instance=TEXT,
        errors=listed(of("FieldError")),
    ),
    "Check": record(
        number=NUMBER,
        name=TEXT,
        outcome=one_of(Outcome),
        code=TEXT,
        message=of("Words"),
        evidence={"type": "object", "additionalProperties": TEXT},
    ),
    "Verdict": record(
        {
            "status_today": STATUS,
            "standing": of("Standing"),
            "coverage": or_null(of("Coverage")),
            "suggestions": listed(of("Hit")),
            "taken_off": listed(of("Words")),
            "paper": record(),
        },
        overall=OVERALL,
        code=TEXT,
        message=of("Words"),
        number=or_null(TEXT),
        status=or_null(STATUS),
        as_of=INSTANT,
        checks=listed(of("Check")),
    ),
    "Standing": record(
        code=one_of(STATUS_WORDS),
        since=DAY,
        until=or_null(DAY),
        reason=or_null(REASON),
        reason_words=or_null(of("Words")),
        overdue=FLAG,
        recorded_later=FLAG,
        position=NUMBER,
    ),
    "Entry": record(
        position=NUMBER,
        type=one_of(ENTRY_TYPES),
        recorded=INSTANT,
        effective=DAY,
        reason=or_null(REASON),
        until=or_null(DAY),
        successor=or_null(TEXT),
        clock_corrected=or_null(record()),
    ),
    "History": record(number=TEXT, history=listed(of("Entry")), as_of=INSTANT),
    "LogEntry": record(
        position=NUMBER,
        type=one_of([*ENTRY_TYPES, "unknown"]),
        number=or_null(TEXT),
        recorded=INSTANT,
        effective=DAY,
        reason=or_null(REASON),
        until=or_null(DAY),
        successor=or_null(TEXT),
    ),
    "Log": record(items=listed(of("LogEntry")), size=NUMBER, **_PAGE),
    "Coverage": record(
        answer=one_of(Answer),
        item=or_null(TEXT),
        rule=TEXT,
        words=listed(TEXT),
        limits=listed(TEXT),
        nearest=listed(TEXT),
        sentence=of("Words"),
    ),
    "CoverageOrNull": or_null(of("Coverage")),
    "Certificate": record(
        {"coverage": or_null(of("Coverage"))},
        number=TEXT,
        status=STATUS,
        status_today=STATUS,
        as_of=INSTANT,
        day=DAY,
        instant=or_null(INSTANT),
        level=LEVEL,
        level_name=of("Words"),
        stars=NUMBER,
        holder=record({"name_en": TEXT, "former_names": listed(TEXT)}, **_NAMES, uscc=TEXT, address=TEXT),
        scheme=SCHEME,
        standard=TEXT,
        scope=listed(
            record(
                {
                    **dict.fromkeys(("name_en", "category"), TEXT),
                    **{name: listed(TEXT) for name in ("brands", "models", "includes", "excludes", "sites")},
                },
                **_NAMES,
            )
        ),
        scope_text=or_null(TEXT),
        excludes=listed(TEXT),
        sites=listed(record(**_NAMES, address=TEXT)),
        body=record(**_NAMES, name_en=TEXT, approval_number=TEXT),
        issued=DAY,
        first_issued=DAY,
        valid_from=DAY,
        valid_until=DAY,
        version=NUMBER,
        predecessor=or_null(TEXT),
        successor=or_null(TEXT),
        main=or_null(TEXT),
        sub_certificates=listed(
            record(
                number=TEXT,
                status=STATUS,
                holder=TEXT,
                scope=listed(TEXT),
                sites=listed(record(**_NAMES, address=TEXT)),
            )
        ),
        surveillance=record(last=or_null(DAY), none_since=or_null(DAY)),
        standing=of("Standing"),
        verdict=of("Verdict"),
        history=listed(of("Entry")),
        links=record(page=TEXT, json=TEXT, jwt=TEXT, svg=TEXT),
    ),
    "Hit": record(
        number=TEXT,
        holder=TEXT,
        scheme=SCHEME,
        scope=listed(TEXT),
        level=LEVEL,
        level_name=of("Words"),
        stars=NUMBER,
        status=STATUS,
        valid_until=DAY,
        successor=or_null(record(number=TEXT, status=STATUS)),
        main=or_null(TEXT),
        matched=record(
            {"how": one_of(("words", "pinyin", "near")), "more": listed(record(field=TEXT, text=TEXT))},
            field=TEXT,
            text=TEXT,
        ),
        url=TEXT,
    ),
    "Hits": record(items=listed(of("Hit")), **_PAGE),
    "Organisations": record(
        items=listed(record(uscc=TEXT, name=TEXT, count=NUMBER, certificates=listed(of("Hit")), url=TEXT)), **_PAGE
    ),
    "Notices": record(
        items=listed(
            record(
                number=TEXT,
                holder=TEXT,
                uscc=TEXT,
                type=one_of([*TYPES, "unknown"]),
                type_name=or_null(of("Words")),
                reason=or_null(REASON),
                reason_words=or_null(of("Words")),
                effective=DAY,
                until=or_null(DAY),
                successor=or_null(TEXT),
                recorded=INSTANT,
                position=NUMBER,
            )
        ),
        **_PAGE,
    ),
    "File": record(file={"type": "string", "format": "binary"}),
    "Bids": record(
        rows={**listed(record({name: or_null(TEXT) for name in BID_FIELDS})), "minItems": 1, "maxItems": limits.BIDS}
    ),
    "BidAnswers": record(
        rows=listed(
            record(
                number=or_null(TEXT),
                holder=or_null(TEXT),
                holder_matches=or_null(FLAG),
                overall=OVERALL,
                status=or_null(STATUS),
                status_today=or_null(STATUS),
                coverage=or_null(of("Coverage")),
                near=listed(_NEAR),
                error=or_null(of("FieldError")),
                day=DAY,
                sentence=of("Words"),
            )
        ),
        as_of=INSTANT,
    ),
    "Feed": record(
        version=TEXT,
        title=TEXT,
        home_page_url=TEXT,
        feed_url=TEXT,
        items=listed(
            record(
                id=TEXT,
                url=TEXT,
                title=TEXT,
                content_text=TEXT,
                date_published=INSTANT,
                _starmark=record(
                    type=one_of([*ENTRY_TYPES, "unknown"]),
                    number=or_null(TEXT),
                    reason=or_null(REASON),
                    effective=DAY,
                    position=NUMBER,
                ),
            )
        ),
    ),
    "HandedIn": {"anyOf": [{**record(text=TEXT), "additionalProperties": False}, of("Bundle")]},
    "Bundle": record(type={"const": bundle_format.TYPE}),
    "SignedDocument": {"type": "object", "description": "JSON that a key of ours signed; see the page on formats."},
    "OpenApi": {"type": "object"},
}
