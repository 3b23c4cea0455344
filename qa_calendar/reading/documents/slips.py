"""Whether one spelling is another with a slip of the hand in it."""

from __future__ import annotations


def slip_between(one: str, other: str) -> tuple[str, str] | None:
    """What *one* and *other* have in each other's place, where that is one slip; None where it is more.

    A slip is a letter more, fewer or another, or two that have changed places.

    >>> slip_between("audit", "audt"), slip_between("Kraa", "Kara"), slip_between("audit", "visit")
    (('i', ''), ('ra', 'ar'), None)
    """
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[same:], other[same:]
    if left[1:] == right[1:]:
        return left[:1], right[:1]
    if left[1:] == right:
        return left[:1], ""
    if left == right[1:]:
        return "", right[:1]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return (left[:2], right[:2]) if swapped else None
