"""From bytes to plain values with their places, and what is no YAML at all."""

from __future__ import annotations

import time

import pytest

from qa_calendar.problems import InvalidInputError, Location
from qa_calendar.reading.source import Value, decode, read_yaml, tidy


def said(text: str | bytes) -> list[str]:
    """Every problem of the file "f"; nothing when it can be read."""
    try:
        found = read_yaml(decode(text, "f") if isinstance(text, bytes) else text, "f").problems
    except InvalidInputError as error:
        found = list(error.problems)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b", {"a": "b"}),
        ("a: b\n...\n", {"a": "b"}),
        ("--- \na: b", {"a": "b"}),
        ("{a: b}", {"a": "b"}),
        ("? a\n: b", {"a": "b"}),
        (
            "a: No\nb: on\nc: 12\nd: 10:30\ne: 2020-09-01\nf: 0o7",
            {"a": "No", "b": "on", "c": "12", "d": "10:30", "e": "2020-09-01", "f": "0o7"},
        ),
        ("No: a\non: b\n12: c\nNull: d\n1.0: e", {"No": "a", "on": "b", "12": "c", "Null": "d", "1.0": "e"}),
        (
            "a:\nb: ~\nc: null\nd: ''\ne: '~'\nf: NULL",
            {"a": None, "b": None, "c": None, "d": "", "e": "~", "f": "NULL"},
        ),
        ("a: [b, [c], {d: e}]", {"a": ["b", ["c"], {"d": "e"}]}),
        ("a: >\n  b\n  c\n", {"a": "b c\n"}),
        ("a : b\n'c\u00a0 d' : e", {"a": "b", "c d": "e"}),
        ("a: b # c\nd: e#f", {"a": "b", "d": "e#f"}),
        ("a: x\u2028y\nb: x\u0085y", {"a": "x y", "b": "x y"}),
        ("\ufeffa: b", {"a": "b"}),
    ],
)
def test_values_are_text_and_nothing_is_guessed(text: str, value: Value) -> None:
    document = read_yaml(text, "f")

    assert (document.value, document.problems) == (value, [])


def test_every_value_and_key_has_its_place() -> None:
    document = read_yaml("# hello\na: b\nc:\n  - d\n  - {e: f,\n     g: h}\nz:\n", "f")

    assert document.at(()) == Location("f", 2, 1)
    assert document.at(("a",)) == Location("f", 2, 4)
    assert document.key_at(("c",)) == Location("f", 3, 1)
    assert document.at(("c", 0)) == Location("f", 4, 5)
    assert document.key_at(("c", 0)) == Location("f", 4, 5)
    assert document.key_at(("c", 1, "g")) == Location("f", 6, 6)
    assert document.at(("c", 1, "g")) == Location("f", 6, 9)
    assert document.at(("z",)) == Location("f", 7, 3)
    assert document.in_braces(("c", 1))
    assert not document.in_braces(())


