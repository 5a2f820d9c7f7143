"""Field by field: words that only some may read are written into one assessment, and then looked for in every answer of every
GET, as of now and as of then, and in every live frame, of everybody. Whoever should read them finds them; nobody else does."""
import base64
import json
import re

from acts import ACTS
from live_page import Page
from people import check
from stage import PDF, PEOPLE, TUS, Caller, Scene

OWN = {"officer", "head", "contributor"}
COUNCIL = {"assigned", "secretary", "chair", "auditor"}  # of what is not published yet (AP-11)
READERS = OWN | COUNCIL | {"admin"}                      # of an assessment (SE-6, SE-7)
TOPICS = ("cycle/{cycle}", "assessment/{assessment}", "feed/{cycle}", "progress/{cycle}", "ranking/{cycle}/{group}")


def write_down(scene):
    """Every word, and who may read it."""
    item = "/cycles/{cycle}/rounds/appraisal_1/items/{assessment}/"
    scene.scored()
    scene.edit("officer", "explanation", {"text": "lời-giải-trình-riêng"})
    scene.names["sha256"] = named_upload(scene, "tệp-riêng.pdf")
    scene.attached()
    scene.act("officer", "PUT", "/cycles/{cycle}/not_applicable", {"assessment": scene.names["assessment"], "code": "VIII",
                                                                   "act": "claim", "ground": "căn-cứ-riêng"})
    scene.edit("assigned", "given", {"points": "7.25", "reason": "nhận-xét-riêng"}, "IV")
    scene.act("assigned", "PUT", item + "I/appraisal", {"decision": "disagree", "points": "0.00", "reason": "bản-nháp-kín",
                                                        "draft": True}, etag='"a0"')
    scene.act("assigned", "PUT", item + "I/appraisal", {"decision": "disagree", "points": "0.00", "reason": "ý-kiến-kín"}, etag='"a1"')
    scene.act("assigned", "PUT", "/cycles/{cycle}/ballots/{agency}", {"code": "V", "leader": "chu-tich", "points": "3.50", "source": {
        "text": "phiếu-kín"}}, etag='"k0"')
    return {"lời-giải-trình-riêng": READERS, "tệp-riêng": READERS, "căn-cứ-riêng": READERS, "nhận-xét-riêng": READERS,
            "bản-nháp-kín": COUNCIL, "ý-kiến-kín": COUNCIL, "phiếu-kín": {"auditor"}}


def named_upload(scene, name):
    """A file of its own bytes under that name."""
    bytes_ = PDF + b"% " + name.encode()
    officer = scene.system.officer
    place = officer.done("POST", "/uploads", raw=b"", headers={
        **TUS, "Upload-Length": str(len(bytes_)), "Upload-Metadata": "filename " + base64.b64encode(name.encode()).decode()})
    return officer.done("PATCH", place.header("Location").split("/api/v1")[1], raw=bytes_, headers={
        **TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}).header("Upload-Sha256")


def everything_read_by(caller, scene, seq):
    """Every GET there is, of this scene: what was asked, and the answer's words."""
    for what, act in ACTS.items():
        method, pattern = what.split(" ", 1)
        if method != "GET" or what == "GET /stream":
            continue
        codes = ("I", "IV", "V", "VIII") if "{code}" in pattern else ("I",)
        rounds = ("self_assessment", "appraisal_1") if "{round}" in pattern else ("appraisal_1",)
        for code in codes:
            for round_ in rounds:
                path = (pattern + act.query).format_map({"grant": "mo-1", "upload": "u", "page": "1.png", "actor": "p-1", **scene.names, "code": code, "round": round_})
                for then in ("", f"as_of_seq={seq}"):
                    path_then = path + (("&" if "?" in path else "?") + then if then else "")
                    answer = caller.ask("GET", path_then, headers=act.headers)
                    yield path_then, " ".join([answer.body.decode("utf-8", "replace"), *(value for _, value in answer.headers)])
    answer = caller.ask("GET", "/events?from=0", headers={"Accept": "application/x-ndjson"})
    yield "/events", answer.body.decode()


def heard_by(page):
    """Every frame that has come."""
    frames = []
    page.until(lambda frame: frames.append(json.dumps(frame, ensure_ascii=False)), 0.3)
    return " ".join(frames)


def each_word_is_for_its_readers(system):
    scene = Scene(system, "open")
    pages = {}
    for who in PEOPLE:
        pages[who] = Page(system.people[who])
        for topic in TOPICS:
            pages[who].subscribe(topic.format_map(scene.names))
    words = write_down(scene)
    seq, found = system.seq(), {word: set() for word in words}
    for who in PEOPLE:
        for path, text in everything_read_by(system.people[who], scene, seq):
            for word, readers in words.items():
                if word in text:
                    found[word].add(who)
                    check(who in readers, f"{who} reads {word!r} in {path}")
        heard = heard_by(pages[who])
        for word, readers in words.items():
            check(word not in heard or who in readers, f"{who} hears {word!r}: {heard[max(0, heard.find(word) - 200):][:300]}")
        pages[who].close()
    for word, readers in words.items():
        check(found[word] == readers, f"{word!r} is read by {sorted(found[word])}, and should be by {sorted(readers)}")
    scene.published_round()
    for who in PEOPLE:
        told = " ".join(text for _, text in everything_read_by(system.people[who], scene, system.seq()))
        check(("ý-kiến-kín" in told) == (who in READERS), f"{who}, once it is published")
        check("bản-nháp-kín" not in told or who in COUNCIL, f"{who} reads a draft, once something else is published")
    lists_are_of_ones_own(system, scene)


def lists_are_of_ones_own(system, scene):
    """What a list holds is what its reader may see one by one."""
    def agencies(who, path, rows):
        return {row["agency"] for row in system.people[who].done("GET", scene.path(path)).json[rows]}

    every = agencies("auditor", "/assessments?cycle={cycle}", "assessments")
    check(len(every) > 5, f"the auditor sees them all: {every}")
    for who in PEOPLE:
        if system.people[who].ask("GET", scene.path("/assessments?cycle={cycle}")).status != 200:
            continue
        list_ = agencies(who, "/assessments?cycle={cycle}", "assessments")
        for agency in every:
            listed = agency in list_
            shown = system.people[who].ask("GET", scene.path("/assessments/{cycle}-") + agency).status == 200
            check(listed == shown, f"{who}: the assessment of {agency} is {'' if listed else 'not '}listed and {'' if shown else 'not '}shown")
    for who in sorted(OWN):
        rows = agencies(who, "/cycles/{cycle}/rankings/{group}", "rows")
        check(rows == {scene.names["agency"]}, f"of the ranking {who} sees his own row: {rows}")
    mine = system.people["unassigned"].done("GET", scene.path("/cycles/{cycle}/rounds/appraisal_1/items")).json["items"]
    check(mine == [], f"who judges nothing has nothing on his bench: {mine[:1]}")
    people = json.dumps(system.people["officer"].done("GET", "/people").json, ensure_ascii=False)
    check("Người officer" in people and "Người assigned" not in people and '"login"' not in people, f"an agency meets no appraiser by name: {people[:200]}")
