#!/usr/bin/env python3
"""Holds the running server to server/api/openapi.yaml: every answer is of its documented shape, every documented
operation is really answered with what it promises, and the table of routes and the document name the same operations.

Starts a demonstration of its own on loopback with throw-away data and walks it as its people would, over HTTP alone.
Usage: contract.py PATH-OF-CCHC"""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import uuid

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENT = yaml.safe_load(open(os.path.join(ROOT, "server/api/openapi.yaml"), encoding="utf-8"))
PASSWORD = "hop-dong-giao-dien-1"
RESOLVER = jsonschema.RefResolver("", DOCUMENT)
passed, failed = 0, 0
produced = set()


def check(right, what):
    global passed, failed
    if right:
        passed += 1
    else:
        failed += 1
        print("FAILED", what)


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method, path, operation


def matching(method, path):
    """The documented operation of a path asked for; literal segments win."""
    asked = path.split("?")[0].strip("/").split("/")
    found = []
    for known, pattern, operation in operations():
        parts = pattern.strip("/").split("/")
        if known == method and len(parts) == len(asked) and all(
                p.startswith("{") or p == a for p, a in zip(parts, asked)):
            found.append((sum(p.startswith("{") for p in parts), pattern, operation))
    return min(found, key=lambda f: f[0])[1:] if found else (None, None)


class Person:
    def __init__(self, base, login=None):
        self.base, self.cookie = base, None
        if login:
            status, _, _ = self.ask("post", "/session", {"login": login, "password": PASSWORD})
            check(status == 200, f"{login} signs in: {status}")

    def ask(self, method, path, body=None, *, etag=None, headers=None, raw=None, key=True):
        sent = {"Origin": self.base, "Accept-Language": "en"}
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        if method not in ("get", "head") and key:
            sent["Idempotency-Key"] = f'"{uuid.uuid4()}"'
        if etag:
            sent["If-Match"] = etag
        if self.cookie:
            sent["Cookie"] = self.cookie
        sent.update(headers or {})
        request = urllib.request.Request(self.base + "/api/v1" + path, data=data, method=method.upper(), headers=sent)
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        status, text, heads = answer.status, answer.read(), answer.headers
        if "Set-Cookie" in heads:
            self.cookie = heads["Set-Cookie"].split(";")[0]
        return status, self.validated(method, path, status, heads, text), heads

    def validated(self, method, path, status, heads, text):
        pattern, operation = matching(method, path)
        what = f"{method.upper()} {path} -> {status}"
        check(operation is not None, what + ": not documented")
        if operation is None:
            return None
        response = operation["responses"].get(str(status))
        check(response is not None, f"{what}: this status is not documented: {text[:300]!r}")
        if response is None:
            return None
        produced.add((method, pattern, status))
        if "$ref" in response:
            response = RESOLVER.resolve(response["$ref"])[1]
        media = (heads.get("Content-Type") or "").split(";")[0]
        content = response.get("content")
        if not content:
            return None
        schema = (content.get(media) or content.get("*/*") or {}).get("schema")
        check(schema is not None, f"{what}: media type {media} is not documented")
        if schema is None or "json" not in media:
            return text
        lines = text.splitlines() if media == "application/x-ndjson" else [text]
        parsed = [json.loads(line) for line in lines]
        for one in parsed[:50]:
            errors = list(jsonschema.Draft202012Validator(schema, resolver=RESOLVER).iter_errors(one))
            check(not errors, f"{what}: {errors[0].json_path if errors else ''} {errors[0].message[:300] if errors else ''}")
        return parsed if media == "application/x-ndjson" else parsed[0]