def test_the_place_of_what_is_not_there_is_that_of_what_is_around_it() -> None:
    document = read_yaml("a: {b: c}", "f")

    assert document.at(("a", "x", 3)) == Location("f", 1, 4)
    assert document.key_at(("y",)) == Location("f", 1, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(end: str) -> None:
    text = end.join(["a: b", "", "# c", "d: 'e", "  f'", "g: h", "g: i"])

    assert said(text.encode()) == ["f:7:1: 'g' is here twice (first in line 6)"]
    assert said(end.join(["a: b", "c: \u00e9\x07"])) == [
        "f:2:5: a control character (0x07) that no text file should hold"
    ]


def test_a_line_only_yaml_ends_there_is_none() -> None:
    assert said("a: b\u2028c\nd: e\nd: f") == ["f:3:1: 'd' is here twice (first in line 2)"]


def test_the_first_of_two_keys_is_kept_with_its_places() -> None:
    document = read_yaml("a: {b: c}\na:\n  b: d\n  b: e\na: 1\n", "f")

    assert document.value == {"a": {"b": "c"}}
    assert document.at(("a", "b")) == Location("f", 1, 8)
    assert [str(problem) for problem in document.problems] == [
        "f:2:1: 'a' is here twice (first in line 1)",
        "f:4:3: 'b' is here twice (first in line 3)",
        "f:5:1: 'a' is here twice (first in line 1)",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xef\xbb\xbfa: b", []),
        ("a: caf\u00e9".encode(), []),
        ("a: b".encode("utf-16"), ["f:1:1: the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"]),
        ("a: b".encode("utf-16-be"), ["f:1:1: the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"]),
        ("a: b".encode("utf-16-le"), ["f:1:1: the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"]),
        (b"\xfe\xff\x00a", ["f:1:1: the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"]),
        ("a: b".encode("utf-32"), ["f:1:1: the file is saved as UTF-16 ('Unicode'); save it again as UTF-8"]),
        ("a: b\nc: caf\u00e9 x".encode("cp1252"), ["f:2:7: the file is not UTF-8 (byte 0xe9); save it again as UTF-8"]),
        ("\u00e9: 5 \u2013 6".encode() + b"\x96", ["f:1:9: the file is not UTF-8 (byte 0x96); save it again as UTF-8"]),
        (b"\xef\xbb\xbfa: \xff", ["f:1:4: the file is not UTF-8 (byte 0xff); save it again as UTF-8"]),
        (b"a: b\r\nc: \xff", ["f:2:4: the file is not UTF-8 (byte 0xff); save it again as UTF-8"]),
        (b"a: \xe2\x80", ["f:1:4: the file is not UTF-8 (byte 0xe2); save it again as UTF-8"]),
        (b"PK\x03\x04", ["f:1:3: a control character (0x03) that no text file should hold"]),
    ],
)
def test_the_encoding_is_utf_8(raw: bytes, expected: list[str]) -> None:
    assert said(raw) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\x00", "f:1:5: a control character (0x00) that no text file should hold"),
        ("\u00e9\u00e9: \x1b[0m", "f:1:5: a control character (0x1b) that no text file should hold"),
        ("a: \ud800", "f:1:4: a control character (0xd800) that no text file should hold"),
        ('a: b\nc: "d\\x07"', "f:2:4: a control character (0x07) that no text file should hold"),
        ('"a\\0": b', "f:1:1: a control character (0x00) that no text file should hold"),
    ],
)
def test_control_characters_are_refused_also_when_written_as_escapes(text: str, expected: str) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n  # comments\n", "---\n", "--- ~\n", "\ufeff", " "])
def test_a_file_that_says_nothing_is_empty(text: str) -> None:
    (line,) = said(text)

    assert line.partition(": ")[2] == "the file is empty"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b", "f:1:1: expected `key: value` lines, found a list"),
        ("# hello\n\n  [a]", "f:3:3: expected `key: value` lines, found a list"),
        ("hello", "f:1:1: expected `key: value` lines, found other text"),
        ("title:QA", "f:1:1: expected `key: value` lines, found other text"),
        ("<html><body>Not found</body></html>", "f:1:1: expected `key: value` lines, found other text"),
    ],
)
def test_a_file_is_key_value_lines(text: str, expected: str) -> None:
    assert said(text) == [expected]


