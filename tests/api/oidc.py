#!/usr/bin/env python3
"""Signing in with an identity provider, asked of a running server beside a provider of our own on loopback: the whole way, and
every way it can fail. What the provider says is believed only as far as ops/decisions/0020 goes.

Usage: oidc.py PATH-OF-CCHC PATH-OF-STEPPED-CLOCK"""
import base64
import hashlib
import http.client
import http.server
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from people import PASSWORD, Count, Person, check, code_of
from served import Served
from stage import Clock

SYSTEMS = {"tenants": [{"id": "huyen", "title": "UBND huyện"}, {"id": "khac", "title": "Huyện khác"}]}
SECRET = "bí mật của riêng máy"
FAILED = "/dang-nhap?loi="


def base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# ── the provider ─────────────────────────────────────────────────────────────────────────────────────────────────────

class Key:
    def __init__(self, id_):
        self.id, self.key = id_, rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def jwk(self):
        numbers = self.key.public_key().public_numbers()
        size = (numbers.n.bit_length() + 7) // 8
        return {"kty": "RSA", "kid": self.id, "use": "sig", "n": base64url(numbers.n.to_bytes(size, "big")), "e": "AQAB"}

    def token(self, claims, header=None):
        parts = [base64url(json.dumps(part).encode()) for part in (header or {"alg": "RS256", "kid": self.id}, claims)]
        signature = self.key.sign(".".join(parts).encode(), padding.PKCS1v15(), hashes.SHA256())
        return ".".join([*parts, base64url(signature)])


class Provider:
    """`instead`: what a path answers in place of the truth, as (status, headers, body), or a function that may take its time."""

    def __init__(self, clock, certificate=None):
        self.clock, self.instead, self.asked, self.codes, self.key = clock, {}, [], {}, Key("k1")
        self.keys = [self.key]
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, sent=b""):
                path = self.path.split("?")[0]
                provider.asked.append(path)
                special = provider.instead.get(path)
                status, headers, body = (special() if callable(special) else special) if special else provider.truth(path, self.headers, sent)
                try:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # who asked has given up

            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.answer(self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate:
            context, scheme = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), "https"
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.issuer = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def itself(self, **changed):
        return {"issuer": self.issuer, "authorization_endpoint": self.issuer + "/auth", "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/jwks", **changed}

    def truth(self, path, headers, sent):
        if path == "/.well-known/openid-configuration":
            return self.json(200, self.itself())
        if path == "/jwks":
            return self.json(200, {"keys": [key.jwk() for key in self.keys]})
        if path == "/token":
            form = dict(urllib.parse.parse_qsl(sent.decode()))
            expected, claims, token = self.codes.pop(form.get("code"), (None, None, None))
            who = base64.b64encode(f"cchc:{urllib.parse.quote(SECRET)}".encode()).decode()
            proven = expected and expected["code_challenge"] == base64url(hashlib.sha256(form["code_verifier"].encode()).digest())
            if not proven or headers["Authorization"] != "Basic " + who or form["redirect_uri"] != expected["redirect_uri"] or \
                    form["grant_type"] != "authorization_code":
                return self.json(400, {"error": "invalid_grant"})
            return self.json(200, {"access_token": "never used", "token_type": "Bearer", "id_token": token or self.key.token(claims)})
        return self.json(404, {})

    def json(self, status, what):
        return status, {"Content-Type": "application/json"}, json.dumps(what).encode()

    def now(self):
        return int(time.time() + self.clock.hours * 3600)

    def signs_in(self, asked, subject, token=None, **changed):
        """The code for who was sent here with that question; `changed` are claims that are not as they should be."""
        claims = {"iss": self.issuer, "aud": "cchc", "sub": subject, "nonce": asked["nonce"], "iat": self.now(),
                  "exp": self.now() + 300, **changed}
        code = base64url(os.urandom(16))
        self.codes[code] = asked, {name: value for name, value in claims.items() if value is not None}, token and token(claims)
        return code


# ── a browser ────────────────────────────────────────────────────────────────────────────────────────────────────────

