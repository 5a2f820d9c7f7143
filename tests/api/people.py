"""The people of the demonstration at its HTTP interface, and server/api/openapi.yaml as a measure: whatever they are
answered is held to the document."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENT = yaml.safe_load(open(os.path.join(ROOT, "server/api/openapi.yaml"), encoding="utf-8"))
PASSWORD = "hop-dong-giao-dien-1"
RESOLVER = jsonschema.RefResolver("", DOCUMENT)
ANYWHERE = {int(status) for status in DOCUMENT["components"]["responses"]["Anywhere"]["x-statuses"]}
RECOVERY_CODES = {}  # by the system's address and the login
produced = set()


def code_of(secret, step=None):
    """What an authenticator application shows: RFC 6238."""
    counter = (int(time.time()) // 30 if step is None else step).to_bytes(8, "big")
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1_000_000:06}"


class Count:
    passed = failed = 0


def check(right, what):
    if right:
        Count.passed += 1
    else:
        Count.failed += 1
        print("FAILED", what)


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method, path, operation


def matching(method, path):
    """The documented operation of a path asked for; literal segments win."""
    asked = path.split("?")[0].strip("/").split("/")
    found = []
    for known, pattern, operation in operations():
        parts = pattern.strip("/").split("/")
        if known == method and len(parts) == len(asked) and all(
                p.startswith("{") or p == a for p, a in zip(parts, asked)):
            found.append((sum(p.startswith("{") for p in parts), pattern, operation))
    return min(found, key=lambda f: f[0])[1:] if found else (None, None)


class Person:
    def __init__(self, base, login=None, tenant=None):
        """`tenant`: the system he comes to; none: the server's first."""
        self.base, self.cookie = base, None
        self.prefix = f"/{tenant}/api/v1" if tenant else "/api/v1"
        if login:
            status, session, _ = self.ask("post", "/session", {"login": login, "password": PASSWORD})
            check(status == 200, f"{login} signs in: {status}")
            if status == 200:
                self.show_second_factor(login, session["second_factor"])

    def show_second_factor(self, login, state):
        """As the session asks for it: sets one up, or spends a recovery code."""
        mine = (self.prefix, login)
        if state == "enrol":
            secret = self.ask("post", "/session/second_factor/enrolment", {})[1]["secret"]
            status, told, _ = self.ask("put", "/session/second_factor/enrolment", {"code": code_of(secret)})
            check(status == 200, f"{login} sets up a second factor: {status} {told}")
            RECOVERY_CODES[mine] = told["recovery_codes"]
        elif state == "needed":
            code = {"recovery_code": RECOVERY_CODES[mine].pop()}
            status, told, _ = self.ask("post", "/session/second_factor", code)
            check(status == 200, f"{login} shows a second factor: {status} {told}")

    def ask(self, method, path, body=None, *, etag=None, headers=None, raw=None, key=True):
        sent = {"Origin": self.base, "Accept-Language": "en"}
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        if method not in ("get", "head") and key:
            sent["Idempotency-Key"] = f'"{uuid.uuid4()}"'
        if etag:
            sent["If-Match"] = etag
        if self.cookie:
            sent["Cookie"] = self.cookie
        sent.update(headers or {})
        line = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=30)
        line.request(method.upper(), self.prefix + path, body=data, headers=sent)
        answer = line.getresponse()
        status, text, heads = answer.status, answer.read(), answer.headers
        line.close()
        if "Set-Cookie" in heads:
            self.cookie = heads["Set-Cookie"].split(";")[0]
        return status, self.validated(method, path, status, heads, text), heads

    def validated(self, method, path, status, heads, text):
        pattern, operation = matching(method, path)
        what = f"{method.upper()} {path} -> {status}"
        check(operation is not None, what + ": not documented")
        if operation is None:
            return None
        produced.add((method, pattern, status))
        response = operation["responses"].get(str(status))
        if response is None and status in ANYWHERE:
            response = operation["responses"]["default"]
        check(response is not None, f"{what}: this status is not documented: {text[:300]!r}")
        if response is None:
            return None
        if "$ref" in response:
            response = RESOLVER.resolve(response["$ref"])[1]
        media = (heads.get("Content-Type") or "").split(";")[0]
        content = response.get("content")
        if not content or method == "head":
            return None
        schema = (content.get(media) or content.get("*/*") or {}).get("schema")
        check(schema is not None, f"{what}: media type {media} is not documented")
        if schema is None or "json" not in media:
            return text
        lines = text.splitlines() if media == "application/x-ndjson" else [text]
        parsed = [json.loads(line) for line in lines]
        for one in parsed[:50]:
            errors = list(jsonschema.Draft202012Validator(schema, resolver=RESOLVER).iter_errors(one))
            check(not errors, f"{what}: {errors[0].json_path if errors else ''} {errors[0].message[:300] if errors else ''}")
        return parsed if media == "application/x-ndjson" else parsed[0]

    def seq(self):
        """The place of the log's last event."""
        return self.ask("get", "/clock")[1]["seq"]

    def refused(self, status, slug, method, path, body=None, *, witness, **how):
        """Asks for what must be refused, so and not otherwise, and leave no event; `witness` looks at the log."""
        before = witness.seq()
        answered, problem, heads = self.ask(method, path, body, **how)
        what = f"{method.upper()} {path} {str(body or how.get('raw') or '')[:80]}"
        check(answered == status, f"{what}: {answered}, not {status}: {problem}")
        told = (problem or {}).get("type") if isinstance(problem, dict) else None
        check(method == "head" or told == "/problems/" + slug, f"{what}: {told}, not {slug}")
        check(witness.seq() == before, f"{what}: refused, and yet an event was left")
        return problem, heads


@contextmanager
def demonstration(program):
    """The server's address, once its year is played and the next cycle is in progress."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([program, "demo", "--listen", "127.0.0.1:0", "--data", folder, "--speed", "500"],
                                  env={**os.environ, "CCHC_DEMO_PASSWORD": PASSWORD}, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        try:
            base = server.stdout.readline().strip().rstrip("/")
            check(base.startswith("http://127.0.0.1:"), "the demonstration says where it is")
            told = []
            for line in server.stderr:
                told.append(line)
                if "cchc demo:" in line or "2024" in line:
                    break
            if not told or "2024" not in told[-1]:
                raise RuntimeError("the play came to no end: " + "".join(told[-3:]))
            threading.Thread(target=server.stderr.read, daemon=True).start()  # whatever it still says
            yield base
        finally:
            server.terminate()
            server.wait(timeout=20)
