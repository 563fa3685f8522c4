"""The small pictures of the screens: strokes in a square of 24, drawn for guatu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ICONS: Final[Mapping[str, str]] = {
    "board": '<rect x="3" y="4" width="7" height="16" rx="1"/><rect x="14" y="4" width="7" height="9" rx="1"/>',
    "inbox": '<path d="M3 13h5l2 3h4l2-3h5"/><path d="M5 5h14l2 8v6H3v-6z"/>',
    "tasks": '<path d="m3 6 2 2 3-4M3 16l2 2 3-4M12 6h9M12 16h9"/>',
    "letter": '<rect x="3" y="5" width="18" height="14" rx="1"/><path d="m3 7 9 7 9-7"/>',
    "report": '<path d="M4 20V4M4 20h16"/><path d="M8 17v-5M13 17V7M18 17v-8"/>',
    "operations": '<path d="M2 12h5l2-7 5 14 3-7h5"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 5 5"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4"/>',
    "screen": '<rect x="3" y="4" width="18" height="13" rx="1"/><path d="M8 21h8"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3"/><path d="M7 14h10v7H7z"/>',
    "download": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "upload": '<path d="M12 16V4m-5 5 5-5 5 5M4 20h16"/>',
    "check": '<path d="m4 13 5 5L20 6"/>',
    "cross": '<path d="m5 5 14 14M19 5 5 19"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l4 2"/>',
    "paper": '<path d="M6 3h8l5 5v13H6zM14 3v5h5"/>',
    "urge": '<path d="m3 11 18-8-6 18-4-8zM11 13l10-10"/>',
    "next": '<path d="M4 12h15m-6-6 6 6-6 6"/>',
    "back": '<path d="M20 12H5m6-6-6 6 6 6"/>',
    "filter": '<path d="M3 5h18l-7 8v6l-4 2v-8z"/>',
    "more": '<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>',
    "flag": '<path d="M5 21V4h13l-3 4 3 4H5"/>',
    "note": '<path d="M4 4h16v12H9l-5 4z"/>',
    "stamp": '<path d="M9 13V9a4 4 0 1 1 6 0v4h4v4H5v-4zM5 21h14"/>',
    "leave": '<path d="M14 4h6v16h-6M10 8l-5 4 5 4M5 12h11"/>',
    "warning": '<path d="M12 3 2 21h20zM12 10v5M12 18v.5"/>',
    "flow": '<rect x="3" y="3" width="7" height="6" rx="1"/><path d="M7 9v9h7M14 15h7v6h-7z"/>',
}
