#!/usr/bin/env python3
"""Several assessment systems on one server: a province, a district with a system of its own for its communes, and a
neighbour. Same ids meet nowhere, no session opens another's door, and a kill leaves all of them sound. Every answer is
held to server/api/openapi.yaml.

Usage: many_systems.py PATH-OF-CCHC"""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid

from people import PASSWORD, ROOT, Count, Person, check, operations
from served import Served

PROVINCE, DISTRICT, NEIGHBOUR = "bac-giang", "viet-yen", "tan-yen"
SYSTEMS = {"tenants": [
    {"id": PROVINCE, "title": "UBND tỉnh Bắc Giang"},
    {"id": DISTRICT, "title": "UBND huyện Việt Yên", "superior": PROVINCE, "limits": {"members": 6}},
    {"id": NEIGHBOUR, "title": "UBND huyện Tân Yên", "limits": {"requests_per_second": 40}}]}
OFFICE = "phong-noi-vu"  # an agency of that id is assessed in both
PEOPLE = [("quantri", "cycle_admin", ""), ("kiemtra", "auditor", ""), ("canbo", "agency_officer", OFFICE)]
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
FAR, PAST = "2030-01-01T00:00:00+07:00", "2023-12-01T00:00:00+07:00"


def system(name):
    return json.load(open(os.path.join(ROOT, f"ops/systems/{name}.json"), encoding="utf-8"))


def done(told, what, status=200):
    check(told[0] == status, f"{what}: {told[0]} {str(told[1])[:300]}")
    return told[1]


class House:
    """One system: its people, each with a session of his own."""

    def __init__(self, base, tenant):
        self.tenant = tenant
        self.admin, self.auditor, self.officer = (Person(base, login, tenant) for login, _, _ in PEOPLE)

    def everybody(self):
        return self.admin, self.auditor, self.officer


def each_sets_up_its_own(province, district):
    """DL-1, DL-5: own regulation, own cycle, own calendar; nobody of the other system has a hand in it."""
    for house, regulation, opens, deadline in ((province, "bac-giang-2023", "2023-10-15T00:00:00+07:00", "2029-11-15T00:00:00+07:00"),
                                               (district, "viet-yen-xa-2023", "2023-11-20T00:00:00+07:00", "2029-12-16T00:00:00+07:00")):
        done(house.admin.ask("post", "/regulations?reason=minh%20h%E1%BB%8Da", system(regulation)), regulation, 201)
        rounds = [{"round": "self_assessment", "opens_at": opens, "deadline": deadline, "locks_at": deadline}]
        done(house.admin.ask("post", "/cycles", {"cycle": "2023", "title": "Năm 2023", "regulation": regulation,
                                                 "rounds": rounds}), "a cycle of " + regulation, 201)
    for house, opens, agency in ((province, "2023-10-15T00:00:00.000+07:00", "so-noi-vu"),
                                 (district, "2023-11-20T00:00:00.000+07:00", "xa-hong-thai")):
        cycles = done(house.admin.ask("get", "/cycles"), "cycles")["cycles"]
        check([c["cycle"] for c in cycles] == ["2023"] and cycles[0]["rounds"][0]["opens_at"] == opens, f"its own calendar: {cycles[0]['rounds'][0]}")
        check(agency in [a["agency"] for a in cycles[0]["agencies"]], f"and its own agencies, {agency} among them")


