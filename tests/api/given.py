"""A cycle in which others score as well: a survey, another index, points given, leaders' ballots, bonus and penalty. Every
answer is held to server/api/openapi.yaml like those of contract.py."""
import json
import os

from people import ROOT, Person, check

AGENCY, ELSEWHERE = "phong-tu-phap", "thanh-tra-huyen"
SOURCE = {"text": "Báo cáo điều tra xã hội học", "document_number": "21/BC-PNV", "date": "2026-11-18"}


def regulation():
    """The district's regulation with a set of its own, in which the agency scores one criterion of eight."""
    text = json.load(open(os.path.join(ROOT, "ops/systems/quang-dien-2023.json"), encoding="utf-8"))
    leaf = lambda code, maximum, by, rule, **more: {"code": code, "title": f"Tiêu chí {code}", "maximum": maximum,
                                                    "scored_by": by, "rule": rule, **more}
    items = lambda each: [{"key": "viec", "text": "Việc đã xác minh", "points_each": each}]
    criteria = [
        leaf("I", "60.00", "agency", {"shape": "choice"}, evidence=[{"text": "Báo cáo"}], levels=[{"text": "đủ", "points": "60.00"}, {"text": "không", "points": "0.00"}]),
        leaf("II", "16.00", "survey", {"shape": "survey", "survey": "hai-long"}),
        leaf("III", "10.00", "import", {"shape": "imported", "index": "CQĐT", "source": "Sở TTTT", "mapping": "ratio"}),
        leaf("IV", "10.00", "council", {"shape": "granted", "step": "0.50"}),
        leaf("V", "4.00", "leaders", {"shape": "ballot", "ballot": "lanh-dao"}),
        leaf("VI", "6.00", "council", {"shape": "bonus", "items": items("1.00")}, in_scale=False),
        leaf("VII", "10.00", "council", {"shape": "penalty", "items": items("2.50")}, in_scale=False)]
    text.update(id="quang-dien-mo-rong", year=2026, surveys=[{
        "id": "hai-long", "title": "Điều tra", "respondents": [{"key": "nguoi-dan", "text": "Người dân", "forms": 40}],
        "answer_least": "1.00", "answer_most": "5.00", "minimum_valid_forms": 5}], ballots=[{
            "id": "lanh-dao", "title": "Lãnh đạo", "entered_by": "standing_department", "step": "0.50",
            "leaders": [{"key": "chu-tich", "text": "Chủ tịch"}, {"key": "pct", "text": "Phó Chủ tịch"}]}],
        classifications=[{"id": "bon-loai", "title": "Bốn loại", "classes": [
            {"id": "xuat-sac", "title": "Xuất sắc", "quota": "20"}, {"id": "tot", "title": "Tốt", "threshold": "30.00"},
            {"id": "chua", "title": "Chưa hoàn thành"}]}],
        rewards=[{"id": "bang-khen", "title": "Bằng khen", "quota": 2, "minimum": "20.00"}])
    text["groups"][0]["classification"] = "bon-loai"
    text.setdefault("switches", {}).update(undecided_at_lock="escalate", tie_rule="authority")
    text["rounds"].append({"id": "leaders", "kind": "leaders", "title": "Lãnh đạo cho điểm"})
    text["criteria_sets"] = [{"id": "phong-chuyen-mon-2023", "title": "Bộ tiêu chí", "maximum": "100.00", "criteria": criteria}]
    text.pop("corrections", None)
    paper = lambda name, day, step: {"id": name, "from": day, "document": {"number": "5/HD", "issuer": "Phòng Nội vụ"}, "code": "IV",
                                     "text": f"Chấm theo bước {step} điểm", "rule": {"shape": "granted", "step": step}}
    text["overlays"] = [paper("buoc-nho", "2026-01-01", "0.25"), paper("buoc-to", "2199-01-01", "5.00")]
    return text


