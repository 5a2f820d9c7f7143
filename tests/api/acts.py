"""One sound request for every route: what it takes to be asked, in a scene where whoever may ask it is obeyed."""
import datetime
import json
import os

from people import ROOT
from stage import AGENCY, DECISION, FAR, GROUP, PASSWORD, PDF, TUS, Caller, text_of

SOURCE = {"text": "Báo cáo theo dõi"}
CONFIRMED = {"outcome": "confirmed", "by": "Thanh tra huyện", "source": SOURCE}
OCTETS = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


class Act:
    """`body` may be a function of the scene and who asks. `before` prepares the scene; `needs` what If-Match must say;
    `hides` the name in the path, in the query or in the body without which there is nothing."""

    def __init__(self, body=None, before=None, *, needs=None, hides=None, query="", headers=None, raw=None, reads=False,
                 after_lock=None, text=""):
        self.body, self.before, self.needs, self.hides = body, before, needs, hides
        self.query, self.headers, self.raw, self.reads = query, headers, raw, reads
        self.after_lock, self.text = after_lock, text


def read(hides=None, before=None, query="", headers=None):
    return Act(None, before, hides=hides, query=query, headers=headers, reads=True)


# ── scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def version_now(scene):
    """Of the entry, whoever asks: the auditor may look where the agency no longer may."""
    return scene.system.auditor.etag(scene.path("/assessments/{assessment}/entries/{code}"))


def nothing_seen(prefix):
    return lambda scene: f'"{prefix}0"'


def scored_by_officer(scene):
    scene.scored()


def edited_by_each(scene):
    """Each takes back what he did himself."""
    scene.names.update(undo_officer=scene.scored(), undo_head=scene.edit("head", "explanation", {"text": "?"}, "VIII")["seq"],
                       undo_contributor=scene.edit("contributor", "explanation", {"text": "?"})["seq"])


def to_be_scheduled(scene):
    if scene.when == "open":
        scene.names["round"] = "appraisal_2"


def to_be_published(scene):
    scene.names["round"] = "appraisal_1"
    scene.appraised({"decision": "agree"})


def who_shares_a_place(scene):
    ranking = scene.system.auditor.done("GET", scene.path("/cycles/{cycle}/rankings/{group}")).json
    scene.names["everyone"] = sorted(row["agency"] for row in ranking["rows"])


def draft_asked_of_nobody(scene):
    """Its regulation asks for no consultation."""
    scene.names["regulation"] = scene.system.name("du-thao")
    text = text_of(scene.names["regulation"])
    text.pop("drafting")
    scene.act("admin", "POST", "/regulations/{regulation}/drafts", text)


def may_supplement(scene):
    """The first appraisal said no, and the agency is asked what it says to that."""
    scene.complete()
    scene.appraised({"decision": "disagree", "points": "0.00", "reason": "Chưa đủ căn cứ"})
    scene.published_round()
    scene.open("supplement")


def a_newcomer(scene):
    newcomer = {"login": scene.names["cycle"] + ".moi", "name": "Người mới"}
    entered = scene.system.admin.done("POST", "/accounts", newcomer).json
    scene.names.update(actor=entered["actor"], login=newcomer["login"], password=entered["initial_password"])


def a_session_of_his(scene):
    a_newcomer(scene)
    his = Caller(scene.system.port, scene.system.tenant)
    scene.names["session"] = his.done("POST", "/session", {"login": scene.names["login"], "password": scene.names["password"]}).json["id"]


def a_key(scene, who):
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)
    return {"name": "Kho dữ liệu", "grant": scene.system.auditor.session["role"]["grant"], "scopes": ["read_results"],
            "expires_at": until.isoformat(timespec="seconds")}


def a_key_made(scene):
    scene.names["key"] = scene.system.people["operator"].done("POST", "/api_keys", a_key(scene, "operator")).json["id"]


def is_claimed(scene):
    scene.act("officer", "PUT", "/cycles/{cycle}/not_applicable",
              {"assessment": scene.names["assessment"], "code": "I", "act": "claim", "ground": "Không phát sinh"})


def claims_or_rules(scene, who):
    ruling = {"act": "accept", "reason": "Đúng"} if "assigned" in who else {"act": "claim", "ground": "Không phát sinh"}
    return {"assessment": scene.names["assessment"], "code": "VIII" if scene.when == "open" and "assigned" not in who else "I",
            **ruling}


