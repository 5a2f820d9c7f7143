"""Bad input of every kind, at every operation: unknown, oversized, duplicated, wrongly typed, too deep, stale,
unauthorised, under a spent key, from another site, into the past. Each is refused with its problem type and leaves no
event. What is late, out of step or out of range is refused in contract.py, where the year gives it its occasion."""
import base64
import json
import os
import pathlib
import sys
import tempfile
import uuid

from people import ROOT, Person, check, matching, operations

sys.path.append(os.path.join(ROOT, "tests/server"))
import workbook

MINE, ENTRY = "/assessments/2024-phong-noi-vu", "/assessments/2024-phong-noi-vu/entries/I.1.2"
SPENT = f'"{uuid.uuid4()}"'
AT, HASH = "2030-01-01T00:00:00+07:00", "ab" * 32

# Every write: who may, where, and a body that is sound, though it may be out of place.
WRITES = [
    ("admin", "post", "/cycles", {"cycle": "2031", "title": "Năm 2031", "regulation": "quang-dien-2023"}),
    ("admin", "put", "/cycles/2024/rounds/appraisal_2", {"opens_at": AT, "deadline": AT, "locks_at": AT}),
    ("admin", "post", "/cycles/2024/rounds/self_assessment/locks", {"reason": "khóa"}),
    ("admin", "post", "/cycles/2024/rounds/self_assessment/extensions", {"deadline": AT, "decision_number": "1/QĐ"}),
    ("admin", "post", "/cycles/2024/rounds/appraisal_1/publications", {}),
    ("admin", "post", "/cycles/2024/ties", {"group": "phong-chuyen-mon", "agencies": ["phong-noi-vu", "phong-tu-phap"],
                                            "document_number": "7/QĐ-UBND"}),
    ("admin", "post", "/cycles/2024/publications", {"decision_number": "12/QĐ-UBND", "decision_date": "2026-01-15",
                                                    "signed_by": "Chủ tịch UBND huyện"}),
    ("admin", "post", "/cycles/2024/publications/1/reports", {"to": "Sở Nội vụ", "document_number": "5/BC",
                                                              "document_date": "2026-03-30"}),
    ("admin", "post", "/reopen_grants", {"cycle": "2024", "round": "self_assessment", "agencies": ["phong-noi-vu"],
                                         "criteria": [], "until": AT, "ground": "sai nguồn"}),
    ("admin", "delete", "/reopen_grants/g-0?cycle=2024", {"reason": "xong"}),
    ("admin", "post", "/cycles/2024/amendments", {"version": 2, "effect": "reopen", "until": AT, "reason": "sửa đổi"}),
    ("admin", "post", "/regulations", {}),
    ("admin", "post", "/regulations/quang-dien-2023/drafts", {}),
    ("admin", "post", "/regulations/quang-dien-2023/consultations", {"closes_at": AT, "agencies": ["phong-noi-vu"]}),
    ("officer", "post", "/regulations/quang-dien-2023/comments", {"criterion": "I.1.2", "text": "góp ý"}),
    ("admin", "post", "/regulations/quang-dien-2023/comments/gy-0/answers", {"decision": "accept", "text": "đã sửa"}),
    ("head", "post", "/regulations/quang-dien-2023/reviews", {"note": "đã xem"}),
    ("admin", "post", "/regulations/quang-dien-2023/agreements", {"body": "ban-chi-dao-cchc", "document_number": "1/TB"}),
    ("admin", "post", "/regulations/quang-dien-2023/versions", {"decision_number": "1/QĐ", "issuer": "UBND huyện",
                                                                "signed_by": "Chủ tịch"}),
    ("admin", "post", "/regulations/quang-dien-2023/overlays", {"version": 1, "from": "2026-01-01", "criterion": "I.1.2",
                                                                "document_number": "1/SNV", "text": "hướng dẫn"}),
    ("officer", "put", ENTRY + "/self_score", {"value": "0.50"}),
    ("officer", "delete", ENTRY + "/self_score", None),
    ("officer", "put", ENTRY + "/figures", {"numerator": 1, "denominator": 2}),
    ("officer", "put", ENTRY + "/explanation", {"text": "giải trình"}),
    ("officer", "put", ENTRY + "/supplement", {"text": "bổ sung"}),
    ("officer", "post", ENTRY + "/evidence", {"sha256": "{file}"}),
    ("officer", "delete", ENTRY + "/evidence/l-0", None),
    ("officer", "post", ENTRY + "/secret_papers", {}),
    ("appraiser", "post", ENTRY + "/secret_papers/tm-0/meetings", {"held_on": "2026-01-05", "attendance": ["Phòng Nội vụ"],
                                                                    "document_number": "3/BB"}),
    ("appraiser", "post", "/cycles/2024/outside_reports", {
        "assessment": "2024-phong-noi-vu", "criterion": "I.1.2", "kind": "media", "source": {"text": "Báo"}, "summary": "Trễ hẹn"}),
    ("appraiser", "post", "/cycles/2024/outside_reports/pa-0/verifications", {
        "outcome": "confirmed", "by": "Thanh tra", "source": {"text": "Kết luận"}}),
    ("appraiser", "post", "/cycles/2024/outside_reports/pa-0/countings", {"reason": "đã có kết luận"}),
    ("officer", "post", "/cycles/2024/outside_reports/pa-0/answers", {"text": "đã khắc phục"}),
    ("officer", "post", MINE + "/batches", {"items": [{"code": "I.1.2", "act": "self_score", "value": "0.50"}]}),
    ("officer", "post", MINE + "/compensations", {"undo": "1"}),
    ("officer", "put", "/cycles/2024/not_applicable", {"assessment": "2024-phong-noi-vu", "code": "II.2.5",
                                                       "act": "claim", "ground": "không phát sinh"}),
    ("officer", "post", MINE + "/approval_requests", {}),
    ("head", "post", MINE + "/approvals", {"decision": "approve"}),
    ("head", "post", MINE + "/delegations", {"to": "p-ai-do", "document_number": "1/UQ"}),
    ("officer", "post", MINE + "/submissions", {"attendance": ["Trưởng phòng"]}),
    ("officer", "post", MINE + "/withdrawals", {"reason": "sửa"}),
    ("appraiser", "put", "/cycles/2024/rounds/appraisal_1/items/{item}/appraisal", {"decision": "agree"}),
    ("appraiser", "post", "/cycles/2024/rounds/appraisal_1/items/{item}/rulings",
     {"points": "0.50", "reason": "theo biên bản", "document_number": "5/BB"}),
    ("appraiser", "put", ENTRY + "/given", {"points": "0.50", "reason": "theo dõi năm"}),
    ("appraiser", "post", "/cycles/2024/references", {"source": {"text": "Danh mục"}, "snapshot": "2026-10-15", "rows": [
        {"agency": "phong-noi-vu", "code": "I.1.3", "figures": [{"key": "denominator", "count": 5}]}]}),
    ("admin", "post", "/roles", {"actor": "{actor}", "role": "auditor", "document_number": "9/QĐ"}),
    ("admin", "post", "/documents/{file}/destructions", {"reason": "dữ liệu cá nhân", "document_number": "1/QĐ"}),
    ("admin", "post", "/roles/g-0/endings", {"reason": "xong"}),
    ("appraiser", "put", "/cycles/2024/ballots/phong-noi-vu", {"code": "I.1.2", "leader": "chu-tich", "points": "0.50"}),
    ("appraiser", "post", "/cycles/2024/ballots/phong-noi-vu/openings", {"code": "I.1.2", "reason": "đủ phiếu"}),
]
UNKNOWN = [("/2024/", "/2999/"), ("2024", "2999"), ("/2024-phong-noi-vu/", "/2024-khong-co/"), ("/I.1.2", "/X.9"),
           ("2024-phong-noi-vu", "2024-khong-co"), ("quang-dien-2023", "khong-co"), ("/l-0", "/l-khong-co"), ("/g-0", "/g-khong-co")]
