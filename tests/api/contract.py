#!/usr/bin/env python3
"""Holds the running server to server/api/openapi.yaml: every answer is of its documented shape, every documented
operation is really answered with everything it promises, and the table of routes and the document name the same
operations. Bad input of every kind is refused with its problem type and leaves no event.

Starts a demonstration of its own on loopback with throw-away data and walks it as its people would, over HTTP alone.
Usage: contract.py PATH-OF-CCHC"""
import base64
import datetime
import json
import os
import re
import sys
import time
import uuid

from amending import amend_in_mid_cycle
from bad_input import refuse
from coming_in import a_new_system, come_in
from given import published_numbers, where_others_score
from many_systems import on_one_server
from people import ROOT, Count, Person, check, demonstration, operations, produced


def walk(base):
    admin, auditor = Person(base, "quantri"), Person(base, "kiemtra")
    officer, head = Person(base, "phong-noi-vu.canbo"), Person(base, "phong-noi-vu.thutruong")
    other, appraiser = Person(base, "phong-tu-phap.canbo"), Person(base, "van-phong-hdnd-ubnd.thamdinh")
    nobody = Person(base)

    # whoever is here
    status, session, _ = officer.ask("get", "/session")
    officer.ask("put", "/session/role", {"grant": session["role"]["grant"]})
    nobody.refused(401, "unauthenticated", "get", "/session", witness=auditor)
    wrong = {"login": "phong-noi-vu.canbo", "password": "sai-mat-khau"}
    nobody.refused(401, "unauthenticated", "post", "/session", wrong, witness=auditor)
    admin.ask("get", "/people")

    # reading, now and then
    for who in (admin, auditor, officer, appraiser):
        for path in ("/clock", "/cycles", "/cycles/2023", "/cycles/2023/rounds", "/agencies",
                     "/cycles/2023/criteria", "/reopen_grants?cycle=2023", "/assessments?cycle=2023",
                     "/cycles/2023/rankings/phong-chuyen-mon", "/cycles/2023/results/phong-noi-vu/provenance"):
            status, _, _ = who.ask("get", path)
            check(status == 200, f"{path}: {status}")
    for path in ("", "/entries", "/entries/I.1.1", "/entries/I.1.1/history", "/entries/I.1.1/provenance", "/checks",
                 "/submissions", "/submissions/1/receipt", "/entries?as_of_seq=400"):
        status, _, _ = auditor.ask("get", "/assessments/2023-phong-noi-vu" + path)
        check(status == 200, f"the auditor reads {path}: {status}")
    for path in ("/cycles/2023/progress", "/cycles/2023/rounds/appraisal_1/items", "/regulations", "/events?limit=5",
                 "/events/7", "/events/density?buckets=20"):
        status, _, _ = auditor.ask("get", path)
        check(status == 200, f"the auditor reads {path}: {status}")
    auditor.ask("get", "/events?from=0", headers={"Accept": "application/x-ndjson"})
    other.refused(404, "not-found", "get", "/assessments/2023-phong-noi-vu/entries", witness=auditor)
    for path in ("/events", "/events/7", "/events/density", "/cycles/2023/progress",
                 "/regulations/quang-dien-2023/findings"):
        officer.refused(403, "missing-right", "get", path, witness=auditor)

    # the newcomer's work in the open cycle
    mine = "/assessments/2024-phong-noi-vu"
    status, answer, heads = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "0.50"}, etag='"e0"')
    check(status == 200, f"a score: {status}")
    seq = answer["seq"]
    score = mine + "/entries/I.1.2/self_score"
    problem, _ = officer.refused(412, "stale-version", "put", score, {"value": "1.00"}, etag='"e0"', witness=auditor)
    check(problem["current"]["self"]["score"] == "0.50", f"and is shown what stands: {problem}")
    for value, slug in (("0.40", "score-step-not-allowed"), ("9.00", "score-out-of-range"),
                        ("-0.50", "score-out-of-range"), ("0.123456", "validation-failed")):
        officer.refused(422, slug, "put", score, {"value": value}, etag=heads["ETag"], witness=auditor)
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    text = mine + "/entries/I.1.2/explanation"
    first = officer.ask("put", text, {"text": "một lần"}, etag=heads["ETag"], headers=key)
    end = auditor.seq()
    again = officer.ask("put", text, {"text": "một lần"}, etag=heads["ETag"], headers=key)
    check(first[:2] == again[:2] and auditor.seq() == end, f"told again, done once: {again}")
    officer.refused(422, "idempotency-key-reused", "put", text, {"text": "hai"}, etag=heads["ETag"], headers=key, witness=auditor)
    status, _, _ = officer.ask("post", mine + "/compensations", {"undo": seq})
    check(status == 200, f"undo: {status}")
    entry = officer.ask("get", mine + "/entries/I.1.3")[2]["ETag"]
    status, _, _ = officer.ask("get", mine + "/entries/I.1.3", headers={"If-None-Match": entry})
    check(status == 304, f"nothing new: {status}")
    status, _, heads = officer.ask("put", mine + "/entries/I.1.3/figures", {"numerator": 18, "denominator": 20}, etag=entry)
    check(status == 200, f"figures: {status}")
    status, _, heads = officer.ask("put", mine + "/entries/I.1.3/explanation", {"text": "Theo kế hoạch"}, etag=heads["ETag"])
    check(status == 200, f"an explanation: {status}")
    status, _, _ = officer.ask("delete", mine + "/entries/I.1.3/self_score", etag=heads["ETag"])
    check(status == 200, f"cleared: {status}")
    status, _, _ = officer.ask("post", mine + "/batches", {"items": [
        {"code": "I.1.2", "act": "self_score", "value": "1.00"}, {"code": "I.5", "act": "self_score", "value": "0.50"}]})
    check(status == 200, f"a paste: {status}")
    paste = {"items": [{"code": "I.1.2", "act": "self_score", "value": "0.50"}, {"code": "I.5", "act": "self_score", "value": "9.00"}]}
    problem, _ = officer.refused(422, "score-out-of-range", "post", mine + "/batches", paste, witness=auditor)
    check(problem["errors"][0]["pointer"].startswith("/items/1"), f"a bad paste names its item: {problem}")
    paste["items"][1] = {"code": "I.5", "act": "self_score", "value": "0.50", "version": 99}
    officer.refused(412, "stale-version", "post", mine + "/batches", paste, witness=auditor)
    claim = {"assessment": "2024-phong-noi-vu", "code": "II.2.5", "act": "claim", "ground": "Không có hồ sơ trễ hẹn"}
    status, _, _ = officer.ask("put", "/cycles/2024/not_applicable", claim)
    check(status == 200, f"not applicable: {status}")

    # a file
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    tus = {"Tus-Resumable": "1.0.0"}
    name = base64.b64encode("Kế hoạch.pdf".encode()).decode()
    status, _, heads = officer.ask("post", "/uploads", headers={**tus, "Upload-Length": str(len(pdf)),
                                   "Upload-Metadata": f"filename {name}"}, raw=b"")
    check(status == 201, f"an upload begun: {status}")
    place = heads["Location"].split("/api/v1")[1]
    status, _, _ = officer.ask("head", place, headers=tus)
    check(status == 200, f"an upload stands at 0: {status}")
    status, _, heads = nobody.ask("options", "/uploads")
    check(status == 204 and heads["Tus-Max-Size"] == "52428800", f"what uploads speak is said to anyone: {status}")
    _, _, heads = officer.ask("post", "/uploads", headers={**tus, "Upload-Length": "99", "Upload-Metadata": f"filename {name}"}, raw=b"")
    status, _, _ = officer.ask("delete", heads["Location"].split("/api/v1")[1], headers=tus)
    check(status == 204, f"given up: {status}")
    status, _, heads = officer.ask("patch", place, raw=pdf, headers={**tus, "Upload-Offset": "0",
                                   "Content-Type": "application/offset+octet-stream"})
    check(status == 204, f"uploaded: {status}")
    sha256 = heads["Upload-Sha256"]
    status, answer, _ = officer.ask("post", mine + "/entries/I.1.1/evidence", {"sha256": sha256, "document_number": "01/KH",
                                    "kind": "plan", "issuer": "UBND huyện"})
    check(status == 201, f"attached: {status}")
    listed = answer["entry"]["evidence"][-1]
    check((listed["kind"], listed["issuer"], listed["phase"], listed["destroyed"]) == ("plan", "UBND huyện", "at_lock", False),
          f"as its agency told it: {listed}")
    status, _, _ = officer.ask("get", f"/documents/{sha256}/content", headers={"If-None-Match": f'"{sha256}"'})
    check(status == 304, f"the file is there already: {status}")
    for path in (f"/documents?assessment=2024-phong-noi-vu", f"/documents/{sha256}", f"/documents/{sha256}/content"):
        status, _, _ = officer.ask("get", path)
        check(status == 200, f"{path}: {status}")
    listed = officer.ask("get", "/documents?assessment=2024-phong-noi-vu")[1]["documents"]
    check([d["name"] for d in listed] == ["Kế hoạch.pdf"], f"the file is listed under its name: {listed}")
    other.refused(404, "not-found", "get", f"/documents/{sha256}", witness=auditor)
    look_into(f"/documents/{sha256}", officer, other, auditor)
    status, _, _ = officer.ask("delete", mine + f"/entries/I.1.1/evidence/{answer['link']}")
    check(status == 200, f"detached: {status}")

    # a paper that nobody may see; its meeting is held once the council sits
    items = appraiser.ask("get", "/cycles/2024/rounds/appraisal_1/items?agency=phong-tu-phap")[1]["items"]
    secret = f"/assessments/2024-phong-tu-phap/entries/{next(i for i in items if not i['conflict'])['code']}/secret_papers"
    status, answer, _ = other.ask("post", secret, {})
    check(status == 201 and answer["entry"]["secret_papers"][0]["meeting"] is None, f"declared: {status} {answer}")
    held, meeting = secret + f"/{answer['paper']}/meetings", {"held_on": "2026-01-05", "attendance": ["Phòng Nội vụ"],
                                                              "document_number": "03/BB"}
    appraiser.refused(423, "round-locked", "post", held, meeting, witness=auditor)

    destroy_a_file(mine, admin, officer, other, auditor)

    # towards the head; the rest of the criteria is scored first
    for row in officer.ask("get", mine + "/entries")[1]["entries"]:
        if row["owes"] or not row["self"]:
            finish(officer, mine, row)
    status, answer, _ = officer.ask("post", mine + "/approval_requests", {})
    check(status == 200, f"asking the head: {status} {answer}")
    for decision in ({"decision": "return", "reason": "Xem lại mục II"}, {"decision": "approve"}):
        status, _, _ = head.ask("post", mine + "/approvals", decision)
        check(status == 200, f"the head decides: {status}")
    actor = session["actor"]
    status, _, _ = head.ask("post", mine + "/delegations", {"to": actor, "document_number": "02/UQ"})
    check(status == 200, f"delegated: {status}")
    status, _, _ = officer.ask("post", mine + "/submissions", {"attendance": ["Trưởng phòng"]})
    check(status == 201, f"submitted: {status}")
    late_list = {"source": {"text": "Danh mục công bố"}, "snapshot": "2026-10-15", "rows": [
        {"agency": "phong-noi-vu", "code": "I.1.3", "figures": [{"key": "denominator", "count": 5}]}]}
    appraiser.refused(409, "assessment-submitted", "post", "/cycles/2024/references", late_list, witness=auditor)
    officer.last_score = seq
    is_too_late(mine, officer, head, auditor, {"/withdrawals": (0, ""), "/supplement": (423, "round-locked"),
                                               "/compensations": (409, "not-in-this-state"),
                                               "": (409, "assessment-submitted")})
    status, _, _ = officer.ask("post", mine + "/withdrawals", {"reason": "Sửa số liệu"})
    check(status == 200, f"withdrawn: {status}")
    officer.refused(409, "not-in-this-state", "post", mine + "/withdrawals", {"reason": "Lần nữa"}, witness=auditor)
    etag = officer.ask("get", mine + "/entries/I.1.2")[2]["ETag"]
    officer.last_score = officer.ask("put", mine + "/entries/I.1.2/explanation", {"text": "sẽ hoàn tác"}, etag=etag)[1]["seq"]

    # the administrator's year
    at = "2030-01-01T00:00:00+07:00"
    status, _, _ = admin.ask("post", "/cycles/2024/rounds/self_assessment/extensions",
                             {"deadline": at, "decision_number": "9/QĐ", "agencies": ["phong-tu-phap"], "locks_at": at})
    check(status == 200, f"extended: {status}")
    seen = admin.ask("get", "/cycles/2024")[2]["ETag"]
    before = f'"c{int(seen[2:-1]) - 1}"'  # of two administrators at once the second is told
    first, window = "/cycles/2024/rounds/self_assessment", {"opens_at": at, "deadline": at, "locks_at": at}
    for method, path, body in (("put", first, window), ("post", first + "/locks", {"reason": "Thử khóa"}),
                               ("post", first + "/extensions", {"deadline": at, "decision_number": "9/QĐ"}),
                               ("post", "/cycles/2024/rounds/appraisal_1/publications", {}),
                               ("post", "/cycles/2024/ties", {"group": "phong-chuyen-mon", "document_number": "7/QĐ",
                                                              "agencies": ["phong-noi-vu", "phong-tu-phap"]}),
                               ("post", "/reopen_grants", {"cycle": "2024", "round": "self_assessment", "until": at,
                                                           "agencies": ["phong-noi-vu"], "ground": "Sai nguồn"}),
                               ("delete", "/reopen_grants/mo-1?cycle=2024", {"reason": "Xong"})):
        admin.refused(412, "stale-version", method, path, body, etag=before, witness=auditor)
    admin.refused(400, "malformed", "post", first + "/locks", {"reason": "Thử khóa"}, etag='"e1"', witness=auditor)
    status, _, _ = admin.ask("post", first + "/locks", {"reason": "Thử khóa"}, etag=seen)
    check(status == 200, f"locked: {status}")
    is_too_late(mine, officer, head, auditor, {"": (423, "round-locked")})
    again = "/cycles/2024/rounds/self_assessment"
    admin.refused(423, "round-locked", "post", again + "/locks", {"reason": "Lần nữa"}, witness=auditor)
    admin.refused(423, "round-locked", "put", again, {"opens_at": at, "deadline": at, "locks_at": at}, witness=auditor)
    admin.refused(423, "round-locked", "post", again + "/extensions", {"deadline": at, "decision_number": "9/QĐ"}, witness=auditor)
    admin.refused(423, "round-locked", "post", "/cycles/2024/rounds/appraisal_1/publications", {}, witness=auditor)
    status, answer, _ = admin.ask("post", "/reopen_grants", {"cycle": "2024", "round": "self_assessment",
                                  "agencies": ["phong-noi-vu"], "criteria": ["I.1.2"], "until": at, "ground": "Sai nguồn"})
    check(status == 201, f"reopened: {status}")
    admin.refused(409, "not-in-this-state", "post", "/reopen_grants", {"cycle": "2024", "round": "self_assessment",
                  "agencies": ["phong-noi-vu"], "criteria": ["I.1.2"], "until": at, "ground": "Lần nữa"}, witness=auditor)
    status, _, _ = admin.ask("delete", f"/reopen_grants/{answer['grant']}?cycle=2024", {"reason": "Xong"})
    check(status == 200, f"ended: {status}")
    now = admin.ask("get", "/clock")[1]["server_time"]
    for round_ in ("appraisal_1",):
        status, _, _ = admin.ask("put", f"/cycles/2024/rounds/{round_}", {"opens_at": now, "deadline": at, "locks_at": at})
        check(status == 200, f"scheduled {round_}: {status}")
    status, work, _ = appraiser.ask("get", "/cycles/2024/rounds/appraisal_1/items?agency=phong-tu-phap")
    item = next(i for i in work["items"] if not i["conflict"])
    path = f"/cycles/2024/rounds/appraisal_1/items/{item['assessment']}/{item['code']}/appraisal"
    status, answer, heads = appraiser.ask("put", path, {"decision": "agree", "records": "Sổ theo dõi"}, etag='"a0"')
    check(status == 200, f"agreed: {status} {answer}")
    appraiser.refused(422, "validation-failed", "post", held, {**meeting, "held_on": "2190-01-01"}, witness=auditor)
    status, answer, _ = appraiser.ask("post", held, meeting)
    check(status == 200 and answer["entry"]["secret_papers"][0]["meeting"]["document_number"] == "03/BB", f"explained: {answer}")
    appraiser.refused(412, "stale-version", "put", path, {"decision": "agree"}, etag='"a9"', witness=auditor)
    appraiser.refused(422, "score-out-of-range", "put", path, {"decision": "disagree", "points": "99.00", "reason": "?"},
                      etag=heads["ETag"], witness=auditor)
    status, _, _ = admin.ask("post", "/cycles/2024/rounds/appraisal_1/publications", {})
    check(status == 200, f"published: {status}")
    admin.refused(409, "not-in-this-state", "post", "/cycles/2024/rounds/appraisal_1/publications", {}, witness=auditor)
    appraiser.refused(409, "not-in-this-state", "put", path, {"decision": "request_supplement", "points": "0.00", "needed": "?"},
                      etag=heads["ETag"], witness=auditor)
    appraiser.refused(423, "round-locked", "post", held, {**meeting, "document_number": "04/BB"}, witness=auditor)
    admin.ask("post", "/cycles/2024/rounds/appraisal_1/locks", {"reason": "Đủ ý kiến"})
    admin.ask("put", "/cycles/2024/rounds/supplement", {"opens_at": now, "deadline": at, "locks_at": at})
    refused_in_2023 = None
    for office in ("phong-noi-vu", "phong-tu-phap", "thanh-tra-huyen"):
        for row in auditor.ask("get", f"/assessments/2023-{office}/entries")[1]["entries"]:
            first = row["appraisals"]["appraisal_1"]
            if first and first["decision"] != "agree":
                refused_in_2023 = (office, row)
    check(refused_in_2023 is not None, "the played year has something refused")
    admin.ask("post", "/reopen_grants", {"cycle": "2023", "round": "supplement", "agencies": [refused_in_2023[0]],
              "criteria": [], "until": at, "ground": "Bổ sung sau"})
    asked = Person(base, refused_in_2023[0] + ".canbo")
    entry = f"/assessments/2023-{refused_in_2023[0]}/entries/{refused_in_2023[1]['code']}"
    etag = asked.ask("get", entry)[2]["ETag"]
    asked.refused(412, "stale-version", "put", entry + "/supplement", {"text": "Bổ sung"}, etag='"e999"', witness=auditor)
    agreed = next(row for row in auditor.ask("get", entry.rsplit("/", 1)[0])[1]["entries"]
                  if row["appraisals"]["appraisal_1"] and row["appraisals"]["appraisal_1"]["decision"] == "agree")
    asked.refused(409, "not-in-this-state", "put", entry.rsplit("/", 1)[0] + f"/{agreed['code']}/supplement", {"text": "Bổ sung"},
                  etag=f'"e{agreed["version"]}"', witness=auditor)
    status, answer, _ = asked.ask("put", entry + "/supplement", {"text": "Bổ sung báo cáo"}, etag=etag)
    check(status == 200, f"supplemented: {status} {answer}")

    cycle = {"cycle": "2025", "title": "Năm 2025", "regulation": "quang-dien-2023", "regulation_version": 1}
    status, _, _ = admin.ask("post", "/cycles", cycle)
    check(status == 201, f"a new cycle: {status}")
    admin.refused(409, "not-in-this-state", "post", "/cycles", cycle, witness=auditor)
    regulation = json.load(open(os.path.join(ROOT, "ops/systems/quang-dien-2023.json"), encoding="utf-8"))
    regulation["title"] += " (sửa đổi)"
    status, answer, _ = admin.ask("post", "/regulations", regulation)
    check(status == 201, f"a new version of the regulation: {status} {answer}")
    status, answer, _ = auditor.ask("get", "/regulations/quang-dien-2023/findings?version=1")
    check((status, answer) == (200, {"findings": []}), f"nothing is wrong with what was issued: {status}")
    life_of_a_regulation(admin, auditor, officer, head, regulation)
    amend_in_mid_cycle(base, regulation)
    for nowhere in ("/regulations/khong-co/findings", "/regulations/quang-dien-2023/findings?version=9"):
        status, _, _ = auditor.ask("get", nowhere)
        check(status == 404, f"{nowhere}: {status}")
    roles_and_trail(admin, auditor, officer)
    status, _, _ = other.ask("delete", "/session")
    check(status == 204, f"signed out: {status}")
    other.refused(401, "unauthenticated", "get", "/session", witness=auditor)


