"""Who comes in: passwords, second factors, one's own sessions. At accounts of the demonstration that nobody else uses."""
import datetime
import json
import os
import re
import subprocess
import tempfile
import time

from people import PASSWORD, RECOVERY_CODES, Person, check, code_of
from served import Served

LOGIN = "phong-van-hoa-thong-tin.canbo"
ELSEWHERE = {"Origin": "https://elsewhere.example"}


def come_in(base):
    witness, nobody = Person(base, "kiemtra"), Person(base)
    status, told, _ = nobody.ask("get", "/sign_in")
    check(status == 200 and told["demonstration"] and told["oidc"] is None and not told["setup_needed"], f"{told}")
    person = Person(base, LOGIN)
    cross_site(person, nobody, witness)
    sessions_of_ones_own(base, person, nobody, witness)
    a_second_factor(base, person, nobody, witness)
    a_password_of_ones_own(base, witness)


WRITES = [("put", "/session/password", {"current": PASSWORD, "new": "mật khẩu khác hẳn"}),
          ("post", "/session/second_factor", {"code": "123456"}),
          ("post", "/session/second_factor/enrolment", {}), ("put", "/session/second_factor/enrolment", {"code": "123456"}),
          ("delete", "/sessions", None), ("delete", "/sessions/00ff", None)]


def cross_site(person, nobody, witness):
    for method, path, body in WRITES:
        nobody.refused(401, "unauthenticated", method, path, body, witness=witness)
        person.refused(403, "cross-origin", method, path, body, headers=ELSEWHERE, witness=witness)
        if body is None:
            continue
        person.refused(400, "malformed", method, path, raw=b"{", headers={"Content-Type": "application/json"}, witness=witness)
        person.refused(422, "validation-failed", method, path, {**body, "role": "cycle_admin"}, witness=witness)


def sessions_of_ones_own(base, person, nobody, witness):
    other, third = Person(base, LOGIN), Person(base, LOGIN)
    nobody.refused(401, "unauthenticated", "get", "/sessions", witness=witness)
    status, told, _ = person.ask("get", "/sessions")
    check(status == 200 and [one["id"] for one in told["sessions"] if one["current"]] == [person.ask("get", "/session")[1]["id"]]
          and len(told["sessions"]) >= 3, f"three, and the play's: {told}")
    ending = third.ask("get", "/session")[1]["id"]
    witness.refused(404, "not-found", "delete", f"/sessions/{ending}", witness=witness)
    status, _, _ = person.ask("delete", f"/sessions/{ending}")
    check(status == 204, f"one of them ends: {status}")
    third.refused(401, "unauthenticated", "get", "/session", witness=witness)
    person.refused(404, "not-found", "delete", f"/sessions/{ending}", witness=witness)
    check(person.ask("delete", "/sessions")[0] == 204, "all others end")
    other.refused(401, "unauthenticated", "get", "/session", witness=witness)
    check(len(person.ask("get", "/sessions")[1]["sessions"]) == 1, "this one stays")


