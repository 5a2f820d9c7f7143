"""A role of part of the criteria, or of some rounds: who judges a part reads that part, and what lies beside it is not there for
him. He judges for the standing department, which judges I and VIII and gives the points of IV; his grant names VIII alone."""
import json
import re

from fields import everything_read_by, heard_by, named_upload
from live_page import Page
from people import check
from stage import AGENCY, NOWHERE, STANDING, Scene, Somebody

SOURCE = {"text": "Báo cáo theo dõi"}
ENTRY = "/assessments/{assessment}/entries/"
ITEM = "/cycles/{cycle}/rounds/appraisal_1/items/{assessment}/"
REPORT = "/cycles/{cycle}/outside_reports"


def words_of_each(scene):
    """What is written at I and IV, and at VIII; the files' hashes are the scene's names."""
    scene.edit("officer", "figures", {"numerator": 9, "denominator": 10}, "VIII")
    scene.edit("officer", "self_score", {"value": "50.00"})
    for code, name in (("I", "một"), ("VIII", "tám")):
        scene.edit("officer", "explanation", {"text": "lời-của-" + name}, code)
        scene.names["file_" + code] = named_upload(scene, f"tệp-của-{name}.pdf")
        scene.act("officer", "POST", ENTRY + code + "/evidence", {"sha256": scene.names["file_" + code]})
        scene.act("assigned", "PUT", ITEM + code + "/appraisal",
                  {"decision": "disagree", "points": "0.00", "reason": "nháp-của-" + name, "draft": True}, etag='"a0"')
        paper = scene.act("officer", "POST", ENTRY + code + "/secret_papers", {}).json["paper"]
        scene.names["paper_" + code] = paper
        scene.act("assigned", "POST", ENTRY + code + f"/secret_papers/{paper}/meetings",
                  {"held_on": "2023-01-05", "attendance": ["Phòng Nội vụ"], "document_number": "họp-của-" + name})
        told = scene.act("unassigned", "POST", REPORT, {"assessment": scene.names["assessment"], "criterion": code, "kind": "media",
                                                        "source": SOURCE, "summary": "tin-của-" + name})
        scene.names["report_" + code] = told.json["outside_report"]["report"]["report"]
    scene.edit("assigned", "given", {"points": "7.25", "reason": "điểm-của-bốn"}, "IV")
    both = ["lời", "tệp", "nháp", "họp", "tin"]
    return [f"{word}-của-một" for word in both] + ["điểm-của-bốn"], [f"{word}-của-tám" for word in both]


def hidden(caller, scene, method, pattern, missing, body=None, **how):
    """Asked by name it answers as what is not there."""
    def told(path):
        answer = caller.ask(method, scene.path(path), body, **how)
        return answer.status, re.sub(r'"instance": ?"[^"]*"', "", answer.body.decode())
    there, nothing = told(pattern), told(missing)
    check(there[0] == 404 and there == nothing, f"{method} {pattern}: {there}, and of what is not there {nothing}")


def who_judges_a_part(system):
    scene = Scene(system, "open")
    part = Somebody(system, role="appraiser", agency=STANDING, criteria=["VIII"]).sign_in()
    page = Page(part)
    first = page.subscribe(scene.path("assessment/{assessment}"))
    check([one["code"] for one in first["data"]["entries"]] == ["VIII"], f"the live page begins with his part: {str(first)[:300]}")
    others, his = words_of_each(scene)
    reads_his_part_alone(system, scene, part, page, others, his)
    is_asked_for_nothing_beside_it(scene, part)
    is_listed_what_he_may_look_at(system, scene, part)
    of_no_criterion_here(system, scene)
    of_some_rounds(system, scene)
    of_an_agencys_own_people(system, scene)


def reads_his_part_alone(system, scene, part, page, others, his):
    told = list(everything_read_by(part, scene, system.seq()))
    heard = heard_by(page)
    page.close()
    for word in others:
        for path, text in told:
            check(word not in text, f"he reads {word!r} in {path}")
        check(word not in heard, f"he hears {word!r}: {heard[max(0, heard.find(word) - 200):][:300]}")
    everything = " ".join(text for _, text in told)
    for word in his:
        check(word in everything, f"he reads {word!r} somewhere")
    check("lời-của-tám" in heard, f"and hears of his part: {heard[:300]}")
    unscoped = " ".join(text for _, text in everything_read_by(system.people["assigned"], scene, system.seq()))
    for word in others + his:
        check(word in unscoped, f"who judges all of it reads {word!r}")