def roles_and_trail(admin, auditor, officer):
    """Somebody gets a role on part of the criteria, and loses it; what was refused on the way stands in the trail."""
    somebody = officer.ask("get", "/session")[1]["actor"]
    role = {"actor": somebody, "role": "agency_contributor", "agency": "phong-tu-phap", "criteria": ["I"], "document_number": "9/QĐ"}
    admin.refused(404, "not-found", "post", "/roles", {**role, "agency": None}, witness=auditor)
    admin.refused(403, "conflict-of-interest", "post", "/roles", {"actor": somebody, "role": "cycle_admin",
                                                                   "document_number": "9/QĐ"}, witness=auditor)
    admin.refused(404, "not-found", "post", "/roles", {**role, "actor": "p-khong-co"}, witness=auditor)
    admin.refused(422, "validation-failed", "post", "/roles", {**role, "role": "vua"}, witness=auditor)
    status, granted, _ = admin.ask("post", "/roles", role)
    check(status == 201, f"a role granted: {status} {granted}")
    _, listed, heads = admin.ask("get", "/roles")
    check(granted["grant"] in [one["grant"] for one in listed["roles"]], "the role is listed")
    status, _, _ = admin.ask("get", "/roles", headers={"If-None-Match": heads["ETag"]})
    check(status == 304, f"the roles are as they were: {status}")
    ending = f"/roles/{granted['grant']}/endings"
    admin.refused(404, "not-found", "post", "/roles/g-khong-co/endings", {"reason": "Nhầm"}, witness=auditor)
    status, ended, _ = admin.ask("post", ending, {"reason": "Xong việc"})
    check(status == 200 and ended["ended_at"], f"a role ended: {status} {ended}")
    officer.refused(403, "missing-right", "get", "/trail", witness=auditor)
    officer.refused(403, "missing-right", "get", "/roles", witness=auditor)
    auditor.refused(400, "malformed", "get", "/trail?of=khac", witness=auditor)
    for _ in range(40):
        rows, at = [], 0
        while at is not None:
            _, trail, _ = auditor.ask("get", f"/trail?of=refusal&limit=1000&from={at}")
            rows, at = rows + trail["rows"], trail.get("next")
        if any(one["row"]["object"] == "/api/v1/trail" for one in rows):
            break
        time.sleep(0.05)
    check(any(one["row"].get("actor") == somebody and one["row"]["object"] == "/api/v1/trail" for one in rows),
          "who asked for the trail and may not stands in it")