class Browser:
    def __init__(self, base, prefix=""):
        self.base, self.prefix, self.cookies, self.set_cookies = base, prefix, {}, []

    def get(self, path, headers=None):
        line = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=30)
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        line.request("GET", path, headers={**cookie, **(headers or {})})
        answer = line.getresponse()
        body = answer.read()
        self.set_cookies = answer.headers.get_all("Set-Cookie") or []
        for one in self.set_cookies:
            name, value = one.split(";")[0].split("=", 1)
            self.cookies[name] = value
        line.close()
        self.status, self.location = answer.status, answer.headers["Location"]
        check(self.status != 302 or (not body and answer.headers["Cache-Control"] == "no-store"), f"a redirect and no more: {body[:200]}")
        return self.location

    def sets_out(self, return_to="/ho-so", headers=None):
        """The question that the provider is asked; nothing if he is sent elsewhere."""
        self.get(f"{self.prefix}/sign-in/oidc?return_to=" + urllib.parse.quote(return_to), headers)
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.location).query)) if "/auth?" in (self.location or "") else {}

    def comes_back(self, **answer):
        return self.get(f"{self.prefix}/sign-in/oidc/return?" + urllib.parse.urlencode(answer))

    def goes_through(self, provider, subject="079001", return_to="/ho-so", token=None, **changed):
        asked = self.sets_out(return_to)
        if not asked:
            return self.location
        return self.comes_back(state=asked["state"], code=provider.signs_in(asked, subject, token, **changed))

    def person(self):
        """Whoever his session says he is."""
        one = Person(self.base, tenant=self.prefix.strip("/") or None)
        one.cookie = "__Host-cchc=" + self.cookies.get("__Host-cchc", "")
        status, session, _ = one.ask("get", "/session")
        return session["login"] if status == 200 else None


# ── the house ────────────────────────────────────────────────────────────────────────────────────────────────────────

def enter_people(cchc, folder, systems):
    for login, role, agency in (("quantri", "cycle_admin", ""), ("an.nv", "agency_officer", "phong-noi-vu"),
                                ("binh.tv", "agency_officer", "phong-tu-phap"), ("chi.lt", "auditor", "")):
        command = [cchc, "user", "add", "--data", folder, "--tenants", systems, "--tenant", "huyen", "--login", login,
                   "--name", "Người " + login, "--role", role, "--stdin-password"]
        told = subprocess.run(command + (["--agency", agency] if agency else []), input=PASSWORD, capture_output=True, text=True)
        if told.returncode:
            raise RuntimeError(told.stderr)


class House:
    def __init__(self, cchc, module, outer):
        self.cchc, self.outer = cchc, outer
        self.folder, self.systems, self.secret = (os.path.join(outer, name) for name in ("data", "systems.json", "secret"))
        for name, text in ((self.systems, json.dumps(SYSTEMS)), (self.secret, SECRET + "\n")):
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        os.chmod(self.secret, 0o600)
        self.clock = Clock(module, outer)
        enter_people(cchc, self.folder, self.systems)

    def options(self, provider, **more):
        given = {"oidc-issuer": provider.issuer, "oidc-client-id": "cchc", "oidc-client-secret-file": self.secret, **more}
        return [word for name, value in given.items() if value for word in ("--" + name.replace("_", "-"), value)]

    def serves(self, provider, **more):
        return Served(self.cchc, self.folder, self.systems, self.clock.environment, self.options(provider, **more))

    def does_not_start(self, provider, said, **more):
        told = subprocess.run([self.cchc, "serve", "--listen", "127.0.0.1:0", "--data", self.folder, "--tenants", self.systems,
                               *self.options(provider, **more)], capture_output=True, text=True, timeout=30)
        check(told.returncode != 0 and said in told.stderr, f"refuses to start: {more}: {told.returncode} {told.stderr[-300:]}")


def is_configured_whole_or_not_at_all(house, provider):
    house.does_not_start(provider, "https", **{"oidc-issuer": "http://danhtinh.example.vn"})
    house.does_not_start(provider, "go together", **{"oidc-client-id": ""})
    os.chmod(house.secret, 0o640)
    house.does_not_start(provider, "chmod 600")
    os.chmod(house.secret, 0o600)
    house.does_not_start(provider, "cannot be read", **{"oidc-client-secret-file": house.secret + "-khong-co"})


# ── linking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

