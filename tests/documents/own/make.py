"""Makes the ten documents beside it and what a careful person reads from each; README.md says more.

`python make.py` needs python-docx, openpyxl, odfpy and lxml; the same bytes each time
"""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import H, List, ListItem, P
from openpyxl.styles import Alignment, Font

HERE = Path(__file__).parent
NBSP = "\N{NO-BREAK SPACE}"
MADE = dt.datetime(2025, 3, 3, 9, 0, 0)  # noqa: DTZ001 - what a file's properties say has no zone
ANSWER = dict[str, Any]


def entry(month: str, activity: str, workers: Iterable[str] = (), purpose: str | None = None, **more: str) -> ANSWER:
    """One entry; more: period, date, due, unsure, nobody."""
    given = {"purpose": purpose, **more}
    return {"month": month, "activity": activity, "workers": list(workers)} | {k: v for k, v in given.items() if v}


def ask(at: str, text: str, why: str) -> ANSWER:
    return {"at": at, "text": text, "why": why}


def expect(
    name: str, shape: str, source: str, evidence: str, year: int | None, *, first_month: str, **more: Any
) -> None:
    said = {
        "file": name,
        "shape": shape,
        "source": source,
        "evidence": evidence,
        "year": year,
        "first_month": first_month,
    } | more
    path = HERE / f"{name.rpartition('.')[0]}.expected.json"
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def settled(data: bytes) -> bytes:
    """The same package with the clock taken out: of the zip, and of what openpyxl writes into the properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", MADE.isoformat().encode() + b"Z", part)
            new_info = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            new_info.compress_type = info.compress_type
            new.writestr(new_info, part)
    return out.getvalue()


def put(cell: Any, text: str, *, bold: bool = False) -> None:
    for i, line in enumerate(text.split("\n")):
        par = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        par.add_run(line).bold = bold or None


def word_table(doc: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], heads: Iterable[int] = (0,)) -> Any:
    table = doc.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Cm(width)
    heads = set(heads)
    for i, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width = Cm(width)
            if text:
                put(cell, text, bold=i in heads)
    return table


def merged_down(table: Any, column: int, first: int, last: int) -> None:
    """A true vertical merge, as Word writes it."""
    for r in range(first, last + 1):
        merge = OxmlElement("w:vMerge")
        if r == first:
            merge.set(qn("w:val"), "restart")
        table.rows[r]._tr.tc_lst[column].get_or_add_tcPr().append(merge)


def merged_across(table: Any, row: int) -> None:
    """One cell over the whole width: the others go, the first spans them."""
    cells = table.rows[row]._tr.tc_lst
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), str(len(cells)))
    properties = cells[0].get_or_add_tcPr()
    width = properties.find(qn("w:tcW"))
    width.set(qn("w:w"), str(sum(int(c.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for c in cells)))
    width.addnext(span)
    for cell in cells[1:]:
        cell.getparent().remove(cell)


def word_document() -> Any:
    doc = docx.Document()
    page = doc.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(1.5)
    doc.core_properties.author = "Partnership office"
    doc.core_properties.created = doc.core_properties.modified = MADE
    return doc


def save_word(doc: Any, name: str) -> None:
    out = io.BytesIO()
    doc.save(out)
    (HERE / name).write_bytes(settled(out.getvalue()))


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def fill(ws: Any, first_row: int, rows: Sequence[Sequence[object]], bold: Iterable[int] = ()) -> None:
    bold = set(bold)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value not in (None, ""):
                cell = ws.cell(first_row + i, j + 1, value)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if i in bold:
                    cell.font = Font(bold=True)


def save_excel(wb: Any, name: str, results: dict[str, float]) -> None:
    """As Excel keeps it: texts in sharedStrings.xml, each formula with what it came to."""
    out = io.BytesIO()
    wb.save(out)
    with zipfile.ZipFile(out) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    strings: dict[str, int] = {}
    for member in sorted(n for n in parts if n.startswith("xl/worksheets/sheet")):
        root = etree.fromstring(parts[member])
        for cell in root.iter(tag("c")):
            keep(cell, strings, results)
        parts[member] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    table = etree.Element(tag("sst"), nsmap={None: MAIN}, uniqueCount=str(len(strings)))
    for text in strings:
        t = etree.SubElement(etree.SubElement(table, tag("si")), tag("t"))
        t.text = text
        t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parts["xl/sharedStrings.xml"] = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    line = f'<Relationship Id="rId990" Type="{kind}" Target="sharedStrings.xml"/>'
    declare(parts, "xl/_rels/workbook.xml.rels", line)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    declare(parts, "[Content_Types].xml", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for member, data in parts.items():
            z.writestr(member, data)
    (HERE / name).write_bytes(settled(out.getvalue()))


def counted(ws: Any, columns: str, first: int, last: int) -> dict[str, float]:
    """What COUNTA comes to in each column."""
    rows = range(first, last + 1)
    return {f"COUNTA({c}{first}:{c}{last})": sum(ws[f"{c}{r}"].value is not None for r in rows) for c in columns}


def keep(cell: Any, strings: dict[str, int], results: dict[str, float]) -> None:
    formula = cell.find(tag("f"))
    if formula is not None:
        value = cell.find(tag("v"))
        if value is None:
            value = etree.SubElement(cell, tag("v"))
        value.text = str(results[formula.text])
    if cell.get("t") == "inlineStr":
        text = "".join(t.text or "" for t in cell.iter(tag("t")))
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "s")
        etree.SubElement(cell, tag("v")).text = str(strings.setdefault(text, len(strings)))


def declare(parts: dict[str, bytes], member: str, line: str) -> None:
    if b"sharedStrings" not in parts[member]:
        end = parts[member].rindex(b"</")
        parts[member] = parts[member][:end] + line.encode() + parts[member][end:]


def p01() -> None:
    head = ["Month", "Activity", "Lead", "Support", "Sample", "Reports to"]
    quality, board = "Quality Sub-group", "Executive Board"
    first = [
        head,
        ["April", "Neglect – multi-agency case audit", "Bronagh Tilsey", "Idris Calloway", "8 cases", quality],
        ["", "Section 11 self-assessment", "Idris Calloway (Health)", "–", "All agencies", board],
        [
            "May ",
            "Single-agency audit returns ",
            "Marta Wexcombe",
            "Bronagh Tilsey and Idris Calloway",
            "20 files",
            f"{quality} (Chair: Hana Rowsell)",
        ],
        ["June", "Strategy discussions: dip sample", "Osric Venn (Police)", "TBC", "12 cases", quality],
        ["July", "Partners’ safeguarding training*", "Marta Wexcombe", NBSP, "All courses", quality],
    ]
    second = [
        head,
        ["July (cont.)", "Practitioner briefing: learning from audits", "Bronagh Tilsey", "", "n/a", quality],
        ["August", "No audit activity – school holidays", "", "", "", ""],
        ["September", "Exploitation – multi-agency case audit", "", "Marta Wexcombe", "10 cases", board],
        ["October", "Front door decisions (July – September)", "Idris Calloway", "Osric Venn", "25 contacts", quality],
        ["Novemeber", "Pre-birth assessments", "Osric Venn", f"Idris Calloway{NBSP}", "9 cases", quality],
        ["December", "Peer challenge visit – CANCELLED", "Hana Rowsell", "", "", board],
        [
            "January 2026",
            "Neglect – multi-agency case audit",
            "Bronagh Tilsey",
            "Idris Calloway",
            "8 cases (re-audit)",
            quality,
        ],
        ["February", "Children’s voice survey", "", "", "60 replies", board],
        ["March", "Annual report of audit findings", "Bronagh Tilsey", "All agency leads", "–", board],
    ]
    doc = word_document()
    doc.add_heading("Eastmere Safeguarding Children Partnership", 1)
    doc.add_paragraph("Multi-agency audit programme 2025–26")
    widths = (3, 7, 4.5, 4.5, 3, 4.5)
    merged_down(word_table(doc, first, widths), 0, 1, 2)
    doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    word_table(doc, second, widths)
    doc.add_paragraph("* Courses that the partnership pays for.")
    doc.sections[0].footer.paragraphs[0].text = "Version 3 – agreed 6 March 2025 – qa@example.gov.uk"
    name = "p01-lead-and-support.docx"
    save_word(doc, name)
    lead, health, audit, police = "Bronagh Tilsey", "Idris Calloway", "Marta Wexcombe", "Osric Venn"
    expect(
        name,
        "months down (one merged), two columns of named workers (Lead, Support) and two that name none (Sample, "
        "Reports to); a second table after a page break, with the header again and 'July (cont.)'; a month misspelt",
        "https://www.esscp.org.uk/about-us/subgroups/quality-assurance-group/ (annual audit programme of up to six "
        "multi-agency audits)",
        "described",
        2025,
        first_month="April",
        entries=[
            entry("2025-04", "Neglect – multi-agency case audit", [lead, health]),
            entry("2025-04", "Section 11 self-assessment", [health]),
            entry("2025-05", "Single-agency audit returns", [audit, lead, health]),
            entry("2025-06", "Strategy discussions: dip sample", [police]),
            entry("2025-07", "Partners’ safeguarding training", [audit]),
            entry("2025-07", "Practitioner briefing: learning from audits", [lead]),
            entry("2025-09", "Exploitation – multi-agency case audit", [audit]),
            entry("2025-10", "Front door decisions", [health, police], period="July – September"),
            entry("2025-11", "Pre-birth assessments", [police, health]),
            entry("2026-01", "Neglect – multi-agency case audit", [lead, health]),
            entry("2026-02", "Children’s voice survey", nobody="nobody is named"),
            entry("2026-03", "Annual report of audit findings", [lead, "All agency leads"]),
        ],
        not_understood=[
            ask("column Sample", "Sample", "the framework has no place for it: kept in the report, not dropped unsaid"),
            ask("column Reports to", "Reports to", "likewise; it names no worker"),
            ask("table 1 row 4", "", "'(Chair: Hana Rowsell)' chairs what is reported to: no worker in May"),
            ask("table 1 row 5", "TBC", "support still to be named; the lead stays"),
            ask("table 2 row 2", "July (cont.)", "read as July, and said so"),
            ask("table 2 row 3", "No audit activity – school holidays", "a month without any, not an activity"),
            ask("table 2 row 4", "", "no lead is named: the support alone; nobody is carried on from above"),
            ask("table 2 row 6", "Novemeber", "read as November, and said so"),
            ask("table 2 row 7", "Peer challenge visit – CANCELLED", "cancelled: not imported, and said so"),
            ask("table 1 row 6", "", "the star points to the note below; it is no part of the title"),
        ],
        skipped=["heading", "header row, twice", "note below the table", "footer: its date is no activity"],
    )


def p02() -> None:
    across = ["Apr", "May", "June", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]

    def row(activity: str, why: str, **cells: str) -> list[object]:
        return [activity, why, *(cells.get(m) for m in across)]

    rows = [
        ["Activity", "Why", *across],
        ["ESTATES"],
        row(
            "Estate inspections",
            "Clean, safe and lit",
            Apr="TO",
            May="DP",
            June="YH",
            Jul="TO",
            Aug="–",
            Sept="DP",
            Oct="YH",
            Nov="TO/DP",
            Dec="-",
            Jan="YH ",
            Feb="TO",
            Mar="DP",
        ),
        row("Fire door checks", "Fire Safety Regulations 2022", Apr="CB", Jul="CB", Oct=f"{NBSP}CB", Jan="Colm"),
        ["REPAIRS"],
        row("Empty homes: letting standard", "Ready on the day", May="YH & TO", Nov="RS"),
        row("Call listening", "How residents are spoken to", Aug="CB"),
        ["TENANCY AND SUPPORT"],
        row("Tenancy file audit", "Right to rent, signed agreement", June="DP*", Feb="x", Mar="All"),
        row("Complaints case review", "Learning", Sept="Tamsin Orrell", Mar="tbc"),
        ["Visits in month", None, *(f"=COUNTA({c}5:{c}12)" for c in "CDEFGHIJKLMN")],
        [],
        ["Key"],
        ["TO", "Tamsin Orrell, Estates Lead"],
        ["DP", "Dermot Pask, Neighbourhood Officer"],
        ["YH", "Yusra Haldane, Tenancy Manager"],
        ["CB", "Colm Breck, Repairs Surveyor"],
        ["* with a resident inspector"],
    ]
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "Timetable"
    ws["A1"] = "Service quality monitoring timetable 2025/26"
    ws["A1"].font = Font(bold=True, size=14)
    ws.merge_cells("A1:N1")
    fill(ws, 3, rows, bold=(0, 1, 4, 7, 10))
    for merged in ("A4:N4", "A7:N7", "A10:N10", "G9:H9"):
        ws.merge_cells(merged)
    ws.column_dimensions["A"].width = 30
    ws.column_dimensions["B"].width = 34
    ws.freeze_panes = "C4"
    name = "p02-initials-by-month.xlsx"
    save_excel(wb, name, counted(ws, "CDEFGHIJKLMN", 5, 12))
    to, dp, yh, cb = "Tamsin Orrell", "Dermot Pask", "Yusra Haldane", "Colm Breck"
    who = dict(zip((4, 5, 6, 7, 9, 10, 11, 13, 14, 15), (to, dp, yh, to, dp, yh, (to, dp), yh, to, dp), strict=True))

    def month(n: int) -> str:
        return f"{2025 + (n > 12)}-{(n - 1) % 12 + 1:02d}"

    over_two = "one cell merged over August and September: one piece of work, or two?"
    expect(
        name,
        "activity rows × month columns April to March with initials (and names) in the cells, a key of the initials "
        "below, merged section rows by service, a cell merged over two months, a row of formulas that counts visits",
        "https://studylib.net/doc/11645091 (annual cycle of business, columns Apr-13 to Mar-14, seen); "
        "https://elsmar.com/Audit_Guide_Sample/Audit_Guide_Web_files/slide0113.htm (auditors' initials in it)",
        "described",
        2025,
        first_month="April",
        entries=[
            *(
                entry(month(n), "Estate inspections", [w] if isinstance(w, str) else w, "Clean, safe and lit")
                for n, w in who.items()
            ),
            *(entry(month(n), "Fire door checks", [cb], "Fire Safety Regulations 2022") for n in (4, 7, 10)),
            entry(
                "2026-01",
                "Fire door checks",
                [cb],
                "Fire Safety Regulations 2022",
                unsure="the cell says 'Colm': Colm Breck of the key?",
            ),
            entry("2025-05", "Empty homes: letting standard", [yh, to], "Ready on the day"),
            entry(
                "2025-11", "Empty homes: letting standard", ["RS"], "Ready on the day", unsure="RS is not in the key"
            ),
            entry("2025-08", "Call listening", [cb], "How residents are spoken to", unsure=over_two),
            entry("2025-09", "Call listening", [cb], "How residents are spoken to", unsure=over_two),
            entry("2025-06", "Tenancy file audit", [dp], "Right to rent, signed agreement"),
            entry(
                "2026-02",
                "Tenancy file audit",
                purpose="Right to rent, signed agreement",
                nobody="nobody is named: the cell says x",
            ),
            entry(
                "2026-03",
                "Tenancy file audit",
                ["All"],
                "Right to rent, signed agreement",
                unsure="'All': everybody in the key, or everybody?",
            ),
            entry("2025-09", "Complaints case review", [to], "Learning"),
            entry("2026-03", "Complaints case review", purpose="Learning", unsure="'tbc' is nobody, or not sure of"),
        ],
        not_understood=[
            ask("G5 and K5", "", "'-' and '–' are no initials: nothing is planned"),
            ask("J8", "RS", "not in the key"),
            ask("L6", "Colm", "a first name where the others have initials"),
            ask("G9:H9", "", over_two),
            ask("E11", "DP*", "Dermot Pask; the star points to 'with a resident inspector', who has no name"),
            ask("N11", "All", "everybody in the key, or everybody?"),
            ask("N12", "tbc", "nobody yet"),
        ],
        skipped=["title", "rows 4, 7 and 10: services", "row 13 counts (formulas)", "rows 15 to 20: key and note"],
        aliases={"TO": to, "DP": dp, "YH": yh, "CB": cb, "Colm": cb},
    )


def p03() -> None:
    head = ["Ref", "Task", "Owner", "Why"]
    ebele, saffron, niall = "Ebele Thornycroft", "Saffron Mudd", "Niall Corriegarth"
    gas, valid = "Landlord gas safety record check", "Every home has a valid record"
    rows: list[list[str]] = [
        head,
        ["April 2026"],
        ["1", gas, ebele, valid],
        ["2", "Register of interests: yearly update", saffron, "Code of governance"],
        ["May 2026"],
        ["3", "Accounts: meeting before the audit", f"{niall}; {ebele}", "No surprises in July"],
        [f"June{NBSP}2026"],
        ["4", "Tenant satisfaction measures return", saffron, "Regulator’s deadline 30 June"],
        ["July 2026"],
        ["August 2026"],
        ["–", "No meetings in August", "", ""],
        ["Septmber 2026"],
        ["5", "Damp and mould case review*", f"{niall} ", "Learning from complaints"],
        head,
        ["6", "Complaints learning report", "", "Housing Ombudsman’s code"],
        ["OCTOBER 2026"],
        ["7", gas, ebele, valid],
        ["8", "Tenants’ conference – CANCELLED", saffron, ""],
        ["November 2026"],
        ["9", "Fire risk assessment review", "TBC", "Higher-risk buildings"],
        ["December 2026 – no Board meeting"],
        ["10", "Insurance renewal", niall, "Cover from 1 January"],
        ["January 2027"],
        ["11", "Rent setting: assurance check", f"{ebele} and {saffron}", "Rent Standard"],
        ["12", "Whistleblowing policy review", "Chair of Audit Committee", "Every January"],
        ["March 2027"],
        ["13", "Board effectiveness review", "Gwilym Ashdown (Chair)", "External review due in 2028"],
    ]
    bands = [i for i, r in enumerate(rows) if len(r) == 1]
    doc = word_document()
    doc.add_heading("Compliance and governance programme", 1)
    table = word_table(
        doc, [r if len(r) == 4 else [*r, "", "", ""] for r in rows], (2, 10, 6.5, 8), heads=[0, 13, *bands]
    )
    for band in bands:
        merged_across(table, band)
    doc.add_paragraph("* Carried over from the programme before.")
    doc.add_paragraph("Agreed by the Board on 24 March 2026. Questions: governance@example.org")
    name = "p03-month-bands.docx"
    save_word(doc, name)
    expect(
        name,
        "one table whose months are full-width merged rows ('April 2026') with the activities below: an empty month, a "
        "band with words behind the month, a misspelt one, the header again in the middle of a month",
        "github.com/matt-coppinger/agent-templates regulatory-monitoring/knowledge-base/reference/"
        "compliance-calendar.md (months as headings, what falls due below)",
        "seen",
        2026,
        first_month="April",
        entries=[
            entry("2026-04", gas, [ebele], valid),
            entry("2026-04", "Register of interests: yearly update", [saffron], "Code of governance"),
            entry("2026-05", "Accounts: meeting before the audit", [niall, ebele], "No surprises in July"),
            entry(
                "2026-06",
                "Tenant satisfaction measures return",
                [saffron],
                "Regulator’s deadline 30 June",
                due="2026-06-30",
            ),
            entry("2026-09", "Damp and mould case review", [niall], "Learning from complaints"),
            entry(
                "2026-09", "Complaints learning report", purpose="Housing Ombudsman’s code", nobody="nobody is named"
            ),
            entry("2026-10", gas, [ebele], valid),
            entry(
                "2026-11",
                "Fire risk assessment review",
                purpose="Higher-risk buildings",
                unsure="owner TBC is not a person",
            ),
            entry("2026-12", "Insurance renewal", [niall], "Cover from 1 January"),
            entry("2027-01", "Rent setting: assurance check", [ebele, saffron], "Rent Standard"),
            entry("2027-01", "Whistleblowing policy review", ["Chair of Audit Committee"], "Every January"),
            entry("2027-03", "Board effectiveness review", ["Gwilym Ashdown"], "External review due in 2028"),
        ],
        not_understood=[
            ask("band July 2026", "", "a month without any activity: nothing is placed there, nothing is an activity"),
            ask("row 11", "No meetings in August", "not an activity"),
            ask("row 12", "Septmber 2026", "read as September, and said so"),
            ask("row 15", "", "below the repeated header it is still September"),
            ask("row 18", "Tenants’ conference – CANCELLED", "cancelled: not imported, and said so"),
            ask("row 20", "TBC", "no person"),
            ask("row 21", "", "'– no Board meeting' belongs to the band; row 22 is in December, not in November"),
            ask("row 25", "", "Chair of Audit Committee: a role, no person; Gwilym Ashdown (Chair) is another chair"),
        ],
        skipped=["heading", "header row, twice", "bands", "note and the line with the Board's date"],
    )


def p04() -> None:
    text = OpenDocumentText()
    page = Style(name="NewPage", family="paragraph", parentstylename="Standard")
    page.addElement(ParagraphProperties(breakbefore="page"))
    text.automaticstyles.addElement(page)

    def cell(content: str | list[str], **kind: Any) -> Any:
        made = TableCell(valuetype="string", **kind)
        if isinstance(content, list):
            bullets = List()
            for item in content:
                bullet = ListItem()
                bullet.addElement(P(text=item))
                bullets.addElement(bullet)
            made.addElement(bullets)
        else:
            made.addElement(P(text=content))
        return made

    def table(title: str, rows: Sequence[Sequence[str | list[str] | None]], officer: str = "Officer") -> None:
        text.text.addElement(H(outlinelevel=2, text=title))
        made = Table(name=title.partition(" (")[0].replace(" ", ""))
        for _ in range(4):
            made.addElement(TableColumn())
        below = [*rows, ["end"]]
        for i, row in enumerate([["Month", "Item", officer, "Purpose"], *rows]):
            tr = TableRow()
            for j, content in enumerate(row):
                if content is None:
                    tr.addElement(CoveredTableCell())
                elif i and j == 0 and below[i][0] is None:
                    tr.addElement(cell(content, numberrowsspanned="2"))
                else:
                    tr.addElement(cell(content))
            made.addElement(tr)
        text.text.addElement(made)

    petra, anwen, ines, leif = "Petra Nollmann", "Anwen Tregarthen", "Ines Barraclough", "Leif Garstang"
    text.text.addElement(H(outlinelevel=1, text="Fire Authority work plan 2025/26"))
    text.text.addElement(P(text="Items may move; the Clerk keeps the plan (clerk@example.gov.uk)."))
    table(
        "Quarter 1 (April to June 2025)",
        [
            ["April", "Quarter 4 performance report", f"{petra} (Area Manager)", "To note"],
            [None, "Constitution: yearly review", "Monitoring Officer", "To approve"],
            [
                "June",
                ["Draft statement of accounts", "Treasury management outturn"],
                f"Treasurer – {ines}",
                "To approve",
            ],
        ],
    )
    table(
        "Quarter 2 (July to September 2025)",
        [
            ["July", "Quarter 1 performance report", f"{petra} ", "To note"],
            ["September", "Community risk management plan: progress", f"Chief Fire Officer ({leif})", "To scrutinise"],
            ["June (carried over)", "Members’ training plan", anwen, "To approve"],
        ],
        "Lead officer",
    )
    text.text.addElement(P(stylename=page, text=""))
    table(
        "Quarter 3 (October – December 2025)",
        [
            ["Oct", "Quarter 2 performance report", petra, "To note"],
            ["Novmeber", "Health, safety and welfare report", f"{anwen} and {petra}", "To scrutinise"],
            ["December", "No meeting", "", ""],
        ],
    )
    table(
        "Quarter 4 (January to March 2026)",
        [
            ["January", "Quarter 3 performance report", petra, "To note"],
            ["February", "Budget and precept*", ines, "To approve"],
            [None, "Gender pay report", NBSP, "To note"],
            ["March", "Pension Board report (deferred, date to be set)", ines, "To note"],
            ["Every meeting", "Minutes of committees", "Democratic Services", "To note"],
        ],
    )
    text.text.addElement(P(text="* At a meeting that may last all day."))
    name = "p04-table-per-quarter.odt"
    out = io.BytesIO()
    text.write(out)
    (HERE / name).write_bytes(settled(out.getvalue()))
    expect(
        name,
        "LibreOffice Writer: a table per quarter under headings, months as first column (two merged), one head differs "
        "(Lead officer); a list of two items in one cell; quarters in titles that are not the table's quarter; role "
        "and name in three orders",
        "https://shropshirefire.gov.uk/meeting/45?page=5 (Fire Authority Work Plan 2016/17, item 8)",
        "described",
        2025,
        first_month="April",
        entries=[
            entry("2025-04", "Quarter 4 performance report", [petra], "To note"),
            entry("2025-04", "Constitution: yearly review", ["Monitoring Officer"], "To approve"),
            entry("2025-06", "Draft statement of accounts", [ines], "To approve"),
            entry("2025-06", "Treasury management outturn", [ines], "To approve"),
            entry("2025-07", "Quarter 1 performance report", [petra], "To note"),
            entry("2025-09", "Community risk management plan: progress", [leif], "To scrutinise"),
            entry(
                "2025-06",
                "Members’ training plan",
                [anwen],
                "To approve",
                unsure="June in the table of July to September: carried over from June, but to when?",
            ),
            entry("2025-10", "Quarter 2 performance report", [petra], "To note"),
            entry("2025-11", "Health, safety and welfare report", [anwen, petra], "To scrutinise"),
            entry("2026-01", "Quarter 3 performance report", [petra], "To note"),
            entry("2026-02", "Budget and precept", [ines], "To approve"),
            entry("2026-02", "Gender pay report", purpose="To note", nobody="nobody is named"),
        ],
        not_understood=[
            ask("titles", "", "'Quarter 4' in a title in April is the quarter looked at: part of the title, no month"),
            ask("quarter 2 row 4", "June (carried over)", "June does not belong to July to September"),
            ask("quarter 3 row 3", "Novmeber", "read as November, and said so"),
            ask("quarter 3 row 4", "No meeting", "not an activity"),
            ask("quarter 4 row 5", "Pension Board report (deferred, date to be set)", "deferred: not in March"),
            ask("quarter 4 row 6", "Every meeting", "no month; which months have a meeting is not said"),
            ask("quarter 4 row 3", "", "the star points to the note below; it is no part of the title"),
        ],
        skipped=["headings", "line with the Clerk's address", "header rows", "note"],
    )


def p05() -> None:
    ruby, kwesi, elspeth = "Kettlewell, Ruby", "Adomako, Kwesi", "Farrant, Elspeth"
    payments, agree = "Direct payments: sample audit", "Support plans and payments agree"
    rows = [
        ["Ref", "Month due", "Review", "Owner (surname, first name)", "Status", "Reason"],
        ["R01", "2026-04", payments, ruby, "Planned", agree],
        ["R02", "Apr-26", "Blue badge decisions", kwesi, "Planned", "Appeals upheld"],
        ["R03", "2026-05", "Transition to adulthood", f"{elspeth}; {ruby}", "Planned", "Plans made in time"],
        ["R04", "May-26", "Deferred payment agreements", "", "Planned", "“Charged” properties:\nvaluations in date"],
        ["R05", "2026-06", "Safeguarding concerns – decisions", "O’Dowd, Cormac", "Planned", "Threshold"],
        ["R06", "Jun-26", "Carers’ assessments", f"{kwesi} and {elspeth}", "Planned", "Waiting times"],
        ["R07", "2026-07", payments, f"{ruby} (lead)", "Planned", agree],
        ["R08", "2026-09 ", "Deprivation of liberty applications", "Farrant,Elspeth", "Planned", "Backlog"],
        ["R09", "Sep-26", "Complaints: learning log", "Vacant", "Planned", "Actions closed"],
        ["R10", "Oct-26", payments, ruby, "Planned", agree],
        ["R11", "2026-11", "Charging and financial assessment", "O’Dowd, Cormac", "Withdrawn", "External audit"],
        ["R12", "2026-13", "Reablement outcomes", kwesi, "Planned", "Independence after six weeks"],
        ["R13", "Jan-27", payments, ruby, "Planned", agree],
        ["R14", "2027-02", "Equipment recycling", "van Hollen, Maarten", "Planned", "Value for money"],
        ["R15", "Q4", "Market position statement", "van Hollen, Maarten", "Planned", "Provider failure"],
        ["", "", "", "", "", ""],
        ["Total", "15", "", "", "", ""],
    ]

    def quoted(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if re.search('[\t\n",]', value) else value

    name = "p05-unicode-text.csv"
    lines = "\r\n".join("\t".join(quoted(v) for v in r) for r in rows) + "\r\n"
    (HERE / name).write_bytes(b"\xff\xfe" + lines.encode("utf-16-le"))
    ruby, kwesi, elspeth = "Ruby Kettlewell", "Kwesi Adomako", "Elspeth Farrant"
    expect(
        name,
        "CSV as Excel saves 'Unicode text' (UTF-16 with its mark, tabs): months as 2026-04 and Apr-26, owners as "
        "'Surname, First name', several in one cell, a line break inside a quoted cell, status, an impossible month",
        "github.com/isndotbiz/HROC_Files Notion_Import/HROC_Compliance_Calendar_2026_Import.csv (task, due date, "
        "responsible party, notes)",
        "seen",
        2026,
        first_month="April",
        entries=[
            entry("2026-04", payments, [ruby], agree),
            entry("2026-04", "Blue badge decisions", [kwesi], "Appeals upheld"),
            entry("2026-05", "Transition to adulthood", [elspeth, ruby], "Plans made in time"),
            entry(
                "2026-05",
                "Deferred payment agreements",
                purpose="“Charged” properties: valuations in date",
                nobody="nobody is named",
            ),
            entry("2026-06", "Safeguarding concerns – decisions", ["Cormac O’Dowd"], "Threshold"),
            entry("2026-06", "Carers’ assessments", [kwesi, elspeth], "Waiting times"),
            entry("2026-07", payments, [ruby], agree),
            entry("2026-09", "Deprivation of liberty applications", [elspeth], "Backlog"),
            entry("2026-09", "Complaints: learning log", purpose="Actions closed", unsure="'Vacant' is not a person"),
            entry("2026-10", payments, [ruby], agree),
            entry("2027-01", payments, [ruby], agree),
            entry("2027-02", "Equipment recycling", ["Maarten van Hollen"], "Value for money"),
            entry(
                "2027-01",
                "Market position statement",
                ["Maarten van Hollen"],
                "Provider failure",
                unsure="only 'Q4' (January to March)",
            ),
        ],
        not_understood=[
            ask("column Owner", "", "'Kettlewell, Ruby' is one person, Ruby Kettlewell: the comma divides no people"),
            ask("column Month due", "", "Apr-26 is April 2026, not 26 April: the rows beside it say 2026-04"),
            ask("R09", "Vacant", "no person"),
            ask("R11", "Withdrawn", "not imported, and said so"),
            ask("R12", "2026-13", "no such month; nothing is placed"),
            ask("R15", "Q4", "which month of the three?"),
        ],
        skipped=["header row", "blank row", "total row"],
        encoding="utf-16",
    )


def p06() -> None:
    gap = "&nbsp;"
    marsh, quayle, ockley, theo = "Delphine Marsh", "Samira Quayle", "Rufus Ockley", "Theo Branscombe"
    rows: list[list[str]] = [
        ["w/c 8 Sept 2025", "Learning walk: routines", marsh, "Site safety walk", f"2|{ockley}"],
        ["w/c 15 Sept 2025", "Book look: writing", f"{marsh}, {quayle}", "Playground observation"],
        ["22/09/2025", "Phonics drop-ins", quayle, "Lunch hall observation", "TBC"],
        ["w/c 29th Sep 2025", "Pupil voice: reading", "English Lead", "Attendance review", f"{ockley} "],
        ["w/c 6 Oct", gap, gap, "Single central record check", theo],
        ["13.10.25", f"Lesson visits:{gap}new teachers", f"{theo} / {quayle}", gap, gap],
        ["w/c 27 Oct 2025", "Half term"],
        ["Week commencing", "Activity", "Observer", "Activity", "Observer"],
        ["w/c 3 Nov 2025", "Learning walk: routines", marsh, "Anti-bullying survey", gap],
        ["w/c 10 Nov 2025", "Moderation of writing*", "All class teachers", "Online safety check", theo],
        ["w/c 17 Nov 2025", "&quot;", "&quot;", gap, gap],
        ["w/c 24 Nov 2025", "Governor visit – CANCELLED", ockley, "Fire drill evaluation", theo],
        ["w/c 1 Dec 2025", "Deep dive: history", f"{marsh} &amp; {quayle}", gap, gap],
    ]
    lines = []
    for row in rows:
        cells = []
        for i, value in enumerate(row):
            rows_spanned, _, text = value.rpartition("|")
            span = f" rowspan={rows_spanned}" if rows_spanned else " colspan=4" if len(row) == 2 and i else ""
            cells.append(f"  <td class=xl{65 + (i > 0)}{span}>{text}</td>")
        lines.append(" <tr height=20 style='height:15.0pt'>\n" + "\n".join(cells) + "\n </tr>")
    page = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<meta name=ProgId content=Excel.Sheet>
<title>Monitoring</title>
<style>
<!--table {{mso-displayed-decimal-separator:"\\."; mso-displayed-thousand-separator:"\\,";}}
.xl65 {{mso-number-format:"Short Date"; white-space:normal;}}
.xl66 {{white-space:normal;}}
-->
</style>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>
<x:Name>Autumn</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
</head>
<body link=blue vlink=purple>
<table border=0 cellpadding=0 cellspacing=0 width=812 style='border-collapse:collapse'>
 <col width=130 span=5>
 <tr height=28>
  <td colspan=5 class=xl66>Hollin Bank Primary School – monitoring schedule, Autumn term 2025</td>
 </tr>
 <tr height=20>
  <td rowspan=2 class=xl66>Week commencing</td>
  <td colspan=2 class=xl66>Teaching and learning</td>
  <td colspan=2 class=xl66>Safety and wellbeing</td>
 </tr>
 <tr height=20>
  <td class=xl66>Activity</td>
  <td class=xl66>Observer</td>
  <td class=xl66>Activity</td>
  <td class=xl66>Observer</td>
 </tr>
{chr(10).join(lines)}
 <tr height=20>
  <td colspan=5 class=xl66>* with teachers of St Brannoc’s</td>
 </tr>
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'>
  <td width=130></td><td width=130></td><td width=130></td><td width=130></td><td width=130></td>
 </tr>
 <![endif]>
</table>
</body>
</html>
"""
    name = "p06-weeks-excel-export.html"
    (HERE / name).write_bytes(page.replace("\n", "\r\n").encode("cp1252"))
    class_teachers = "All class teachers"

    def on(day: str, activity: str, workers: Iterable[str] = (), **more: str) -> ANSWER:
        return entry(day[:7], activity, workers, date=day, **more)

    expect(
        name,
        "a web page as Excel exports it (Windows-1252, unquoted attributes): weeks down, dates in four forms, two "
        "groups of activity and observer side by side under a two-row head, an observer merged over two weeks, empty "
        "cells of &nbsp;, a ditto mark, half term over the whole row, the header again",
        "http://howardpark.co.uk/3040-2/ (monitoring, 'Our Annual Timetable': what is monitored, by whom)",
        "described",
        2025,
        first_month="September",
        entries=[
            on("2025-09-08", "Learning walk: routines", [marsh]),
            on("2025-09-08", "Site safety walk", [ockley]),
            on("2025-09-15", "Book look: writing", [marsh, quayle]),
            on("2025-09-15", "Playground observation", [ockley]),
            on("2025-09-22", "Phonics drop-ins", [quayle]),
            on("2025-09-22", "Lunch hall observation", unsure="observer TBC is not a person"),
            on("2025-09-29", "Pupil voice: reading", ["English Lead"]),
            on("2025-09-29", "Attendance review", [ockley]),
            on("2025-10-06", "Single central record check", [theo]),
            on("2025-10-13", "Lesson visits: new teachers", [theo, quayle]),
            on("2025-11-03", "Learning walk: routines", [marsh]),
            on("2025-11-03", "Anti-bullying survey", nobody="nobody is named"),
            on("2025-11-10", "Moderation of writing", [class_teachers]),
            on("2025-11-10", "Online safety check", [theo]),
            on("2025-11-17", "Moderation of writing", [class_teachers], unsure="a ditto mark: the same again?"),
            on("2025-11-24", "Fire drill evaluation", [theo]),
            on("2025-12-01", "Deep dive: history", [marsh, quayle]),
        ],
        not_understood=[
            ask("week of 15 September", "", "the observer's cell spans two rows: Rufus Ockley there too"),
            ask("week of 22 September", "TBC", "no person"),
            ask("week of 29 September", "", "it ends in October, and begins in September: September"),
            ask("week of 6 October", "", "no year in the cell; the term's"),
            ask("week of 27 October", "Half term", "a holiday, no activity"),
            ask("week of 17 November", "", "a ditto mark under Moderation of writing and its observers"),
            ask("week of 24 November", "Governor visit – CANCELLED", "cancelled: not imported, and said so"),
        ],
        skipped=["title row", "two header rows", "header again after half term", "note row", "hidden row of widths"],
        encoding="cp1252",
    )


