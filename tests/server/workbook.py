"""Workbooks for the tests, read and written cell by cell with nothing but the ZIP and XML of the format: another
program's than the one the server writes with."""
import pathlib
import re
import zipfile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letters(column):
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(reference):
    column = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        column = column * 26 + ord(letter) - 64
    return column


def read(path):
    """[[name, state, rows]]: of a row its cells, texts or numbers or None."""
    with zipfile.ZipFile(path) as package:
        part = lambda name: ElementTree.fromstring(package.read(name))
        texts = ["".join(t.text or "" for t in si.iter(MAIN + "t")) for si in part("xl/sharedStrings.xml")]
        targets = {r.get("Id"): r.get("Target") for r in part("xl/_rels/workbook.xml.rels")}
        book = []
        for sheet in part("xl/workbook.xml").find(MAIN + "sheets"):
            rows = []
            for row in part("xl/" + targets[sheet.get("{%s}id" % RELATIONS)]).find(MAIN + "sheetData"):
                while len(rows) < int(row.get("r")):
                    rows.append([])
                for cell in row:
                    while len(rows[-1]) < column_of(cell.get("r")):
                        rows[-1].append(None)
                    value = cell.find(MAIN + "v")
                    if value is not None:
                        rows[-1][-1] = texts[int(value.text)] if cell.get("t") == "s" else float(value.text)
            book.append([sheet.get("name"), sheet.get("state"), rows])
        return book


def cell(place, value):
    if value is None:
        return f'<c r="{place}"/>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet_of(rows, merged=()):
    lines = "".join(f'<row r="{r}">' + "".join(cell(f"{letters(c)}{r}", v) for c, v in enumerate(row, 1)) + "</row>"
                    for r, row in enumerate(rows, 1))
    spans = f'<mergeCells count="{len(merged)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in merged) + "</mergeCells>"
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN[1:-1]}"><sheetData>{lines}'
            f"</sheetData>{spans if merged else ''}</worksheet>")


def parts_of(sheets, merged=()):
    """The parts of a workbook of [[name, state, rows]]; `merged` are cells of every sheet."""
    types = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Default Extension="xml" ContentType="application/xml"/></Types>')
    relation = '<Relationship Id="rId{0}" Type="' + RELATIONS + '/{1}" Target="{2}"/>'
    around = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
              'relationships">{}</Relationships>')
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"' + (f' state="{state}"/>' if state else "/>")
                     for i, (name, state, _) in enumerate(sheets, 1))
    parts = {"[Content_Types].xml": types, "_rels/.rels": around.format(relation.format(1, "officeDocument", "xl/workbook.xml")),
             "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{MAIN[1:-1]}" xmlns:r="{RELATIONS}">'
                                f"<sheets>{listed}</sheets></workbook>",
             "xl/_rels/workbook.xml.rels": around.format("".join(
                 relation.format(i, "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)))}
    for i, (_, _, rows) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = sheet_of(rows, merged)
    return parts


def pack(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def write(path, sheets, merged=()):
    return pack(path, parts_of(sheets, merged))


def hostile(folder, sound):
    """{name: (path, code)}: files that must be refused; `sound` is the path of a workbook that is not."""
    whole = pathlib.Path(sound).read_bytes()
    parts = parts_of([["S", None, [["TT", "NỘI DUNG", "Điểm chuẩn"], ["I", "A", 1]]]])
    doctype = ('<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "' + "ha" * 500 + '"><!ENTITY b "' + "&a;" * 500 +
               '"><!ENTITY c "' + "&b;" * 500 + '">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&c;</t></is></c></row>'
               "</sheetData></worksheet>")
    sheet = "xl/worksheets/sheet1.xml"
    files = {
        "bomb": ({**parts, sheet: " " * (64 << 20)}, "too_large"),
        "swelling": ({**parts, sheet: parts[sheet].replace("<sheetData>", "<sheetData>" + " " * (12 << 20))}, "too_large"),
        "tags": ({**parts, sheet: "<worksheet><sheetData>" + "<a/>" * 2_100_000 + "</sheetData></worksheet>"}, "too_large"),
        "deep": ({**parts, sheet: "<a>" * 5_000 + "</a>" * 5_000}, "too_large"),
        "entities": ({**parts, sheet: doctype}, "document_type"),
        "many": ({**parts, **{f"xl/{n}.xml": "" for n in range(2_100)}}, "too_large"),
        "far": ({**parts, sheet: parts[sheet].replace('r="2"', 'r="99999999999999999999"')}, "damaged"),
        "backwards": ({**parts, sheet: parts[sheet].replace('<row r="2">', '<row r="1">')}, "damaged"),
        "no texts": ({**parts, sheet: parts[sheet].replace('<c r="A2" t="inlineStr">', '<c r="A2" t="s"><v>7</v>')}, "damaged"),
        "torn xml": ({**parts, sheet: parts[sheet][:200]}, "damaged"),
        "latin": ({**parts, sheet: parts[sheet].encode().replace("NỘI".encode(), b"\xff\xfe\xfd")}, "damaged"),
        "a document": ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}, "not_a_workbook"),
    }
    made = {name: (pack(f"{folder}/{i}.xlsx", content), code) for i, (name, (content, code)) in enumerate(files.items())}
    raw = {"half": (whole[: len(whole) // 2], "damaged"), "a beginning": (whole[:64], "damaged"), "PK alone": (b"PK\x03\x04", "damaged"),
           "old or locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "encrypted"),
           "encrypted part": (encrypted(whole), "encrypted")}
    for name, (content, code) in raw.items():
        path = f"{folder}/{name}.xlsx"
        pathlib.Path(path).write_bytes(content)
        made[name] = (path, code)
    return made


def encrypted(whole):
    """Every part marked as encrypted: bit 0 of the flags, in local and central headers."""
    marked = bytearray(whole)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = whole.find(signature, at + 4)
    return bytes(marked)
