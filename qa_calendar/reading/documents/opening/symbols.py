"""Check marks of the fonts that have signs in the place of letters."""

from __future__ import annotations

_TICKS = {"wingdings": "\xfc\xfe", "wingdings 2": "PR", "webdings": "a"}
_CROSSES = {"wingdings": "\xfb\xfdx", "wingdings 2": "OQST", "webdings": "r"}
_BULLETS = {"symbol": "\xb7", "wingdings": "\xa7\xd8vnlq"}


def is_of_signs(font: str) -> bool:
    """Whether the letters of *font* are signs."""
    return font.casefold() in {*_TICKS, *_BULLETS}


def seen_as(text: str, font: str) -> str:
    """What a person sees for *text* in a font of signs: ✓, X or •; other signs are left out."""
    return "".join(_seen(character, font.casefold()) for character in text)


def _seen(character: str, font: str) -> str:
    # Word keeps them in Unicode's private room from F000 on.
    plain = chr(ord(character) - 0xF000) if 0xF020 <= ord(character) <= 0xF0FF else character
    for signs, meant in ((_TICKS, "✓"), (_CROSSES, "X"), (_BULLETS, "•")):
        if plain in signs.get(font, ""):
            return meant
    return plain if plain.isspace() else ""