BOUNDS = {"/cycles": 512, "/extensions": 512, "/ties": 512, "/reopen_grants": 512, "/batches": 512, "/regulations": 4096, "/drafts": 4096,
          "/consultations": 512, "/references": 512}  # KiB; others 64


def parameters(operation):
    return {p["$ref"].rsplit("/", 1)[1] for p in operation.get("parameters", []) if "$ref" in p}


def refuse(base):
    people = {"admin": Person(base, "quantri"), "auditor": Person(base, "kiemtra"),
              "officer": Person(base, "phong-noi-vu.canbo"), "head": Person(base, "phong-noi-vu.thutruong"),
              "appraiser": Person(base, "van-phong-hdnd-ubnd.thamdinh"), "nobody": Person(base)}
    covered = {(matching(method, path.replace("{item}", "a/b").replace("{file}", HASH))[0], method) for _, method, path, _ in WRITES}
    for method, path, operation in operations():
        if "IdempotencyKey" in parameters(operation):
            check((path, method) in covered, f"{method.upper()} {path} writes and has no row in bad_input.py")
    item = next(i for i in people["appraiser"].ask("get", "/cycles/2024/rounds/appraisal_1/items")[1]["items"]
                if not i["conflict"])
    file = people["officer"].ask("get", "/documents")[1]["documents"][0]["sha256"]
    about = next(i for i in people["appraiser"].ask("get", "/cycles/2024/rounds/appraisal_1/items?agency=phong-noi-vu")[1]["items"]
                 if not i["conflict"])
    _, told, _ = people["appraiser"].ask("post", "/cycles/2024/outside_reports", {
        "assessment": about["assessment"], "criterion": about["code"], "kind": "media", "source": {"text": "Báo"}, "summary": "Trễ hẹn"})
    report = told["outside_report"]["report"]["report"]
    spend_the_key(people["officer"])
    for who, method, path, body in WRITES:
        path = path.replace("{item}", f"{item['assessment']}/{item['code']}").replace("{file}", file).replace("pa-0", report)
        names = {"{file}": file, "{actor}": people["officer"].ask("get", "/session")[1]["actor"]}
        body = body and {name: names.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
        at_a_write(people, people[who], method, path, body)
    for method, path, operation in operations():
        if method in ("get", "head") and path != "/stream":
            at_a_read(people, path, method, operation)
    of_nothing(people)
    at_an_import(people)
    at_the_door(people)
    at_a_file(people)


def spend_the_key(officer):
    """One write that is accepted, so that its key is good for nothing else."""
    entry = MINE + "/entries/I.1.1"
    etag = officer.ask("get", entry)[2]["ETag"]
    status, _, _ = officer.ask("put", entry + "/explanation", {"text": "một lần"}, etag=etag, headers={"Idempotency-Key": SPENT})
    check(status == 200, f"a key is spent: {status}")


def at_a_write(people, person, method, path, body):
    document = path == "/regulations" or path.endswith("/drafts")  # the body is a regulation, read before all else
    witness, entry = people["auditor"], "self_score" in path or "If-Match" in needs(method, path)
    etag = needs(method, path).get("If-Match")

    def refused(status, slug, who=person, **how):
        how.setdefault("etag", etag)
        at, sent = how.pop("path", path), how.pop("body", body)
        return who.refused(status, slug, method, at, sent if "raw" not in how else None, witness=witness, **how)

    def raw(status, slug, text, media="application/json"):
        refused(status, slug, raw=text, headers={"Content-Type": media})

    refused(401, "unauthenticated", who=people["nobody"])
    refused(403, "missing-right", who=people["auditor"])
    refused(403, "cross-origin", headers={"Origin": "https://elsewhere.example"})
    if not document:
        refused(400, "idempotency-key-missing", key=False)
        refused(400, "malformed", headers={"Idempotency-Key": '"7"'})
        refused(422, "idempotency-key-reused", headers={"Idempotency-Key": SPENT})
        refused(400, "malformed", path=path + ("&" if "?" in path else "?") + "as_of_seq=3")
    refused(400, "malformed", path=path + ("&" if "?" in path else "?") + "x=1&x=2")
    if entry:
        refused(428, "precondition-required", etag=None)
        for wrong in ("7", '"z1"', '"e"', "*"):
            refused(400, "malformed", etag=wrong)
        if path.endswith(("/supplement", "/appraisal")):  # their rounds have not begun
            refused(423, "round-locked")
        elif path.endswith("/given") or "/ballots/" in path:  # the agency scores that criterion itself
            refused(409, "not-in-this-state")
        else:
            refused(412, "stale-version", etag=etag.replace("0", "99"))
    for known, unknown in UNKNOWN:
        if known in path and not document:
            refused(404, "not-found", path=path.replace(known, unknown))
        if body and known in body.values():
            refused(404, "not-found", body={name: unknown if value == known else value for name, value in body.items()})
    if body is None:
        return raw(413, "too-large", b'{"a":1}')

    sound = json.dumps(body).encode()
    limit = next((kib for end, kib in BOUNDS.items() if path.endswith(end)), 64) * 1024
    raw(413, "too-large", b'{"x":"' + b"x" * limit + b'"}')
    raw(415, "media-type", sound, "text/plain")
    slug, status = ("validation-failed", 422) if document else ("malformed", 400)
    for text in (b"", b"{", sound + b"{}", b"[" * 40 + b"]" * 40, b'{"a":' * 40 + b"1" + b"}" * 40, b'{"a":1,"a":1}',
                 b'{"a":"\xff"}', b'{"a":"\\u0000"}'):
        raw(status, slug, text)
    for text in (b"[]", b'"text"', b"7", b"null"):
        raw(422, "validation-failed", text)
    refused(422, "validation-failed", body={**body, "administrator" if "role" in body else "role": "cycle_admin"})
    for name in body:
        for wrong in (7.5, {"a": 1}, True, [[]]):
            problem, _ = refused(422, "validation-failed", body={**body, name: wrong})
            pointers = [fault["pointer"] for fault in (problem or {}).get("errors", [])]
            check(any(p.startswith("/" + name) for p in pointers), f"{path}: {name}={wrong} is pointed at: {pointers}")


def needs(method, path):
    operation = matching(method, path)[1]
    wants = parameters(operation)
    seen = {"IfMatchEntry": '"e0"', "IfMatchItem": '"a0"', "IfMatchBallots": '"k0"'}
    return next(({"If-Match": etag} for name, etag in seen.items() if name in wants), {})


PLACES = {"{cycle}": "2024", "{round}": "appraisal_1", "{assessment}": "2024-phong-noi-vu", "{code}": "I.1.2",
          "{group}": "phong-chuyen-mon", "{agency}": "phong-noi-vu", "{n}": "1", "{seq}": "7", "{sha256}": HASH, "{page}": "1.png",
          "{upload}": "u-0", "{regulation}": "quang-dien-2023", "{publication}": "1", "{tenant}": "quang-dien", "{actor}": "p-0"}
NEEDED = {"/reopen_grants": "cycle=2024", "/assessments": "cycle=2024", "/documents": "assessment=2024-phong-noi-vu",
          "/cycles/{cycle}/amendments/preview": "version=2"}


def at_a_read(people, path, method, operation):
    witness, real = people["auditor"], path
    for name, place in PLACES.items():
        real = real.replace(name, place)
    query = NEEDED.get(path, "")
    if operation.get("security") == []:
        return
    people["nobody"].refused(401, "unauthenticated", method, f"{real}?{query}", witness=witness)
    for name in PLACES:
        if name in path and name not in ("{upload}", "{actor}"):  # which are not the auditor's to look at
            wrong = path.replace(name, "999999" if name in ("{n}", "{seq}") else "khong-co")
            for other, place in PLACES.items():
                wrong = wrong.replace(other, place)
            witness.refused(404, "not-found", method, f"{wrong}?{query}", witness=witness)
    if "AsOf" in parameters(operation):
        for wrong in ("as_of=yesterday", "as_of=2024-01-01T00:00:00", "as_of_seq=-1", "as_of_seq=999999999",
                      "as_of_seq=1&as_of=2024-01-01T00:00:00Z"):
            witness.refused(400, "malformed", method, f"{real}?{query}&{wrong}", witness=witness)
        witness.refused(400, "malformed", method, f"{real}?{query}", headers={"Min-Seq": "soon"}, witness=witness)
        _, heads = witness.refused(503, "projection-behind", method, f"{real}?{query}",
                                   headers={"Min-Seq": "999999999"}, witness=witness)
        check(heads["Retry-After"] == "2", f"{path}: {heads['Retry-After']} s to wait")
        seq = witness.seq()
        status, _, heads = witness.ask(method, f"{real}?{query}", headers={"Min-Seq": seq})
        check(status in (200, 404), f"{path} with everything there is: {status}")


def of_nothing(people):
    """Reads that name in their query what is not there."""
    for path in ("/reopen_grants?cycle=2999", "/assessments?cycle=2999", "/documents?assessment=2024-khong-co"):
        people["auditor"].refused(404, "not-found", "get", path, witness=people["auditor"])
    people["auditor"].refused(400, "malformed", "get", "/documents", witness=people["auditor"])


def at_an_import(people):
    """A file to be understood: nothing is written whatever is in it, and hostile ones are not unpacked."""
    witness, admin, path = people["auditor"], people["admin"], "/regulations/quang-dien-2023/imports"
    xlsx = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    book = witness.ask("get", "/regulations/quang-dien-2023/document?format=xlsx")[1]
    people["nobody"].refused(401, "unauthenticated", "post", path, raw=book, headers=xlsx, witness=witness)
    for who in ("auditor", "officer", "head", "appraiser"):
        people[who].refused(403, "missing-right", "post", path, raw=book, headers=xlsx, witness=witness)
    elsewhere = {**xlsx, "Origin": "https://elsewhere.example"}
    admin.refused(403, "cross-origin", "post", path, raw=book, headers=elsewhere, witness=witness)
    admin.refused(413, "too-large", "post", path, raw=book + bytes(4 << 20), headers=xlsx, witness=witness)
    for media in ("text/csv", "application/vnd.ms-excel", "application/json application/json"):
        admin.refused(415, "media-type", "post", path, raw=book, headers={"Content-Type": media}, witness=witness)
    for text in (b"", b"{", b"[]", b"7", b"[" * 40 + b"]" * 40, b'{"nodes":[{"a":1,"a":2}]}', b'{"nodes":[7]}', b'{"id":"x"}'):
        admin.refused(422, "validation-failed", "post", path, raw=text, headers={"Content-Type": "application/json"}, witness=witness)
    with tempfile.TemporaryDirectory() as folder:
        sound = pathlib.Path(folder, "sound.xlsx")
        sound.write_bytes(book)
        for name, (file, code) in workbook.hostile(folder, sound).items():
            problem, _ = admin.refused(422, "validation-failed", "post", path, raw=pathlib.Path(file).read_bytes(), headers=xlsx, witness=witness)
            check([fault["code"] for fault in problem["errors"]] == [code], f"{name}: {problem}")
    witness.refused(400, "malformed", "get", "/regulations/quang-dien-2023/document?format=pdf", witness=witness)


def at_the_door(people):
    witness, officer, nobody = people["auditor"], people["officer"], people["nobody"]
    sound = {"login": "phong-noi-vu.canbo", "password": "x"}
    nobody.refused(403, "cross-origin", "post", "/session", sound, headers={"Origin": "https://elsewhere.example"},
                   witness=witness)
    for body in ({}, {**sound, "role": "cycle_admin"}, {**sound, "login": 7}, {**sound, "password": ["x"]}):
        nobody.refused(422, "validation-failed", "post", "/session", body, witness=witness)
    nobody.refused(400, "malformed", "post", "/session", raw=b"{", headers={"Content-Type": "application/json"},
                   witness=witness)
    nobody.refused(401, "unauthenticated", "delete", "/session", witness=witness)
    nobody.refused(401, "unauthenticated", "put", "/session/role", {"grant": "g"}, witness=witness)
    elsewhere = {"Origin": "https://elsewhere.example"}
    officer.refused(403, "cross-origin", "delete", "/session", headers=elsewhere, witness=witness)
    officer.refused(403, "cross-origin", "put", "/session/role", {"grant": "g"}, headers=elsewhere, witness=witness)
    officer.refused(404, "not-found", "put", "/session/role", {"grant": "g-cua-ai"}, witness=witness)
    officer.refused(422, "validation-failed", "put", "/session/role", {"grant": 7}, witness=witness)
    officer.refused(400, "malformed", "put", "/session/role", raw=b"{", headers={"Content-Type": "application/json"},
                    witness=witness)
    guess = {"login": "khong-co-ai", "password": "đoán mò"}
    for _ in range(30):
        status, problem, heads = nobody.ask("post", "/session", guess)
        if status != 401:
            break
    check(status == 429 and int(heads["Retry-After"]) > 0, f"whoever guesses is slowed down: {status}")
    officer.refused(426, "malformed", "get", "/stream", witness=witness)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "cchc.live.v1"}
    nobody.refused(401, "unauthenticated", "get", "/stream", headers=upgrade, witness=witness)
    for wrong, status, slug in (({"Origin": "https://elsewhere.example"}, 403, "cross-origin"),
                                ({"Sec-WebSocket-Key": "short"}, 400, "malformed"),
                                ({"Sec-WebSocket-Protocol": "cchc.live.v9"}, 400, "malformed")):
        officer.refused(status, slug, "get", "/stream", headers={**upgrade, **wrong}, witness=witness)