def life_of_a_regulation(admin, auditor, officer, head, regulation):
    """From the first draft, through what agencies say of it, to the issued text and the guidance laid over it."""
    wrong = {**regulation, "id": "quang-dien-2025", "criteria_sets": [{**regulation["criteria_sets"][0], "maximum": "90.00"}]}
    life = "/regulations/quang-dien-2025"
    criterion, text = {"criterion": "I.1.2", "text": "Mức 2 trùng mức 3"}, {"text": "Thống nhất"}
    issue = {"decision_number": "2419/QĐ-UBND", "issuer": "UBND huyện", "signed_by": "Chủ tịch"}
    agreed = {"body": "ban-chi-dao-cchc", "document_number": "12/TB-BCĐ", "document_date": "2026-09-01"}
    overlay = {"version": 1, "from": "2026-11-01", "criterion": "I.1.2", "document_number": "1394/SNV", "text": "Tính cả quý IV"}

    def done(who, status, path, body, **how):
        answered, answer, _ = who.ask("post", path, body, **how)
        check(answered == status, f"{path}: {answered} {answer}")
        return answer

    def refused(who, status, slug, path, body, **how):
        who.refused(status, slug, "post", path, body, witness=auditor, **how)

    # a mistake goes out for a reason only, and so does a draft
    refused(admin, 422, "validation-failed", "/regulations", {**wrong, "id": "quang-dien-sai"})
    done(admin, 201, "/regulations?reason=da%20ro", {**wrong, "id": "quang-dien-sai"})
    status, answer, _ = admin.ask("get", "/regulations/quang-dien-sai/findings")
    check([one["rule"] for one in answer["findings"]] == ["areas_do_not_sum"], f"and its mistake is named: {status} {answer}")

    refused(admin, 404, "not-found", "/regulations/khong-co/drafts", wrong)
    refused(admin, 412, "stale-version", life + "/drafts", wrong, etag='"r9"')
    answer = done(admin, 201, life + "/drafts", wrong)
    check(answer["draft"] == 1 and answer["findings"]["errors"] == 1, f"put up with its findings: {answer}")
    refused(admin, 403, "conflict-of-interest", life + "/reviews", {})
    done(head, 200, life + "/reviews", {"note": "Đã đối chiếu"})
    closes = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))) + datetime.timedelta(seconds=4)
    closes_at = {"closes_at": closes.isoformat(timespec="milliseconds"), "document_number": "1632/UBND"}
    refused(admin, 422, "validation-failed", life + "/consultations", {})  # the day it prints was in 2023
    done(admin, 201, life + "/consultations", closes_at)
    refused(admin, 409, "not-in-this-state", life + "/consultations", {"closes_at": "2030-01-01T00:00:00+07:00"})
    listed = officer.ask("get", "/regulations")[1]["in_progress"]
    check([(one["regulation"], one["state"]) for one in listed] == [("quang-dien-2025", "in_consultation")],
          f"an agency finds what it is asked about: {listed}")
    comment = done(officer, 201, life + "/comments", criterion)["comment"]
    done(head, 201, life + "/comments", text)
    refused(officer, 404, "not-found", life + "/comments", {"criterion": "X.9", "text": "?"})
    second = {**wrong, "control": {"change_note": "Tiếp thu ý kiến"}}
    for path, body in (("/drafts", second), ("/agreements", agreed), ("/versions", issue)):
        refused(admin, 409, "not-in-this-state", life + path, body)
    for _ in range(100):
        _, file, heads = auditor.ask("get", life)
        if file["drafts"][0]["consultation"]["closed"]:
            break
        time.sleep(0.2)
    standing = {one["agency"]: one["standing"] for one in file["drafts"][0]["consultation"]["agencies"]}
    check(standing.pop("phong-noi-vu") == "commented" and set(standing.values()) == {"consented"},
          f"who never spoke has consented: {standing}")
    refused(officer, 423, "deadline-passed", life + "/comments", text)
    for path, body in (("/consultations", {}), (f"/comments/{comment}/answers", {"decision": "accept", "text": "Đã sửa"}),
                       ("/reviews", {}), ("/agreements", agreed), ("/versions", issue), ("/overlays", overlay)):
        refused(admin, 412, "stale-version", life + path, body, etag='"r9"')
    done(admin, 200, life + f"/comments/{comment}/answers", {"decision": "accept", "text": "Đã sửa"}, etag=heads["ETag"])
    done(admin, 201, life + "/drafts", second)
    refused(admin, 409, "not-in-this-state", life + "/versions", {**issue, "reason": "Đã rõ"})
    done(admin, 200, life + "/agreements", agreed)
    refused(admin, 422, "validation-failed", life + "/versions", issue)
    answer = done(admin, 201, life + "/versions", {**issue, "reason": "Đã rõ"})
    check(answer["version"] == 1 and answer["findings"]["errors"] == 1, f"issued: {answer}")
    done(admin, 201, life + "/overlays", overlay)
    for who in (auditor, officer):
        status, file, _ = who.ask("get", life)
        check([draft["state"] for draft in file["drafts"]] == ["superseded", "issued"], f"the drafts' ends: {file['drafts']}")
        check(file["versions"][0]["reason"] == "Đã rõ" and len(file["overlays"]) == 1, f"and the version's: {file['versions']}")
    status, then, _ = auditor.ask("get", life + f"?as_of_seq={file['drafts'][0]['seq']}")
    check(status == 200 and then["versions"] == [] and then["drafts"][0]["consultation"] is None, f"as it was then: {then}")
    for query, title in (("?draft=2", second), ("?version=1", second), ("", second), ("?draft=1", wrong)):
        status, document, _ = officer.ask("get", life + "/document" + query)
        check(document == title, f"the very text that was put up: {query} {status}")
    status, answer, _ = auditor.ask("get", life + "/findings?draft=1")
    check([one["rule"] for one in answer["findings"]] == ["areas_do_not_sum"], f"what was found then: {answer}")
    status, _, _ = auditor.ask("get", life + "/document?draft=7")
    check(status == 404, f"a draft that is not there: {status}")
    workbooks(admin, officer, life, second)
    done(admin, 201, "/regulations/quang-dien-2023/overlays", overlay)
    status, criteria, _ = officer.ask("get", "/cycles/2023/criteria")
    check([one["text"] for one in criteria["overlays"]] == ["Tính cả quý IV"], f"shown beside the issued text: {criteria['overlays']}")