def where_others_score(base):
    admin, auditor, officer = Person(base, "quantri"), Person(base, "kiemtra"), Person(base, AGENCY + ".canbo")
    keeper, other = Person(base, "phong-noi-vu.thamdinh"), Person(base, "phong-tai-chinh-ke-hoach.thamdinh")
    status, answer, _ = admin.ask("post", "/regulations", regulation())
    check(status == 201, f"a regulation in which others score: {status} {answer}")
    status, answer, _ = admin.ask("post", "/cycles", {"cycle": "2026", "title": "Năm 2026", "regulation": "quang-dien-mo-rong",
                                                      "regulation_version": 1})
    check(status == 201, f"its cycle: {status} {answer}")
    status, answer, _ = officer.ask("get", "/cycles/2026/criteria")
    rules = {one["code"]: (one["overlay"], one["rule"].get("step")) for one in answer["criteria"]}
    check((rules["IV"], rules["I"]) == (("buoc-nho", "0.25"), (None, None)), f"the rule in force, and whose it is: {rules}")
    check([one["overlay"] for one in answer["overlays"]] == ["buoc-nho", "buoc-to"], f"the papers, by day: {answer['overlays']}")
    entries, ballots = f"/assessments/2026-{AGENCY}/entries", f"/cycles/2026/ballots/{AGENCY}"

    # not before its round, and not by anyone else
    given = {"points": "7.25", "reason": "Theo dõi năm"}
    keeper.refused(423, "round-locked", "put", entries + "/IV/given", given, etag='"e0"', witness=auditor)
    vote = {"code": "V", "leader": "chu-tich", "points": "3.50", "source": {"text": "Phiếu cho điểm"}}
    keeper.refused(423, "round-locked", "put", ballots, vote, etag='"k0"', witness=auditor)
    opening = {"code": "V", "reason": "Hết hạn"}
    keeper.refused(423, "round-locked", "post", ballots + "/openings", opening, witness=auditor)
    now, end = admin.ask("get", "/clock")[1]["server_time"], "2030-01-01T00:00:00+07:00"
    for round_ in ("self_assessment", "appraisal_1", "leaders"):
        status, answer, _ = admin.ask("put", f"/cycles/2026/rounds/{round_}", {"opens_at": now, "deadline": end, "locks_at": end})
        check(status == 200, f"{round_} is open: {status} {answer}")
    other.refused(404, "not-found", "put", entries + "/IV/given", given, etag='"e0"', witness=auditor)
    other.refused(404, "not-found", "get", ballots, witness=auditor)
    officer.refused(403, "missing-right", "get", ballots, witness=auditor)

    # a survey, twice: the newer one counts
    forms = lambda n, total: {"answers": [{"key": "nguoi-dan", "valid_forms": n, "sum": total}], "source": SOURCE}
    survey = entries + "/II/given"
    keeper.refused(409, "not-in-this-state", "put", survey, forms(4, "16"), etag='"e0"', witness=auditor)
    keeper.refused(422, "validation-failed", "put", survey, forms(10, "51"), etag='"e0"', witness=auditor)
    keeper.refused(422, "validation-failed", "put", survey, {**forms(10, "40"), "rank": 1}, etag='"e0"', witness=auditor)
    for total, points in (("40", "12.00"), ("50", "16.00")):
        etag = officer.ask("get", entries + "/II")[2]["ETag"]
        status, answer, _ = keeper.ask("put", survey, forms(10, total), etag=etag)
        check(status == 200 and answer["entry"]["given"]["points"] == points, f"a survey: {status} {answer}")
    keeper.refused(412, "stale-version", "put", survey, forms(10, "45"), etag='"e1"', witness=auditor)
    status, answer, _ = officer.ask("get", entries + "/II/history")
    check([(e["what"], e["from"], e["to"]) for e in answer["events"]] == [("given", "12.00", "16.00"), ("given", None, "12.00")],
          f"both stand in its history: {answer}")
    for code, body in (("III", {"value": "80", "source": SOURCE}), ("IV", given),
                       ("VI", {"counts": [{"key": "viec", "count": 2}], "reason": "Sáng kiến", "source": SOURCE}),
                       ("VII", {"counts": [{"key": "viec", "count": 1}], "source": SOURCE})):
        status, answer, _ = keeper.ask("put", f"{entries}/{code}/given", body, etag='"e0"')
        check(status == 200, f"{code}: {status} {answer}")
    check(answer["totals"]["final"] == "30.75", f"16 + 8 + 7.25 + 2 - 2.5: {answer['totals']}")

    # ballots: sealed until the last one is in
    keeper.refused(422, "validation-failed", "put", ballots, {**vote, "leader": "nguoi-la"}, etag='"k0"', witness=auditor)
    status, answer, _ = keeper.ask("put", ballots, vote, etag='"k0"')
    check(status == 200 and not answer["opened"], f"one ballot: {status} {answer}")
    keeper.refused(412, "stale-version", "put", ballots, {**vote, "points": "1.00"}, etag='"k0"', witness=auditor)
    status, answer, heads = keeper.ask("get", ballots)
    box = answer["boxes"][0]["leaders"]
    check([(l["cast"], l["points"]) for l in box] == [(True, None), (False, None)], f"who voted, not what: {box}")
    check(answer["boxes"][0]["entered_by"] == "standing_department" and not any(l["mine"] for l in box), f"nobody's own: {answer}")
    check(heads["Cache-Control"] == "no-store", f"no browser keeps what may be opened without a new version: {heads}")
    check(officer.ask("get", entries + "/V")[1]["given"] is None, "nobody sees a sealed ballot")
    status, answer, _ = keeper.ask("put", ballots, {**vote, "leader": "pct", "points": "2.50"}, etag='"k1"')
    check(status == 200 and answer["opened"], f"the last ballot: {status} {answer}")
    check(officer.ask("get", entries + "/V")[1]["given"]["points"] == "3.00", "and they count")
    check(auditor.ask("get", ballots)[1]["boxes"][0]["leaders"][0]["points"] == "3.50", "open, they may be read")
    elsewhere = f"/cycles/2026/ballots/{ELSEWHERE}"
    keeper.refused(409, "not-in-this-state", "post", elsewhere + "/openings", opening, witness=auditor)
    keeper.refused(422, "validation-failed", "post", elsewhere + "/openings", {"code": "V"}, witness=auditor)
    keeper.ask("put", elsewhere, vote, etag='"k0"')
    status, answer, _ = keeper.ask("post", elsewhere + "/openings", opening)
    check(status == 200 and answer["opened"], f"opened by hand: {status} {answer}")

    # places, classes and candidates follow
    status, ranking, _ = auditor.ask("get", "/cycles/2026/rankings/phong-chuyen-mon")
    rows = {row["agency"]: row for row in ranking["rows"]}
    check(rows[AGENCY]["class"] == "xuat-sac" and rows[ELSEWHERE]["class"] == "chua", f"classes: {ranking['rows'][:2]}")
    check(ranking["rewards"][0]["agencies"] == [AGENCY], f"who may be rewarded: {ranking['rewards']}")
    check({a["scored_by"]: a["entries"] for a in ranking["awaits"]}["survey"] == len(rows) - 1, f"lacks: {ranking['awaits']}")
    the_chair_rules(admin, auditor, keeper, other)
    the_authority_decides(admin, auditor, rows)