def an_administrator_links(base, admin):
    officer, accounts = Person(base, "an.nv"), lambda: {one["login"]: one for one in admin.ask("get", "/accounts")[1]["accounts"]}
    before = accounts()
    check(not any(one["oidc"] for one in before.values()), "nobody is linked")
    paths = {login: f"/accounts/{one['actor']}" for login, one in before.items()}
    status, told, _ = admin.ask("patch", paths["an.nv"], {"subject": "079001"})
    check(status == 200 and told["oidc"] and "079001" not in json.dumps(told), f"linked, and the subject is not told: {status} {told}")
    check(officer.ask("get", "/session")[0] == 200, "a first link ends nothing")
    status, told, _ = admin.ask("patch", paths["binh.tv"], {"name": "Tên khác", "subject": "079001"})
    check(status == 409 and accounts()["binh.tv"]["name"] == before["binh.tv"]["name"], f"his alone, and nothing else is done: {status}")
    for wrong in ("", "a" * 256, "người", "a\nb", 7, ["079001"]):
        status, told, _ = admin.ask("patch", paths["binh.tv"], {"subject": wrong})
        check(status in (400, 422), f"no subject: {wrong!r}: {status}")
    check(officer.ask("patch", paths["binh.tv"], {"subject": "079009"})[0] == 403, "nobody links himself")
    check(admin.ask("patch", paths["quantri"], {"subject": "079009"})[0] == 409, "not even who may link others")
    check(admin.ask("patch", paths["binh.tv"], {"subject": "079002"})[0] == 200, "another has another")
    return paths


# ── the whole way ────────────────────────────────────────────────────────────────────────────────────────────────────

