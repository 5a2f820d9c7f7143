#!/usr/bin/env python3
"""Kills the server with SIGKILL while 64 clients write over HTTP, again and again on the same data, and holds what comes
back against what was acknowledged: nothing lost, nothing doubled, every client's order kept, the log without a gap.

Usage: kill_nine.py PATH-OF-CCHC [CYCLES]     (CCHC_KILL_CYCLES; default 5; a release runs 300)"""
import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

CCHC = sys.argv[1]
CYCLES = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("CCHC_KILL_CYCLES", "5"))
PASSWORD = "chien-dich-kill-9"
CLIENTS = 64
OFFICES = ["van-phong-hdnd-ubnd", "phong-tu-phap", "phong-tai-chinh-ke-hoach", "phong-kinh-te-ha-tang",
           "phong-van-hoa-thong-tin", "phong-giao-duc-dao-tao", "phong-tai-nguyen-moi-truong",
           "phong-lao-dong-thuong-binh-xa-hoi", "phong-nong-nghiep-phat-trien-nong-thon", "thanh-tra-huyen"]
luck = random.Random(int(os.environ.get("CCHC_SEED", "9")))


class Line:
    """One keep-alive connection."""

    def __init__(self, port, cookie=""):
        self.port, self.cookie, self.socket, self.rest = port, cookie, None, b""

    def ask(self, method, path, body=None, headers=""):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.rest = b""
        data = b"" if body is None else json.dumps(body).encode()
        head = (f"{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
                f"Cookie: {self.cookie}\r\n{headers}")
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + data)
        buffer = self.rest
        while b"\r\n\r\n" not in buffer:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError
            buffer += piece
        head_bytes, buffer = buffer.split(b"\r\n\r\n", 1)
        lines = head_bytes.decode().split("\r\n")
        # Of fields sent twice the first counts: a sign-in sets the session's cookie, then the browser's own.
        fields = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in reversed(lines[1:]))}
        length = int(fields.get("content-length", "0"))
        chunked = fields.get("transfer-encoding") == "chunked"
        while len(buffer) < length or (chunked and not buffer.endswith(b"0\r\n\r\n")):
            piece = self.socket.recv(1 << 20)
            if not piece:
                raise ConnectionError
            buffer += piece
        if chunked:
            text, rest = b"", buffer
            while True:
                size, rest = rest.split(b"\r\n", 1)
                n = int(size, 16)
                if n == 0:
                    break
                text, rest = text + rest[:n], rest[n + 2:]
            self.rest = b""
        else:
            text, self.rest = buffer[:length], buffer[length:]
        return int(lines[0].split()[1]), fields, text


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([CCHC, "demo", "--listen", "127.0.0.1:0", "--data", folder, "--speed", "500"],
                                        env={**os.environ, "CCHC_DEMO_PASSWORD": PASSWORD},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = self.process.stdout.readline().strip()
        if not first.startswith("http://"):
            raise SystemExit("the server did not start again: " + self.process.stderr.read())
        self.port = int(first.rstrip("/").rsplit(":", 1)[1])

    def wait_for_the_play(self):
        for line in self.process.stderr:
            if "2024" in line or "minh họa đã có" in line:
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return
            if "cchc demo:" in line:
                raise SystemExit(line)

    def sign_in(self, login):
        line = Line(self.port)
        status, fields, text = line.ask("POST", "/session", {"login": login, "password": PASSWORD})
        assert status == 200, text
        return fields["set-cookie"].split(";")[0]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Client(threading.Thread):
    """Writes to entries of its own, one after the other, and notes what was acknowledged and what was asked last."""

    def __init__(self, cycle, number, port, cookie, office, codes):
        super().__init__(daemon=True)
        self.cycle, self.number, self.line, self.office, self.codes = cycle, number, Line(port, cookie), office, codes
        self.acknowledged, self.unknown = [], None

    def run(self):
        try:
            versions = {}
            turn = 0
            while True:
                code, allowed = self.codes[turn % len(self.codes)]
                path = f"/assessments/2024-{self.office}/entries/{code}"
                if code not in versions:
                    versions[code] = self.line.ask("GET", path)[1]["etag"]
                key = str(uuid.uuid4())
                self.unknown = key
                text = f"lần {self.cycle}.{self.number}.{turn}"  # never what stands there already: that would add no event
                status, fields, answer = self.line.ask(
                    "PUT", path + "/explanation", {"text": text},
                    f'Idempotency-Key: "{key}"\r\nIf-Match: {versions[code]}\r\n')
                if status != 200:
                    raise SystemExit(f"refused: {status} {answer[:300]}")
                said = json.loads(answer)
                versions[code] = fields["etag"]
                self.acknowledged.append((int(said["seq"]), said["leaf_hash"], key))
                self.unknown = None
                turn += 1
        except (OSError, ConnectionError, ValueError):
            pass  # the server is gone


def main():
    failures, acknowledged, total = [], {}, 0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.wait_for_the_play()
        for cycle in range(CYCLES):
            cookies = {office: server.sign_in(office + ".canbo") for office in OFFICES}
            criteria = json.loads(Line(server.port, cookies[OFFICES[0]]).ask("GET", "/cycles/2024/criteria")[2])["criteria"]
            leaves = [(c["code"], c["allowed_points"]) for c in criteria if c["leaf"] and c["scored_by"] == "agency"]
            clients = []
            for number in range(CLIENTS):
                office = OFFICES[number % len(OFFICES)]
                share = number // len(OFFICES)
                clients.append(Client(cycle, number, server.port, cookies[office], office, leaves[share * 7:share * 7 + 7]))
            for client in clients:
                client.start()
            time.sleep(0.2 + luck.random() * 0.8)
            server.kill()
            for client in clients:
                client.join(timeout=20)
                last = -1
                for seq, leaf, key in client.acknowledged:
                    if seq <= last:
                        failures.append(f"client {client.number}: acknowledged {seq} after {last}")
                    last = seq
                    acknowledged[seq] = (leaf, key)
                total += len(client.acknowledged)

            server = Server(folder)
            server.wait_for_the_play()
            auditor = Line(server.port, server.sign_in("kiemtra"))
            status, _, text = auditor.ask("GET", "/events?from=0", headers="Accept: application/x-ndjson\r\n")
            keys, next_seq = {}, 0
            for line in text.decode().splitlines():
                one = json.loads(line)
                seq = int(one["seq"])
                if seq != next_seq:
                    failures.append(f"cycle {cycle}: event {seq} where {next_seq} belongs")
                next_seq = seq + 1
                raw = line[line.index('"event":') + 8:-1]
                leaf = hashlib.sha256(b"\0" + raw.encode()).hexdigest()
                if leaf != one["leaf_hash"]:
                    failures.append(f"event {seq}: its leaf hash is not that of its bytes")
                if one["event"]["type"] == "vn.cchc.explanation_written":
                    key = one["event"]["commandid"]
                    if key in keys:
                        failures.append(f"command {key} stands at {keys[key]} and at {seq}")
                    keys[key] = seq
                if seq in acknowledged and acknowledged[seq][0] != one["leaf_hash"]:
                    failures.append(f"event {seq} is not the one acknowledged")
            for seq, (leaf, key) in acknowledged.items():
                if keys.get(key) != seq:
                    failures.append(f"acknowledged {seq} is lost or elsewhere")
            # Asked again under the same key, an answer that never came tells what happened, and adds nothing.
            if failures:
                break
        server.kill()
        verify = subprocess.run([CCHC, "verify", "--data", folder], capture_output=True, text=True)
        if verify.returncode != 0:
            failures.append("verify after the last kill: " + verify.stdout)
    for failure in failures[:20]:
        print("FAILED", failure)
    print(f"{CYCLES} kills, {total} acknowledgements, {len(failures)} violations")
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed")
    sys.exit(1 if failures else 0)


main()
