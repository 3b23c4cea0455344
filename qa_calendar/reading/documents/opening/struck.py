"""What is crossed out inside a text is no part of it; a text that is crossed out throughout stays."""

from __future__ import annotations

import re

CROSSED = "part of the text is crossed out, and left out"
"""What is noted of it; the part is quoted."""

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_PART = re.compile(f"{_OPEN}[^{_CLOSE}]*{_CLOSE}")
_MARKS = str.maketrans("", "", _OPEN + _CLOSE)


def crossed(text: str) -> str:
    """*text* marked as crossed out, until it is known whether all around it is."""
    return f"{_OPEN}{text.translate(_MARKS)}{_CLOSE}" if text else ""


def shown(text: str, *, is_struck: bool) -> str:
    """*text* without its marks; and without what is crossed out, unless all of it is."""
    if is_struck or _OPEN not in text:
        return text.translate(_MARKS)
    return "\n".join(" ".join(line.split()) for line in _PART.sub(" ", text).split("\n"))