def the_chair_rules(admin, auditor, keeper, other):
    """What nobody decided before the lock goes up to the chair, and the round waits for him (AP-20)."""
    items = "/cycles/2026/rounds/appraisal_1/items"
    ruling = {"points": "0.00", "reason": "Theo biên bản họp", "document_number": "5/BB-HĐTĐ"}
    mine = f"{items}/2026-{AGENCY}/I/rulings"
    keeper.refused(409, "not-in-this-state", "post", mine, ruling, witness=auditor)  # they may still decide
    admin.ask("post", "/cycles/2026/rounds/appraisal_1/locks", {"reason": "Hết hạn"})
    publication = "/cycles/2026/rounds/appraisal_1/publications"
    admin.refused(409, "not-in-this-state", "post", publication, {"minutes": "1/BB"}, witness=auditor)
    other.refused(404, "not-found", "post", mine, ruling, witness=auditor)
    keeper.refused(422, "score-step-not-allowed", "post", mine, {**ruling, "points": "30.00"}, witness=auditor)
    keeper.refused(403, "conflict-of-interest", "post", f"{items}/2026-phong-noi-vu/I/rulings", ruling, witness=auditor)
    status, work, _ = keeper.ask("get", items)
    waiting = [item for item in work["items"] if item["may_rule"]]
    check(any(item["agency"] == AGENCY for item in waiting), f"what waits for the chair: {work['counts']}")
    status, answer, _ = keeper.ask("post", mine, ruling)
    item = answer.get("item", {})
    check(status == 200 and item["verdict"] == "ruled" and item["ruling"]["document_number"] == "5/BB-HĐTĐ", f"ruled: {status} {answer}")
    keeper.ask("get", f"/assessments/2026-{AGENCY}/entries/I/history")


