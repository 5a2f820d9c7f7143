#!/usr/bin/env python3
"""Holds `cchc export` and `cchc import` to their contract: a workbook carries its regulation without loss, what a person
edits in it wins and is told, anybody's table becomes a draft whose doubtful lines are named, and hostile files are
refused. Usage: tables_command.py PATH-OF-CCHC"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

import workbook

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "tests/data/quang-dien-2023.source.json"
DRAFT = ROOT / "ops/systems/quang-dien-2023.draft.json"
ISSUED = ROOT / "ops/systems/quang-dien-2023.json"
SCHEMA = json.loads((ROOT / "ops/systems/regulation.schema.json").read_text(encoding="utf-8"))
HEADER = ["TT", "NỘI DUNG", "Điểm chuẩn", "Tài liệu kiểm chứng"]
CCHC = ""


def cchc(*arguments):
    return subprocess.run([CCHC, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60)


def flat(criteria):
    for criterion in criteria:
        yield criterion
        yield from flat(criterion.get("children", []))


def printed(document):
    """What the four columns say, of every criterion of a regulation."""
    return [[(c["code"], c.get("printed", ""), c["title"], float(c["maximum"]), [e["text"] for e in c.get("evidence", [])],
              [(one["text"], float(one["points"]), one.get("note", "")) for one in c.get("levels", [])])
             for c in flat(s["criteria"])] for s in document["criteria_sets"]]


def lines(nodes):
    """The rows of the transcription, as its source prints them."""
    for node in nodes:
        yield [node["code_printed"], node["title"], node.get("max_printed", node["max_stated"]), "\n".join(node["evidence"]) or None]
        for level in node["levels"]:
            yield [None, level["text"], level["points"], level.get("last_column")]
        yield from lines(node["children"])


class Tables(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def at(self, name):
        return str(pathlib.Path(self.folder.name, name))

    def imported(self, path, *more):
        done = cchc("import", path, "--json", *more)
        self.assertIn(done.returncode, (0, 5), done.stderr)
        preview = json.loads(done.stdout)
        self.assertEqual(done.returncode, 5 if preview["doubts"] else 0)
        if preview["well_formed"]:
            jsonschema.Draft202012Validator(SCHEMA).validate(preview["document"])
        for remark in preview["doubts"] + preview["edits"]:
            for language in ("vi", "en"):
                self.assertTrue(remark["message"][language])
        return preview

    def table(self, rows, header=HEADER, above=(["BỘ TIÊU CHÍ CHẤM ĐIỂM NĂM 2024"],), merged=(), name="Bảng"):
        return self.imported(workbook.write(self.at("table.xlsx"), [[name, None, [*above, header, *rows]]], merged))

    def criteria(self, preview):
        return {c["code"]: c for c in flat(preview["document"]["criteria_sets"][0]["criteria"])}

    def codes(self, preview, but=("rule_to_choose", "id_guessed", "publisher_guessed", "standing_department_guessed",
                                  "surroundings_left_out", "total_missing", "title_guessed", "year_missing")):
        return [(d["code"], d.get("cell")) for d in preview["doubts"] if d["code"] not in but]

    # ── our own workbooks ────────────────────────────────────────────────────────────────────────────────────────────

    def test_every_system_goes_out_and_comes_back_without_loss(self):
        for file in sorted((ROOT / "ops/systems").glob("*.json")):
            if file.name.endswith(".schema.json"):
                continue
            book, canonical, back = self.at("book.xlsx"), self.at("canonical.json"), self.at("back.json")
            self.assertEqual(cchc("export", file, "--xlsx", book).returncode, 0)
            self.assertEqual(cchc("export", file, "--json", canonical).returncode, 0)
            done = cchc("import", book, "--into", back)
            self.assertEqual((done.returncode, done.stderr), (0, ""), file.name)
            self.assertIn("0 edits, 0 doubts", done.stdout)
            self.assertEqual(pathlib.Path(back).read_bytes(), pathlib.Path(canonical).read_bytes(), file.name)
            self.assertEqual(cchc("import", canonical).returncode, 0)

    def test_the_printed_columns_alone_say_all_that_is_printed(self):
        for file in sorted((ROOT / "ops/systems").glob("*.json")):
            if file.name.endswith(".schema.json"):
                continue
            book = self.at("book.xlsx")
            cchc("export", file, "--xlsx", book)
            sheets = [[name, state, [row[:4] for row in rows]] for name, state, rows in workbook.read(book) if state != "hidden"]
            preview = self.imported(workbook.write(self.at("printed.xlsx"), sheets))
            document = json.loads(file.read_text(encoding="utf-8"))
            expected = printed(document)
            for criteria in expected:  # a leaf that prints no levels gets a makeshift one, which is named
                for at, (code, number, title, most, evidence, levels) in enumerate(criteria):
                    last = at + 1 == len(criteria) or not criteria[at + 1][0].startswith(code + ".")
                    if last and not levels:
                        criteria[at] = (code, number, title, most, evidence, [(title, most, "")])
            self.assertEqual(printed(preview["document"]), expected, file.name)
            self.assertEqual([s["maximum"] for s in preview["document"]["criteria_sets"]],
                             [s["maximum"] for s in document["criteria_sets"]])
            self.assertEqual([d for d in preview["doubts"] if d["severity"] == "error" and d["code"] != "year_missing"], [], file.name)

    def edited(self, file, change):
        book = self.at("book.xlsx")
        self.assertEqual(cchc("export", file, "--xlsx", book).returncode, 0)
        sheets = workbook.read(book)
        change(sheets[0][2])
        return self.imported(workbook.write(self.at("edited.xlsx"), sheets))

    def row_of(self, rows, key):
        return next(i for i, row in enumerate(rows) if len(row) > 5 and row[5] == key)

    def test_what_a_person_edits_wins_and_is_told_with_its_cell(self):
        places = {}

        def change(rows):
            for key, column, value in (("I.1.1", 1, "Ban hành kế hoạch"), ("I.1.1", 2, "2,5"), ("I.1.1", 3, "Kế hoạch\nQuyết định"),
                                       ("I.1.1#2", 2, 0.75), ("I.1.1#3", 1, "Không ban hành"), ("I.1.3", 4, "Lưu ý"), ("I.2", 0, "2.")):
                at = self.row_of(rows, key)
                rows[at][column] = value
                places[key, column] = f"{'ABCDE'[column]}{at + 1}"
        before = json.loads(ISSUED.read_text(encoding="utf-8"))
        preview = self.edited(ISSUED, change)
        self.assertEqual(preview["doubts"], [])
        self.assertEqual({(e["code"], e["cell"]) for e in preview["edits"]},
                         {("text_edited", places["I.1.1", 1]), ("points_edited", places["I.1.1", 2]),
                          ("evidence_edited", places["I.1.1", 3]), ("points_edited", places["I.1.1#2", 2]),
                          ("text_edited", places["I.1.1#3", 1]), ("note_edited", places["I.1.3", 4]),
                          ("number_edited", places["I.2", 0])})
        expected = {c["code"]: c for c in flat(before["criteria_sets"][0]["criteria"])}
        first = expected["I.1.1"]
        first.update(title="Ban hành kế hoạch", maximum="2.50", evidence=[{"text": "Kế hoạch"}, {"text": "Quyết định"}])
        first["levels"][1]["points"], first["levels"][2]["text"] = "0.75", "Không ban hành"
        expected["I.1.3"]["note"], expected["I.2"]["printed"] = "Lưu ý", "2."
        self.assertEqual(preview["document"], before)

    def test_an_edit_nobody_understands_leaves_what_stood_there(self):
        def change(rows):
            rows[self.row_of(rows, "I.1.1")][2] = "hai"
            rows[self.row_of(rows, "I.1.2")][1] = None
        preview = self.edited(ISSUED, change)
        self.assertEqual([d["code"] for d in preview["doubts"]], ["points_not_understood", "text_missing"])
        self.assertEqual(preview["document"], json.loads(ISSUED.read_text(encoding="utf-8")))

    def test_rules_follow_their_levels_when_lines_move(self):
        def change(rows):
            at = self.row_of(rows, "I.1.1#1")
            rows.insert(at, [None, "Trước hạn 10 ngày", 2, None])
        before = json.loads(ISSUED.read_text(encoding="utf-8"))
        old = self.criteria({"document": before})["I.1.1"]["rule"]
        preview = self.edited(ISSUED, change)
        self.assertEqual([e["code"] for e in preview["edits"]], ["line_added"])
        new = self.criteria(preview)["I.1.1"]["rule"]
        self.assertEqual([b["level"] + 1 for b in old["bands"]], [b["level"] for b in new["bands"]])
        self.assertEqual(old["never_level"] + 1, new["never_level"])

    def test_a_rule_whose_level_is_gone_is_doubtful(self):
        preview = self.edited(ISSUED, lambda rows: rows.pop(self.row_of(rows, "I.1.1#2")))
        self.assertEqual([(d["code"], d["criterion"]) for d in preview["doubts"]], [("rule_lost", "I.1.1")])
        self.assertEqual([(e["code"], e["criterion"]) for e in preview["edits"]], [("line_taken_out", "I.1.1")])
        self.assertEqual(self.criteria(preview)["I.1.1"]["rule"], {"shape": "choice"})

    def test_criteria_come_and_go(self):
        def change(rows):
            first = self.row_of(rows, "II.3.3")
            del rows[first:first + 3]
            at = self.row_of(rows, "II.4")
            rows[at:at] = [["3.4", "Tiêu chí mới", "1", "Báo cáo"], [None, "Có", 1, None], [None, "Không", 0, None]]
        preview = self.edited(ISSUED, change)
        self.assertEqual([(e["code"], e.get("criterion")) for e in preview["edits"] if e["code"] != "line_added"],
                         [("line_taken_out", "II.3.3")])
        criteria = self.criteria(preview)
        self.assertNotIn("II.3.3", criteria)
        self.assertEqual(criteria["II.3.4"], {"code": "II.3.4", "printed": "3.4", "title": "Tiêu chí mới", "maximum": "1.00",
                                              "evidence": [{"text": "Báo cáo"}], "rule": {"shape": "choice"},
                                              "levels": [{"text": "Có", "points": "1.00"}, {"text": "Không", "points": "0.00"}]})

    def test_a_sheet_that_is_copied_or_taken_out_is_told(self):
        book = self.at("book.xlsx")
        cchc("export", ISSUED, "--xlsx", book)
        first, *rest = workbook.read(book)
        preview = self.imported(workbook.write(self.at("copied.xlsx"), [first, ["Bản sao", None, first[2]], *rest]))
        self.assertEqual([s["sheet"] for s in preview["criteria_sets"]], [first[0], "Bản sao"])
        self.assertEqual([d["code"] for d in preview["doubts"]][0], "key_doubled")
        self.assertTrue(preview["well_formed"])
        preview = self.imported(workbook.write(self.at("none.xlsx"), rest))
        self.assertEqual([e["code"] for e in preview["edits"]], ["set_taken_out"])
        self.assertEqual([d["code"] for d in preview["doubts"]], ["table_not_found", "not_well_formed"])

    def test_a_damaged_record_is_told_and_the_printed_columns_are_read(self):
        book = self.at("book.xlsx")
        cchc("export", ISSUED, "--xlsx", book)
        sheets = workbook.read(book)
        del sheets[-1][2][40:60]
        preview = self.imported(workbook.write(self.at("damaged.xlsx"), sheets))
        self.assertEqual(preview["doubts"][0]["code"], "record_damaged")
        self.assertEqual(len(self.criteria(preview)), 74)

    def test_no_cell_is_a_formula(self):
        document = json.loads(ISSUED.read_text(encoding="utf-8"))
        texts = ['=HYPERLINK("http://x","y")', "+1+2", "-2+3", "@SUM(A1)", "=1+1"]
        leaf = next(c for c in flat(document["criteria_sets"][0]["criteria"]) if c["code"] == "I.1.1")
        leaf["title"], leaf["note"] = texts[0], texts[3]
        leaf["evidence"], leaf["levels"][0]["text"] = [{"text": texts[1]}, {"text": texts[2]}], texts[4]
        pathlib.Path(self.at("formulas.json")).write_text(json.dumps(document), encoding="utf-8")
        self.assertEqual(cchc("export", self.at("formulas.json"), "--xlsx", self.at("book.xlsx")).returncode, 0)
        with workbook.zipfile.ZipFile(self.at("book.xlsx")) as package:
            for name in package.namelist():
                self.assertNotRegex(package.read(name), rb"<f[ >]", name)
        self.assertEqual(self.imported(self.at("book.xlsx"))["document"], document)

    # ── anybody's ────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_the_transcription_becomes_the_draft(self):
        preview = self.imported(SOURCE, "--id", "quang-dien-2023-draft")
        draft = json.loads(DRAFT.read_text(encoding="utf-8"))
        self.assertEqual(printed(preview["document"]), printed(draft))
        notes = lambda document: {c["code"]: c.get("note") for c in flat(document["criteria_sets"][0]["criteria"])}
        self.assertEqual(notes(preview["document"]), notes(draft))
        for member in ("id", "year", "publisher", "issued_by", "legal_basis", "notes", "standing_department"):
            self.assertEqual(preview["document"][member], draft[member], member)
        drafting = {**preview["document"]["drafting"]}
        self.assertEqual(drafting.pop("boundary"), "exclusive")  # "trước ngày": the draft keeps how the letter reads it
        self.assertLessEqual(drafting.items(), draft["drafting"].items())
        self.assertEqual([(d["code"], d.get("criterion")) for d in preview["doubts"] if d["code"] != "rule_to_choose"],
                         [("number_missing", "III.1"), ("standing_department_guessed", None), ("surroundings_left_out", None),
                          ("evidence_is_a_number", "II.6.6")])
        suggested = {d["criterion"] for d in preview["doubts"] if d["code"] == "rule_to_choose"}
        self.assertLessEqual({"I.1.1", "I.1.3", "I.2", "I.6", "II.6.2"}, suggested)
        self.assertEqual(preview["criteria_sets"], [{"id": preview["document"]["criteria_sets"][0]["id"],
                         "title": draft["criteria_sets"][0]["title"], "areas": 3, "criteria": 74, "leaves": 52,
                         "maximum": "100.00", "sum": "97.00"}])
        self.assertGreater(len(preview["findings"]), 40)

    def test_a_line_of_the_transcription_that_says_nothing_is_named(self):
        document = json.loads(SOURCE.read_text(encoding="utf-8"))
        leaf = document["nodes"][0]["children"][0]["children"][0]
        leaf["max_stated"], leaf["colour"] = "một", "đỏ"
        leaf["levels"][0]["points"], leaf["levels"][1]["text"], leaf["levels"][2]["points"] = None, "", 0.33333
        pathlib.Path(self.at("source.json")).write_text(json.dumps(document), encoding="utf-8")
        preview = self.imported(self.at("source.json"))
        at = "/nodes/0/children/0/children/0"
        found = {(d["code"], d["pointer"]) for d in preview["doubts"] if d.get("pointer", "").startswith(at)}
        self.assertEqual(found, {("points_not_understood", at), ("member_unknown", at + "/colour"), ("points_missing", at + "/levels/0"),
                                 ("text_missing", at + "/levels/1"), ("points_not_understood", at + "/levels/2"), ("rule_to_choose", at)})

    def test_the_printed_table_of_the_source_is_understood_as_the_draft(self):
        source = json.loads(SOURCE.read_text(encoding="utf-8"))
        total = source["total_row"]
        rows = [[source["heading"]], [source["title"]], [f"({source['issued_by']})"], [], source["columns"], *lines(source["nodes"]),
                [total["code_printed"], total["title"], total["points"]], *[[note] for note in source["notes"]]]
        as_text = [[str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row] for row in rows]
        for variant in (rows, as_text):
            preview = self.imported(workbook.write(self.at("foreign.xlsx"), [["Sheet1", None, variant]], ["A1:D1", "A2:D2"]))
            document, draft = preview["document"], json.loads(DRAFT.read_text(encoding="utf-8"))
            self.assertEqual(printed(document), printed(draft))
            for member in ("year", "publisher", "issued_by", "legal_basis", "notes"):
                self.assertEqual(document[member], draft[member], member)
            self.assertEqual(document["title"], source["title"])
            named = [(d["code"], d.get("cell")) for d in preview["doubts"] if d.get("cell")]
            evidence = next(i for i, row in enumerate(rows, 1) if row and row[0] == "6.6")
            lost = next(i for i, row in enumerate(rows, 1) if len(row) > 1 and str(row[1]).startswith("Kịp thời báo cáo"))
            self.assertEqual(named, [("number_missing", f"B{lost}"), ("evidence_is_a_number", f"D{evidence}")])

    def test_numbers_of_many_kinds_make_the_tree(self):
        preview = self.table([["A", "Phần", 10], ["I.", "Lĩnh vực", 10], ["1", "Tiêu chí", 6], ["1.1", "Thành phần", 6],
                              ["a)", "Điểm a", 4], ["-", "Có", 4], ["-", "Không", 0], ["b)", "Điểm b", 2], ["", "- Có: 2 điểm", None],
                              ["+", "Không", 0], ["2.", "Tiêu chí hai", "4 điểm"], [None, "Có", "4"], [None, "Không", "0"],
                              [None, "Tổng cộng", 10], ["Ghi chú: không phát sinh thì không chấm"]])
        self.assertEqual(list(self.criteria(preview)), ["A", "A.I", "A.I.1", "A.I.1.1", "A.I.1.1.a", "A.I.1.1.b", "A.I.2"])
        self.assertEqual([one["points"] for one in self.criteria(preview)["A.I.1.1.b"]["levels"]], ["2.00", "0.00"])
        self.assertEqual(preview["document"]["notes"], ["Ghi chú: không phát sinh thì không chấm"])
        self.assertEqual(self.codes(preview), [("points_in_text", "B11")])

    def test_a_spreadsheet_that_takes_numbers_for_decimals_is_mended(self):
        rows = [["1", "Lĩnh vực", 11]]
        for n in range(1, 12):
            rows += [[float(f"1.{n}"), f"Tiêu chí {n}", 1], [None, "Có", 1], [None, "Không", 0]]
        preview = self.table(rows)
        self.assertEqual([c["printed"] for c in self.criteria(preview).values()], ["1"] + [f"1.{n}" for n in range(1, 12)])
        self.assertEqual(self.codes(preview), [("number_as_decimal", "A31")])

    def test_what_a_table_may_look_like(self):
        leaf = [["1", "Tiêu chí", 1, "Báo cáo"], [None, "Có", 1], [None, "Không", 0]]
        # a header of two rows, its columns elsewhere, numbered below; merged columns
        preview = self.table([["", "", "Điểm chuẩn", "Tự chấm", ""], ["(1)", "(2)", "(3)", "(4)", "(5)"],
                              ["I", "Lĩnh vực", 1, None, None], ["1", "Tiêu chí", 1, None, "Báo cáo"], [None, "Có", 1, None, None],
                              [None, "Không", 0, None, "Biên bản"]],
                             header=["STT", "Tiêu chí", "", "", "Minh chứng"], merged=["A2:A3", "E6:E7"])
        self.assertEqual(list(self.criteria(preview)), ["I", "I.1"])
        self.assertEqual([one.get("note") for one in self.criteria(preview)["I.1"]["levels"]], [None, "Biên bản"])
        self.assertEqual(self.codes(preview), [])
        # the header printed again on the second page
        preview = self.table([["I", "Lĩnh vực", 1], leaf[0], leaf[1], HEADER, leaf[2]])
        self.assertEqual((len(self.criteria(preview)["I.1"]["levels"]), self.codes(preview)), (2, []))
        # no column of numbers: they stand before the words
        preview = self.table([["I. Lĩnh vực", 1], ["1. Tiêu chí", 1], ["Có", 1], ["Không", 0]], header=["Nội dung", "Điểm tối đa"])
        self.assertEqual(list(self.criteria(preview)), ["I", "I.1"])
        self.assertEqual(self.codes(preview), [("number_in_text", "A3"), ("number_in_text", "A4")])
        # beside a column of numbers a letter in the text leads a level, and 1.1 has slipped
        preview = self.table([["I", "Lĩnh vực", 2], [None, "1.1 Tiêu chí", 2], [None, "A. Có", 2], [None, "B. Không", 0]])
        self.assertEqual([one["text"] for one in self.criteria(preview)["I.1.1"]["levels"]], ["A. Có", "B. Không"])
        # a criterion and its levels in one cell; evidence that runs on in a row of its own
        preview = self.table([["I", "Lĩnh vực", 1], ["1", "Tiêu chí\n- Có\n- Không", "1\n1\n0", "Báo cáo"], [None, None, None, "Biên bản"]])
        self.assertEqual(self.criteria(preview)["I.1"]["levels"], [{"text": "- Có", "points": "1.00"}, {"text": "- Không", "points": "0.00", "note": "Biên bản"}])
        self.assertEqual(self.codes(preview), [("several_lines_in_cell", "B4")])
        # several sheets, one of them no table, one hidden
        sheet = [["Bảng điểm năm 2024"], HEADER, ["I", "Lĩnh vực", 1], *leaf]
        preview = self.imported(workbook.write(self.at("many.xlsx"), [["Sở, ban", None, sheet], ["Bìa", None, [["Trang bìa"]]],
                                                                      ["Huyện", None, sheet], ["Cũ", "hidden", sheet], ["Trống", None, []]]))
        self.assertEqual([s["id"] for s in preview["document"]["criteria_sets"]], ["so-ban", "huyen"])
        self.assertEqual([(d["code"], d["sheet"]) for d in preview["doubts"] if d["code"].startswith("sheet")],
                         [("sheet_without_table", "Bìa"), ("sheet_hidden", "Cũ")])

    def test_every_doubtful_line_is_named(self):
        preview = self.table([[None, "Chữ đứng trước", 1], ["I", "Lĩnh vực", "khoảng 5"], ["1", "Tiêu chí", None], [None, "Có", "1.500"],
                              [None, "Không", "-0,5"], ["1", "Tiêu chí lặp", 1], [None, None, 7], ["3.1", "Không có 3", 1], ["#!", "Số lạ", 1],
                              [None, "Câu không có điểm", None, "và tài liệu"], ["4", "Dòng\nhai dòng", 1, "0,5"], [None, "Có", 1]])
        self.assertEqual(set(self.codes(preview)), {
            ("line_before_any_criterion", None), ("points_not_understood", "C4"), ("points_missing", "C5"), ("points_guessed", "C6"),
            ("points_guessed", "C7"), ("number_used_before", "A8"), ("line_not_understood", "B9"), ("number_not_understood", "A11"),
            ("number_against_place", "A10"), ("line_not_understood", "B12"), ("lines_joined", "B13"), ("evidence_is_a_number", "D13"),
            ("levels_missing", None)})
        self.assertTrue(preview["well_formed"])
        self.assertIn("Câu không có điểm | và tài liệu", json.dumps(preview["document"], ensure_ascii=False))

    def test_a_workbook_without_a_table_says_so(self):
        preview = self.imported(workbook.write(self.at("none.xlsx"), [["S", None, [["a", "b"], ["c", "d"]]]]))
        self.assertEqual([d["code"] for d in preview["doubts"]][:2], ["sheet_without_table", "table_not_found"])

    # ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_hostile_and_damaged_files_are_refused(self):
        cchc("export", ISSUED, "--xlsx", self.at("sound.xlsx"))
        for name, (path, code) in workbook.hostile(self.folder.name, self.at("sound.xlsx")).items():
            done = cchc("import", path, "--into", self.at("never.json"))
            self.assertEqual((done.returncode, done.stdout), (1, ""), name)
            self.assertRegex(done.stderr, r"^cchc import: .+ · .+\n$", name)
            self.assertFalse(pathlib.Path(self.at("never.json")).exists(), name)
        for text in ("", "{", "[]", '{"nodes": 7}', '{"nodes": [{"title": "x"}]}', '{"id": "x"}'):
            pathlib.Path(self.at("not.json")).write_text(text, encoding="utf-8")
            self.assertEqual(cchc("import", self.at("not.json")).returncode, 1, text)

    def test_a_wrong_usage_exits_2(self):
        for arguments in (["import"], ["import", "a", "b"], ["import", "a", "--into"], ["export", "a"], ["export", "--xlsx", "b"],
                          ["export", "a", "--xlsx", "b", "--json", "c"], ["import", "--colour", "a"]):
            done = cchc(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
        self.assertEqual(cchc("import", self.at("nowhere.xlsx")).returncode, 1)


if __name__ == "__main__":
    CCHC = str(pathlib.Path(sys.argv[1]).resolve())
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
