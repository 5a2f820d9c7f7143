#!/usr/bin/env python3
"""Kills the server (-9) while an officer uploads: no half file can be reached, the upload goes on where it stands or
where its last checksum was seen to agree, and what comes out is what went in. `cchc verify` finds nothing amiss.

Usage: cut_uploads.py PATH-OF-CCHC [KILLS]     (default 12)"""
import base64
import hashlib
import os
import random
import sys
import tempfile
import threading
import time
import uuid

from running import OFFICES, TENANT, Line, Server, found, verify

CCHC = sys.argv[1]
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 12
luck = random.Random(int(os.environ.get("CCHC_SEED", "7")))
OFFICER = f"{OFFICES[1]}.canbo"


class Officer:
    def __init__(self, server):
        self.line = Line(server.port, server.sign_in(OFFICER))

    def ask(self, method, path, body=None, **headers):
        told = {"Tus-Resumable": "1.0.0", "Idempotency-Key": f'"{uuid.uuid4()}"',
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.line.ask(method, path, body, "".join(f"{name}: {value}\r\n" for name, value in told.items()))


def paper():
    end = b"\ntrailer\n%%EOF\n"
    return b"%PDF-1.7\n" + luck.randbytes(luck.randrange(1_000_000, 6_000_000)) + end


def expect(right, what):
    if not right:
        raise SystemExit("FAILED " + what)


def one(folder, turn):
    bytes_ = paper()
    sha256 = hashlib.sha256(bytes_).hexdigest()
    checked = turn % 2 == 0
    server = Server(CCHC, "serve", folder, "--tenant", TENANT)
    officer = Officer(server)
    status, heads, _ = officer.ask("POST", "/uploads", Upload_Length=len(bytes_), Upload_Metadata="filename YS5wZGY=")
    expect(status == 201, f"an upload is begun: {status}")
    place, offset, kills = heads["location"].removeprefix("/api/v1"), 0, 0
    while True:
        piece = bytes_[offset:]
        headers = {"Upload_Offset": offset}
        if checked:
            headers["Upload_Checksum"] = "sha-256 " + base64.b64encode(hashlib.sha256(piece).digest()).decode()
        if kills < 2:
            threading.Timer(luck.uniform(0.001, 0.03), server.kill).start()
            kills += 1
        done = False
        try:
            status, heads, _ = officer.ask("PATCH", place, piece, **headers)
            done = status == 204
            expect(done, f"the rest is taken: {status}")
        except OSError:
            pass
        if done and server.process.poll() is None:
            time.sleep(0.05)  # the timer of a kill that came late
        if server.process.poll() is None and done:
            break
        server.process.wait()
        server = Server(CCHC, "serve", folder, "--tenant", TENANT)
        officer = Officer(server)
        status, heads, _ = officer.ask("HEAD", place)
        if status == 404:  # killed between the file and the register: nobody's, to be sent again
            expect(officer.ask("GET", f"/documents/{sha256}")[0] == 404, "what is nobody's is not there")
            status, heads, _ = officer.ask("POST", "/uploads", Upload_Length=len(bytes_), Upload_Metadata="filename YS5wZGY=")
            place, offset = heads["location"].removeprefix("/api/v1"), 0
            continue
        offset = int(heads["upload-offset"])
        if offset == len(bytes_):
            expect(heads.get("upload-sha256") == sha256, "what is whole is in the register")
            break
        expect(not checked or offset == 0, f"what was on trial is gone: {offset}")
        expect(officer.ask("GET", f"/documents/{sha256}")[0] == 404, "no half file can be reached")
    status, _, sent = officer.ask("GET", f"/documents/{sha256}/content")
    expect(status == 200 and sent == bytes_, f"what comes out is what went in: {status}")
    server.kill()


with tempfile.TemporaryDirectory(prefix="cchc-cut-") as data:
    folder = os.path.join(data, "data")
    found(CCHC, folder)
    for turn in range((KILLS + 1) // 2):
        one(folder, turn)
    failures = []
    verify(CCHC, folder, failures)
    expect(not failures, "\n".join(failures))
    left = [name for name in os.listdir(os.path.join(folder, "evidence/uploads"))]
    expect(not left, f"nothing unfinished is left: {left}")
print(f"{KILLS} kills in mid-upload: no half file, every file whole in the end")
