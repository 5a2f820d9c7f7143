"""An amendment in mid-cycle over HTTP: seen before, refused where it must be, done, and told to everyone (CS-29, CS-32)."""
import copy

from people import Person, check

AGENCY, CYCLE = "phong-noi-vu", "2027"
LEAF = "I.1.2"


def leaf_of(regulation, code):
    """The node of that code in the first set of a regulation's document."""
    found = []

    def look(nodes):
        for node in nodes:
            found.extend([node] if node["code"] == code else [])
            look(node.get("children", []))

    look(regulation["criteria_sets"][0]["criteria"])
    return found[0]


def amend_in_mid_cycle(base, regulation):
    admin, auditor = Person(base, "quantri"), Person(base, "kiemtra")
    officer, head = Person(base, AGENCY + ".canbo"), Person(base, AGENCY + ".thutruong")
    cycle, mine = f"/cycles/{CYCLE}", f"/assessments/{CYCLE}-{AGENCY}"
    act, preview = cycle + "/amendments", cycle + "/amendments/preview"
    now, end = admin.ask("get", "/clock")[1]["server_time"], "2030-01-01T00:00:00+07:00"

    # a cycle under the version in force, and one score in it
    listed = admin.ask("get", "/regulations")[1]["regulations"]
    version = max(one["version"] for one in listed if one["regulation"] == regulation["id"])
    status, answer, _ = admin.ask("post", "/cycles", {"cycle": CYCLE, "title": "Năm 2027", "regulation": regulation["id"],
                                                      "regulation_version": version})
    check(status == 201, f"a cycle: {status} {answer}")
    status, answer, _ = admin.ask("put", cycle + "/rounds/self_assessment", {"opens_at": now, "deadline": end, "locks_at": end})
    check(status == 200, f"that is open: {status} {answer}")
    entry = f"{mine}/entries/{LEAF}"
    criterion = next(one for one in officer.ask("get", cycle + "/criteria")[1]["criteria"] if one["code"] == LEAF)
    given = criterion["allowed_points"][-1]
    status, answer, heads = officer.ask("put", entry + "/self_score", {"value": given}, etag=officer.ask("get", entry)[2]["ETag"])
    check(status == 200 and answer["entry"]["amended"] is None, f"scored: {status} {answer}")
    seen, before = heads["ETag"], auditor.seq()

    # refused, before and as an act alike
    asked = {"version": version + 1, "reason": "Quyết định sửa đổi"}
    admin.refused(404, "not-found", "get", f"{preview}?version={version + 1}", witness=auditor)
    admin.refused(404, "not-found", "post", act, asked, witness=auditor)
    for query in ("", "?version=two", "?version=1x", f"?version={version + 1}&effect=now", "?version=2&as_of_seq=3"):
        admin.refused(400, "malformed", "get", preview + query, witness=auditor)
    later = copy.deepcopy(regulation)
    leaf_of(later, LEAF)["title"] += " (sửa đổi)"
    leaf_of(later, LEAF)["levels"][0]["text"] += ", theo hướng dẫn mới"
    leaf_of(later, LEAF)["maximum"] = "9.00"  # what is printed no longer adds up, and that is said aloud
    status, answer, _ = admin.ask("post", "/regulations?reason=sua%20giua%20ky", later)
    check(status == 201 and answer["version"] == version + 1, f"a later version: {status} {answer}")
    admin.refused(409, "criteria-version-mismatch", "post", act, {**asked, "version": version}, witness=auditor)
    admin.refused(422, "validation-failed", "post", act, {**asked, "effect": "next_cycle"}, witness=auditor)
    admin.refused(422, "validation-failed", "get", f"{preview}?version={version + 1}&effect=next_cycle", witness=auditor)
    admin.refused(422, "validation-failed", "post", act, {"version": version + 1}, witness=auditor)
    admin.refused(412, "stale-version", "post", act, asked, etag='"c1"', witness=auditor)
    for who in (officer, head):
        who.refused(403, "missing-right", "get", f"{preview}?version={version + 1}", witness=auditor)
        who.refused(403, "missing-right", "post", act, asked, witness=auditor)

    # seen before: nothing is written, and it comes as it was told
    size = auditor.seq()
    for who in (admin, auditor):
        status, told, _ = who.ask("get", f"{preview}?version={version + 1}")
        check(status == 200, f"told before: {status} {told}")
    check(auditor.seq() == size, "and nothing was written")
    ours = next(one for one in told["agencies"] if one["agency"] == AGENCY)
    check([(one["code"], one["change"], one["redo"]) for one in told["criteria"]] == [(LEAF, "scoring", "score")], f"one criterion: {told['criteria']}")
    check(ours["score"] == [LEAF] and not ours["to_confirm"] and ours["before"]["self"] == given and ours["after"]["self"] == "0.00",
          f"what it means for one agency: {ours}")
    status, answer, heads = admin.ask("post", act, asked, etag=admin.ask("get", cycle)[2]["ETag"])
    check(status == 201 and answer["cycle"]["regulation_version"] == version + 1, f"amended: {status} {answer}")
    check([one["redo"] for one in answer["cycle"]["amendments"][0]["criteria"]] == ["score"], f"and says so: {answer['cycle']['amendments']}")
    admin.refused(409, "criteria-version-mismatch", "post", act, asked, witness=auditor)
    admin.refused(409, "criteria-version-mismatch", "get", f"{preview}?version={version + 1}", witness=auditor)

    # told to the agency: the score stands aside, and the old If-Match is stale
    status, row, heads = officer.ask("get", entry)
    check(row["self"] is None and row["amended"]["redo"] == "score" and not row["amended"]["done"], f"to be scored again: {row}")
    check([(was["code"], was["score"]) for was in row["amended"]["before"]] == [(LEAF, given)], f"with what stood there: {row['amended']}")
    check(officer.ask("get", mine)[1]["totals"]["self"] == ours["after"]["self"], "and the total is the one foretold")
    officer.refused(412, "stale-version", "put", entry + "/self_score", {"value": given}, etag=seen, witness=auditor)
    criteria = officer.ask("get", cycle + "/criteria")[1]["criteria"]
    check(next(one["maximum"] for one in criteria if one["code"] == LEAF) == "9.00", "under the new text")
    status, answer, _ = officer.ask("put", entry + "/self_score", {"value": given}, etag=heads["ETag"])
    check(status == 200 and not answer["entry"]["amended"]["done"], f"scored again, and not yet explained: {status} {answer}")
    status, answer, _ = officer.ask("put", entry + "/explanation", {"text": "theo quyết định sửa đổi"}, etag=f'"e{answer["entry"]["version"]}"')
    check(status == 200 and answer["entry"]["amended"]["done"], f"done again: {status} {answer}")
    events = officer.ask("get", entry + "/history")[1]["events"]
    check([one["what"] for one in events] == ["explanation", "self_score", "amendment", "self_score"], f"its history: {events}")

    # then is as it was
    for path, shown in ((entry, "self"), (cycle, "regulation_version")):
        status, then, _ = auditor.ask("get", f"{path}?as_of_seq={before}")
        check(status == 200 and then[shown], f"{path} as of then: {status} {then}")
        check(then[shown] == version if path == cycle else then["self"]["score"] == given, f"{path} was so: {then[shown]}")
    old = auditor.ask("get", f"{cycle}/criteria?as_of_seq={before}")[1]["criteria"]
    check(next(one["maximum"] for one in old if one["code"] == LEAF) == criterion["maximum"], "under the old text")
    early = auditor.ask("get", f"{mine}/entries?as_of_seq={before}")[1]
    check(early["regulation_version"] == version and early["totals"]["self"] == given, f"and so were the sums: {early['totals']}")