def a_second_factor(base, person, nobody, witness):
    door, enrolment = "/session/second_factor", "/session/second_factor/enrolment"
    person.refused(409, "not-in-this-state", "post", door, {"code": "123456"}, witness=witness)
    person.refused(409, "not-in-this-state", "put", enrolment, {"code": "123456"}, witness=witness)
    status, told, _ = person.ask("post", enrolment, {})
    secret = told["secret"]
    check(status == 200 and secret in told["otpauth_uri"], f"a secret: {status}")
    person.refused(422, "validation-failed", "put", enrolment, {"code": "abcdef"}, witness=witness)
    status, told, _ = person.ask("put", enrolment, {"code": code_of(secret)})
    check(status == 200, f"set up: {status}")
    codes = told["recovery_codes"]
    RECOVERY_CODES[("/api/v1", LOGIN)] = codes[1:]
    check(person.ask("get", "/session")[1]["second_factor"] == "done", "and done with")

    half = Person(base)
    status, told, _ = half.ask("post", "/session", {"login": LOGIN, "password": PASSWORD})
    check(told["second_factor"] == "needed", f"it is asked for: {told}")
    for method, path, body in (("get", "/clock", None), ("get", "/sessions", None), ("delete", "/sessions", None),
                               ("delete", "/sessions/00", None), ("get", "/cycles", None), ("post", enrolment, {}),
                               ("put", enrolment, {"code": "123456"}), ("put", "/session/role", {"grant": "g-1"}),
                               ("put", "/session/password", {"current": PASSWORD, "new": "mật khẩu khác hẳn"})):
        half.refused(403, "second-factor-needed", method, path, body, witness=witness)
    spent = code_of(secret)
    half.refused(422, "validation-failed", "post", door, {"code": spent}, witness=witness)  # it set the application up
    status, told, _ = half.ask("post", door, {"recovery_code": codes[0]})
    check(status == 200 and told["second_factor"] == "done", f"a recovery code: {status} {told}")
    again = Person(base)
    again.ask("post", "/session", {"login": LOGIN, "password": PASSWORD})
    again.refused(422, "validation-failed", "post", door, {"recovery_code": codes[0]}, witness=witness)
    status, told, _ = again.ask("post", door, {"code": code_of(secret, int(time.time()) // 30 + 1)})
    check(status == 200, f"the next code: {status} {told}")
    guess = ({"code": "000000"} for _ in range(20))
    while (told := again.ask("post", door, next(guess)))[0] == 422:
        pass
    check(told[0] == 429 and int(told[2]["Retry-After"]) > 60, f"guesses are slowed down: {told[0]}")
    status, _, _ = again.ask("post", enrolment, {})
    told = again.ask("put", enrolment, {"code": "000000"})
    check((status, told[0]) == (200, 429), f"here as well: {status} {told[0]}")


def a_password_of_ones_own(base, witness):
    login = "phong-van-hoa-thong-tin.thutruong"
    person, other = Person(base, login), Person(base, login)
    path, fresh = "/session/password", "mật khẩu của riêng mình"
    person.refused(422, "validation-failed", "put", path, {"current": PASSWORD, "new": "ngắn"}, witness=witness)
    status, _, _ = person.ask("put", path, {"current": PASSWORD, "new": fresh})
    check(status == 204, f"a new password: {status}")
    other.refused(401, "unauthenticated", "get", "/session", witness=witness)
    check(person.ask("get", "/session")[0] == 200, "who changed it stays")
    while (told := person.ask("put", path, {"current": "đoán mò", "new": PASSWORD}))[0] == 422:
        pass
    check(told[0] == 429, f"guesses are slowed down: {told[0]}")


# ── a new system: its first administrator, accounts, keys ────────────────────────────────────────────────────────────

NEW = {"tenants": [{"id": "moi", "title": "Hệ thống mới", "limits": {"members": 4}}, {"id": "khac", "title": "Hệ thống khác"}]}
JSON = {"Content-Type": "application/json"}


def a_new_system(cchc):
    with tempfile.TemporaryDirectory() as outer:
        folder, systems = os.path.join(outer, "data"), os.path.join(outer, "systems.json")
        with open(systems, "w", encoding="utf-8") as file:
            json.dump(NEW, file)
        with Served(cchc, folder, systems) as server:
            admin = first_administrator(server)
            accounts(admin, server.base)
            server.stop()
        add = [cchc, "user", "add", "--data", folder, "--tenants", systems, "--tenant", "moi", "--login", "ket-noi",
               "--name", "Hệ thống báo cáo", "--role", "auditor", "--stdin-password"]
        told = subprocess.run(add, input=PASSWORD, capture_output=True, text=True)
        check(told.returncode == 0, f"an account for another system: {told.stderr}")
        with Served(cchc, folder, systems) as server:
            check("comes in with" not in "".join(server.told).replace("entered in khac yet; its first administrator comes in with", ""),
                  "where somebody is entered no code is printed")
            admin.base = server.base
            keys(admin, server.base)
            server.stop()


def code_for(server, system):
    return re.search(rf"in {system} yet; its first administrator comes in with (\S+) within", "".join(server.told)).group(1)


def first_administrator(server):
    admin, body = Person(server.base), {"login": "quan.tri", "name": "Nguyễn Thị Quản", "password": PASSWORD}
    status, told, _ = admin.ask("get", "/sign_in")
    check(told["setup_needed"] and told["oidc"] is None, f"nobody is entered yet: {told}")
    body["code"] = code_for(server, "moi")
    for status, sent, how in ((403, body, {"headers": ELSEWHERE}), (422, {**body, "password": "ngắn"}, {}),
                              (422, {**body, "login": "không được"}, {}), (422, {**body, "role": "auditor"}, {}),
                              (422, {**body, "code": "0000-0000-0000-0000"}, {})):
        answer = admin.ask("post", "/setup", sent, **how)
        check(answer[0] == status, f"the set-up is refused with {status}: {answer[:2]}")
    answer = admin.ask("post", "/setup", raw=b"{", headers=JSON)
    check(answer[0] == 400, f"and what is no JSON: {answer[0]}")
    other, told = Person(server.base, tenant="khac"), (422,)
    while told[0] == 422:
        told = other.ask("post", "/setup", {**body, "code": "0000-0000-0000-0000"})
    check(told[0] == 429, f"guesses are slowed down: {told[0]}")
    check(body["code"] != code_for(server, "khac"), "each system has its own code")

    status, told, _ = admin.ask("post", "/setup", body)
    check(status == 200 and told["second_factor"] == "enrol" and not told["password_change_needed"], f"he comes in: {told}")
    check(sorted(role["role"] for role in told["roles"]) == ["cycle_admin", "system_admin"], f"under two hats: {told}")
    admin.show_second_factor("quan.tri", "enrol")
    grant = next(role["grant"] for role in told["roles"] if role["role"] == "system_admin")
    check(admin.ask("put", "/session/role", {"grant": grant})[0] == 200, "and wears that of who runs the system")
    admin.refused(404, "not-found", "post", "/setup", {**body, "login": "ai-khac"}, witness=admin)
    check(not admin.ask("get", "/sign_in")[1]["setup_needed"], "once")
    return admin


def accounts(admin, base):
    nobody, list_ = Person(base), lambda: admin.ask("get", "/accounts")[1]["accounts"]
    status, told, _ = admin.ask("post", "/accounts", {"login": "an.nv", "name": "Nguyễn Văn An"})
    check(status == 201 and told["initial_password"].count("-") == 3, f"entered: {status}")
    actor, me = told["actor"], admin.ask("get", "/session")[1]["actor"]
    an = Person(base)
    status, session, _ = an.ask("post", "/session", {"login": "an.nv", "password": told["initial_password"]})
    check(session["password_change_needed"] and session["roles"] == [], f"with an initial password: {session}")
    an.refused(403, "password-change-needed", "get", "/clock", witness=admin)
    fresh = {"current": told["initial_password"], "new": "mật khẩu của An đây"}
    check(an.ask("put", "/session/password", fresh)[0] == 204 and an.ask("get", "/clock")[0] == 200, "which he changes")
    one = next(account for account in list_() if account["actor"] == actor)
    check(one["last_signed_in_at"] and not one["second_factor"] and not one["oidc"], f"it is told of him: {one}")

    path = f"/accounts/{actor}"
    writes = [("post", "/accounts", {"login": "binh.tv", "name": "Trần Văn Bình"}), ("patch", path, {"name": "An"}),
              ("post", path + "/password_resets", {}), ("delete", path + "/second_factor", None), ("delete", path, None),
              ("get", path + "/sessions", None), ("delete", path + "/sessions", None), ("delete", path + "/sessions/00ff", None)]
    for method, place, body in writes:
        nobody.refused(401, "unauthenticated", method, place, body, witness=admin)
        an.refused(403, "missing-right", method, place, body, witness=admin)
        if method != "get":
            admin.refused(403, "cross-origin", method, place, body, headers=ELSEWHERE, witness=admin)
        if body is not None:
            admin.refused(400, "malformed", method, place, raw=b"{", headers=JSON, witness=admin)
            admin.refused(422, "validation-failed", method, place, {**body, "role": "auditor"}, witness=admin)
        if place != "/accounts":
            admin.refused(404, "not-found", method, place.replace(actor, "p-khong-co"), body, witness=admin)
            admin.refused(409, "not-in-this-state", method, place.replace(actor, me), body, witness=admin)
    for path_ in ("/accounts", "/api_keys"):
        nobody.refused(401, "unauthenticated", "get", path_, witness=admin)
        an.refused(403, "missing-right", "get", path_, witness=admin)
    admin.refused(409, "not-in-this-state", "post", "/accounts", {"login": "AN.nv", "name": "Ai đó"}, witness=admin)
    admin.refused(422, "validation-failed", "post", "/accounts", {"login": "hai người", "name": "Ai đó"}, witness=admin)

    signed_out_by_an_administrator(admin, base, an, path)
    status, told, _ = admin.ask("patch", path, {"name": "Nguyễn Văn An Bình", "disabled": True})
    check(status == 200 and told["disabled"] and told["name"] == "Nguyễn Văn An Bình", f"disabled: {told}")
    an.refused(401, "unauthenticated", "get", "/session", witness=admin)
    admin.ask("patch", path, {"disabled": False})
    status, told, _ = admin.ask("post", path + "/password_resets", {})
    check(status == 200, f"a new initial password: {status}")
    status, session, _ = an.ask("post", "/session", {"login": "an.nv", "password": told["initial_password"]})
    check(status == 200 and session["password_change_needed"], f"opens the door once more: {session}")
    check(admin.ask("delete", path + "/second_factor")[0] == 204, "his second factor is gone")
    an.refused(401, "unauthenticated", "get", "/session", witness=admin)
    for login in ("hai", "ba"):
        check(admin.ask("post", "/accounts", {"login": login, "name": "Người " + login})[0] == 201, login)
    admin.refused(409, "not-in-this-state", "post", "/accounts", {"login": "nam", "name": "Người năm"}, witness=admin)
    check(admin.ask("delete", path)[0] == 204 and actor not in [account["actor"] for account in list_()], "erased")


def signed_out_by_an_administrator(admin, base, an, path):
    """Of one session, then of all; his password and his account stay as they were."""
    sign_in = lambda who: who.ask("post", "/session", {"login": "an.nv", "password": "mật khẩu của An đây"})[1]["id"]
    others = [Person(base), Person(base)]
    first, _ = [sign_in(other) for other in others]
    status, told, _ = admin.ask("get", path + "/sessions")
    check(status == 200 and len(told["sessions"]) == 3 and not any(one["current"] for one in told["sessions"]), f"where he is: {told}")
    admin.refused(404, "not-found", "delete", path + "/sessions/" + admin.ask("get", "/session")[1]["id"], witness=admin)
    check(admin.ask("delete", f"{path}/sessions/{first}")[0] == 204, "one of them ends")
    others[0].refused(401, "unauthenticated", "get", "/session", witness=admin)
    check(others[1].ask("get", "/session")[0] == 200, "and no other")
    check(admin.ask("delete", path + "/sessions")[0] == 204, "all end")
    for one in (an, others[1]):
        one.refused(401, "unauthenticated", "get", "/session", witness=admin)
    sign_in(an)


def keys(admin, base):
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)).isoformat(timespec="seconds")
    of = next(account for account in admin.ask("get", "/accounts")[1]["accounts"] if account["login"] == "ket-noi")
    body = {"name": "Kho dữ liệu tỉnh", "grant": of["roles"][0]["grant"], "scopes": ["read_events"], "expires_at": soon,
            "addresses": ["127.0.0.0/8", "::1"]}
    auditor, nobody = Person(base), Person(base)
    status, session, _ = auditor.ask("post", "/session", {"login": "ket-noi", "password": PASSWORD})
    status, made, _ = admin.ask("post", "/api_keys", body)
    check(status == 201 and re.fullmatch(r"cchc_[A-Za-z0-9_-]{43}", made["key"]), f"a key, told once: {status} {made}")
    listed = admin.ask("get", "/api_keys")[1]["keys"]
    check([key["id"] for key in listed] == [made["id"]] and "key" not in listed[0] and listed[0]["last_used_at"] is None, f"{listed}")

    machine = Person(base)
    bearer = lambda key: {"Authorization": "Bearer " + key}
    status, told, _ = machine.ask("get", "/events?limit=5", headers=bearer(made["key"]))
    check(status == 200 and told["events"], f"it reads the log: {status}")
    for path in ("/session", "/people", "/cycles", "/accounts", "/api_keys"):
        status, problem, _ = machine.ask("get", path, headers=bearer(made["key"]))
        check((status, problem["type"]) == (403, "/problems/missing-right"), f"and not {path}: {status}")
    for wrong in (made["key"][:-1], made["key"] + "A", "cchc_", ""):
        status, _, heads = machine.ask("get", "/events", headers={"Authorization": ("Bearer " + wrong).strip()})
        check(status == 401 and heads["WWW-Authenticate"] == "Bearer", f"no key: {status}")
    check(machine.ask("get", "/events", headers={"Authorization": "Basic YTpi"})[0] == 401, "nor another scheme")
    auditor.ask("get", "/session")
    check(auditor.ask("get", "/session", headers=bearer("cchc_x"))[0] == 401, "a key that is wrong is not made good by a session")
    other = Person(base, tenant="khac")
    check(other.ask("get", "/events", headers=bearer(made["key"]))[0] == 401, "in another system it is none")
    check(admin.ask("get", "/api_keys")[1]["keys"][0]["last_used_at"] is not None, "its last use is known")
    far = admin.ask("post", "/api_keys", {**body, "addresses": ["10.0.0.0/8"]})[1]
    check(machine.ask("get", "/events", headers=bearer(far["key"]))[0] == 401, "from elsewhere it is none")

    for wrong in ({"scopes": ["appraise"]}, {"scopes": []}, {"addresses": ["10.1.2.3/24"]}, {"expires_at": "2020-01-01T00:00:00Z"},
                  {"expires_at": "2099-01-01T00:00:00Z"}, {"role": "cycle_admin"}):
        admin.refused(422, "validation-failed", "post", "/api_keys", {**body, **wrong}, witness=admin)
    mine = admin.ask("get", "/session")[1]["role"]["grant"]
    for grant in (mine, "g-khong-co"):
        admin.refused(404, "not-found", "post", "/api_keys", {**body, "grant": grant}, witness=admin)
    admin.refused(400, "malformed", "post", "/api_keys", raw=b"{", headers=JSON, witness=admin)
    admin.refused(404, "not-found", "delete", "/api_keys/k-khong-co", witness=admin)
    for method, path, sent in (("post", "/api_keys", body), ("delete", f"/api_keys/{made['id']}", None)):
        nobody.refused(401, "unauthenticated", method, path, sent, witness=admin)
        auditor.refused(403, "missing-right", method, path, sent, witness=admin)
        admin.refused(403, "cross-origin", method, path, sent, headers=ELSEWHERE, witness=admin)
    admin.ask("patch", f"/accounts/{of['actor']}", {"disabled": True})
    check(machine.ask("get", "/events", headers=bearer(made["key"]))[0] == 401, "a disabled account has no key")
    admin.ask("patch", f"/accounts/{of['actor']}", {"disabled": False})
    check(machine.ask("get", "/events", headers=bearer(made["key"]))[0] == 200, "until it is enabled")
    check(admin.ask("delete", f"/api_keys/{made['id']}")[0] == 204, "revoked")
    check(machine.ask("get", "/events", headers=bearer(made["key"]))[0] == 401, "and good no more")