def same_ids_do_not_meet(one, other):
    """The same regulation, cycle, agency, login and idempotency keys in both: two facts each time."""
    keys = {what: {"Idempotency-Key": f'"{uuid.uuid4()}"'} for what in ("regulation", "cycle", "entry")}
    said = {}
    for house in (one, other):
        text = system("quang-dien-2023") | {"title": "Bộ tiêu chí của " + house.tenant}
        done(house.admin.ask("post", "/regulations", text, headers=keys["regulation"]), "the same regulation", 201)
        rounds = [{"round": "self_assessment", "opens_at": PAST, "deadline": FAR, "locks_at": FAR}]
        done(house.admin.ask("post", "/cycles", {"cycle": "2026", "title": "Năm 2026 của " + house.tenant, "regulation": "quang-dien-2023",
                                                 "rounds": rounds}, headers=keys["cycle"]), "the same cycle", 201)
        answer = done(house.officer.ask("put", ENTRY + "/explanation", {"text": "Lời của " + house.tenant}, etag='"e0"',
                                        headers=keys["entry"]), "the same entry")
        check(answer["entry"]["explanation"]["text"].endswith(house.tenant), f"each its own words: {answer['entry']}")
        said[house.tenant] = answer
    check(said[one.tenant]["event_ids"] != said[other.tenant]["event_ids"], "two events, not one")
    for house in (one, other):
        cycle = done(house.auditor.ask("get", "/cycles/2026"), "the cycle")
        check(cycle["title"].endswith(house.tenant), f"each reads its own cycle: {cycle['title']}")
        entry = done(house.officer.ask("get", ENTRY), "the entry")
        check(entry["explanation"]["text"].endswith(house.tenant) and entry["version"] == 1, f"and its own entry: {entry['explanation']}")
        text = done(house.auditor.ask("get", "/regulations/quang-dien-2023/document"), "the document")
        check(text["title"].endswith(house.tenant), f"and its own text: {text['title']}")


ASSESSMENT = f"/assessments/2026-{OFFICE}"
ENTRY = ASSESSMENT + "/entries/I.1.1"
TUS = {"Tus-Resumable": "1.0.0"}


def begin_upload(officer, name):
    filename = base64.b64encode(name.encode()).decode()
    _, _, heads = officer.ask("post", "/uploads", raw=b"", headers={**TUS, "Upload-Length": str(len(PDF)),
                                                                   "Upload-Metadata": f"filename {filename}"})
    return heads["Location"].split("/api/v1")[1]


def send(officer, place):
    return officer.ask("patch", place, raw=PDF, headers={**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})


def same_bytes_are_stored_once_and_tell_nothing(one, other, folder):
    place = begin_upload(one.officer, "Của tỉnh.pdf")
    for told in (other.officer.ask("head", place, headers=TUS), send(other.officer, place)):
        check(told[0] == 404, f"an upload of another system is not there: {told[0]}")
    sha256 = send(one.officer, place)[2]["Upload-Sha256"]
    done(one.officer.ask("post", ENTRY + "/evidence", {"sha256": sha256, "document_number": "01/KH"}), "attached", 201)
    for who in other.everybody():
        for path in (f"/documents/{sha256}", f"/documents/{sha256}/content"):
            who.refused(404, "not-found", "get", path, witness=other.auditor)
    other.officer.refused(422, "validation-failed", "post", ENTRY + "/evidence", {"sha256": sha256}, witness=other.auditor)
    place = begin_upload(other.officer, "Của huyện.pdf")
    check(other.officer.ask("head", place, headers=TUS)[2]["Upload-Offset"] == "0", "the bytes are asked for again, all of them")
    check(send(other.officer, place)[2]["Upload-Sha256"] == sha256, "and are the same")
    done(other.officer.ask("post", ENTRY + "/evidence", {"sha256": sha256}), "attached there too", 201)
    for house, name in ((one, "Của tỉnh.pdf"), (other, "Của huyện.pdf")):
        listed = done(house.officer.ask("get", f"/documents?assessment=2026-{OFFICE}"), "files")["documents"]
        check([d["name"] for d in listed] == [name], f"each under its own name: {listed}")
    kept = [file for _, _, files in os.walk(os.path.join(folder, "evidence")) for file in files if file == sha256]
    check(len(kept) == 1, f"on the disk they lie once: {kept}")


