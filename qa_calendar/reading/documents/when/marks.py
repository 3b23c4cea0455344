"""The marks of a cell under a month: that something takes place, and that nothing does."""

from __future__ import annotations

from qa_calendar.reading.documents.when.spelling import seen

_TICKS = frozenset({*"xy1✓✔☑☒✅●•*√■◼×✗✘⬤", "yes", "due", "tick", "xx", "[x]", "(x)", "true"})
_NOTHING = frozenset(
    {"", *"-–—−0n☐□○.", "--", "n/a", "na", "n.a.", "n.a", "no", "nil", "none", "not applicable", "false"}
)
_VARIANTS = "\ufe0e\ufe0f"


def is_tick(text: str) -> bool:
    """Whether *text* marks that something takes place: X, ✓, Y, 1. Other numbers may be days or counts."""
    return len(text) < 40 and _bare(text) in _TICKS


def is_nothing(text: str) -> bool:
    """Whether *text* is how a programme says that nothing does: empty, a dash, n/a."""
    return len(text) < 40 and _bare(text) in _NOTHING


def _bare(text: str) -> str:
    bare = seen(text).strip(_VARIANTS).casefold()
    return bare.rstrip(".") or bare
