"""Content lines, to the octet."""

from __future__ import annotations

import pytest

from qa_calendar.rendering.contentlines import WIDTH, escape, fold, printable, text_line


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("Peer Audit", "Peer Audit"),
        ("a, b; c: d", "a\\, b\\; c: d"),
        ("S:\\Notes", "S:\\\\Notes"),
        ("\\n", "\\\\n"),
        ("one\ntwo", "one\\ntwo"),
        ("one\r\ntwo\rthree\n\rfour", "one\\ntwo\\nthree\\n\\nfour"),
        ("\\\r\n", "\\\\\\n"),
        ('"quoted" ^n %2C', '"quoted" ^n %2C'),
        ("tab\tstays", "tab\tstays"),
        ("NUL\x00 BEL\x07 VT\x0b ESC\x1b DEL\x7f go", "NUL BEL VT ESC DEL go"),
        ("half a \ud83d smile goes", "half a  smile goes"),
        ("NEL\x85 and LS\u2028 are TEXT", "NEL\x85 and LS\u2028 are TEXT"),
        ("Zoë's no\u00a0break 😀", "Zoë's no\u00a0break 😀"),
    ],
)
def test_escape_writes_what_the_rfc_says(text: str, written: str) -> None:
    assert escape(text) == written.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Peer Audit; CIN, CP", "Peer Audit; CIN, CP"),
        ("S:\\QA\\Notes", "S:/QA/Notes"),
        ("one\ntwo", "one\ntwo"),
        ("one\r\ntwo\rthree\n\rfour", "one\ntwo\nthree\n\nfour"),
        ("line\x0bpage\x0cnext\x85separator\u2028paragraph\u2029end", "line\npage\nnext\nseparator\nparagraph\nend"),
        ("a\tb", "a b"),
        ("NUL\x00 US\x1f DEL\x7f C1\x9f go", "NUL US DEL C1 go"),
        ("half a \ud83d\ude00 smile goes", "half a  smile goes"),
        ("Zoë's no\u00a0break 👩\u200d🏫", "Zoë's no\u00a0break 👩\u200d🏫"),
    ],
)
def test_printable_is_what_every_client_shows_alike(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("line", "octets"),
    [
        ("SUMMARY:short", b"SUMMARY:short\r\n"),
        ("", b"\r\n"),
        ("x" * 75, b"x" * 75 + b"\r\n"),
        ("x" * 76, b"x" * 75 + b"\r\n x\r\n"),
        ("x" * 149, b"x" * 75 + b"\r\n " + b"x" * 74 + b"\r\n"),
        ("x" * 150, b"x" * 75 + b"\r\n " + b"x" * 74 + b"\r\n x\r\n"),
        ("x" * 75 + " y", b"x" * 75 + b"\r\n  y\r\n"),
        ("x" * 74 + "é", b"x" * 74 + "\r\n é\r\n".encode()),
        ("x" * 73 + "é!", b"x" * 73 + "é\r\n !\r\n".encode()),
        ("x" * 73 + "€", b"x" * 73 + "\r\n €\r\n".encode()),
        ("x" * 72 + "😀", b"x" * 72 + "\r\n 😀\r\n".encode()),
        ("x" + "é" * 75, ("x" + "é" * 37 + "\r\n " + "é" * 37 + "\r\n é\r\n").encode()),
    ],
)
def test_fold_counts_octets_and_keeps_characters_whole(line: str, octets: bytes) -> None:
    assert fold(line.encode()) == octets


@pytest.mark.parametrize(
    ("line", "octets"),
    [
        ("x" * 74 + "\\nnext", b"x" * 74 + b"\r\n \\nnext\r\n"),
        ("x" * 73 + "\\nnext", b"x" * 73 + b"\\n\r\n next\r\n"),
        ("x" * 73 + "\\\\\\n", b"x" * 73 + b"\r\n \\\\\\n\r\n"),
        ("\\" * 80, b"\\" * 75 + b"\r\n " + b"\\" * 5 + b"\r\n"),
    ],
)
def test_fold_does_not_cut_an_escape_in_two(line: str, octets: bytes) -> None:
    assert fold(line.encode()) == octets


def test_a_text_line_is_escaped_before_it_is_folded() -> None:
    value = "x" * (WIDTH - len("SUMMARY:")) + ", y"

    assert text_line("SUMMARY", value) == b"SUMMARY:" + b"x" * 67 + b"\r\n \\, y\r\n"