def score(house, value):
    """The office's first choice, moved; the points everybody then sees in the live ranking."""
    entry = ASSESSMENT + "/entries/I.5"
    etag = house.officer.ask("get", entry)[2]["ETag"]
    done(house.officer.ask("put", entry + "/self_score", {"value": value}, etag=etag), f"a score of {value}")
    return row_of(done(house.auditor.ask("get", "/cycles/2026/rankings/" + GROUP), "the live ranking"))["final"]


def row_of(ranking):
    return next(row for row in ranking["rows"] if row["agency"] == OFFICE)


GROUP = "phong-chuyen-mon"
DECISION = {"decision_number": "12/QĐ-UBND", "decision_date": "2026-11-20", "signed_by": "Chủ tịch UBND huyện"}


def what_is_published_goes_up_and_nothing_else(province, district, neighbour):
    """DL-7: the province reads what the district published, as it stood then; a neighbour reads nothing."""
    below = f"/published/{DISTRICT}/2026"
    everything = [below + "/rankings/" + GROUP, below + "/results/" + OFFICE, below + "/rankings/" + GROUP + "?publication=1"]

    def are_not_there(house):
        check(done(house.auditor.ask("get", "/published"), "the list")["published"] == [], f"{house.tenant} finds nothing")
        for path in everything:
            told = [house.auditor.refused(404, "not-found", "get", at, witness=house.auditor)[0]
                    for at in (path, path.replace(DISTRICT, "khong-co"))]
            check({**told[0], "instance": ""} == {**told[1], "instance": ""}, f"like one that is not there: {told}")

    then = score(district, "0.50")
    are_not_there(province)  # a draft, however live
    here = "/cycles/2026/publications"
    district.admin.refused(409, "not-in-this-state", "post", here, DECISION, witness=district.auditor)
    done(district.admin.ask("post", here, {**DECISION, "reason": "Công bố sớm theo chỉ đạo"}), "published", 201)
    for who in province.everybody():
        listed = done(who.ask("get", "/published"), "the list")["published"]
        check([(one["tenant"], one["cycle"]) for one in listed] == [(DISTRICT, "2026")], f"one table, and no other cycle: {listed}")
        ranking = done(who.ask("get", everything[0]), "the district's ranking")
        check(row_of(ranking)["final"] == then and ranking["publication"]["decision_number"] == "12/QĐ-UBND", f"{ranking['publication']}")
    are_not_there(neighbour)
    are_not_there(district)  # its own results are not below it
    first = done(province.auditor.ask("get", everything[0]), "before")
    for path in (f"/published/{DISTRICT}/2023/rankings/cap-xa", below + "/rankings/khong-co", below + "/results/khong-co",
                 f"/published/{NEIGHBOUR}/2026/rankings/{GROUP}", everything[0] + "?publication=2", everything[0] + "?publication=x"):
        province.auditor.refused(404, "not-found", "get", path, witness=province.auditor)

    later = score(district, "0.00")  # the district goes on; what was published stands
    check(later != then, f"the live table moves: {then} to {later}")
    check(done(province.auditor.ask("get", everything[0]), "after") == first, "and what was published does not")
    done(district.admin.ask("post", here, {**DECISION, "decision_number": "31/QĐ-UBND", "corrects": 1, "reason": "Cộng sai"}), "corrected", 201)
    done(district.admin.ask("post", here + "/2/reports", {"to": "Sở Nội vụ", "document_number": "5/BC-UBND", "document_date": "2026-11-22"}), "reported", 201)
    now = done(province.auditor.ask("get", everything[0]), "the correction")
    check(row_of(now)["final"] == later and now["publication"]["corrects"] == 1, f"the last one is read: {now['publication']}")
    check(now["publication"]["reports"][0]["to"] == "Sở Nội vụ", f"with its report: {now['publication']['reports']}")
    old = done(province.auditor.ask("get", everything[2]), "the first")
    check(row_of(old)["final"] == then and old["publication"]["corrected_by"] == 2, f"and the first still stands: {old['publication']}")
    province.admin.refused(404, "not-found", "post", "/cycles/2026/publications/1/reports",
                           {"to": "?", "document_number": "?", "document_date": "2026-11-22"}, witness=province.auditor)


