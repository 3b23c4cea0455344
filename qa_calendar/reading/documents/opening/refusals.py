"""What is no document that can be read, and how to make one of it."""

from __future__ import annotations

from qa_calendar.reading.documents.opening.bounds import UnreadableError

_PICTURE = "a picture: a table can only be read from a document; ask for the one it was made of"
_ARCHIVE = "a packed archive: unpack it first, and import the document that is in it"
_FIRST_BYTES = (
    (b"{\\rtf", "an RTF document, Word's old exchange format: open it in Word and save it as .docx (File › Save As)"),
    (b"%PDF", "a PDF: open it in Word (File › Open), look through the table, and save it as .docx (File › Save As)"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = (
    ("EncryptedPackage", "the file has a password: remove it (File › Info › Protect), or export the table to CSV"),
    ("__substg1.0_", "an e-mail of Outlook: save the document that is attached to it, and import that"),
    ("PowerPoint Document", "an old PowerPoint file: copy its table into Word or Excel, and import that"),
    ("WordDocument", "an old Word document: open it in Word and save it as .docx (File › Save As)"),
    ("Workbook", "an old Excel workbook: open it in Excel and save it as .xlsx (File › Save As)"),
    ("Book", "an old Excel workbook: open it in Excel and save it as .xlsx (File › Save As)"),
)
_IN_XML = (
    ("Excel.Sheet", "an XML spreadsheet of an old Excel: open it in Excel and save it as .xlsx (File › Save As)"),
    ("Word.Document", "an XML document of Word: open it in Word and save it as .docx (File › Save As)"),
)
_OTHER = "no document that can be read: save it as .docx, .xlsx, .odt, .ods, .csv or .txt, and import that"
_FOR_EXCEL = ("xls", "xlsx", "xlsm", "ods")


def refuse_by_first_bytes(content: bytes) -> None:
    """Raise UnreadableError where the first bytes are those of a kind that is not read."""
    for first, what in _FIRST_BYTES:
        if content.startswith(first):
            raise UnreadableError(what)
    if content.startswith(_OLE):
        found = (what for name, what in _IN_OLE if name.encode("utf-16-le") in content)
        raise UnreadableError(next(found, "an old Office file: open it and save it as .docx or .xlsx (File › Save As)"))


def refuse_no_text(text: str) -> None:
    """Raise UnreadableError where *text* is none, or one that only a program reads."""
    start = text[:4_000]
    if sum(character < " " and character not in "\t\n\r\f" for character in start) * 20 > len(start):
        raise UnreadableError(_OTHER)
    if start.startswith("MIME-Version:"):
        raise UnreadableError("a web archive (.mht): open it in Word and save it as .docx (File › Save As)")
    if start.startswith("<?xml"):
        for name, what in _IN_XML:
            if name in start:
                raise UnreadableError(what)


def refuse_zip(names: tuple[str, ...], kind: str, ending: str) -> None:
    """Raise UnreadableError for a zip that is neither a Word document nor an Excel workbook of the *kind* read."""
    wanted = "an Excel workbook" if ending in _FOR_EXCEL else "a Word document"
    if "presentationml" in kind or "powerpoint" in kind:
        what = "a PowerPoint presentation: copy its table into Word or Excel, and import that"
    elif "binary" in kind:
        what = "a binary Excel workbook (.xlsb): open it in Excel and save it as .xlsx (File › Save As)"
    elif any(name.endswith(".iwa") for name in names):
        what = "an Apple Pages or Numbers file: export it to Word or Excel (File › Export To), and import that"
    elif "[content_types].xml" in names:
        what = f"not {wanted}, though packed like one: open it and save it as .docx or .xlsx (File › Save As)"
    else:
        what = f"not {wanted} (no [Content_Types].xml): did you zip it? unpack it first, and import what is in it"
    raise UnreadableError(what)
