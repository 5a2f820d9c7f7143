#!/usr/bin/env python3
"""What OWASP ASVS 5.0 asks of a server and a client can see: headers of every answer, other people's pages, methods, types,
bodies, names and paths of every kind, sessions and their ends, and what is never told. One function a thought; which
requirement each shows stands in ops/docs/security.md.

Usage: asvs.py PATH-OF-CCHC PATH-OF-STEPPED-CLOCK"""
import http.client
import io
import json
import os
import re
import socket
import statistics
import sys
import tempfile
import time
import unicodedata
import uuid
import zipfile

from acts import ACTS
from files import evidence_files
from live_page import Page
from matrix import table
from people import Count, check, operations
from served import Served
from stage import HERE, PASSWORD, PEOPLE, SYSTEMS, Answer, Caller, Clock, Scene, System, enter_people, login_of, text_of

ELSEWHERE = "https://elsewhere.example"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin"}
NEVER = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "X-AspNet-Version")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class House:
    """The system, and for every route a request that the one who may do it would be obeyed in."""

    def __init__(self, system):
        self.system, self.people, self.port = system, system.people, system.port
        self.anyone, self.matrix = Caller(self.port, HERE), table()

        self.requests = list(self.every_request())
        self.writes = [one for one in self.requests if one[1] not in ("GET", "HEAD")]

    def every_request(self):
        """For every route: its name, method, path and body, and the act with whatever else it takes."""
        for what, act in ACTS.items():
            scene = Scene(self.system, "open", act.text)
            method, pattern = what.split(" ", 1)
            scene.names = names = {"grant": "mo-1", "link": "l-1", "comment": "gy-1", "upload": "u-1", "actor": "p-1", "key": "k-1", "session": "00ff", "page": "1.png", "paper": "tm-1", "report": "pa-1", "everyone": [], **scene.names}
            body = act.body(scene, "officer") if callable(act.body) else act.body
            yield what, method, (pattern + act.query).format_map(names), body, act

    def whoever_may(self, what):
        """The first for whom the matrix says so."""
        return next(self.people[who] for row in self.matrix if row.what == what
                    for who in PEOPLE if row.cells[who] in ("allow", "locked", "heard") or set(row.cells.values()) <= {"401", "hide"})

    def raw(self, text, seconds=5):
        """What comes back for these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as line:
            line.sendall(text if isinstance(text, bytes) else text.encode())
            got = b""
            try:
                while piece := line.recv(1 << 16):
                    got += piece
                    if b"\r\n\r\n" in got and re.search(rb"content-length: (\d+)", got.lower()):
                        head, body = got.split(b"\r\n\r\n", 1)
                        if len(body) >= int(re.search(rb"content-length: (\d+)", head.lower())[1]):
                            break
            except (TimeoutError, ConnectionError):
                pass
        return got


def status_of(answer):
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


# ── every answer ─────────────────────────────────────────────────────────────────────────────────────────────────────

def bears_its_headers(what, answer):
    for name, value in EVERYWHERE.items():
        check(answer.header(name) == value, f"{what}: {name}: {answer.header(name)}")
    policy = answer.header("Content-Security-Policy") or ""
    check("default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, f"{what}: {policy}")
    for name in NEVER:
        check(answer.header(name) is None, f"{what}: {name}: {answer.header(name)}")
    if answer.body:
        check(re.search(r"charset=utf-8|^application/problem\+json$|^image/|^font/|^application/(pdf|octet-stream|vnd\.|manifest|wasm|x-ndjson)",
                        answer.header("Content-Type") or ""), f"{what}: {answer.header('Content-Type')}")


def every_answer_bears_its_headers(house):
    """Answers of every route to who may and who may not, pages, errors before and after the routes are known."""
    scene = Scene(house.system, "open")
    for what, method, path, body, act in house.requests:
        for who in (house.anyone, house.whoever_may(what)):
            if what == "GET /stream" or (who is not house.anyone and what.endswith((" /session", "/session/role"))):
                continue
            answer = who.ask(method, path, body, headers=act.headers, raw=act.raw, etag='"e0"' if act.needs else None)
            bears_its_headers(what, answer)
            if answer.status != 304:
                check(answer.status < 500, f"{what}: {answer}")
                caching = answer.header("Cache-Control") or ""
                check("no-store" in caching or "private, no-cache" in caching, f"{what}: {answer.status} may be kept: {caching}")
                check("public" not in caching, f"{what}: {caching}")
    line = http.client.HTTPConnection("127.0.0.1", house.port)
    for path in ("/", "/dang-nhap", "/khong/co/trang.js", "/api", "/api/v1", "/api/v1/khong-co", "/%2e%2e/etc/passwd", "/livez"):
        line.request("GET", path)
        answer = line.getresponse()
        body = answer.read()
        bears_its_headers("GET " + path, type("", (), {"header": lambda self, name: answer.headers.get(name), "body": body})())
    answer = scene.system.officer.ask("GET", scene.path("/documents/{sha256}/content"))
    check(answer.status == 200 and "sandbox" in answer.header("Content-Security-Policy"), f"a file is never a page of ours: {answer}")
    check(answer.header("Content-Disposition").startswith("attachment; filename=") and "filename*=UTF-8''" in
          answer.header("Content-Disposition"), f"and is kept, not shown: {answer.header('Content-Disposition')}")


def pages_of_elsewhere_change_nothing(house):
    """CSRF: whatever another site's page can make a browser send, with this session's cookie."""
    before = house.system.seq()
    forged = [{"Origin": ELSEWHERE}, {"Origin": "null"}, {"Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site"},
              {"Origin": f"http://127.0.0.1:{house.port}.elsewhere.example"}, {"Origin": "http://127.0.0.1:1"},
              {"Origin": None, "Sec-Fetch-Site": "cross-site"}, {"Origin": None, "Sec-Fetch-Site": "same-site"},
              {"Origin": None}]  # a session's cookie and not a word of where it comes from
    for what, method, path, body, act in house.writes:
        for headers in forged:
            sent = {**(act.headers or {}), **headers}
            bare = [name for name, value in sent.items() if value is None]
            answer = ask_without(house.whoever_may(what), bare, method, path, body, act, sent)
            check(answer.status == 403 and b"cross-origin" in answer.body, f"{what} from {headers}: {answer}")
    check(house.system.seq() == before, "nothing was written for another site's page")


def ask_without(caller, bare, method, path, body, act, sent):
    """Asks with the header fields named in `bare` left out."""
    line = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=20)
    headers = {"Origin": f"http://127.0.0.1:{caller.port}", "Cookie": caller.cookie, "Idempotency-Key": f'"{uuid.uuid4()}"', **sent}
    if body is not None:
        headers["Content-Type"] = "application/json"
    for name in bare:
        headers.pop(name)
    line.request(method, f"/{caller.tenant}/api/v1{path}", body=act.raw if body is None else json.dumps(body), headers=headers)
    answer = line.getresponse()
    told = Answer(answer.status, answer.getheaders(), answer.read())
    line.close()
    return told


def reading_changes_nothing(house):
    """No GET or HEAD leaves an event, whatever it is told in its query."""
    before = house.system.seq()
    for what, method, path, _, act in house.requests:
        if method in ("GET", "HEAD") and what != "GET /stream":
            for more in ("_method=DELETE", "action=delete", "reason=x"):
                house.people["admin"].ask(method, path + ("&" if "?" in path else "?") + more, headers=act.headers)
                house.people["officer"].ask("HEAD", path, headers=act.headers)
    check(house.system.seq() == before, "a reader left an event")


def every_other_method_is_refused(house):
    """405 and what there is instead; TRACE and CONNECT nowhere."""
    documented = {}
    for method, path, _ in operations():
        documented.setdefault(path, set()).add(method.upper())
    scene = Scene(house.system, "open")
    names = {"grant": "g", "link": "l", "comment": "c", "upload": "u", **scene.names}
    for path, there in documented.items():
        real = re.sub(r"\{(\w+)\}", lambda name: str(names.get(name[1], "x")), path)
        may = there | ({"HEAD"} if "GET" in there else set())
        for method in METHODS:
            if method in may:
                continue
            answer = house.people["admin"].ask(method, real)
            check(answer.status in (405, 501), f"{method} {path}: {answer}")
            if answer.status == 405:
                allowed = {one.strip() for one in (answer.header("Allow") or "").split(",")}
                check(there <= allowed and method not in allowed, f"{method} {path}: Allow: {answer.header('Allow')}")
        for method in ("TRACE", "CONNECT", "PROPFIND", "get", "FOO"):
            answer = house.raw(f"{method} /api/v1{real} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nX-Secret: 42\r\n\r\n")
            check(status_of(answer) in (400, 405, 501) and b"X-Secret" not in answer, f"{method} {path}: {answer[:120]}")
    for override in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        before = house.system.seq()
        answer = house.people["admin"].ask("GET", "/cycles", headers={override: "DELETE"})
        check(answer.status == 200 and house.system.seq() == before, f"{override} means nothing: {answer.status}")


def every_other_type_is_refused(house):
    """A form, a text, XML or nothing in place of JSON; and JSON that says it is in another alphabet."""
    for what, method, path, body, act in house.writes:
        if body is None:
            continue
        who = house.anyone if what == "POST /session" else house.whoever_may(what)
        sound = json.dumps(body).encode()
        for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
                      "text/html", "application/json-patch+json", "*/*", "application/json; charset=utf-16"):
            answer = who.ask(method, path, raw=sound, headers={"Content-Type": media})
            check(answer.status == 415, f"{what} as {media}: {answer}")
    before = house.system.seq()
    who = house.people["officer"]
    for path in ("/assessments", "/clock"):
        answer = who.ask("GET", path, raw=b'{"a":1}', headers={"Content-Type": "application/json"})
        check(answer.status in (400, 413, 415), f"a body that nobody asked for: {answer}")
    check(house.system.seq() == before, "nothing was written")


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PROMOTIONS = ({"role": "cycle_admin"}, {"roles": ["system_admin"]}, {"is_admin": True}, {"actor": "p-ai-do"}, {"tenant": "khac"},
              {"agency_of": "x"}, {"__proto__": {"role": "admin"}}, {"constructor": {}}, {"recorded_at": "2020-01-01T00:00:00Z"},
              {"seq": "1"}, {"on_behalf_of": "p-x"})


def unknown_members_are_refused(house):
    """Mass assignment: nobody makes himself more than he is by saying so; each is refused and named."""
    before = house.system.seq()
    for what, method, path, body, act in house.writes:
        if body is None or path.startswith("/regulations?") or what.endswith(("/drafts", "/imports")):
            continue  # a regulation is read by its own schema, held in regulation_schema.py and bad_input.py
        who = house.anyone if what == "POST /session" else house.whoever_may(what)
        for more in PROMOTIONS:
            if set(more) & set(body):
                continue
            answer = who.ask(method, path, {**body, **more}, etag='"e0"' if act.needs else None)
            named = [fault["pointer"] for fault in answer.json.get("errors", [])]
            check(answer.status == 422 and any(list(more)[0] in pointer for pointer in named), f"{what} with {more}: {answer}")
        for member, value in body.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                answer = who.ask(method, path, {**body, member: [{**value[0], "role": "admin"}]})
                check(answer.status == 422, f"{what}: one deeper, in {member}: {answer}")
        doubled = json.dumps(body)[:-1] + (", " if body else "") + '"role":"a","role":"b"}'
        answer = who.ask(method, path, raw=doubled.encode(), headers={"Content-Type": "application/json"}, etag='"e0"' if act.needs else None)
        check(answer.status in (400, 422), f"{what}: a key twice: {answer}")
    check(house.system.seq() == before, "nothing was written")


# After the Big List of Naughty Strings: what has broken somebody's program before.
NAUGHTY = [
    "undefined", "null", "NaN", "Infinity", "-1E+02", "1/0", "0x0", "０．７５", "1.234,5", "=SUM(A1:A9)", "@SUM(1)", "+cmd|'/C calc'!A0",
    "-2+3", "\tTab", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "'\"><svg onload=alert(1)>", "javascript:alert(1)",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "$(touch /tmp/x)", "`id`", "; ls -la", "| cat /etc/passwd", "' OR 1=1 --",
    "1; DROP TABLE users", "../" * 4 + "etc/passwd", "..\\..\\windows\\win.ini", "%00", "%n%s%p%d", "{0}{1}{9999}", "\\u0000", "\\",
    "\"", "'", "]]>", "<!--", "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r>&e;</r>", "() { :;}; echo",
    "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "ЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВ", "﷽", "ﬃ", "ｔｈｅ ｑｕｉｃｋ", "👩🏽‍👩🏿‍👧🏼", "🇻🇳🇺🇸", "👾 🙇 💁", "ثم نفس سقطت", "בְּרֵאשִׁית",
    "\u202etest\u202e", "\u2067test\u2066", "\u200b\u200c\u200d\ufeff", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "˙ɐnbᴉlɐ", "\u0041\u030a\u0301", "Tiê\u0309u chí", "Tiểu chí", "đ Đ ơ ư ễ ỗ",
    "a" * 4000, "\u1ea1" * 1300, " ", "\u00a0", "\u2028", "\u2029", "\u0085", "\ud7ff", "\ufffd", "\U0010ffff", "CON", "nul.txt", "A:",
    "Scunthorpe", "ICMP", "Content-Length: 0", "Set-Cookie: a=b", "a\r\nX-Injected: 1", "1\n2", "Error: 500", "__proto__", "constructor",
    "toString", "hasOwnProperty", "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>", "&lt;b&gt;", "&#x0;", "\u0600", "ſ", "ı", "İ"]


def naughty_strings_come_back_as_they_were(house):
    """Free text is kept to the letter (NFC), or refused with a word; nothing breaks, and nothing is done with it."""
    scene = Scene(house.system, "open")
    officer, entry = house.people["officer"], scene.path("/assessments/{assessment}/entries/I")
    for text in NAUGHTY:
        answer = officer.ask("PUT", entry + "/explanation", {"text": text}, etag=officer.etag(entry))
        if answer.status != 200:
            check(answer.status == 422, f"{text[:40]!r}: {answer}")
            continue
        kept = officer.ask("GET", entry)
        told = kept.json["explanation"]
        wanted = unicodedata.normalize("NFC", text).strip()
        check(told is None and not wanted or unicodedata.normalize("NFC", told["text"]).strip() == wanted, f"{text[:40]!r} came back as {str(told)[:80]}")
        check(kept.header("Content-Type").startswith("application/json"), f"{text[:40]!r}: {kept.header('Content-Type')}")
        check(b"<script" not in kept.body or kept.header("X-Content-Type-Options") == "nosniff", "and is never a page")
    for text in ("\x00", "a\x00b", "\x1b[31m", "\x08", "\x7f"):
        answer = officer.ask("PUT", entry + "/explanation", {"text": text}, etag=officer.etag(entry))
        check(answer.status in (400, 422), f"a control character: {text!r}: {answer}")
    answer = officer.ask("PUT", entry + "/explanation", raw=b'{"text":"\\ud800"}', etag=officer.etag(entry), headers={"Content-Type": "application/json"})
    check(answer.status in (400, 422), f"half a letter: {answer}")
    ids = officer.ask("GET", "/cycles/" + "%F0%9F%87%BB")
    check(ids.status == 404, f"a flag is no cycle: {ids}")


def workbooks_hold_no_formulas(house):
    """What a criterion is called may begin with = + - or @: in a spreadsheet it stays a text."""
    name = house.system.name("cong-thuc")
    text = text_of(name)
    wicked = ["=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(\"http://x\")"]
    for leaf, title in zip(text["criteria_sets"][0]["criteria"], wicked):
        leaf["title"] = title
    house.people["admin"].done("POST", "/regulations?reason=x", text)
    book = house.people["admin"].done("GET", f"/regulations/{name}/document?format=xlsx").body
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        sheets = [file.read(part).decode() for part in file.namelist() if "worksheets/" in part]
        everything = "".join(file.read(part).decode() for part in file.namelist() if part.endswith(".xml"))
    check(sheets and not any("<f>" in sheet or "<f " in sheet for sheet in sheets), "no cell is a formula")
    check("=1+1" in everything and "@SUM(1)" in everything, "and the words are there")


# ── paths and the message itself ─────────────────────────────────────────────────────────────────────────────────────

def paths_are_decoded_once(house):
    """Twice encoded, climbing, with a zero, a backslash or a slash inside: refused, or nothing is there."""
    cookie = house.people["auditor"].cookie
    wicked = ["/api/v1/%2e%2e/%2e%2e/etc/passwd", "/.." * 2 + "/etc/passwd", "/api/v1/..%2f..%2fetc/passwd", "/api/v1/cycles/..%252f..",
              "/api/v1/%252e%252e/cycles", "/api/v1/cycles/%2563", "/api/v1/cycles/a%00b", "/api/v1/cycles/a%2fb", "/api/v1/cycles/a%5cb",
              "/api/v1/cycles\\..", "/api//v1/cycles", "//api/v1/cycles", "/api/v1/./cycles", "/api/v1/cycles/%c0%ae%c0%ae", "/api/v1/cycles/%ff",
              "/api/v1/cycles/%", "/api/v1/cycles/%4", "/api/v1/cycles/%zz", "/api/v1/cycles;a=b", "/api/v1/cycles/..;/", "/API/V1/cycles",
              "/api/v1/cycles%20", "/api/v1/cycles%09", "/api/v1/documents/" + "%41" * 64, "/api/v1/cycles#x", "/.git/config", "/.env",
              "/server/main.cpp", "/etc/passwd", "/api/v1/events/../../../keys", "/keys/", "/data/", "/backup.zip", "/api/openapi.yaml~"]
    for path in wicked:
        answer = house.raw(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nCookie: {cookie}\r\n\r\n")
        page = status_of(answer) == 200 and b"text/html" in answer  # an address of the application: its start page, as for any other
        check(status_of(answer) in (400, 404) or page and "%" not in path and ".." not in path, f"{path}: {answer[:100]}")
        check(b"root:" not in answer and b"[core]" not in answer, f"{path} told something: {answer[:200]}")
    for query in ("as_of_seq=1&as_of_seq=2", "a=%00", "a=%ff", "a=%252e"):
        answer = house.people["auditor"].ask("GET", "/cycles?" + query)
        check(answer.status < 500, f"?{query}: {answer}")


def forwarded_headers_are_not_believed(house):
    """Who is asking and where he comes to is what the connection says, unless a proxy was named."""
    answer = house.anyone.ask("GET", "/session", headers={"X-Forwarded-User": "quantri", "X-Remote-User": "quantri", "Authorization": "Basic YTpi"})
    check(answer.status == 401, f"nobody is somebody by a header: {answer}")
    for headers in ({"X-Original-URL": "/api/v1/cycles"}, {"X-Rewrite-URL": "/api/v1/cycles"}, {"X-Forwarded-Prefix": "/x"}, {"X-Forwarded-Host": "elsewhere.example"}):
        answer = house.people["operator"].ask("GET", "/session", headers=headers)
        check(answer.status == 200 and b"elsewhere" not in answer.body and answer.json["role"]["role"] == "system_admin", f"{headers}: {answer}")
        check(answer.header("Location") is None, f"{headers}: {answer}")
    forged = house.people["officer"].ask("POST", "/uploads", raw=b"", headers={**ACTS["POST /uploads"].headers, "X-Forwarded-Host": "elsewhere.example"})
    check("elsewhere" not in (forged.header("Location") or ""), f"{forged.header('Location')}")


def nothing_is_told_of_the_inside(house):
    """No file name, stack, version or address of ours in what is refused; nothing but the start page where nothing is."""
    telling = re.compile(rb"\.cpp|\.hpp|boost::|rocksdb|std::|/work/|/home/|/tmp/|terminate|0x[0-9a-f]{8}|openssl|nlohmann|simdjson", re.I)
    for what, method, path, _, act in house.requests:
        for body in (b"{", b"\xff\xfe", b'{"a":' * 60, b"[1e9999]", b'{"value":1e400}'):
            if method in ("GET", "HEAD") or what.startswith("PATCH"):
                continue
            answer = house.whoever_may(what).ask(method, path, raw=body, headers={"Content-Type": "application/json"}, etag='"e0"')
            check(400 <= answer.status < 500 and not telling.search(answer.body), f"{what}: {answer}")
    for path in ("/api/v1/khong-co", "/metrics", "/debug/pprof", "/server-status", "/actuator", "/api/v1/clock/x"):
        answer = house.raw(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\n\r\n")
        check(status_of(answer) in (404, 200) and not telling.search(answer.split(b"\r\n\r\n")[0]), f"{path}: {answer[:120]}")


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

def cookies(answer):
    return [value for name, value in answer.headers if name.lower() == "set-cookie"]


def a_session_is_a_fresh_secret_in_a_guarded_cookie(house):
    said, tokens = f"__Host-cchc={'A' * 43}", []
    for _ in range(3):
        caller = Caller(house.port, HERE, said)
        answer = caller.done("POST", "/session", {"login": login_of(HERE, "auditor"), "password": PASSWORD})
        for cookie in cookies(answer):
            name, *attributes = [part.strip() for part in cookie.split(";")]
            wanted = {"Secure", "HttpOnly", "Path=/"}
            check(name.startswith("__Host-") and wanted <= set(attributes), f"a cookie of ours: {attributes}")
            check(any(one in ("SameSite=Lax", "SameSite=Strict") for one in attributes), f"{attributes}")
            check(not any(one.lower().startswith("domain") for one in attributes), f"{attributes}")
        token = cookies(answer)[0].split(";")[0].split("=", 1)[1]
        check(len(token) >= 43 and token != "A" * 43, f"{len(token)} letters of 64 are 256 bits, and not those he came with")
        check(token not in answer.body.decode(), "it stands in the cookie alone")
        tokens.append(token)
    check(len(set(tokens)) == 3 and len({token[:8] for token in tokens}) == 3, "no two are alike")
    check(Caller(house.port, HERE, said).ask("GET", "/session").status == 401, "and what he brought was never a session")
    name = house.people["auditor"].cookie.split("=")[0]
    for how in (f"/session?{name}={tokens[0]}", f"/session?token={tokens[0]}", f"/session?access_token={tokens[0]}"):
        check(house.anyone.ask("GET", how).status == 401, f"a token in the address opens nothing: {how[:30]}")


def a_session_ends(house, clock):
    """Signed out, under a new hat, idle for eight hours, or a week old: its token is worth nothing, and its page closes."""
    login = login_of(HERE, "auditor")
    here = Caller(house.port, HERE).sign_in(login)
    old, page = here.cookie, Page(here)
    check(page.status == 101 and page.subscribe("feed/khong-co")["t"] == "problem", "a page is open")
    answer = here.done("PUT", "/session/role", {"grant": here.session["role"]["grant"]})
    here.cookie = cookies(answer)[0].split(";")[0]
    check(here.cookie != old and Caller(house.port, HERE, old).ask("GET", "/session").status == 401, "another hat, another token")
    answer = here.done("DELETE", "/session")
    check(any("Max-Age=0" in one for one in cookies(answer)), f"the browser forgets it: {cookies(answer)}")
    check(page.until(lambda frame: frame == {"t": "close", "code": 4401}, 1.0) is not None, "and its page closes within a second")
    check(here.ask("GET", "/session").status == 401, "a token that was signed out")
    kept = Caller(house.port, HERE).sign_in(login)
    for hours in range(7, 7 * 24, 7):  # always in use, and over all the same
        clock.step(clock.hours + 7)
        check(kept.ask("GET", "/clock").status == 200, f"in use after {hours} hours")
    clock.step(clock.hours + 7.5)
    check(kept.ask("GET", "/clock").status == 401, "a week is the end of it")
    idle = Caller(house.port, HERE).sign_in(login)
    clock.step(clock.hours + 8.1)
    check(idle.ask("GET", "/clock").status == 401, "eight idle hours are")


def nobody_learns_who_has_an_account(house):
    """A login that exists and one that does not: the same words, in the same time."""
    def guess(login):
        began = time.perf_counter()
        answer = house.anyone.ask("POST", "/session", {"login": login, "password": "sai-mat-khau-hoan-toan"})
        return time.perf_counter() - began, answer.status, [h for h in answer.headers if h[0] not in ("Date", "Server-Timing")], re.sub(
            rb'"instance":"[^"]*"', b"", answer.body)
    for attempt in range(4):
        there = [guess(login_of(HERE, "leader" if n == 0 else "head")) for n in range(2)]
        absent = [guess(f"khong-ai-ca-{attempt}-{n}") for n in range(2)]
        apart = abs(min(one[0] for one in there) - min(one[0] for one in absent))
        if apart < 0.5 * min(one[0] for one in there):
            break
    check({str(one[1:]) for one in there} == {str(one[1:]) for one in absent}, f"{there[0]} {absent[0]}")
    check(min(one[0] for one in absent) > 0.02, "the password is computed for nobody as well")
    check(apart < 0.5 * min(one[0] for one in there), f"{apart * 1e3:.0f} ms apart")


def guessing_is_slow_and_shuts_nobody_out(house):
    """After ten wrong guesses a stranger waits; the owner's browser still comes in."""
    login = login_of(HERE, "other_officer")
    owner = Caller(house.port, HERE)
    answer = owner.done("POST", "/session", {"login": login, "password": PASSWORD})
    device = next(one.split(";")[0] for one in cookies(answer) if "device" in one.split("=")[0])
    statuses = [house.anyone.ask("POST", "/session", {"login": login, "password": f"đoán {n}"}).status for n in range(12)]
    check(statuses.count(401) <= 10 and statuses[-1] == 429, f"{statuses}")
    slow = house.anyone.ask("POST", "/session", {"login": login, "password": PASSWORD})
    check(slow.status == 429 and int(slow.header("Retry-After")) > 0, f"even the right word waits, told from elsewhere: {slow}")
    known = Caller(house.port, HERE, device).ask("POST", "/session", {"login": login, "password": PASSWORD})
    check(known.status == 200, f"and the owner comes in from his own browser: {known}")
    unknown = [house.anyone.ask("POST", "/session", {"login": "khong-co-ai", "password": f"đoán {n}"}).status for n in range(12)]
    check(unknown == statuses, f"whoever is not there is slowed down alike: {unknown}")