def as_far_as_the_regulation_says(province, district):
    """PB-6, one publication for each reading: what is public, and not a word more."""
    seen = {}
    for extent in ("ranking", "areas", "criteria", "explanations"):
        text = system("quang-dien-2023") | {"id": "cong-bo-" + extent}
        text["switches"] = text.get("switches", {}) | {"public_extent": extent}
        done(district.admin.ask("post", "/regulations", text), extent, 201)
        rounds = [{"round": "self_assessment", "opens_at": PAST, "deadline": FAR, "locks_at": FAR}]
        done(district.admin.ask("post", "/cycles", {"cycle": "k-" + extent, "title": extent, "regulation": text["id"], "rounds": rounds}), extent, 201)
        entry = f"/assessments/k-{extent}-{OFFICE}/entries/I.1.1"
        done(district.officer.ask("put", entry + "/explanation", {"text": "Vì đã ban hành kịp thời"}, etag='"e0"'), "said for it")
        done(district.admin.ask("post", f"/cycles/k-{extent}/publications", {**DECISION, "reason": "thử"}), extent, 201)
        told = done(province.officer.ask("get", f"/published/{DISTRICT}/k-{extent}/results/{OFFICE}"), extent)
        check(told["publication"]["extent"] == extent, f"{extent}: {told['publication']}")
        one = next((c for c in told["criteria"] or [] if c["code"] == "I.1.1"), {})
        seen[extent] = ("areas" in told["row"], bool(told["criteria"]), one.get("explanation"))
        check(not re.search('"p-[a-z2-7]{16}"', json.dumps(told)), "nobody is named")
    check(seen == {"ranking": (False, False, None), "areas": (True, False, None), "criteria": (True, True, None),
                   "explanations": (True, True, "Vì đã ban hành kịp thời")}, f"{seen}")


def events_of(house):
    lines = done(house.auditor.ask("get", "/events?from=0", headers={"Accept": "application/x-ndjson"}), "its log")
    return [line["event"] for line in lines]


def each_has_its_own_log(houses):
    """Complete by itself, and without a word of another's (DL-5)."""
    seen = {}
    for house in houses:
        events = events_of(house)
        check({e["tenant"] for e in events} == {house.tenant}, f"{house.tenant} reads {set(e['tenant'] for e in events)}")
        check(int(house.auditor.seq()) + 1 == len(events), f"from the first event to the last: {len(events)}")
        check(house.tenant in events[0]["data"]["origin"], f"under its own origin: {events[0]['data']}")
        seen[house.tenant] = {e["id"] for e in events}
        last = done(house.auditor.ask("get", "/events/density?buckets=1"), "its timeline")["buckets"]
        check(sum(b["count"] for b in last) == len(events), f"its timeline holds them all: {last}")
    every = list(seen.values())
    check(sum(map(len, every)) == len(set.union(*every)), "no event stands in two logs")


# What stands in a path of the other system, so that only its door keeps a stranger out.
NAMES = {"cycle": "2026", "assessment": f"2026-{OFFICE}", "code": "I.1.1", "agency": OFFICE, "group": "phong-chuyen-mon",
         "round": "self_assessment", "regulation": "quang-dien-2023", "grant": "mo-1", "n": "1", "seq": "3", "link": "l-1",
         "comment": "gy-1", "publication": "1", "sha256": "0" * 64, "page": "1.png", "upload": "u-1", "session": "00ff", "actor": "p-1", "key": "k-1", "paper": "tm-1", "report": "pa-1", "tenant": DISTRICT}