def walk(base):
    admin, auditor = Person(base, "quantri"), Person(base, "kiemtra")
    officer, head = Person(base, "phong-noi-vu.canbo"), Person(base, "phong-noi-vu.thutruong")
    other, appraiser = Person(base, "phong-tu-phap.canbo"), Person(base, "van-phong-hdnd-ubnd.thamdinh")
    nobody = Person(base)

    # whoever is here
    status, session, _ = officer.ask("get", "/session")
    officer.ask("put", "/session/role", {"grant": session["role"]["grant"]})
    nobody.ask("get", "/session")
    nobody.ask("post", "/session", {"login": "phong-noi-vu.canbo", "password": "sai-mat-khau"})
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
    status, _, _ = other.ask("get", "/assessments/2023-phong-noi-vu/entries")
    check(status == 404, f"another agency's file is not there: {status}")
    status, _, _ = officer.ask("get", "/events")
    check(status == 403, f"an officer does not read the log: {status}")

    # the newcomer's work in the open cycle
    mine = "/assessments/2024-phong-noi-vu"
    status, answer, heads = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "0.50"}, etag='"e0"')
    check(status == 200, f"a score: {status}")
    seq = answer["seq"]
    status, _, _ = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "1.00"}, etag='"e0"')
    check(status == 412, f"a stale version: {status}")
    status, _, _ = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "1.00"})
    check(status == 428, f"no version: {status}")
    status, _, _ = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "0.40"}, etag=heads["ETag"])
    check(status == 422, f"no such level: {status}")
    status, _, _ = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "0.50"}, etag=heads["ETag"], key=False)
    check(status == 400, f"no key: {status}")
    status, _, _ = officer.ask("post", mine + "/compensations", {"undo": seq})
    check(status == 200, f"undo: {status}")
    entry = officer.ask("get", mine + "/entries/I.1.3")[2]["ETag"]
    status, _, heads = officer.ask("put", mine + "/entries/I.1.3/figures", {"numerator": 18, "denominator": 20}, etag=entry)
    check(status == 200, f"figures: {status}")
    status, _, heads = officer.ask("put", mine + "/entries/I.1.3/explanation", {"text": "Theo kế hoạch"}, etag=heads["ETag"])
    check(status == 200, f"an explanation: {status}")
    status, _, _ = officer.ask("delete", mine + "/entries/I.1.3/self_score", etag=heads["ETag"])
    check(status == 200, f"cleared: {status}")
    status, _, _ = officer.ask("post", mine + "/batches", {"items": [
        {"code": "I.1.2", "act": "self_score", "value": "1.00"}, {"code": "I.5", "act": "self_score", "value": "0.50"}]})
    check(status == 200, f"a paste: {status}")
    status, answer, _ = officer.ask("post", mine + "/batches", {"items": [
        {"code": "I.1.2", "act": "self_score", "value": "0.50"}, {"code": "I.5", "act": "self_score", "value": "9.00"}]})
    check(status == 422 and answer["errors"][0]["pointer"].startswith("/items/1"), f"a bad paste names its item: {answer}")
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
    status, _, heads = officer.ask("patch", place, raw=pdf, headers={**tus, "Upload-Offset": "0",
                                   "Content-Type": "application/offset+octet-stream"})
    check(status == 204, f"uploaded: {status}")
    sha256 = heads["Upload-Sha256"]
    status, answer, _ = officer.ask("post", mine + "/entries/I.1.1/evidence", {"sha256": sha256, "document_number": "01/KH"})
    check(status == 201, f"attached: {status}")
    for path in (f"/documents?assessment=2024-phong-noi-vu", f"/documents/{sha256}", f"/documents/{sha256}/content"):
        status, _, _ = officer.ask("get", path)
        check(status == 200, f"{path}: {status}")
    listed = officer.ask("get", "/documents?assessment=2024-phong-noi-vu")[1]["documents"]
    check([d["name"] for d in listed] == ["Kế hoạch.pdf"], f"the file is listed under its name: {listed}")
    status, _, _ = other.ask("get", f"/documents/{sha256}")
    check(status == 404, f"another agency's file is not there: {status}")
    status, _, _ = officer.ask("delete", mine + f"/entries/I.1.1/evidence/{answer['link']}")
    check(status == 200, f"detached: {status}")

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
    status, _, _ = officer.ask("put", mine + "/entries/I.1.2/explanation", {"text": "muộn"}, etag='"e4"')
    check(status == 409, f"after the submission: {status}")
    status, _, _ = officer.ask("post", mine + "/withdrawals", {"reason": "Sửa số liệu"})
    check(status == 200, f"withdrawn: {status}")

    # the administrator's year
    at = "2030-01-01T00:00:00+07:00"
    status, _, _ = admin.ask("post", "/cycles/2024/rounds/self_assessment/extensions",
                             {"deadline": at, "decision_number": "9/QĐ", "agencies": ["phong-tu-phap"], "locks_at": at})
    check(status == 200, f"extended: {status}")
    status, _, _ = admin.ask("post", "/cycles/2024/rounds/self_assessment/locks", {"reason": "Thử khóa"})
    check(status == 200, f"locked: {status}")
    status, _, _ = officer.ask("put", mine + "/entries/I.1.2/self_score", {"value": "0.50"}, etag='"e1"')
    check(status == 423, f"after the lock: {status}")
    status, answer, _ = admin.ask("post", "/reopen_grants", {"cycle": "2024", "round": "self_assessment",
                                  "agencies": ["phong-noi-vu"], "criteria": ["I.1.2"], "until": at, "ground": "Sai nguồn"})
    check(status == 201, f"reopened: {status}")
    status, _, _ = admin.ask("delete", f"/reopen_grants/{answer['grant']}?cycle=2024", {"reason": "Xong"})
    check(status == 200, f"ended: {status}")
    now = admin.ask("get", "/clock")[1]["server_time"]
    for round_ in ("appraisal_1",):
        status, _, _ = admin.ask("put", f"/cycles/2024/rounds/{round_}", {"opens_at": now, "deadline": at, "locks_at": at})
        check(status == 200, f"scheduled {round_}: {status}")
    status, work, _ = appraiser.ask("get", "/cycles/2024/rounds/appraisal_1/items?agency=phong-tu-phap")
    item = next(i for i in work["items"] if not i["conflict"])
    path = f"/cycles/2024/rounds/appraisal_1/items/{item['assessment']}/{item['code']}/appraisal"
    status, answer, heads = appraiser.ask("put", path, {"decision": "agree"}, etag='"a0"')
    check(status == 200, f"agreed: {status} {answer}")
    status, _, _ = appraiser.ask("put", path, {"decision": "agree"}, etag='"a9"')
    check(status == 412, f"a stale item: {status}")
    status, _, _ = admin.ask("post", "/cycles/2024/rounds/appraisal_1/publications", {})
    check(status == 200, f"published: {status}")
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
    late = Person(base, refused_in_2023[0] + ".canbo")
    entry = f"/assessments/2023-{refused_in_2023[0]}/entries/{refused_in_2023[1]['code']}"
    etag = late.ask("get", entry)[2]["ETag"]
    status, answer, _ = late.ask("put", entry + "/supplement", {"text": "Bổ sung báo cáo"}, etag=etag)
    check(status == 200, f"supplemented: {status} {answer}")

    cycle = {"cycle": "2025", "title": "Năm 2025", "regulation": "quang-dien-2023", "regulation_version": 1}
    status, _, _ = admin.ask("post", "/cycles", cycle)
    check(status == 201, f"a new cycle: {status}")
    regulation = json.load(open(os.path.join(ROOT, "ops/systems/quang-dien-2023.json"), encoding="utf-8"))
    regulation["title"] += " (sửa đổi)"
    status, answer, _ = admin.ask("post", "/regulations", regulation)
    check(status == 201, f"a new version of the regulation: {status} {answer}")
    status, _, _ = other.ask("delete", "/session")
    check(status == 204, f"signed out: {status}")
    status, _, _ = other.ask("get", "/session")
    check(status == 401, f"and gone: {status}")


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
            for method, pattern in re.findall(r'\b(get|head|post|put|patch|delete_),\s*"(/[^"]*)"', text):
                found.add((method.rstrip("_"), pattern))
    return {(m, p) for m, p in found if not re.match(r"/(livez|readyz|startupz|metrics|api|problems|\{)", p) and p != "/"}


