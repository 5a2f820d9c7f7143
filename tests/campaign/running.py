"""The server as a process of its own, and a client's line to it: what the campaigns have in common."""
import hashlib
import json
import os
import signal
import socket
import subprocess
import threading
import time

PASSWORD = "chien-dich-kiem-thu"
TENANT = "quang-dien"
OFFICES = ["van-phong-hdnd-ubnd", "phong-tu-phap", "phong-tai-chinh-ke-hoach", "phong-kinh-te-ha-tang",
           "phong-van-hoa-thong-tin", "phong-giao-duc-dao-tao", "phong-tai-nguyen-moi-truong",
           "phong-lao-dong-thuong-binh-xa-hoi", "phong-nong-nghiep-phat-trien-nong-thon", "thanh-tra-huyen"]


class Line:
    """One keep-alive connection. Whatever breaks it is an OSError; the next request opens another. A body is JSON, or
    bytes of an upload."""

    def __init__(self, port, cookie=""):
        self.port, self.cookie, self.socket, self.rest = port, cookie, None, b""

    def ask(self, method, path, body=None, headers=""):
        try:
            return self._ask(method, path, body, headers)
        except (OSError, ValueError, IndexError) as broken:
            self.hang_up()
            raise ConnectionError(str(broken)) from broken

    def hang_up(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def _ask(self, method, path, body, headers):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.rest = b""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        head = (f"{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
                f"Cookie: {self.cookie}\r\n{headers}")
        if body is not None:
            kind = "offset+octet-stream" if isinstance(body, bytes) else "json"
            head += f"Content-Type: application/{kind}\r\nContent-Length: {len(data)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + data)
        buffer = self.rest
        while b"\r\n\r\n" not in buffer:
            buffer += self._more()
        head_bytes, buffer = buffer.split(b"\r\n\r\n", 1)
        lines = head_bytes.decode().split("\r\n")
        # Of fields sent twice the first counts: a sign-in sets the session's cookie, then the browser's own.
        fields = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in reversed(lines[1:]))}
        if fields.get("transfer-encoding") == "chunked":
            sent = bytearray(buffer)
            while not sent.endswith(b"0\r\n\r\n"):
                sent += self._more()
            text, at = b"", 0
            while size := int(sent[at:sent.index(b"\r\n", at)], 16):
                at = sent.index(b"\r\n", at) + 2
                text, at = text + sent[at:at + size], at + size + 2
            self.rest = b""
        else:
            length = 0 if method == "HEAD" else int(fields.get("content-length", "0"))
            while len(buffer) < length:
                buffer += self._more()
            text, self.rest = buffer[:length], buffer[length:]
        return int(lines[0].split()[1]), fields, text

    def _more(self):
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("closed")
        return piece


class Server:
    """`cchc demo` or `cchc serve` on a data folder; `port` is known once this returns, when it answers."""

    def __init__(self, cchc, what, folder, *more, port=0, environment=None):
        self.process = subprocess.Popen([cchc, what, "--listen", f"127.0.0.1:{port}", "--data", folder, *more],
                                        env={**os.environ, "CCHC_DEMO_PASSWORD": PASSWORD, **(environment or {})},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if what == "demo":
            address = self.process.stdout.readline()
        else:  # the demonstration tells its address on stdout, the server on stderr, after its log
            told = []
            for line in self.process.stderr:
                told.append(line)
                if "cchc: http://" in line:
                    threading.Thread(target=self.process.stderr.read, daemon=True).start()
                    break
            address = "".join(told)
        if "http://" not in address:
            raise SystemExit("the server did not start: " + address + self.process.stderr.read())
        self.port = int(address.strip().rstrip("/").rsplit(":", 1)[1])

    def sign_in(self, login):
        """The session's cookie."""
        status, fields, text = Line(self.port).ask("POST", "/session", {"login": login, "password": PASSWORD})
        if status != 200:
            raise SystemExit(f"{login} cannot sign in: {status} {text[:300]}")
        return fields["set-cookie"].split(";")[0]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def found(cchc, folder):
    """A data folder with the demonstration's people, regulation and first cycle, for `cchc serve --tenant quang-dien`."""
    server = Server(cchc, "demo", folder, "--quiet")
    admin = Line(server.port, server.sign_in("quantri"))
    while admin.ask("GET", "/cycles/2023")[0] != 200:
        time.sleep(0.02)
    server.kill()


def read_log(port, auditor, failures, since=0):
    """Every event from a place on as the auditor gets it, after its place and its hash were checked."""
    _, _, text = Line(port, auditor).ask("GET", f"/events?from={since}", headers="Accept: application/x-ndjson\r\n")
    events = []
    for line in text.decode().splitlines():
        one = json.loads(line)
        if int(one["seq"]) != since + len(events):
            failures.append(f"event {one['seq']} stands where {since + len(events)} belongs")
        raw = line[line.index('"event":') + 8:-1]
        if hashlib.sha256(b"\0" + raw.encode()).hexdigest() != one["leaf_hash"]:
            failures.append(f"event {one['seq']}: its leaf hash is not that of its bytes")
        events.append({**one["event"], "seq": int(one["seq"]), "leaf_hash": one["leaf_hash"]})
    return events


def verify(cchc, folder, failures):
    told = subprocess.run([cchc, "verify", "--data", folder], capture_output=True, text=True)
    if told.returncode != 0:
        failures.append("verify: " + told.stdout + told.stderr)