def no_door_opens_to_a_stranger(base, host, guest):
    """Every operation of the table, asked in one system with a session of the other: as if nobody had signed in."""
    for who in guest.everybody():
        stranger = Person(base, tenant=host.tenant)
        for method, pattern, operation in operations():
            if operation.get("security") == [] or pattern == "/stream":
                continue
            stranger.cookie = who.cookie
            path = re.sub(r"\{(\w+)\}", lambda name: NAMES[name[1]], pattern)
            stranger.refused(401, "unauthenticated", method, path, {} if "requestBody" in operation else None,
                             witness=host.auditor, etag='"e0"', **upload_of(pattern, method))


def upload_of(pattern, method):
    if not pattern.startswith("/uploads"):
        return {}
    return {"headers": {**TUS, "Upload-Offset": "0", "Upload-Length": "5", "Content-Type": "application/offset+octet-stream"}
            if method == "patch" else {**TUS, "Upload-Length": "5"}, "raw": b"" if method != "patch" else b"%PDF-"}


def ids_open_nothing_elsewhere(one, other):
    """With a good session of his own, nobody finds what has its id in the other system alone."""
    only = "/assessments/2023-so-noi-vu"
    check(one.auditor.ask("get", only)[0] == 200, "the province has this assessment")
    etag = one.auditor.ask("get", only + "/entries/I.1.1")[2]["ETag"]
    for who in other.everybody():
        for path in ("", "/entries", "/entries/I.1.1", "/entries/I.1.1/history", "/entries/I.1.1/provenance"):
            check(who.ask("get", only + path, headers={"If-None-Match": etag})[0] == 404, f"{other.tenant} finds {only}{path}")
    other.officer.refused(404, "not-found", "put", only + "/entries/I.1.1/explanation", {"text": "?"}, etag='"e0"', witness=other.auditor)
    other.admin.refused(404, "not-found", "post", "/cycles", {"cycle": "2027", "title": "?", "regulation": "bac-giang-2023"}, witness=other.auditor)
    for path in ("/regulations/bac-giang-2023", "/regulations/bac-giang-2023/document", "/cycles/2023/rankings/so-co-quan"):
        other.auditor.refused(404, "not-found", "get", path, witness=other.auditor)
    # The log of one is longer: its places are no places of the other.
    beyond = int(one.auditor.seq())
    check(beyond > int(other.auditor.seq()), "the longer log")
    other.auditor.refused(400, "malformed", "get", f"/cycles?as_of_seq={beyond}", witness=other.auditor)
    check(other.auditor.ask("get", f"/events/{beyond}")[0] == 404, "nor is there such an event")


def one_human_in_both(base, one, other):
    """DL-6: two accounts, one browser; whoever signs in there has left here."""
    browser = Person(base, "quantri", one.tenant)
    here = done(browser.ask("get", "/session"), "here")
    left = browser.cookie
    browser.prefix = f"/{other.tenant}/api/v1"
    browser.refused(401, "unauthenticated", "get", "/session", witness=other.auditor)
    done(browser.ask("post", "/session", {"login": "quantri", "password": PASSWORD}), "signs in there")
    there = done(browser.ask("get", "/session"), "there")
    check((here["tenant"]["id"], there["tenant"]["id"]) == (one.tenant, other.tenant), f"each says where he is: {there['tenant']}")
    check(here["actor"] != there["actor"], "under a pseudonym of its own in each log")
    browser.prefix, browser.cookie = f"/{one.tenant}/api/v1", left
    browser.refused(401, "unauthenticated", "get", "/session", witness=one.auditor)
    people = {p["actor"] for p in done(one.admin.ask("get", "/people"), "its people")["people"]}
    check(here["actor"] in people and there["actor"] not in people, "nobody of the other system is among its people")


def one_does_not_starve_another(base, neighbour, other):
    """The neighbour may ask forty times a second."""
    told = [neighbour.auditor.ask("get", "/clock") for _ in range(120)]
    slowed = [heads for status, _, heads in told if status == 429]
    check(slowed and slowed[0]["Retry-After"] == "1", f"{len(slowed)} of 120 were too many")
    check(all(other.auditor.ask("get", "/clock")[0] == 200 for _ in range(120)), "the others never wait for it")