def awaits_a_ruling(scene):
    """Nobody decided before the lock."""
    scene.names["round"] = "appraisal_1"
    scene.act("admin", "POST", "/cycles/{cycle}/rounds/appraisal_1/locks", {"reason": "Hết hạn"})


def reopened(scene):
    body = {"cycle": scene.names["cycle"], "round": "self_assessment", "agencies": [scene.names["agency"]], "criteria": ["I"],
            "until": FAR, "ground": "Sai nguồn"}
    scene.names["grant"] = scene.system.admin.done("POST", "/reopen_grants", body).json["grant"]


def one_ballot(scene):
    who = "leader" if scene.when == "leaders" else "assigned"
    scene.act(who, "PUT", "/cycles/{cycle}/ballots/{agency}", vote(scene, who), etag='"k0"')


def given(scene, who):
    """Points that the council gives; or what a survey found."""
    if scene.when != "survey":
        return {"points": "7.25", "reason": "Theo dõi năm"}
    return {"answers": [{"key": "nguoi-dan", "valid_forms": 10, "sum": "40"}], "source": SOURCE}


def vote(scene, who):
    return {"code": "V", "leader": "chu-tich", "points": "3.50", **({} if scene.when == "leaders" else {"source": SOURCE})}


def drafted(scene, by="admin"):
    """A regulation in the making, of an id of its own."""
    scene.names["regulation"] = scene.system.name("du-thao")
    scene.act(by, "POST", "/regulations/{regulation}/drafts", text_of(scene.names["regulation"]))


def consulted(scene):
    drafted(scene)
    scene.act("admin", "POST", "/regulations/{regulation}/consultations", {"closes_at": FAR})


def commented(scene):
    consulted(scene)
    answer = scene.act("officer", "POST", "/regulations/{regulation}/comments", {"text": "Mức 2 trùng mức 3"})
    scene.names["comment"] = answer.json["comment"]


def declared(scene):
    scene.names["paper"] = scene.act("officer", "POST", "/assessments/{assessment}/entries/{code}/secret_papers", {}).json["paper"]


def reported(scene):
    answer = scene.act("assigned", "POST", "/cycles/{cycle}/outside_reports", from_the_press(scene, "assigned"))
    scene.names["report"] = answer.json["outside_report"]["report"]["report"]


def confirmed(scene):
    reported(scene)
    scene.act("assigned", "POST", "/cycles/{cycle}/outside_reports/{report}/verifications", CONFIRMED)


def from_the_press(scene, who):
    return {"assessment": scene.names["assessment"], "criterion": "I", "kind": "media", "source": SOURCE, "summary": "Trễ hẹn"}


def begun(scene):
    scene.names["upload"] = scene.system.upload(scene.system.officer, finish=False)


def to_be_destroyed(scene):
    """Bytes that no other row needs: once destroyed they cannot come again."""
    scene.names["sha256"] = scene.system.upload(scene.system.officer, PDF + b"% " + scene.system.name("don").encode())
    scene.attached()


def published_below(scene):
    """In the other system, which reports to this one."""
    scene.names["cycle"] = scene.system.below


def fresh_text(scene, who):
    return text_of(scene.system.name("van-ban"))


def fresh_draft(scene, who):
    return text_of(scene.names["regulation"])


def own_draft_id(scene):
    scene.names["regulation"] = scene.system.name("du-thao")


def every_agency(scene, who):
    return {"group": GROUP, "document_number": "7/QĐ-UBND", "agencies": scene.names["everyone"]}


def another_cycle(scene, who):
    return {"cycle": scene.system.name("nam"), "title": "Năm", "regulation": scene.system.regulation, "regulation_version": 1}


def printed_table(scene, who):
    return json.load(open(os.path.join(ROOT, "tests/data/quang-dien-2023.source.json"), encoding="utf-8"))


def a_role(scene):
    body = {"actor": scene.system.actor("officer"), "role": "auditor", "document_number": "9/QĐ"}
    scene.names["grant"] = scene.system.admin.done("POST", "/roles", body).json["grant"]


WINDOW = {"opens_at": "2023-01-01T00:00:00+07:00", "deadline": FAR, "locks_at": FAR}
ENTRY, ROUND = "/assessments/{assessment}/entries/{code}", "/cycles/{cycle}/rounds/{round}"
ITEM, BALLOTS = "/cycles/{cycle}/rounds/{round}/items/{assessment}/{code}", "/cycles/{cycle}/ballots/{agency}"
HANDSHAKE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "cchc.live.v1"}