def the_log_tells_no_secret(house, server):
    """Who came in and who was refused stands in it; passwords, tokens and other people's lines do not."""
    forged = "ai-do\r\n2026-01-01 00:00:00 sign-in accepted: actor p-gia-mao"
    house.anyone.ask("POST", "/session", {"login": forged, "password": "mat-khau-bi-mat-42"})
    house.anyone.ask("POST", "/session", {"login": login_of(HERE, "auditor"), "password": "mat-khau-bi-mat-42"})
    time.sleep(0.3)
    told = "".join(server.told)
    check("sign-in refused" in told and "sign-in accepted" in told, "log-ins and refusals are in the log")
    check("p-gia-mao" not in told, "nobody writes a line of it")
    for secret in ("mat-khau-bi-mat-42", PASSWORD, house.people["auditor"].cookie.split("=", 1)[1]):
        check(secret not in told, "no password and no token")


def nothing_is_open_from_the_start(cchc):
    """A server as installed has no account: no known login comes in."""
    with tempfile.TemporaryDirectory() as outer:
        systems = os.path.join(outer, "systems.json")
        with open(systems, "w", encoding="utf-8") as file:
            json.dump(SYSTEMS, file)
        folder = os.path.join(outer, "data")
        with Served(cchc, folder, systems) as server:
            anyone = Caller(int(server.base.rsplit(":", 1)[1]), HERE)
            for login, password in (("admin", "admin"), ("root", "root"), ("quantri", "quantri"), ("admin", ""), ("demo", "demo")):
                answer = anyone.ask("POST", "/session", {"login": login, "password": password})
                check(answer.status in (401, 422), f"{login}/{password}: {answer}")
            server.stop()
        for place, _, files in os.walk(folder):
            if os.path.basename(place) in ("keys", "identity"):
                check(os.stat(place).st_mode & 0o077 == 0, f"{place} is the server's alone: {oct(os.stat(place).st_mode)}")
                for file in files:
                    mode = os.stat(os.path.join(place, file)).st_mode
                    check(mode & 0o077 == 0, f"{file} is the server's alone: {oct(mode)}")