def main():
    documented = {(method, path) for method, path, _ in operations()}
    table = routes_of_the_server()
    for method, path in sorted(table - documented):
        check(False, f"{method.upper()} {path} is a route without a word in openapi.yaml")
    for method, path in sorted(documented - table - {("get", "/stream")}):
        check(False, f"{method.upper()} {path} is documented and no route")
    check(True, "tables compared")

    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([sys.argv[1], "demo", "--listen", "127.0.0.1:0", "--data", folder, "--speed", "500"],
                                  env={**os.environ, "CCHC_DEMO_PASSWORD": PASSWORD}, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        try:
            base = server.stdout.readline().strip().rstrip("/")
            check(base.startswith("http://127.0.0.1:"), "the demonstration says where it is")
            played = False
            for line in server.stderr:
                if "cchc demo:" in line:
                    check(False, line.strip())
                    break
                if "2024" in line:
                    played = True
                    break
            threading.Thread(target=server.stderr.read, daemon=True).start()  # whatever it still says
            if played:
                walk(base)
        finally:
            server.terminate()
            server.wait(timeout=20)
    for method, path, operation in operations():
        for status in operation["responses"]:
            if status.startswith("2") and (method, path, int(status)) not in produced:
                check(False, f"{method.upper()} {path} -> {status} is documented and was never produced")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