ACTS = {
    "POST /session": Act(lambda scene, who: dict(zip(("login", "password"), who))),
    "GET /sign_in": read(),
    "GET /session": read(),
    "PUT /session/password": Act({"current": "không phải mật khẩu", "new": "mật khẩu của riêng mình"}),
    "POST /session/second_factor": Act({"recovery_code": "0000-0000-0000-0000"}),
    "POST /session/second_factor/enrolment": Act({}),
    "PUT /session/second_factor/enrolment": Act({"code": "không"}),
    "GET /sessions": read(),
    "DELETE /sessions": Act(),
    "DELETE /sessions/{session}": Act(hides="session"),
    "DELETE /session": Act(),
    "PUT /session/role": Act(lambda scene, who: {"grant": who}),
    "POST /setup": Act({"code": "0000-0000-0000-0000", "login": "ai-do", "name": "Ai đó", "password": "mật khẩu đủ dài"}),
    "GET /accounts": read(),
    "POST /accounts": Act(lambda scene, who: {"login": scene.names["cycle"], "name": "Người mới"}),
    "PATCH /accounts/{actor}": Act({"name": "Tên khác"}, a_newcomer, hides="actor"),
    "DELETE /accounts/{actor}": Act(None, a_newcomer, hides="actor"),
    "POST /accounts/{actor}/password_resets": Act({}, a_newcomer, hides="actor"),
    "DELETE /accounts/{actor}/second_factor": Act(None, a_newcomer, hides="actor"),
    "GET /accounts/{actor}/sessions": read("actor", a_newcomer),
    "DELETE /accounts/{actor}/sessions": Act(None, a_newcomer, hides="actor"),
    "DELETE /accounts/{actor}/sessions/{session}": Act(None, a_session_of_his, hides="actor"),
    "GET /api_keys": read(),
    "POST /api_keys": Act(a_key),
    "DELETE /api_keys/{key}": Act(None, a_key_made, hides="key"),
    "GET /people": read(),
    "GET /clock": read(),

    "GET /cycles": read(),
    "POST /cycles": Act(another_cycle),
    "GET /cycles/{cycle}": read("cycle"),
    "GET /cycles/{cycle}/rounds": read("cycle"),
    "GET /cycles/{cycle}/criteria": read("cycle"),
    f"PUT {ROUND}": Act(WINDOW, to_be_scheduled, hides="cycle"),
    f"POST {ROUND}/locks": Act({"reason": "Hết hạn"}, hides="cycle"),
    f"POST {ROUND}/extensions": Act({"deadline": "2099-02-01T00:00:00+07:00", "locks_at": "2099-02-01T00:00:00+07:00",
                                     "decision_number": "9/QĐ"}, hides="cycle"),
    f"POST {ROUND}/publications": Act({}, to_be_published, hides="cycle"),
    "POST /cycles/{cycle}/ties": Act(every_agency, who_shares_a_place, hides="cycle"),
    "GET /cycles/{cycle}/amendments/preview": read("cycle", query="?version=2"),
    "POST /cycles/{cycle}/amendments": Act({"version": 2, "effect": "reopen", "until": FAR, "reason": "Sửa đổi"}, hides="cycle"),
    "GET /reopen_grants": read("cycle", query="?cycle={cycle}"),
    "POST /reopen_grants": Act(lambda scene, who: {"cycle": scene.names["cycle"], "round": "self_assessment", "agencies": [AGENCY],
                                                   "criteria": ["I"], "until": FAR, "ground": "Sai nguồn"}, hides="cycle"),
    "DELETE /reopen_grants/{grant}": Act({"reason": "Xong"}, after_lock=reopened, query="?cycle={cycle}", hides="cycle"),
    "GET /agencies": read(),

    "GET /regulations": read(),
    "POST /regulations": Act(fresh_text, query="?reason=minh%20hoa"),
    "GET /regulations/{regulation}": read("regulation"),
    "GET /regulations/{regulation}/document": read("regulation"),
    "GET /regulations/{regulation}/findings": read("regulation"),
    "POST /regulations/{regulation}/drafts": Act(fresh_draft, own_draft_id),
    "POST /regulations/{regulation}/imports": Act(printed_table),
    "POST /regulations/{regulation}/consultations": Act({"closes_at": FAR}, drafted, hides="regulation"),
    "POST /regulations/{regulation}/comments": Act({"text": "Mức 2 trùng mức 3"}, consulted, hides="regulation"),
    "POST /regulations/{regulation}/comments/{comment}/answers": Act({"decision": "accept", "text": "Đã sửa"}, commented,
                                                                      hides="regulation"),
    "POST /regulations/{regulation}/reviews": Act({"note": "Đã xem"}, lambda scene: drafted(scene, "second_admin"),
                                                  hides="regulation"),
    "POST /regulations/{regulation}/agreements": Act({"body": "ban-chi-dao-cchc", "document_number": "1/TB"}, drafted,
                                                     hides="regulation"),
    "POST /regulations/{regulation}/versions": Act({"decision_number": "1/QĐ", "issuer": "UBND", "signed_by": "Chủ tịch",
                                                    "reason": "Đã rõ"}, draft_asked_of_nobody, hides="regulation"),
    "POST /regulations/{regulation}/overlays": Act({"version": 1, "from": "2026-11-01", "criterion": "I",
                                                    "document_number": "1/SNV", "text": "Tính cả quý IV"}, hides="regulation"),

    "GET /assessments": read("cycle", query="?cycle={cycle}"),
    "GET /assessments/{assessment}": read("assessment"),
    "GET /assessments/{assessment}/entries": read("assessment"),
    f"GET {ENTRY}": read("assessment"),
    f"GET {ENTRY}/history": read("assessment"),
    f"GET {ENTRY}/provenance": read("assessment"),
    "GET /assessments/{assessment}/checks": read("assessment"),
    "GET /assessments/{assessment}/submissions": read("assessment"),
    "GET /assessments/{assessment}/submissions/{n}/receipt": read("assessment", lambda scene: scene.submitted()),

    f"PUT {ENTRY}/self_score": Act({"value": "50.00"}, needs=version_now, hides="assessment"),
    f"DELETE {ENTRY}/self_score": Act(None, scored_by_officer, needs=version_now, hides="assessment"),
    f"PUT {ENTRY}/figures": Act({"numerator": 9, "denominator": 10}, lambda scene: scene.names.update(code="VIII"),
                                needs=version_now, hides="assessment"),
    f"PUT {ENTRY}/explanation": Act({"text": "Vì đã làm"}, needs=version_now, hides="assessment"),
    f"PUT {ENTRY}/supplement": Act({"text": "Bổ sung báo cáo"}, may_supplement, needs=version_now, hides="assessment"),
    f"POST {ENTRY}/evidence": Act(lambda scene, who: {"sha256": scene.system.common}, hides="assessment"),
    f"DELETE {ENTRY}/evidence/{{link}}": Act(None, lambda scene: scene.attached(), hides="assessment"),
    f"POST {ENTRY}/secret_papers": Act({}, hides="assessment"),
    f"POST {ENTRY}/secret_papers/{{paper}}/meetings": Act(
        {"held_on": "2023-01-05", "attendance": ["Phòng Nội vụ"], "document_number": "3/BB"}, declared, hides="assessment"),
    "GET /cycles/{cycle}/outside_reports": read("cycle"),
    "POST /cycles/{cycle}/outside_reports": Act(from_the_press, hides="assessment"),
    "POST /cycles/{cycle}/outside_reports/{report}/verifications": Act(CONFIRMED, reported, hides="report"),
    "POST /cycles/{cycle}/outside_reports/{report}/countings": Act({"reason": "Đã có kết luận"}, confirmed, hides="report"),
    "POST /cycles/{cycle}/outside_reports/{report}/answers": Act({"text": "Đã khắc phục"}, reported, hides="report"),
    "POST /assessments/{assessment}/batches": Act({"items": [{"code": "I", "act": "self_score", "value": "50.00"}]},
                                                  hides="assessment"),
    "POST /assessments/{assessment}/compensations": Act(lambda scene, who: {"undo": scene.names.get("undo_" + who, "1")},
                                                         edited_by_each, hides="assessment"),
    "PUT /cycles/{cycle}/not_applicable": Act(claims_or_rules, is_claimed, hides="assessment"),
    "POST /assessments/{assessment}/approval_requests": Act({}, lambda scene: scene.complete(), hides="assessment"),
    "POST /assessments/{assessment}/approvals": Act({"decision": "approve"}, lambda scene: scene.awaiting_head(),
                                                    hides="assessment"),
    "POST /assessments/{assessment}/delegations": Act(lambda scene, who: {"to": scene.system.actor("officer"),
                                                                          "document_number": "1/UQ"}, hides="assessment"),
    "POST /assessments/{assessment}/submissions": Act({"attendance": ["Trưởng phòng"]}, lambda scene: scene.approved(),
                                                      hides="assessment"),
    "POST /assessments/{assessment}/withdrawals": Act({"reason": "Sửa số liệu"}, lambda scene: scene.submitted(),
                                                      hides="assessment"),

    "OPTIONS /uploads": Act(None, reads=True),
    "POST /uploads": Act(raw=b"", headers={**TUS, "Upload-Length": "5", "Upload-Metadata": "filename YS5wZGY="}),
    "HEAD /uploads/{upload}": Act(None, begun, headers=TUS, hides="upload", reads=True),
    "PATCH /uploads/{upload}": Act(None, begun, raw=PDF, headers=OCTETS, hides="upload"),
    "DELETE /uploads/{upload}": Act(None, begun, headers=TUS, hides="upload"),
    "GET /documents": read("assessment", query="?assessment={assessment}"),
    "GET /documents/{sha256}": read("sha256", lambda scene: scene.attached()),
    "POST /documents/{sha256}/destructions": Act({"reason": "Có dữ liệu cá nhân", "document_number": "21/QĐ-UBND"},
                                                 to_be_destroyed, hides="sha256"),
    "GET /documents/{sha256}/content": read("sha256", lambda scene: scene.attached()),
    "GET /documents/{sha256}/signatures": read("sha256", lambda scene: scene.attached()),
    "POST /documents/{sha256}/signatures": Act({}, lambda scene: scene.attached(), hides="sha256"),
    "GET /documents/{sha256}/preview/{page}": read("sha256", lambda scene: (scene.attached(), scene.names.update(page="1.png"))),

    "GET /cycles/{cycle}/rounds/{round}/items": read("cycle", lambda scene: scene.names.update(round="appraisal_1")),
    f"PUT {ITEM}/appraisal": Act({"decision": "agree"}, lambda scene: scene.names.update(round="appraisal_1"),
                                 needs=nothing_seen("a"), hides="assessment"),
    f"POST {ITEM}/rulings": Act({"points": "0.00", "reason": "Theo biên bản", "document_number": "5/BB"},
                                awaits_a_ruling, hides="assessment", text="-chu-tich"),
    f"PUT {ENTRY}/given": Act(given, lambda scene: scene.names.update(code="II" if scene.when == "survey" else "IV"),
                              needs=nothing_seen("e"), hides="assessment"),
    "POST /cycles/{cycle}/references": Act(
        {"source": SOURCE, "snapshot": "2026-10-15", "rows": [
            {"agency": AGENCY, "code": "VIII", "figures": [{"key": "denominator", "count": 5}]}]}, hides="cycle"),
    f"GET {BALLOTS}": read("agency"),
    f"PUT {BALLOTS}": Act(vote, needs=nothing_seen("k"), hides="agency"),
    f"POST {BALLOTS}/openings": Act({"code": "V", "reason": "Hết hạn"}, one_ballot, hides="agency"),

    "GET /cycles/{cycle}/progress": read("cycle"),
    "GET /cycles/{cycle}/rankings/{group}": read("cycle"),
    "GET /cycles/{cycle}/results/{agency}/provenance": read("agency"),
    "GET /cycles/{cycle}/publications": read("cycle"),
    "POST /cycles/{cycle}/publications": Act(DECISION, hides="cycle"),
    "GET /cycles/{cycle}/publications/{publication}/rankings/{group}": read("cycle", lambda scene: scene.results_published()),
    "GET /cycles/{cycle}/publications/{publication}/results/{agency}": read("cycle", lambda scene: scene.results_published()),
    "POST /cycles/{cycle}/publications/{publication}/reports": Act(
        {"to": "UBND tỉnh", "document_number": "05/BC", "document_date": "2024-03-30"},
        lambda scene: scene.results_published(), hides="cycle"),
    "GET /published": read(),
    "GET /published/{tenant}/{cycle}/rankings/{group}": read("cycle", published_below),
    "GET /published/{tenant}/{cycle}/results/{agency}": read("cycle", published_below),

    "GET /roles": read(),
    "POST /roles": Act(lambda scene, who: {"actor": scene.system.actor("officer"), "role": "auditor", "document_number": "9/QĐ"}),
    "POST /roles/{grant}/endings": Act({"reason": "Xong"}, a_role),
    "GET /trail": read(),
    "GET /events": read(),
    "GET /events/density": read(),
    "GET /events/{seq}": read("seq"),
    "GET /stream": read(headers=HANDSHAKE),
}
