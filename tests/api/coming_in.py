"""Who comes in: passwords, second factors, one's own sessions. At accounts of the demonstration that nobody else uses."""
import time

from people import PASSWORD, RECOVERY_CODES, Person, check, code_of

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