def main():
    cchc, module = sys.argv[1:]
    nothing_is_open_from_the_start(cchc)
    with tempfile.TemporaryDirectory() as outer:
        folder, systems = os.path.join(outer, "data"), os.path.join(outer, "systems.json")
        with open(systems, "w", encoding="utf-8") as file:
            json.dump(SYSTEMS, file)
        enter_people(cchc, folder, systems, [HERE])
        clock = Clock(module, outer)
        with Served(cchc, folder, systems, clock.environment) as server:
            house = House(System(int(server.base.rsplit(":", 1)[1]), HERE))
            every_answer_bears_its_headers(house)
            pages_of_elsewhere_change_nothing(house)
            reading_changes_nothing(house)
            every_other_method_is_refused(house)
            every_other_type_is_refused(house)
            unknown_members_are_refused(house)
            naughty_strings_come_back_as_they_were(house)
            workbooks_hold_no_formulas(house)
            paths_are_decoded_once(house)
            forwarded_headers_are_not_believed(house)
            nothing_is_told_of_the_inside(house)
            evidence_files(house.system)
            a_session_is_a_fresh_secret_in_a_guarded_cookie(house)
            nobody_learns_who_has_an_account(house)
            guessing_is_slow_and_shuts_nobody_out(house)
            the_log_tells_no_secret(house, server)
            a_session_ends(house, clock)
            server.stop()
    print(f"{Count.passed} passed, {Count.failed} failed")
    sys.exit(1 if Count.failed else 0)


if __name__ == "__main__":
    main()