def add(cchc, folder, systems, tenant, login, role, agency):
    command = [cchc, "user", "add", "--data", folder, "--tenants", systems, "--tenant", tenant, "--login", login,
               "--name", f"Người {login} của {tenant}", "--role", role, "--stdin-password"]
    return subprocess.run(command + (["--agency", agency] if agency else []), input=PASSWORD, capture_output=True, text=True)


def who_may_be_entered(cchc, folder, systems):
    for tenant in (PROVINCE, DISTRICT, NEIGHBOUR):
        for login, role, agency in PEOPLE:
            told = add(cchc, folder, systems, tenant, login, role, agency)
            check(told.returncode == 0 and told.stdout.startswith("p-"), f"{login} of {tenant}: {told.stderr}")
    taken = add(cchc, folder, systems, DISTRICT, "quantri", "auditor", "")
    check(taken.returncode == 1 and "taken" in taken.stderr, f"a login twice: {taken.stderr}")
    nobody = add(cchc, folder, systems, DISTRICT, "ai", "agency_officer", "")
    check(nobody.returncode == 1 and "role" in nobody.stderr, f"an officer of nothing: {nobody.stderr}")
    nowhere = add(cchc, folder, systems, "khong-co", "quantri", "auditor", "")
    check(nowhere.returncode == 3, f"a system that is not there: {nowhere.stderr}")
    for n in range(3):
        add(cchc, folder, systems, DISTRICT, f"them-{n}", "auditor", "")
    full = add(cchc, folder, systems, DISTRICT, "mot-nua", "auditor", "")
    check(full.returncode == 4 and "6 members" in full.stderr, f"a seventh member of six: {full.stderr}")


def on_one_server(cchc):
    with tempfile.TemporaryDirectory() as outer:
        folder, systems = os.path.join(outer, "data"), os.path.join(outer, "systems.json")
        with open(systems, "w", encoding="utf-8") as file:
            json.dump(SYSTEMS, file)
        who_may_be_entered(cchc, folder, systems)
        with Served(cchc, folder, systems) as server:
            houses = province, district, neighbour = [House(server.base, tenant) for tenant in (PROVINCE, DISTRICT, NEIGHBOUR)]
            each_sets_up_its_own(province, district)
            same_ids_do_not_meet(province, district)
            same_bytes_are_stored_once_and_tell_nothing(province, district, folder)
            ids_open_nothing_elsewhere(province, district)
            no_door_opens_to_a_stranger(server.base, province, district)
            no_door_opens_to_a_stranger(server.base, district, province)
            what_is_published_goes_up_and_nothing_else(province, district, neighbour)
            as_far_as_the_regulation_says(province, district)
            one_human_in_both(server.base, province, district)
            one_does_not_starve_another(server.base, neighbour, district)
            before = {house.tenant: events_of(house) for house in houses[:2]}
            server.kill()
        with Served(cchc, folder, systems) as server:
            province.admin.base = server.base
            for house in houses:
                for who in house.everybody():
                    who.base = server.base  # sessions outlive the kill
            each_has_its_own_log(houses[:2])
            for house in houses[:2]:
                check(events_of(house) == before[house.tenant], f"{house.tenant}: nothing was lost or added")
                done(house.officer.ask("put", ENTRY + "/explanation", {"text": "sau khi khởi động lại"}, etag=house.officer.ask("get", ENTRY)[2]["ETag"]), "and it goes on")
            server.stop()
        told = subprocess.run([cchc, "verify", "--data", folder], capture_output=True, text=True)
        check(told.returncode == 0, f"sound: {told.stdout}{told.stderr}")
        check(all(f"{house.tenant}: " in told.stdout for house in houses), f"each of them was looked at: {told.stdout}")


if __name__ == "__main__":
    on_one_server(sys.argv[1])
    print(f"{Count.passed} passed, {Count.failed} failed")
    sys.exit(1 if Count.failed else 0)