def the_authority_decides(admin, auditor, rows):
    """Whoever shares a place stands in the order the authority gave them, and the paper is named (RK-6)."""
    places = {}
    for row in rows.values():
        places.setdefault(row["rank"], []).append(row["agency"])
    equals = next(agencies for agencies in places.values() if len(agencies) > 1)
    tie = {"group": "phong-chuyen-mon", "agencies": equals[::-1], "document_number": "7/QĐ-UBND", "document_date": "2026-12-20",
           "issuer": "UBND huyện"}
    admin.refused(409, "not-in-this-state", "post", "/cycles/2026/ties", {**tie, "agencies": [AGENCY, equals[0]]}, witness=auditor)
    admin.refused(422, "validation-failed", "post", "/cycles/2026/ties", {**tie, "reward": "bang-khen"}, witness=auditor)
    check(all(row["tie_open"] and row["tie_decision"] is None for row in rows.values() if row["agency"] in equals), "open till then")
    status, answer, _ = admin.ask("post", "/cycles/2026/ties", tie)
    check(status == 200, f"decided: {status} {answer}")
    after = auditor.ask("get", "/cycles/2026/rankings/phong-chuyen-mon")[1]["rows"]
    told = [row for row in after if row["agency"] in equals]
    check([row["agency"] for row in told] == equals[::-1] and not any(row["tied"] or row["tie_open"] for row in told), f"obeyed: {told}")
    check(all(row["tie_decision"]["document_number"] == "7/QĐ-UBND" for row in told), f"with its paper: {told}")


def published_numbers(base):
    """Numbers of a published list: the agency confirms them in its figures and retypes none."""
    auditor, officer = Person(base, "kiemtra"), Person(base, AGENCY + ".canbo")
    keeper, other = Person(base, "phong-noi-vu.thamdinh"), Person(base, ELSEWHERE + ".canbo")
    criteria = officer.ask("get", "/cycles/2024/criteria?group=phong-chuyen-mon")[1]["criteria"]
    code = next(c["code"] for c in criteria if c["shape"] == "ratio_bands" and c["scored_by"] == "agency"
                and not c["rule"].get("requirements") and "late_level" not in c["rule"])
    entry, to = f"/assessments/2024-{AGENCY}/entries/{code}", "/cycles/2024/references"
    row = lambda key, count, agency=AGENCY: {"agency": agency, "code": code, "figures": [{"key": key, "count": count}]}
    rows = lambda *all_: {"source": SOURCE, "snapshot": "2026-10-15", "rows": list(all_)}
    officer.refused(403, "missing-right", "post", to, rows(row("denominator", 40)), witness=auditor)
    keeper.refused(422, "validation-failed", "post", to, rows(row("denominator", 40), row("amount", 1, ELSEWHERE)), witness=auditor)
    keeper.refused(404, "not-found", "post", to, rows(row("denominator", 40), row("denominator", 9, "so-la")), witness=auditor)
    keeper.refused(423, "deadline-passed", "post", "/cycles/2023/references", rows(row("denominator", 40)), witness=auditor)
    status, answer, _ = keeper.ask("post", to, rows(row("denominator", 40), row("denominator", 9, ELSEWHERE)))
    check(status == 201 and answer["imported"] == 2, f"brought in: {status} {answer}")
    status, answer, _ = keeper.ask("post", to, rows(row("denominator", 40)))
    check(status == 200 and answer["unchanged"] == 1, f"once more: {status} {answer}")
    shown, etag = (lambda a: (a[1], a[2]["ETag"]))(officer.ask("get", entry))
    check(shown["reference"]["figures"] == [{"key": "denominator", "count": 40}] and "reference" in shown["owes"],
          f"the officer sees it: {shown}")
    errors = officer.ask("get", f"/assessments/2024-{AGENCY}/checks")[1]["errors"]
    check({"code": code, "check": "reference"}.items() <= next((e for e in errors if e["check"] == "reference"), {}).items(),
          "and what is owed for it")
    officer.refused(422, "validation-failed", "put", entry + "/figures", {"numerator": 36, "denominator": 36}, etag=etag, witness=auditor)
    status, answer, _ = officer.ask("put", entry + "/figures", {"numerator": 36}, etag=etag)
    figures = answer["entry"]["self"]["figures"]
    check(status == 200 and (figures["numerator"], figures["denominator"]) == (36, 40), f"confirmed: {status} {answer}")
    check("reference" not in answer["entry"]["owes"], "nothing of it is owed any more")
    told = [e["what"] for e in auditor.ask("get", entry + "/history")[1]["events"]]
    check("reference" in told, f"its history: {told}")