REFERENCE = "references with '&' and '*' are not used in these files; write the value out, "
REFERENCE += "or put quotes around text that starts with one"
QUOTE_REFERENCE = "put quotes around text that starts with '&' or '*'"
TAGGED = "is not used in these files; put quotes around text that starts with '!'"
TAB = "a tab; indent with spaces"
MISFIT = "this line does not fit the ones above; check its indentation, quotes and commas"
ABOVE = "this line does not fit the one above, which ends without a ':' or stands further left"
SECOND = "a second ': ' in one line; put quotes around text that holds a colon"
COMMA = "a second ': ' before the next ','; put a ',' between them, or quotes around text that holds a colon"
CANNOT = "text cannot start with this character; put quotes around it"
BEHIND = "text behind closing quotes or brackets; put quotes around the whole of it"
QUOTES = "these quotes are not closed"
BRACES = "these braces are not closed; look for a missing ',' or '}'"
LIST = "this list is not closed; look for a missing ',' or ']'"
BLOCK = "put quotes around text that starts with '|' or '>'"
PERCENT = "a line cannot start with '%'"
END = "something follows what looks like the end; look for a '}', a ']' or '...' too many"
BRACKET = "put quotes around text that starts with ',', ']' or '}'"
BACKSLASH = "inside double quotes a '\\' has a meaning of its own; use single quotes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # indentation
        ("a:\n\tb: c", f"2:1: {TAB}"),
        ("\ta: b", f"1:1: {TAB}"),
        ("a:\n  - b\n \t- c", f"3:2: {TAB}"),
        ("a: b\n\tc: d", f"2:1: {TAB}"),
        ("a:\n  b: 1\n c: 2", f"3:2: {MISFIT}"),
        ("a:\n - b\n c: d", f"3:2: {MISFIT}"),
        ("- a\nb: c", f"2:1: {MISFIT}"),
        ("a: b\n- c", f"2:1: {MISFIT}"),
        ("a: |\n\n  b\n c", f"4:2: {MISFIT}"),
        ("a\nb: c", f"2:2: {ABOVE}"),
        ("a: b\n  c: d", f"2:4: {ABOVE}"),
        ("a: b\nc\nd: e", "2:1: a key needs a ':' and a space behind it"),
        ("a: b\nc:d\ne: f", "2:1: a key needs a ':' and a space behind it"),
        ("a: []\n  - b\n", "2:3: line 1 says there are none; take away its [] or {} to list them below it"),
        (
            "a: {}   # none\n\n  # now one:\n  b: c\n",
            "4:3: line 1 says there are none; take away its [] or {} to list them below it",
        ),
        ("a: {b: c}\n  d: e\n", f"2:3: {MISFIT}"),
        # quotes, colons and commas
        ("a: b: c", f"1:5: {SECOND}"),
        ("a: :", f"1:4: {SECOND}"),
        ("a: {b: c: d}", f"1:9: {COMMA}"),
        ("a: {b: c d: e}", f"1:11: {COMMA}"),
        ("a: [b: c: d]", f"1:9: {COMMA}"),
        ("a: 'b\nc: d\n", f"1:4: {QUOTES}"),
        ('a: "b', f"1:4: {QUOTES}"),
        ('a: "b\n---\nc"', f"1:4: {QUOTES}"),
        ('a: "b" c', f"1:8: {BEHIND}"),
        ("- 'b' c", f"1:7: {BEHIND}"),
        ("a: [b] c", f"1:8: {BEHIND}"),
        ("a: {b: c} d", f"1:11: {BEHIND}"),
        ("a: it's\nb: 'it's'", "2:8: the apostrophe closes these quotes; use double quotes around text that holds one"),
        ("a: {b: c\nd: e", f"1:4: {BRACES}"),
        ("a: {b: c", f"1:4: {BRACES}"),
        ("a: {b: 'c' d}", f"1:12: {BRACES}"),
        ("a: [b, c\nd: e", f"1:4: {LIST}"),
        ("a: [b, c", f"1:4: {LIST}"),
        ("a: ['b' c]", f"1:9: {LIST}"),
        ("a: [", f"1:4: {LIST}"),
        ("a: {b: [c, {\n# end", f"1:12: {BRACES}"),
        ("{a: b}}", f"1:7: {END}"),
        ("a: b\n...\nc: d", f"3:1: {END}"),
        ("a: ]", f"1:4: {BRACKET}"),
        ("a: , b", f"1:4: {BRACKET}"),
        # characters YAML keeps for itself
        ("a: @b", f"1:4: {CANNOT}"),
        ("a: `b`", f"1:4: {CANNOT}"),
        ("a: %b", f"1:4: {CANNOT}"),
        ("%b", f"1:3: {PERCENT}"),
        ("%YAML 3.0\n---\na: b", f"1:1: {PERCENT}"),
        ("%TAG ! x y z\n---\na: b", f"1:10: {PERCENT}"),
        ("a: - b", "1:4: put quotes around text that starts with '-', or begin the list in a new line"),
        ("a: ? b", "1:4: put quotes around text that starts with '?'"),
        ("a: >b", f"1:5: {BLOCK}"),
        ("a: | b", f"1:6: {BLOCK}"),
        ('a: "\\q"', f"1:5: {BACKSLASH}"),
        ('a: "C:\\users"', f"1:9: {BACKSLASH}"),
        ('a: "\\ud800"', f"1:7: {BACKSLASH}"),
        ("a: &b c", f"1:4: {REFERENCE}"),
        ("a: b\nc: *a", f"2:4: {REFERENCE}"),
        ("&a b: c", f"1:1: {REFERENCE}"),
        ("*a : c", f"1:1: {REFERENCE}"),
        ("a: *important*", f"1:14: {QUOTE_REFERENCE}"),
        ("a: & b", f"1:5: {QUOTE_REFERENCE}"),
        ("a: !b c", f"1:4: the tag '!b' {TAGGED}"),
        ("a: ! c", f"1:4: the tag '!' {TAGGED}"),
        (
            "!!map {a: b}",
            f"1:1: the tag 'tag:yaml.org,2002:map' {TAGGED}",
        ),
        ("a: !<b", "1:7: put quotes around text that starts with '!'"),
        ("a: !b!c d", "1:4: put quotes around text that starts with '!'"),
        # more than there should be
        ("a: b\n---\nc: d", "2:1: a second document starts here; keep one per file"),
        ("[a]: b", "1:1: a key must be plain text"),
        ("? {a: b}\n: c", "1:3: a key must be plain text"),
    ],
)
def test_what_is_no_yaml_is_said_in_plain_words(text: str, expected: str) -> None:
    assert said(text) == [f"f:{expected}"]