def at_a_file(people):
    witness, officer = people["auditor"], people["officer"]
    tus = {"Tus-Resumable": "1.0.0"}
    good = {**tus, "Upload-Length": "5", "Upload-Metadata": "filename YS5wZGY="}

    def begin(status, slug, who=officer, **headers):
        sent = {**good, **{name.replace("_", "-"): value for name, value in headers.items()}}
        who.refused(status, slug, "post", "/uploads", raw=b"", headers={k: v for k, v in sent.items() if v},
                    witness=witness)

    begin(401, "unauthenticated", people["nobody"])
    begin(403, "missing-right", people["auditor"])
    begin(403, "cross-origin", Origin="https://elsewhere.example")
    begin(412, "malformed", Tus_Resumable=None)
    begin(400, "malformed", Upload_Length="5x")
    begin(413, "too-large", Upload_Length="52428801")
    begin(422, "validation-failed", Upload_Metadata=None)
    begin(400, "malformed", Upload_Checksum="md5 AAAA")
    along = {**good, "Content-Type": "application/offset+octet-stream"}
    wrong = "sha1 " + base64.b64encode(bytes(20)).decode()
    for status, slug, raw, headers in ((415, "media-type", b"%PDF-", {"Content-Type": "application/pdf"}),
                                       (413, "too-large", b"%PDF-1.7", {}),
                                       (460, "upload-digest-mismatch", b"%PDF-", {"Upload-Checksum": wrong})):
        officer.refused(status, slug, "post", "/uploads", raw=raw, headers={**along, **headers}, witness=witness)
    problem, _ = officer.refused(422, "validation-failed", "post", "/uploads", raw=b"%PDF-", headers=along, witness=witness)
    check(problem["errors"][0]["code"] == "file_torn", f"a PDF without an end is named: {problem}")
    place = officer.ask("post", "/uploads", raw=b"", headers=good)[2]["Location"].split("/api/v1")[1]

    def send(status, slug, who=officer, at=place, raw=b"%PDF-", **headers):
        sent = {**tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0",
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        who.refused(status, slug, "patch", at, raw=raw, headers={k: v for k, v in sent.items() if v}, witness=witness)

    send(401, "unauthenticated", people["nobody"])
    send(403, "missing-right", people["auditor"])
    send(403, "cross-origin", Origin="https://elsewhere.example")
    send(404, "not-found", at="/uploads/u-0")
    send(404, "not-found", people["head"])  # his who began it
    send(409, "not-in-this-state", Upload_Offset="3", raw=b"F-")
    send(412, "malformed", Tus_Resumable=None)
    send(400, "malformed", Upload_Offset="x")
    send(413, "too-large", raw=b"%PDF-1.7")
    send(415, "media-type", Content_Type="application/pdf")
    send(415, "media-type", raw=b"<html")
    send(400, "malformed", Upload_Checksum="md5 AAAA")
    torn = officer.ask("post", "/uploads", raw=b"", headers=good)[2]["Location"].split("/api/v1")[1]
    send(422, "validation-failed", at=torn)
    paper = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
    whole = officer.ask("post", "/uploads", raw=paper, headers={**along, "Upload-Length": str(len(paper))})
    check(whole[0] == 201 and "Upload-Sha256" in whole[2], f"a file that comes along whole: {whole[0]}")
    for status, slug, who, at, headers in (
            (401, "unauthenticated", people["nobody"], place, tus), (403, "missing-right", people["auditor"], place, tus),
            (403, "cross-origin", officer, place, {**tus, "Origin": "https://elsewhere.example"}),
            (404, "not-found", people["head"], place, tus), (404, "not-found", officer, "/uploads/u-0", tus),
            (409, "not-in-this-state", officer, whole[2]["Location"].split("/api/v1")[1], tus),
            (412, "malformed", officer, place, {})):
        who.refused(status, slug, "delete", at, headers=headers, witness=witness)
    officer.refused(412, "malformed", "head", place, witness=witness)
    officer.refused(404, "not-found", "head", "/uploads/u-0", headers=tus, witness=witness)
    people["auditor"].refused(403, "missing-right", "head", place, headers=tus, witness=witness)
    other = base64.b64encode(HASH.encode()).decode()
    announced = officer.ask("post", "/uploads", raw=b"", headers={**good, "Upload-Metadata": f"filename YS5wZGY=,sha256 {other}"})
    send(460, "upload-digest-mismatch", at=announced[2]["Location"].split("/api/v1")[1])
