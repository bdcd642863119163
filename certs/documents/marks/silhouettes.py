"""The shapes of statuses, checks and coverage, on a field of 24 by 24: pages, badge and report draw them from here.

A shape means one thing everywhere and never stands without its word. Only 有效 is solid with a tick cut out, and 覆盖.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SILHOUETTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "valid": (
            '<path fill="currentColor" fill-rule="evenodd" d="M12 1 22 6v17H2V6ZM6.3 13.7 10.6 18.1 18 9.7 16'
            '.2 8.1 10.5 14.5 8 12Z"/>'
        ),
        "suspended": '<path fill="currentColor" d="M10 2v21H3V5.5ZM14 2v21h7V5.5Z"/>',
        "revoked": (
            '<path fill="currentColor" fill-rule="evenodd" d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4ZM8'
            ".1 6.3 6.3 8.1 10.2 12 6.3 15.9 8.1 17.7 12 13.8 15.9 17.7 17.7 15.9 13.8 12 17.7 8.1 15.9 6.3 1"
            '2 10.2Z"/>'
        ),
        "withdrawn": (
            '<path fill="currentColor" fill-rule="evenodd" d="M2 2h20v20H2ZM4.4 4.4v15.2h15.2V4.4Z"/><path fi'
            'll="currentColor" d="M7 10.7h10v2.6H7Z"/>'
        ),
        "expired": (
            '<path fill="currentColor" fill-rule="evenodd" d="M4 1h16v2.6h-1.6v2.6L13.6 12l4.8 5.8v2.6H20V23H'
            '4v-2.6h1.6v-2.6L10.4 12 5.6 6.2V3.6H4ZM8 3.6v1.7l4 4.9 4-4.9V3.6Z"/>'
        ),
        "notyet": (
            '<path fill="currentColor" fill-rule="evenodd" d="M12 1 22 6v17H2V6ZM12 3.7 4.4 7.5v13.1h15.2V7.5'
            'Z"/><path fill="currentColor" d="M9 9v9l7-4.5Z"/>'
        ),
        "unknown": (
            '<path fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3.6 2.3" d="M12 2.1 2'
            '1 6.6V22H3V6.6Z"/><path fill="currentColor" d="M8.3 11.2c.1-2.3 1.6-3.7 3.9-3.7 2.2 0 3.7 1.3 3.'
            "7 3.2 0 1.4-.7 2.2-1.8 2.9-.9.6-1.1.9-1.1 1.7v.4h-2.3v-.6c0-1.5.6-2.3 1.7-3 .8-.5 1.1-.8 1.1-1.4"
            ' 0-.7-.5-1.2-1.4-1.2s-1.5.6-1.6 1.7ZM11.9 19.7a1.4 1.4 0 1 1 0-2.8 1.4 1.4 0 0 1 0 2.8Z"/>'
        ),
        "missing": (
            '<path fill="none" stroke="currentColor" stroke-width="2.2" d="M2.1 7V2.1H7M17 2.1h4.9V7M21.9 17v'
            '4.9H17M7 21.9H2.1V17"/><path fill="currentColor" d="M7 10.8h2.6v2.4H7ZM10.7 10.8h2.6v2.4h-2.6ZM1'
            '4.4 10.8H17v2.4h-2.6Z"/>'
        ),
        # Whether a product is covered: disc, half disc, broken ring, ring with a stroke
        "covered": (
            '<path fill="currentColor" fill-rule="evenodd" d="M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22ZM5.9 12.5l4.3 '
            '4.4 7.7-8.3-1.7-1.6-6 6.5-2.6-2.6Z"/>'
        ),
        "covered_if": (
            '<path fill="currentColor" fill-rule="evenodd" d="M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22ZM12 3.4v17.2a8.'
            '6 8.6 0 0 0 0-17.2Z"/>'
        ),
        "not_listed": (
            '<path fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray="4.2 2.7" d="M12 2.1a9.9 9.9'
            ' 0 1 1 0 19.8 9.9 9.9 0 0 1 0-19.8Z"/>'
        ),
        "excluded": (
            '<path fill="none" stroke="currentColor" stroke-width="2.4" d="M12 2.2a9.8 9.8 0 1 1 0 19.6 9.8 9.8 0 0 1'
            ' 0-19.6ZM5.1 18.9 18.9 5.1"/>'
        ),
        "step-pass": '<path fill="currentColor" d="M3 12.5 5.3 10.2l4.4 4.5L18.9 5l2.3 2.2L9.8 19.4Z"/>',
        "step-fail": (
            '<path fill="currentColor" d="M5.5 3.5 12 10l6.5-6.5 2 2L14 12l6.5 6.5-2 2L12 14l-6.5 6.5-2-2L10 12 3'
            '.5 5.5Z"/>'
        ),
        "step-unknown": (
            '<path fill="none" stroke="currentColor" stroke-width="2.4" stroke-dasharray="4.2 3" d="M3 12h18"/>'
        ),
    }
)