def test_what_was_found_before_the_yaml_broke_is_said_too() -> None:
    assert said("a: b\na: c\nd: [") == ["f:2:1: 'a' is here twice (first in line 1)", f"f:3:4: {LIST}"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_pasted_is_found_however_lines_end(end: str) -> None:
    text = end.join(["a:", "  b #1: c", "  z: y", "d:", "•\tx", "•\ty", "e: “f: g”", "h:", "\u00a0 i: j", ""])

    assert [line.partition(": ")[0] for line in said(text)] == ["f:2:5", "f:5:1", "f:6:1", "f:7:4", "f:9:1"]


@pytest.mark.parametrize(
    "text",
    [
        "a: “b”\nc: the “d” e\n",
        "a: |\n  • b\n  \u00a0 c: d #3\n",
        "a: >\n  – b\n",
        "a: b\n  • c\n  • d\n",
        "a: '“b: c” #3'\n",
        "a: b\u00a0c\n",
        "a: [“b”, “c”]\n",
        "a: {“b”: “c d”}\n",
    ],
)
def test_what_word_makes_of_text_is_text(text: str) -> None:
    assert said(text) == []


def test_no_line_is_offered_that_would_not_be_read() -> None:
    assert said("a: “b: c” d\n") == [f"f:1:6: {SECOND}"]
    assert said("a: b #1\n c: [\n") == [f"f:2:2: {MISFIT}"]
    assert said("• a: b\n  c: [\n") == ["f:1:1: write '- ' in place of '•'", f"f:2:6: {LIST}"]


@pytest.mark.parametrize(
    "many", ["• a\n" * 2000, "a: [" + "“b, " * 20_000 + "]", "".join(f"a #{n}: b\n" for n in range(500))]
)
def test_much_that_is_pasted_is_told_soon(many: str) -> None:
    before = time.perf_counter()

    said(many)

    assert time.perf_counter() - before < 5


def test_a_billion_laughs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    before = time.perf_counter()

    assert said("\n".join(lines)) == [f"f:1:5: {REFERENCE}"]
    assert time.perf_counter() - before < 2


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "{b: " * 100_000, "- " * 100_000])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    before = time.perf_counter()

    (line,) = said(text)

    assert line.endswith(": nested too deeply")
    assert time.perf_counter() - before < 2


def test_nesting_ends_after_twenty() -> None:
    assert said("a: " + "[" * 20 + "b" + "]" * 20) == ["f:1:24: nested too deeply"]
    assert said("a: " + "[" * 19 + "b" + "]" * 19) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \t b\n", "a b"),
        ("a\u00a0b\u3000c", "a b c"),
        ("a\u00adb\u200bc\u2060d\ufeffe", "abcde"),
        ("Zoe\u0308 \u2013 5 days", "Zo\u00eb \u2013 5 days"),
        (" \u200b ", ""),
    ],
)
def test_tidy_makes_one_line_of_what_can_be_seen(text: str, expected: str) -> None:
    assert tidy(text) == expected