def p07() -> None:
    chair, money, send, books = "Winifred Sallow", "Hamish Dunbarrow", "Zainab Corley", "Percy Thwaite"
    across = ["Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "June", "July"]

    def row(person: str, area: str, **cells: str) -> list[object]:
        return [person, area, *(cells.get(m) for m in across)]

    rows = [
        [None, None, 2025, None, None, None, 2026],
        ["Governor", "Link area", *across],
        row(
            f"{chair} (Chair)",
            "Safeguarding",
            Sep="Safeguarding visit",
            Nov="Single central record check",
            Feb="Safeguarding visit",
            Apr="School holidays",
            June="Safeguarding visit ",
        ),
        row(
            money,
            "Finance and premises",
            Oct="Premises walk",
            Nov="Budget monitoring",
            Mar="Premises walk\nAsset check",
        ),
        row(send, "SEND", Sep=f"SEND visit (with {books})", Jan="As Sept", May="SEN information report"),
        row(books, "Curriculum", Sep="on leave", Feb="-", Mar="Reading deep dive", May="Pupil survey"),
        row("Vacancy", "Health and safety", Nov="Fire drill review"),
        row("All governors", "–", Sep="Code of conduct", July=f"Skills{NBSP}audit*"),
        ["Number of visits", None, *(f"=COUNTA({c}4:{c}9)" for c in "CDEFGHIJKLM")],
        ["* form on the governors’ portal"],
    ]
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "Visits"
    ws["A1"] = "Governors’ monitoring visits"
    ws["A1"].font = Font(bold=True, size=14)
    fill(ws, 2, rows, bold=(0, 1))
    for merged in ("A1:M1", "C2:F2", "G2:M2", "E5:G5", "J4:J9", "C7:F7"):
        ws.merge_cells(merged)
    ws.column_dimensions["A"].width = 24
    ws.freeze_panes = "C4"
    name = "p07-people-by-month.xlsx"
    save_excel(wb, name, counted(ws, "CDEFGHIJKLM", 4, 9))
    over = "one cell merged over November, December and January: one piece of work, or three?"
    visit = "SEND visit"
    expect(
        name,
        "the other way round: people are the rows, months the columns (the years merged above them), the activity is "
        "in the cell; a cell merged over three months and the turn of the year, one merged down all people, two "
        "activities in a cell, a vacancy, a row that counts",
        "https://cledford.cheshire.sch.uk/page/governor-monitoring/39975 (each governor monitors an area each term)",
        "described",
        2025,
        first_month="September",
        entries=[
            entry("2025-09", "Safeguarding visit", [chair]),
            entry("2025-11", "Single central record check", [chair]),
            entry("2026-02", "Safeguarding visit", [chair]),
            entry("2026-06", "Safeguarding visit", [chair]),
            entry("2025-10", "Premises walk", [money]),
            entry("2025-11", "Budget monitoring", [money], unsure=over),
            entry("2025-12", "Budget monitoring", [money], unsure=over),
            entry("2026-01", "Budget monitoring", [money], unsure=over),
            entry("2026-03", "Premises walk", [money]),
            entry("2026-03", "Asset check", [money]),
            entry("2025-09", visit, [send, books], unsure="the second person is named in the activity's cell"),
            entry("2026-01", visit, [send], unsure="'As Sept': the SEND visit again, and with Percy Thwaite?"),
            entry("2026-05", "SEN information report", [send]),
            entry("2026-03", "Reading deep dive", [books]),
            entry("2026-05", "Pupil survey", [books]),
            entry("2025-11", "Fire drill review", unsure="'Vacancy' is not a person"),
            entry("2025-09", "Code of conduct", ["All governors"]),
            entry("2026-07", "Skills audit", ["All governors"]),
        ],
        not_understood=[
            ask("E5:G5", "", over),
            ask("J4:J9", "School holidays", "one cell merged down all people: no activity of Winifred Sallow"),
            ask("G6", "As Sept", "what September says; no activity of that name"),
            ask("C7:F7", "on leave", "no activity"),
            ask("A8", "Vacancy", "no person"),
            ask("H7", "", "'-' is nothing"),
            ask("column Link area", "Link area", "the person's area, not the purpose of each visit"),
        ],
        skipped=["title", "rows 2 and 3: heads", "row 10 counts (formulas)", "row 11 note"],
    )


def p08() -> None:
    starts = (0, 11, 47, 72)

    def line(*cells: str, shift: int = 0) -> str:
        out = ""
        for i, (start, text) in enumerate(zip(starts, cells, strict=False)):
            out = out.ljust(start - (shift if i >= 2 else 0)) + text
        return out.rstrip()

    nuala, bertie, sunniva = "Nuala Fenwright", "Bertie Amos-Clay", "Sunniva Holt"
    charts = ("Medicines: MAR charts", nuala, "Safe administration")
    head = [line("MONTH", "AUDIT", "AUDITOR", "REASON"), line("-" * 9, "-" * 34, "-" * 23, "-" * 26)]
    lines = [
        "BEECHCROFT HOUSE – AUDIT PLAN" + " " * 58 + "Page 1 of 2",
        "",
        *head,
        line("April", *charts),
        line("", "Care plans", bertie, "Reviewed with residents’"),
        line("", "", "", "families"),
        line("May", "Infection prevention and", nuala, "Code of practice"),
        line("", "control walkabout"),
        line("June", "Falls and near misses", f"{sunniva} /", "Trends by shift"),
        line("", "", bertie),
        line("July", *charts),
        line("August", "Kitchen and mealtimes *", "(vacant)", "Choice and dignity"),
        "\fBEECHCROFT HOUSE – AUDIT PLAN" + " " * 58 + "Page 2 of 2",
        "",
        *head,
        line("Sept/Oct", "Staff files", sunniva, "Safe recruitment"),
        line("October", *charts),
        line("Novmber", "Night visit", "", "Unannounced"),
        line("December", "Care plans", bertie, "Reviewed with residents’"),
        line("", "", "", "families"),
        line("", "Activities survey – cancelled", sunniva, "No staff"),
        line("January", *charts),
        line("Febuary", "Fire drill, night staff", sunniva, "Everybody knows what to do", shift=2),
        line("March", "Quality report for the council", "Registered Manager", "Contract, schedule 4"),
        "",
        "* jointly with the catering contractor",
        "Printed 02/04/2025",
    ]
    name = "p08-aligned-by-spaces.txt"
    (HERE / name).write_bytes(("\r\n".join(lines) + "\r\n").encode("utf-8"))
    reviewed, two = "Reviewed with residents’ families", "'Sept/Oct': once, in either month, or in both?"
    expect(
        name,
        "text pasted from a PDF, its columns aligned by spaces: cells that go on in the next line, a new page with the "
        "header again, a row whose columns have slipped by two, misspelt months, 'MAR' in a title",
        "https://alashealthcare.co.uk/policies/audit/ (audit roles: only the job holders named there audit)",
        "described",
        None,
        first_month="April",
        entries=[
            entry("2025-04", charts[0], [nuala], charts[2]),
            entry("2025-04", "Care plans", [bertie], reviewed),
            entry("2025-05", "Infection prevention and control walkabout", [nuala], "Code of practice"),
            entry("2025-06", "Falls and near misses", [sunniva, bertie], "Trends by shift"),
            entry("2025-07", charts[0], [nuala], charts[2]),
            entry(
                "2025-08",
                "Kitchen and mealtimes",
                purpose="Choice and dignity",
                unsure="auditor '(vacant)' is not a person",
            ),
            entry("2025-09", "Staff files", [sunniva], "Safe recruitment", unsure=two),
            entry("2025-10", "Staff files", [sunniva], "Safe recruitment", unsure=two),
            entry("2025-10", charts[0], [nuala], charts[2]),
            entry("2025-11", "Night visit", purpose="Unannounced", nobody="nobody is named"),
            entry("2025-12", "Care plans", [bertie], reviewed),
            entry("2026-01", charts[0], [nuala], charts[2]),
            entry("2026-02", "Fire drill, night staff", [sunniva], "Everybody knows what to do"),
            entry("2026-03", "Quality report for the council", ["Registered Manager"], "Contract, schedule 4"),
        ],
        not_understood=[
            ask("August", "(vacant)", "no person"),
            ask("page 2", "Sept/Oct", two),
            ask("page 2", "Novmber", "read as November, and said so; nobody is named, 'Unannounced' is the reason"),
            ask("page 2", "Activities survey – cancelled", "cancelled: not imported, and said so"),
            ask("page 2", "Febuary", "read as February, and said so"),
            ask("year", "", "none but in 'Printed 02/04/2025': propose 2025, ask"),
        ],
        skipped=["page heads", "header rows and their rules", "note", "the line that says when it was printed"],
        assumed_year=2025,
    )


def p09() -> None:
    keogh, strand, lomax, winnow = "Dr Rosalind Keogh", "Emeka Strand", "Fiadh Lomax", "Jasper Winnow"
    page = f"""# Clinical audit programme

The programme runs from April to March. Results go to the Clinical Effectiveness Group.

## Part A: must do

| No. | Audit topic | Lead | Frequency | Standard |
|-----|-------------|------|-----------|----------|
| A1 | Record keeping | {strand} | Annually – September | Every entry signed |
| A2 | Hand hygiene | {lomax} | Quarterly from April | Five moments |
| A3 | Controlled drugs | {winnow} & {lomax} | Biannual (May & Nov) | Registers balance |
| A4 | **Consent** to treatment | {keogh} | Twice a year: June, December | Form in the notes |
| A5 | VTE risk assessment | {keogh} | Annual | Within 14 hours |
| A6 | Resuscitation trolleys | Ward managers | Weekly | Checked and sealed |
| A7 | National stroke audit* | {keogh} | Continuous | National dataset |

\\* Cases are entered as they arise.

## Part B: local

| Lead | Audit topic | How often? | Standard |
|:-----|:------------|:----------:|---------:|
| {keogh} / {winnow} | Antimicrobial prescribing | Every four months (Jun, Oct, Feb) | Indication written |
| {lomax} | Mattress integrity | 6-monthly from Aug | No stains inside |
| {strand} | Safeguarding supervision | Bi-monthly | Four sessions a year |
| | Nutrition screening | Annually – Febuary | Weighed on admission |
| TBC | Medicines storage | Yearly, in March | Fridge 2–8 °C |
| ~~{winnow}~~ | ~~Discharge letters~~ | ~~Annually – July~~ | ~~Sent within 24 hours~~ |
| {strand} | Post-fall checks | Quarterly (end of each quarter) | Within 30 minutes |
| {lomax} | Catheter care | Every 2 years – not due this year | Bundle |
"""
    name = "p09-frequency-words.md"
    (HERE / name).write_text(page, encoding="utf-8", newline="\n")

    def each(months: str, activity: str, workers: Sequence[str], purpose: str) -> list[ANSWER]:
        return [entry(m, activity, workers, purpose) for m in months.split()]

    expect(
        name,
        "Markdown, no month column and no year: how often in words, with months ('Annually – September', 'Biannual "
        "(May & Nov)', 'Quarterly from April') and without; a second table with its columns in another order; a row "
        "struck through",
        "github.com/FarsetLabs/member-handbook runbooks/schedule.md (task, frequency, timeframe, responsible; seen); "
        "https://abcdocz.com/doc/307904 (Clinical Audit Procedure Manual: annual clinical audit programmes)",
        "seen",
        None,
        first_month="April",
        entries=[
            *each("2025-09", "Record keeping", [strand], "Every entry signed"),
            *each("2025-04 2025-07 2025-10 2026-01", "Hand hygiene", [lomax], "Five moments"),
            *each("2025-05 2025-11", "Controlled drugs", [winnow, lomax], "Registers balance"),
            *each("2025-06 2025-12", "Consent to treatment", [keogh], "Form in the notes"),
            *each("2025-06 2025-10 2026-02", "Antimicrobial prescribing", [keogh, winnow], "Indication written"),
            *each("2025-08 2026-02", "Mattress integrity", [lomax], "No stains inside"),
            entry("2026-02", "Nutrition screening", purpose="Weighed on admission", nobody="nobody is named"),
            entry("2026-03", "Medicines storage", purpose="Fridge 2–8 °C", unsure="lead TBC is not a person"),
        ],
        not_understood=[
            ask("A5", "VTE risk assessment", "'Annual': which month?"),
            ask("A6", "Resuscitation trolleys", "'Weekly': finer than a month"),
            ask("A7", "National stroke audit", "'Continuous': no month"),
            ask("part B row 3", "Safeguarding supervision", "'Bi-monthly': twice a month or every two? and from when?"),
            ask("part B row 4", "Febuary", "read as February, and said so"),
            ask("part B row 5", "TBC", "no person"),
            ask("part B row 6", "Discharge letters", "struck through: not imported, and said so"),
            ask("part B row 7", "Post-fall checks", "the end of each quarter: of which? no month is named"),
            ask("part B row 8", "Catheter care", "not due this year"),
            ask("year", "", "the document names no year: ask; 2025 assumed here"),
        ],
        skipped=["headings and paragraphs", "header rows and their rules"],
        assumed_year=2025,
        aliases={keogh: "Rosalind Keogh"},
    )


def p10() -> None:
    def on(year: int, month: int, day: int = 1) -> dt.date:
        return dt.date(year, month, day)

    edwin, mabel, suki, gil = "Edwin Larch", "Mabel Tranter", "Suki Ferrow", "Gil Overy"
    moved = "Deferred to 2026/27"
    head = ["Ref", "Audit", "Scope", "Last auditor", "Auditor", "Planned start", "Planned finish", "Days", "Status"]
    rows: list[list[object]] = [
        head,
        ["IA01", "Payroll", "Starters and leavers", gil, edwin, on(2025, 4), on(2025, 5, 30), 12, "Complete"],
        ["IA02", "Housing rents", "Arrears", gil, mabel, on(2025, 5, 12), on(2025, 6, 20), 15, "Complete "],
        ["IA03", "Grants", "Conditions met", mabel, "E Larch", on(2025, 6), on(2025, 7, 31), 8, "In progress"],
        ["IA04", "Cyber security", "Patching", gil, suki, on(2025, 7), on(2025, 8, 29), 15, "Deferred"],
        ["IA05", "Section 106 agreements", "Spent in time", edwin, mabel, on(2025, 9), on(2025, 10, 10), 10, "Planned"],
        ["IA06", "Creditor payments", "Duplicates", mabel, f"{suki} (contractor)", "03/11/2025", "28/11/2025", 10],
        ["IA07", "Leisure contract", "Income share", gil, f"{edwin}; {suki}", on(2025, 11), None, 10, "Planned"],
        ["IA08", "Building control", "Fees", edwin, f"{mabel}{NBSP}", "Q4", "TBC", 8, "Planned"],
        ["IA09", "Council tax", "Discounts", suki, "TBC", on(2026, 1), on(2026, 2, 27), 12, "Planned"],
        ["IA10", "Market stalls", "Licences", gil, edwin, on(2026, 2), None, 5, "Cancelled – risk accepted"],
        ["IA11", "Annual governance statement", "Evidence", gil, None, on(2026, 3, 2), on(2026, 3, 31), 4, "Planned"],
        ["IA12", "Fleet", "Fuel cards", mabel, suki, on(2026, 3), on(2026, 4, 30), 9, "Planned"],
        ["IA13", "Emergency planning", "Rest centres", gil, mabel, on(2026, 2), on(2026, 3, 27), 8, moved],
        [None, "Contingency", None, None, None, None, None, 20],
        [None, "Total days", None, None, None, None, None, "=SUM(H8:H21)"],
    ]
    rows[6].append("Planned")
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "Plan 2025-26"
    notes = [
        ["Internal audit plan 2025/26"],
        ["How to fill this in: one row for each audit. Do not insert columns."],
        ["Planned start is the month in which fieldwork begins, e.g. Apr-25; a day only where it is agreed."],
        ["Status: Complete, In progress, Planned, Deferred. Questions to audit@example.gov.uk"],
        ["Key", "Complete", "In progress", None, "Planned", "Deferred"],
    ]
    fill(ws, 1, notes, bold=(0,))
    for r in range(1, 5):
        ws.merge_cells(f"A{r}:I{r}")
    fill(ws, 7, rows, bold=(0, 15))
    for r in range(8, 21):
        for column, month_only in (("F", True), ("G", False)):
            cell = ws[f"{column}{r}"]
            if isinstance(cell.value, dt.date):
                cell.number_format = "mmm-yy" if month_only and cell.value.day == 1 else "dd/mm/yyyy"
    for column, width in {"B": 28, "C": 22, "D": 18, "E": 24, "F": 13, "G": 13, "I": 24}.items():
        ws.column_dimensions[column].width = width
    ws.column_dimensions["D"].hidden = True
    ws.freeze_panes = "A8"
    staff = wb.create_sheet("Staff")
    posts = [
        ["Name", "Post", "E-mail", "Days"],
        [edwin, "Principal Auditor", "e.larch@example.gov.uk", 60],
        [mabel, "Senior Auditor", "m.tranter@example.gov.uk", 60],
        [suki, "Contract Auditor", "suki@example.org", 26],
    ]
    fill(staff, 1, posts, bold=(0,))
    staff.column_dimensions["C"].width = 30
    name = "p10-true-dates.xlsx"
    save_excel(wb, name, {"SUM(H8:H21)": 146})
    expect(
        name,
        "a frozen block of instructions above the head; true dates shown as 'mmm-yy' (a month) and 'dd/mm/yyyy' (a "
        "day), one pair typed as text; status; a hidden column of last year's auditors; a total; a second sheet of "
        "staff with addresses",
        "https://studylib.net/doc/10208673 (Internal Audit Plan 2015/16 of a fire and rescue authority); "
        "columns audit, days planned, status as in monitoring reports to another",
        "described",
        2025,
        first_month="April",
        entries=[
            entry("2025-04", "Payroll", [edwin], "Starters and leavers", due="2025-05-30"),
            entry("2025-05", "Housing rents", [mabel], "Arrears", date="2025-05-12", due="2025-06-20"),
            entry(
                "2025-06",
                "Grants",
                [edwin],
                "Conditions met",
                due="2025-07-31",
                unsure="'E Larch': an initial; Edwin Larch?",
            ),
            entry(
                "2025-07",
                "Cyber security",
                [suki],
                "Patching",
                due="2025-08-29",
                unsure="deferred, and it does not say until when",
            ),
            entry("2025-09", "Section 106 agreements", [mabel], "Spent in time", due="2025-10-10"),
            entry("2025-11", "Creditor payments", [suki], "Duplicates", date="2025-11-03", due="2025-11-28"),
            entry("2025-11", "Leisure contract", [edwin, suki], "Income share"),
            entry("2026-01", "Building control", [mabel], "Fees", unsure="only 'Q4' (January to March)"),
            entry(
                "2026-01", "Council tax", purpose="Discounts", due="2026-02-27", unsure="auditor TBC is not a person"
            ),
            entry(
                "2026-03",
                "Annual governance statement",
                purpose="Evidence",
                date="2026-03-02",
                due="2026-03-31",
                nobody="nobody is named",
            ),
            entry("2026-03", "Fleet", [suki], "Fuel cards", due="2026-04-30"),
        ],
        not_understood=[
            ask("column F", "", "a cell shown as Apr-25 holds 1 April, and says no more than April: no day is stated"),
            ask("IA04", "Deferred", "until when? stays in July, or goes: ask"),
            ask("IA06", "03/11/2025", "text, not a date: 3 November, as its finish of the 28th and the others show"),
            ask("IA08", "Q4", "which month of the three?"),
            ask("IA09", "TBC", "no person"),
            ask("IA10", "Cancelled – risk accepted", "not imported, and said so"),
            ask("IA13", moved, "not this year's, whatever its dates: not imported, and said so"),
            ask("column D", "", "hidden: last year's auditors are nobody's workers here"),
        ],
        skipped=["rows 1 to 5: instructions and key", "Contingency", "total (formula)", "sheet Staff"],
        aliases={"E Larch": edwin},
    )


def listed() -> str:
    lines = ["| file | shape | source | entries / unsure / nobody / questions |", "|---|---|---|---|"]
    for path in sorted(HERE.glob("*.expected.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        counts = [len(said["entries"]), *(sum(k in e for e in said["entries"]) for k in ("unsure", "nobody"))]
        numbers = " / ".join(map(str, [*counts, len(said["not_understood"])]))
        lines.append(f"| {said['file']} | {said['shape']} | {said['source']} ({said['evidence']}) | {numbers} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    for make in (p01, p02, p03, p04, p05, p06, p07, p08, p09, p10):
        make()
    readme = HERE / "README.md"
    above = readme.read_text(encoding="utf-8").partition("| file |")[0]
    readme.write_text(above + listed(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