def workbooks(admin, officer, life, text):
    """A regulation goes out as a workbook and comes back; a printed table comes in and is put up as a draft."""
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for how in ({"path": "?format=xlsx"}, {"path": "?draft=2", "headers": {"Accept": xlsx}}):
        status, book, heads = officer.ask("get", life + "/document" + how.pop("path"), **how)
        check(status == 200 and heads["Content-Type"] == xlsx, f"a workbook: {status} {heads['Content-Type']}")
        check("attachment; filename=\"quang-dien-2025.xlsx\"" in (heads["Content-Disposition"] or ""), f"to be kept: {heads}")
        status, _, _ = officer.ask("get", life + "/document?format=xlsx", headers={"If-None-Match": heads["ETag"]})
        check(status == 304, f"kept already: {status}")
    officer.ask("get", life + "/document?format=pdf")
    before = admin.seq()
    status, preview, _ = admin.ask("post", life + "/imports", raw=book, headers={"Content-Type": xlsx})
    check((status, preview["document"], preview["doubts"], preview["edits"]) == (200, text, [], []), f"it came back whole: {status}")
    check([one["rule"] for one in preview["findings"]] == ["areas_do_not_sum"], f"and its mistake is named: {preview['findings']}")
    source = json.load(open(os.path.join(ROOT, "tests/data/quang-dien-2023.source.json"), encoding="utf-8"))
    status, preview, _ = admin.ask("post", "/regulations/bang-in/imports", source)
    check(status == 200 and preview["well_formed"] and len(preview["doubts"]) > 20, f"a printed table: {status}")
    check(admin.seq() == before, "looking at a file writes nothing")
    status, answer, _ = admin.ask("post", "/regulations/bang-in/drafts", preview["document"])
    check(status == 201, f"and it is put up as it was understood: {status} {answer}")