def is_asked_for_nothing_beside_it(scene, part):
    for code in ("I", "IV"):
        for more in ("", "/history", "/provenance"):
            hidden(part, scene, "GET", ENTRY + code + more, ENTRY + NOWHERE + more)
    hidden(part, scene, "PUT", ITEM + "I/appraisal", ITEM.replace("{assessment}", NOWHERE) + "I/appraisal", {"decision": "agree"}, etag='"a0"')
    hidden(part, scene, "PUT", ENTRY + "IV/given", f"/assessments/{NOWHERE}/entries/IV/given", {"points": "1.00", "reason": "?"}, etag='"e0"')
    meeting = {"held_on": "2023-01-05", "attendance": ["Phòng Nội vụ"], "document_number": "3/BB"}
    hidden(part, scene, "POST", ENTRY + "I/secret_papers/{paper_I}/meetings", ENTRY.replace("{assessment}", NOWHERE) + "I/secret_papers/{paper_I}/meetings", meeting)
    confirmed = {"outcome": "confirmed", "by": "Thanh tra huyện", "source": SOURCE}
    hidden(part, scene, "POST", REPORT + "/{report_I}/verifications", REPORT + f"/{NOWHERE}/verifications", confirmed)
    for more in ("", "/content"):
        hidden(part, scene, "GET", "/documents/{file_I}" + more, "/documents/" + "ab" * 32 + more)
        check(part.ask("GET", scene.path("/documents/{file_VIII}" + more)).status == 200, "the file of his own part")
    for method, more, body in (("GET", "/signatures", None), ("POST", "/signatures", {}), ("GET", "/preview/1.png", None)):
        hidden(part, scene, method, "/documents/{file_I}" + more, "/documents/" + "ab" * 32 + more, body)
    part.done("PUT", scene.path(ITEM + "VIII/appraisal"), {"decision": "disagree", "points": "0.00", "reason": "ý của một phần"}, etag='"a1"')
    part.done("POST", scene.path(REPORT + "/{report_VIII}/verifications"), confirmed)


def is_listed_what_he_may_look_at(system, scene, part):
    def codes(path, rows):
        return {row["code"] for row in part.done("GET", scene.path(path)).json[rows]}

    check(codes("/assessments/{assessment}/entries", "entries") == {"VIII"}, "of the entries his own")
    mine = [row["code"] for row in part.done("GET", scene.path("/cycles/{cycle}/rounds/appraisal_1/items")).json["items"]]
    check(mine and set(mine) == {"VIII"}, f"on his bench as well: {set(mine)}")
    files = {row["sha256"] for row in part.done("GET", scene.path("/documents?assessment={assessment}")).json["documents"]}
    check(files == {scene.names["file_VIII"]}, f"and of the files: {files}")
    for path in ("/assessments/{assessment}/entries", "/assessments?cycle={cycle}", "/cycles/{cycle}/rounds/appraisal_1/items"):
        whole = system.people["assigned"].done("GET", scene.path(path))
        again = part.ask("GET", scene.path(path), headers={"If-None-Match": whole.header("ETag") or '"none"'})
        check(again.status == 200, f"{path}: another's version is not his: {again.status}")
    for path in ("/assessments/{assessment}", "/cycles/{cycle}/progress", "/cycles/{cycle}/rankings/{group}", "/cycles/{cycle}/criteria",
                 "/cycles/{cycle}/results/{agency}/provenance"):
        check(part.ask("GET", scene.path(path)).status == 200, f"boards and totals stay open: {path}")


def of_no_criterion_here(system, scene):
    """Nothing that his grant names is judged in this assessment."""
    nobody = Somebody(system, role="appraiser", agency=STANDING, criteria=["XX"]).sign_in()
    for more in ("", "/entries"):
        hidden(nobody, scene, "GET", "/assessments/{assessment}" + more, f"/assessments/{NOWHERE}" + more)
    check(nobody.done("GET", scene.path("/assessments?cycle={cycle}")).json["assessments"] == [], "and none is listed")
    page = Page(nobody)
    told = page.subscribe(scene.path("assessment/{assessment}"))
    check(told.get("problem", {}).get("status") == 404, f"nor heard of: {told}")
    page.close()


def of_some_rounds(system, scene):
    """Who judges in the second round reads what the first one saw; his bench holds his own round alone."""
    second = Somebody(system, role="appraiser", agency=STANDING, rounds=["appraisal_2"]).sign_in()
    check(second.done("GET", scene.path("/cycles/{cycle}/rounds/appraisal_1/items")).json["items"] == [], "not his round")
    check("lời-của-một" in json.dumps(second.done("GET", scene.path(ENTRY + "I")).json, ensure_ascii=False), "he reads the entries")
    refused = second.ask("PUT", scene.path(ITEM + "VIII/appraisal"), {"decision": "agree"}, etag='"a2"')
    check(refused.status == 403, f"and decides nothing in it: {refused}")


def of_an_agencys_own_people(system, scene):
    """An agency's file is one: whoever works on a part of it reads the whole (SE-6), and writes his part."""
    hand = Somebody(system, role="agency_contributor", agency=AGENCY, criteria=["VIII"]).sign_in()
    text = json.dumps(hand.done("GET", scene.path("/assessments/{assessment}/entries")).json, ensure_ascii=False)
    check("lời-của-một" in text and "lời-của-tám" in text, "he reads all of it")
    refused = hand.ask("PUT", scene.path(ENTRY + "I/explanation"), {"text": "?"}, etag=hand.etag(scene.path(ENTRY + "I")))
    check(refused.status == 403, f"and writes at VIII alone: {refused}")