def one_comes_in(base, provider):
    browser = Browser(base)
    asked = browser.sets_out("/ho-so/2024?loc=1")
    kept = browser.cookies["__Host-cchc-oidc"]
    check(browser.status == 302 and browser.location.startswith(provider.issuer + "/auth?"), f"to the provider: {browser.location}")
    check((asked["response_type"], asked["scope"], asked["client_id"], asked["code_challenge_method"]) == ("code", "openid", "cchc", "S256"), f"{asked}")
    check(asked["redirect_uri"] == base + "/sign-in/oidc/return", f"and back: {asked['redirect_uri']}")
    secrets = [asked["state"], asked["nonce"], asked["code_challenge"], kept]
    check(len(set(secrets)) == 4 and all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in secrets), "256 bits each")
    check(all(word in browser.set_cookies[0] for word in ("; Path=/;", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax")), f"{browser.set_cookies}")
    browser.comes_back(state=asked["state"], code=provider.signs_in(asked, "079001"), iss=provider.issuer)
    check(browser.location == "/ho-so/2024?loc=1", f"where he wanted to: {browser.location}")
    session = next(one for one in browser.set_cookies if one.startswith("__Host-cchc="))
    check(all(word in session for word in ("; Path=/;", "Secure", "HttpOnly", "SameSite=Lax")), session)
    check(not browser.cookies["__Host-cchc-oidc"] and browser.person() == "an.nv", "he is in, and the attempt is over")
    check(Browser(base).goes_through(provider, return_to="/khac/ho-so") == "/khac/ho-so", "any page of ours")


def no_page_of_elsewhere(base, provider):
    for path in ("//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "javascript:alert(1)", "elsewhere", ""):
        check(Browser(base).goes_through(provider, return_to=path) == "/", f"{path!r} is no page of ours")
    browser = Browser(base)
    check(not browser.sets_out(headers={"Sec-Fetch-Site": "cross-site"}) and browser.location == "/dang-nhap", "nor is it begun there")
    there = Browser(base, "/khac")
    check(there.goes_through(provider) == "/khac" + FAILED + "unknown-account", f"a link is of one system: {there.location}")


def answers_of_another_attempt(base, provider):
    here, there = Browser(base), Browser(base)
    asked = here.sets_out()
    code = provider.signs_in(asked, "079001")
    check(there.comes_back(state=asked["state"], code=code) == FAILED + "expired", "a link that somebody sends")
    there.sets_out()
    check(there.comes_back(state=asked["state"], code=code) == FAILED + "expired", "another browser's state")
    check(here.comes_back(state="x" * 43, code=code) == FAILED + "expired", "a state that is none")
    here.cookies.pop("__Host-cchc-oidc")
    check(here.comes_back(state=asked["state"], code=code) == FAILED + "expired", "without the cookie")
    check(there.person() is None and here.person() is None, "nobody is in")
    asked = here.sets_out()
    check(here.comes_back(state=asked["state"], code=provider.signs_in(asked, "079001")) == "/ho-so", "his own")
    check(here.comes_back(state=asked["state"], code=provider.signs_in(asked, "079001")) == FAILED + "expired", "and not again")
    late = Browser(base)
    asked = late.sets_out()
    provider.clock.step(provider.clock.hours + 10 / 60)
    check(late.comes_back(state=asked["state"], code=provider.signs_in(asked, "079001")) == FAILED + "expired", "ten minutes and no more")


def words_that_are_not_believed(base, provider):
    stranger, other = Key("k1"), base64url(os.urandom(32))
    hmac_header = {"alg": "HS256", "kid": "k1"}

    def unsigned(claims):
        return ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + "."

    def of_public_key(claims):
        parts = ".".join(base64url(json.dumps(part).encode()) for part in (hmac_header, claims))
        mac = hashlib.sha256(json.dumps(provider.key.jwk()).encode() + parts.encode()).digest()
        return parts + "." + base64url(mac)

    def tampered(claims):
        head, body, signature = provider.key.token({**claims, "sub": "079002"}).split(".")
        return ".".join([head, base64url(json.dumps(claims).encode()), signature])

    for what, how in {
            "a nonce of another attempt": {"nonce": other}, "none at all": {"nonce": None}, "for somebody else": {"aud": "khac"},
            "for others too": {"aud": ["cchc", "khac"]}, "given to another": {"azp": "khac"}, "of another issuer": {"iss": "https://elsewhere.example"},
            "over": {"exp": provider.now() - 61}, "of the future": {"iat": provider.now() + 120}, "of nobody": {"sub": ""},
            "unsigned": {"token": unsigned}, "under the public key": {"token": of_public_key}, "tampered with": {"token": tampered},
            "of a stranger": {"token": stranger.token}, "no token": {"token": lambda _: "a.b.c"}}.items():
        browser = Browser(base)
        check(browser.goes_through(provider, **how) == FAILED + "not-believed" and browser.person() is None, f"{what}: {browser.location}")
    asked = Browser.sets_out(browser := Browser(base))
    check(browser.comes_back(state=asked["state"], code="khong-phai") == FAILED + "not-believed", "a code that is refused")
    for answer, slug in (({"error": "access_denied", "error_description": "<b>x</b>"}, "cancelled"), ({"error": "login_required"}, "access-denied"),
                         ({"error": "server_error"}, "provider-unreachable"), ({}, "not-believed"),
                         ({"code": "x", "iss": "https://elsewhere.example"}, "not-believed")):
        asked = browser.sets_out()
        check(browser.comes_back(state=asked["state"], **answer) == FAILED + slug, f"{answer}: {browser.location}")
    check(Browser(base).goes_through(provider, "079777") == FAILED + "unknown-account", "linked to nobody")


def keys_change(base, provider):
    provider.key = Key("k2")
    provider.keys = [provider.key]
    provider.clock.step(provider.clock.hours + 10 / 3600)
    asked = len([path for path in provider.asked if path == "/jwks"])
    check(Browser(base).goes_through(provider) == "/ho-so", "a new key is fetched")
    for _ in range(5):
        check(Browser(base).goes_through(provider, token=Key("k9").token) == FAILED + "not-believed", "a key that is nobody's")
    check(len([path for path in provider.asked if path == "/jwks"]) - asked <= 2, "and not asked for by every token")


# ── a provider that fails ────────────────────────────────────────────────────────────────────────────────────────────

def failing_providers(base, provider):
    """What it says of itself is kept for an hour: each failure has a clock of its own."""
    itself, huge = "/.well-known/openid-configuration", b"{" + b" " * 300_000 + b"}"
    elsewhere = (302, {"Location": provider.issuer + "/elsewhere"}, b"")
    provider.instead["/elsewhere"] = provider.json(200, provider.itself())
    page = {"Content-Type": "application/json"}
    for what, path, answer in (("another name", itself, provider.json(200, provider.itself(issuer="https://elsewhere.example"))),
                               ("a page without guard", itself, provider.json(200, provider.itself(token_endpoint="http://elsewhere.example/token"))),
                               ("without end", itself, (200, page, huge)), ("moved", itself, elsewhere), ("no JSON", itself, (200, page, b"<html>")),
                               ("ill", itself, (503, page, b"")), ("no keys", "/jwks", (200, page, b"[]")),
                               ("endless keys", "/jwks", (200, page, huge))):
        provider.instead[path] = answer
        provider.clock.step(provider.clock.hours + 1.01)
        browser = Browser(base)
        check(browser.goes_through(provider) == FAILED + "provider-unreachable", f"{what}: {browser.location}")
        del provider.instead[path]
    check("/elsewhere" not in provider.asked, "no redirect is followed")
    provider.clock.step(provider.clock.hours + 1.01)
    check(Browser(base).goes_through(provider) == "/ho-so", "it is well again")
    for what, answer in (("no JSON", (200, page, b"x")), ("ill", (500, page, b"")), ("moved", elsewhere), ("without end", (200, page, huge))):
        provider.instead["/token"] = answer
        check(Browser(base).goes_through(provider) == FAILED + "provider-unreachable", f"a code: {what}")
    del provider.instead["/token"]


def a_slow_provider_holds_up_nobody_else(base, provider):
    held = threading.Event()
    provider.instead["/token"] = lambda: (held.wait(20), provider.json(200, {}))[1]
    with ThreadPoolExecutor(12) as pool:
        began = time.monotonic()

        def one(_):
            browser = Browser(base)
            return browser.goes_through(provider), time.monotonic() - began

        waiting = [pool.submit(one, n) for n in range(4)]
        while provider.asked[-4:] != ["/token"] * 4 and time.monotonic() - began < 5:
            time.sleep(0.01)
        started = time.monotonic()
        check(Person(base, "chi.lt").cookie is not None and time.monotonic() - started < 3, "passwords are looked at meanwhile")
        told = [one.result() for one in waiting]
        check(all(where == FAILED + "provider-unreachable" and took < 9 for where, took in told), f"given up in time: {told}")
    held.set()
    del provider.instead["/token"]
    check(Browser(base).goes_through(provider) == "/ho-so", "and the next one comes in")


def who_may_not_come_in(base, provider, admin, paths):
    browser = Browser(base)
    check(browser.goes_through(provider, "079002") == "/ho-so" and browser.person() == "binh.tv", "he may")
    admin.ask("patch", paths["binh.tv"], {"disabled": True})
    check(browser.person() is None and Browser(base).goes_through(provider, "079002") == FAILED + "disabled", "he is disabled")
    admin.ask("patch", paths["binh.tv"], {"disabled": False})
    check(browser.goes_through(provider, "079002") == "/ho-so", "he may again")
    status, told, _ = admin.ask("patch", paths["binh.tv"], {"subject": None})
    check(status == 200 and not told["oidc"] and browser.person() is None, f"unlinked, and out: {status}")
    check(Browser(base).goes_through(provider, "079002") == FAILED + "unknown-account", "nobody any more")
    check(Person(base, "binh.tv").ask("get", "/session")[0] == 200, "a password still opens")


def a_second_factor_is_still_ours(base, provider, admin, paths):
    admin.ask("patch", paths["an.nv"], {"subject": "079001"})
    check(admin.ask("post", "/accounts", {"login": "hai.qt", "name": "Quản trị hai"})[0] == 201, "a second administrator")
    two = next(one for one in admin.ask("get", "/accounts")[1]["accounts"] if one["login"] == "hai.qt")
    admin.ask("post", "/roles", {"actor": two["actor"], "role": "cycle_admin", "document_number": "3/QĐ"})
    admin.ask("patch", f"/accounts/{two['actor']}", {"subject": "079003"})
    browser = Browser(base)
    check(browser.goes_through(provider, "079003", acr="mfa", amr=["pwd", "otp"]) == "/ho-so", "he is known")
    person = Person(base)
    person.cookie = "__Host-cchc=" + browser.cookies["__Host-cchc"]
    status, session, _ = person.ask("get", "/session")
    check((session["second_factor"], session["password_change_needed"]) == ("enrol", False), f"and still to show ours: {session}")
    check(person.ask("get", "/accounts")[0] == 403, "before it nothing opens")
    secret = person.ask("post", "/session/second_factor/enrolment", {})[1]["secret"]
    person.ask("put", "/session/second_factor/enrolment", {"code": code_of(secret, provider.now() // 30)})
    check(person.ask("get", "/accounts")[0] == 200, "then all of his")
    check(browser.goes_through(provider, "079003") == "/ho-so", "the next time")
    person.cookie = "__Host-cchc=" + browser.cookies["__Host-cchc"]
    check(person.ask("get", "/session")[1]["second_factor"] == "needed", "it is asked for")


def the_log_says_who_and_never_with_what(server):
    log = "".join(server.told)
    for outcome in ("accepted", "refused (it answers another attempt)", "refused (no attempt of this browser)", "refused (disabled)",
                    "refused (the provider failed)", "refused (nobody here is linked to that account)", "refused (the code was refused: invalid_grant)"):
        check("sign-in by provider " + outcome in log, f"the log says {outcome}")
    for why in ("the answer is too long", "Timeout was reached", "answers with 302", "it calls itself by another address"):
        check(re.search("identity provider: .*" + why, log), f"and why the provider failed: {why}")
    check("identity provider: " in log and SECRET not in log and "code=" not in log and "eyJ" not in log and "079001" not in log, "and no secret")


# ── over TLS ─────────────────────────────────────────────────────────────────────────────────────────────────────────

def certificate_for(folder, name, alternative):
    key, file = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                    "-out", file, "-days", "3650", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + alternative],
                   check=True, capture_output=True)
    return file, key


def its_certificate_is_looked_at(house):
    right, wrong = certificate_for(house.outer, "right", "IP:127.0.0.1"), certificate_for(house.outer, "wrong", "DNS:elsewhere.example")
    for what, certificate, believed, comes in (("a certificate of nobody we know", right, None, False), ("one we know", right, right[0], True),
                                               ("another's", wrong, wrong[0], False)):
        provider = Provider(house.clock, certificate)
        with house.serves(provider, **({"oidc-authorities": believed} if believed else {})) as server:
            browser = Browser(server.base)
            asked = browser.sets_out()
            check(bool(asked) == comes and (comes or browser.location == FAILED + "provider-unreachable"), f"{what}: {browser.location}")
            if comes:
                check(browser.comes_back(state=asked["state"], code=provider.signs_in(asked, "079001")) == FAILED + "unknown-account",
                      f"a subject is of its issuer: {browser.location}")
            server.stop()


def main():
    with tempfile.TemporaryDirectory() as outer:
        house = House(sys.argv[1], os.path.abspath(sys.argv[2]), outer)
        provider = Provider(house.clock)
        is_configured_whole_or_not_at_all(house, provider)
        with house.serves(provider, **{"oidc-title": "Tài khoản cán bộ"}) as server:
            base, admin = server.base, Person(server.base, "quantri")
            status, told, _ = Person(base).ask("get", "/sign_in")
            check(told["oidc"] == {"title": "Tài khoản cán bộ"} and told["password"], f"two ways in: {told}")
            paths = an_administrator_links(base, admin)
            one_comes_in(base, provider)
            no_page_of_elsewhere(base, provider)
            answers_of_another_attempt(base, provider)
            words_that_are_not_believed(base, provider)
            keys_change(base, provider)
            who_may_not_come_in(base, provider, admin, paths)
            a_second_factor_is_still_ours(base, provider, admin, paths)
            a_slow_provider_holds_up_nobody_else(base, provider)
            failing_providers(base, provider)
            provider.server.shutdown()
            provider.server.server_close()
            house.clock.step(house.clock.hours + 1.01)
            began = time.monotonic()
            check(Browser(base).goes_through(provider) == FAILED + "provider-unreachable" and time.monotonic() - began < 4, "it is down")
            check(Person(base, "chi.lt").cookie is not None, "and a password opens")
            server.stop()
            the_log_says_who_and_never_with_what(server)
        its_certificate_is_looked_at(house)
    print(f"{Count.passed} passed, {Count.failed} failed")
    sys.exit(1 if Count.failed else 0)


main()