def begin(officer, content):
    """Where the upload goes on, and what to say there."""
    tus = {"Tus-Resumable": "1.0.0"}
    name = base64.b64encode("Đơn.pdf".encode()).decode()
    _, _, heads = officer.ask("post", "/uploads", headers={**tus, "Upload-Length": str(len(content)),
                              "Upload-Metadata": f"filename {name}"}, raw=b"")
    return heads["Location"].split("/api/v1")[1], {**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


def look_into(file, officer, other, auditor):
    """Its signatures, now and as they were found before; its pages, and those of a file that has some."""
    known = officer.ask("get", file)[1]
    check(known["used_in"] == [{"assessment": "2024-phong-noi-vu", "criterion": "I.1.1"}], f"where it is used: {known}")
    for _ in range(2):
        status, answer, _ = officer.ask("post", file + "/signatures", {})
        check(status == 200 and answer["check"]["verdict"] == "indeterminate", f"checked again: {status} {answer}")
    status, answer, _ = officer.ask("get", file + "/signatures")
    check(status == 200 and [c["signers"] for c in answer["checks"]] == [[]], f"what was found: {status} {answer}")
    officer.refused(422, "validation-failed", "post", file + "/signatures", {"verdict": "valid"}, witness=auditor)
    officer.refused(400, "malformed", "post", file + "/signatures", raw=b"{", headers={"Content-Type": "application/json"}, witness=auditor)
    officer.refused(404, "no-preview", "get", file + "/preview/1.png", witness=auditor)
    page = next(d for d in auditor.ask("get", "/documents?assessment=2023-phong-noi-vu")[1]["documents"] if d["pages"] == 1)
    page = f"/documents/{page['sha256']}/preview/1.png"
    status, _, heads = officer.ask("get", page)
    check(status == 200 and heads["Content-Type"] == "image/png", f"a picture: {status}")
    check(officer.ask("get", page, headers={"If-None-Match": heads["ETag"]})[0] == 304, "the picture is there already")
    officer.refused(400, "malformed", "get", page + "?width=7", witness=auditor)
    for who, path in ((officer, page.replace("/1.png", "/2.png")), (other, page), (other, file + "/signatures")):
        who.refused(404, "not-found", "get", path, witness=auditor)
    other.refused(404, "not-found", "post", file + "/signatures", {}, witness=auditor)
    content = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0" + b"\x3a\x7e\x9b\x55" + b"\0\0\0\0IDAT\x35\xaf\x06\x1e" + b"\0\0\0\0IEND\xaeB\x60\x82"
    place, how = begin(officer, content)
    picture = officer.ask("patch", place, raw=content, headers=how)[2]["Upload-Sha256"]
    officer.refused(409, "not-in-this-state", "post", f"/documents/{picture}/signatures", {}, witness=auditor)


def destroy_a_file(mine, admin, officer, other, auditor):
    """Personal data, gone for good: what was attached, its hash and its size stay."""
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n% a complaint\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    place, how = begin(officer, pdf)
    sha256 = officer.ask("patch", place, raw=pdf, headers=how)[2]["Upload-Sha256"]
    there, gone = f"/documents/{sha256}", f"/documents/{sha256}/destructions"
    wish = {"reason": "Có dữ liệu cá nhân", "document_number": "21/QĐ-UBND"}
    admin.refused(404, "not-found", "post", gone, wish, witness=auditor)  # attached nowhere
    status, _, _ = officer.ask("post", mine + "/entries/I.1.1/evidence", {"sha256": sha256})
    check(status == 201, f"attached: {status}")
    admin.refused(422, "validation-failed", "post", gone, {"reason": "Vì sao"}, witness=auditor)
    officer.refused(403, "missing-right", "post", gone, wish, witness=auditor)
    status, answer, _ = admin.ask("post", gone, wish)
    check(status == 200, f"destroyed: {status} {answer}")
    for path in (there, there + "/content", there + "/signatures", there + "/preview/1.png"):
        problem, _ = officer.refused(410, "destroyed", "get", path, witness=auditor)
        check(problem["current"]["size"] == len(pdf) and problem["current"]["reason"] == wish["reason"], f"what stays: {problem}")
        other.refused(404, "not-found", "get", path, witness=auditor)
    officer.refused(410, "destroyed", "post", there + "/signatures", {}, witness=auditor)
    listed = [d for d in officer.ask("get", "/documents")[1]["documents"] if d["sha256"] == sha256]
    check([d["name"] for d in listed] == [""], f"its name is gone: {listed}")
    place, how = begin(officer, pdf)
    officer.refused(410, "destroyed", "patch", place, raw=pdf, headers=how, witness=auditor)


def agency_writes(mine, officer, head):
    """Everything an agency may ask, sound in itself."""
    entry = mine + "/entries/I.1.2"
    etag = officer.ask("get", entry)[2]["ETag"]
    file = officer.ask("get", "/documents")[1]["documents"][0]["sha256"]
    claim = {"assessment": mine.split("/")[-1], "code": "II.2.6", "act": "claim", "ground": "Không phát sinh"}
    paste = {"items": [{"code": "I.1.2", "act": "self_score", "value": "0.50"}]}
    return [(officer, "put", entry + "/self_score", {"value": "0.50"}, etag),
            (officer, "delete", entry + "/self_score", None, etag),
            (officer, "put", entry + "/figures", {"numerator": 1, "denominator": 2}, etag),
            (officer, "put", entry + "/explanation", {"text": "muộn"}, etag),
            (officer, "put", entry + "/supplement", {"text": "muộn"}, etag),
            (officer, "post", entry + "/evidence", {"sha256": file}, None),
            (officer, "delete", entry + "/evidence/l-0", None, None),
            (officer, "post", entry + "/secret_papers", {}, None),
            (officer, "post", mine + "/batches", paste, None),
            (officer, "post", mine + "/compensations", {"undo": officer.last_score}, None),
            (officer, "put", "/cycles/2024/not_applicable", claim, None),
            (officer, "post", mine + "/approval_requests", {}, None),
            (head, "post", mine + "/approvals", {"decision": "approve"}, None),
            (officer, "post", mine + "/submissions", {"attendance": ["Trưởng phòng"]}, None),
            (officer, "post", mine + "/withdrawals", {"reason": "Sửa"}, None)]


def is_too_late(mine, officer, head, auditor, expected):
    """What a submitted assessment, or a locked round, takes no more: all of it, but for what is named in `expected`."""
    for who, method, path, body, etag in agency_writes(mine, officer, head):
        status, slug = next((told for end, told in expected.items() if path.endswith(end)), expected[""])
        if status:
            who.refused(status, slug, method, path, body, etag=etag, witness=auditor)


def outside_reports(base):
    """What the press says of an office: received, looked into, counted, answered; who told it is nowhere."""
    keeper, officer = Person(base, "phong-noi-vu.thamdinh"), Person(base, "phong-tu-phap.canbo")
    auditor, stranger = Person(base, "kiemtra"), Person(base, "phong-noi-vu.canbo")
    here = "/cycles/2023/outside_reports"
    source = {"text": "Báo Thừa Thiên Huế", "document_number": "số 9123", "date": "2023-11-20"}
    report = {"assessment": "2023-phong-tu-phap", "criterion": "I.1.2", "kind": "media", "source": source, "summary": "Trễ hẹn"}
    found = {"outcome": "confirmed", "by": "Thanh tra huyện", "source": {"text": "Kết luận thanh tra"}}
    keeper.refused(422, "validation-failed", "post", here, {**report, "source": {**source, "date": "2190-01-01"}}, witness=auditor)
    status, answer, _ = keeper.ask("post", here, report)
    check(status == 201, f"received: {status} {answer}")
    this = here + "/" + answer["outside_report"]["report"]["report"]
    for who, seen in ((officer, 1), (keeper, 1), (auditor, 1), (stranger, 0)):
        status, listed, _ = who.ask("get", here)
        check(status == 200 and len(listed["reports"]) == seen, f"seen by those it concerns: {listed}")
    stranger.refused(404, "not-found", "post", this + "/answers", {"text": "?"}, witness=auditor)
    keeper.refused(409, "not-in-this-state", "post", this + "/countings", {"reason": "Chưa xác minh"}, witness=auditor)
    for path, body in (("/verifications", found), ("/countings", {"reason": "Đã có kết luận"})):
        status, answer, _ = keeper.ask("post", this + path, body)
        check(status == 200, f"{path}: {status} {answer}")
    keeper.refused(409, "not-in-this-state", "post", this + "/verifications", {**found, "outcome": "dismissed"}, witness=auditor)
    status, answer, _ = officer.ask("post", this + "/answers", {"text": "Đã khắc phục"})
    told = answer["outside_report"]["report"]
    check((status, told["state"], told["answer"]["text"]) == (200, "counted", "Đã khắc phục"), f"answered: {status} {told}")
    entry = officer.ask("get", "/assessments/2023-phong-tu-phap/entries/I.1.2")[1]
    check(told in entry.get("entry", entry)["outside_reports"], f"and stands with its criterion: {entry}")

    def too_late():
        keeper.refused(409, "not-in-this-state", "post", here, report, witness=auditor)
        officer.refused(409, "not-in-this-state", "post", this + "/answers", {"text": "Muộn"}, witness=auditor)
    return too_late


def results_are_made_known(base):
    """The year that was played: its table under a decision, then a correction, then the report upward."""
    admin, auditor, officer = Person(base, "quantri"), Person(base, "kiemtra"), Person(base, "phong-tu-phap.canbo")
    here, ranking = "/cycles/2023/publications", "/cycles/2023/rankings/phong-chuyen-mon"
    decision = {"decision_number": "12/QĐ-UBND", "decision_date": "2024-01-15", "signed_by": "Chủ tịch UBND huyện"}
    status, list_, _ = officer.ask("get", here)
    check(status == 200 and list_["publications"] == [], f"nothing is known yet: {list_}")
    too_late_for_reports = outside_reports(base)
    status, live, _ = auditor.ask("get", ranking)
    table = auditor.seq()
    admin.refused(409, "not-in-this-state", "post", here, decision, witness=auditor)  # a reopening is under way
    decision["reason"] = "Theo kết luận của Chủ tịch"
    admin.refused(422, "validation-failed", "post", here, {**decision, "signed_by": ""}, witness=auditor)
    admin.refused(422, "validation-failed", "post", here, {**decision, "table_seq": "999999999"}, witness=auditor)
    admin.refused(412, "stale-version", "post", here, {**decision, "table_seq": "3"}, witness=auditor)
    admin.refused(412, "stale-version", "post", here, decision, etag='"c1"', witness=auditor)
    status, answer, _ = admin.ask("post", here, {**decision, "table_seq": table})
    check(status == 201 and answer["publication"] == 1, f"published: {status} {answer}")
    admin.refused(409, "not-in-this-state", "post", here, decision, witness=auditor)
    too_late_for_reports()
    status, made, _ = officer.ask("get", here + "/1/rankings/phong-chuyen-mon")
    check([(r["agency"], r["final"], r["rank"], r["areas"]) for r in made["rows"]] ==
          [(r["agency"], r["final"], r["rank"], r["areas"]) for r in live["rows"]], f"all of it, for an agency too: {status}")
    check(made["publication"]["publisher"] == "UBND huyện Quảng Điền" and "assessment" not in made["rows"][0], f"{made['publication']}")
    status, one, _ = officer.ask("get", here + "/1/results/phong-noi-vu")
    check(status == 200 and one["row"] in made["rows"] and one["criteria"] is None, f"by area, and no further: {one}")
    for path in ("/2/rankings/phong-chuyen-mon", "/1/rankings/khong-co", "/1/results/khong-co", "/0/results/phong-noi-vu"):
        officer.refused(404, "not-found", "get", here + path, witness=auditor)
    corrected = {**decision, "decision_number": "31/QĐ-UBND", "corrects": 1}
    admin.refused(404, "not-found", "post", here, {**corrected, "corrects": 7}, witness=auditor)
    status, answer, _ = admin.ask("post", here, corrected)
    check(status == 201 and answer["publication"] == 2, f"corrected: {status} {answer}")
    report = {"to": "UBND tỉnh", "document_number": "05/BC-UBND", "document_date": "2024-03-30"}
    admin.refused(412, "stale-version", "post", here + "/2/reports", report, etag='"c1"', witness=auditor)
    admin.refused(404, "not-found", "post", here + "/9/reports", report, witness=auditor)
    status, answer, _ = admin.ask("post", here + "/2/reports", report)
    check(status == 201, f"reported upward: {status} {answer}")
    first, second = officer.ask("get", here)[1]["publications"]
    check((first["corrected_by"], second["corrects"]) == (2, 1) and second["reports"][0]["to"] == "UBND tỉnh", f"both stay: {first} {second}")
    check(answer["cycle"]["publications"] == [first, second], "the cycle shows them")
    status, answer, _ = officer.ask("get", "/published")
    check((status, answer) == (200, {"published": []}), f"no system is below this one: {answer}")


CRITERIA = {}


def finish(officer, mine, row):
    """Scores one row by hand and explains it, whatever its rule."""
    if not CRITERIA:
        for one in officer.ask("get", "/cycles/2024/criteria")[1]["criteria"]:
            CRITERIA[one["code"]] = one
    about = CRITERIA[row["code"]]
    if about["scored_by"] != "agency" or row["not_applicable"]:
        return
    entry = mine + "/entries/" + row["code"]
    etag = f'"e{row["version"]}"'
    if "score" in row["owes"] or not row["self"]:
        status, answer, heads = officer.ask("put", entry + "/self_score", {"value": about["allowed_points"][-1]}, etag=etag)
        check(status == 200, f"{row['code']} scored: {status} {answer}")
        etag = heads["ETag"]
    officer.ask("put", entry + "/explanation", {"text": "Đã thực hiện đầy đủ"}, etag=etag)


def routes_of_the_server():
    """The rows of the table: method and pattern."""
    found = set()
    for folder, _, files in os.walk(os.path.join(ROOT, "server")):
        if "node_modules" in folder or os.sep + "web" in folder:
            continue
        for file in files:
            if not file.endswith(".cpp"):
                continue
            text = open(os.path.join(folder, file), encoding="utf-8").read()
            for method, pattern in re.findall(r'\b(get|head|post|put|patch|delete_|options),\s*"(/[^"]*)"', text):
                found.add((method.rstrip("_"), pattern))
    return {(m, p) for m, p in found if not re.match(r"/(livez|readyz|startupz|metrics|api/|api$|problems|sign-in/|\{)", p) and p != "/"}


def main():
    documented = {(method, path) for method, path, _ in operations()}
    table = routes_of_the_server()
    for method, path in sorted(table - documented):
        check(False, f"{method.upper()} {path} is a route without a word in openapi.yaml")
    for method, path in sorted(documented - table - {("get", "/stream")}):
        check(False, f"{method.upper()} {path} is documented and no route")
    check(True, "tables compared")

    with demonstration(sys.argv[1]) as base:
        refuse(base)
        come_in(base)
        published_numbers(base)  # while cycle 2024 is open: the walk locks it
        walk(base)
        where_others_score(base)
        results_are_made_known(base)
    on_one_server(sys.argv[1])
    a_new_system(sys.argv[1])
    for method, path, operation in operations():
        for status in operation["responses"]:
            if status != "default" and (method, path, int(status)) not in produced | {("get", "/stream", 101)}:
                check(False, f"{method.upper()} {path} -> {status} is documented and was never produced")
    print(f"{Count.passed} passed, {Count.failed} failed")
    sys.exit(1 if Count.failed else 0)


main()
