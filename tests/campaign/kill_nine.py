#!/usr/bin/env python3
"""Kills the server with SIGKILL while 64 clients write over HTTP, again and again on the same data, and holds what comes
back against what was acknowledged: nothing lost, nothing doubled, every client's order kept, the log without a gap.

Usage: kill_nine.py PATH-OF-CCHC [CYCLES]     (CCHC_KILL_CYCLES; default 5; a release runs 300)"""
import json
import os
import random
import sys
import tempfile
import threading
import time
import uuid

from running import OFFICES, TENANT, Line, Server, read_log, verify

CCHC = sys.argv[1]
CYCLES = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("CCHC_KILL_CYCLES", "5"))
CLIENTS = 64
luck = random.Random(int(os.environ.get("CCHC_SEED", "9")))


def played(folder):
    """The demonstration, once its play is over."""
    server = Server(CCHC, "demo", folder, "--speed", "500")
    for line in server.process.stderr:
        if "2024" in line:
            threading.Thread(target=server.process.stderr.read, daemon=True).start()
            return server
        if "cchc demo:" in line:
            raise SystemExit(line)
    raise SystemExit("the play came to no end")


class Client(threading.Thread):
    """Writes to entries of its own, one after the other; notes what was acknowledged and what was asked last."""

    def __init__(self, number, port, cookie, office, codes):
        super().__init__(daemon=True)
        self.number, self.line, self.office, self.codes = number, Line(port, cookie), office, codes
        self.acknowledged, self.unknown, self.refusal = [], None, None

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
                # Never what stands there already: that would add no event.
                self.unknown = (key, path, f"lần {turn}, {key}", versions[code])
                versions[code] = self.write(self.line)
                turn += 1
        except OSError:
            pass  # the server is gone

    def write(self, line):
        key, path, text, version = self.unknown
        status, fields, answer = line.ask("PUT", path + "/explanation", {"text": text},
                                          f'Idempotency-Key: "{key}"\r\nIf-Match: {version}\r\n')
        if status != 200:
            self.refusal = f"client {self.number} was refused: {status} {answer[:300]}"
            raise ConnectionError
        said = json.loads(answer)
        self.acknowledged.append((int(said["seq"]), said["leaf_hash"], key))
        self.unknown = None
        return fields["etag"]


def violations(events, acknowledged, since):
    """What is wrong with these events, which stand in the log from `since` on."""
    wrong, keys = [], {}
    for event in events:
        seq, key = event["seq"], event.get("commandid")
        if event["type"] == "vn.cchc.explanation_written":
            if key in keys:
                wrong.append(f"command {key} stands at {keys[key]} and at {seq}")
            keys[key] = seq
        if seq in acknowledged and acknowledged[seq][0] != event["leaf_hash"]:
            wrong.append(f"event {seq} is not the one acknowledged")
    for seq, (leaf, key) in acknowledged.items():
        if seq >= since and keys.get(key) != seq:
            wrong.append(f"acknowledged {seq} is lost or elsewhere")
    return wrong


def main():
    failures, acknowledged, total, looked_at = [], {}, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        server = played(folder)
        auditor = server.sign_in("kiemtra")  # sessions outlive the kills
        cookies = {office: server.sign_in(office + ".canbo") for office in OFFICES}
        criteria = json.loads(Line(server.port, cookies[OFFICES[0]]).ask("GET", "/cycles/2024/criteria")[2])["criteria"]
        leaves = [(c["code"], c["allowed_points"]) for c in criteria if c["leaf"] and c["scored_by"] == "agency"]
        for cycle in range(CYCLES):
            clients = []
            for number in range(CLIENTS):
                office = OFFICES[number % len(OFFICES)]
                share = number // len(OFFICES)
                clients.append(Client(number, server.port, cookies[office], office, leaves[share * 7:share * 7 + 7]))
            for client in clients:
                client.start()
            time.sleep(0.2 + luck.random() * 0.8)
            server.kill()
            for client in clients:
                client.join(timeout=20)
                if client.refusal:
                    failures.append(client.refusal)

            server = Server(CCHC, "serve", folder, "--tenant", TENANT)
            # What got no answer is asked again under its key: whether it had been written or not, it is now, once.
            for client in clients:
                if client.unknown and not client.refusal:
                    try:
                        client.write(Line(server.port, cookies[client.office]))
                    except OSError as broken:
                        failures.append(client.refusal or f"client {client.number} was not answered: {broken}")
                last = -1
                for seq, leaf, key in client.acknowledged:
                    if seq <= last:
                        failures.append(f"client {client.number}: acknowledged {seq} after {last}")
                    last = seq
                    if seq in acknowledged:
                        failures.append(f"acknowledged {seq} was given away again")
                    acknowledged[seq] = (leaf, key)
                total += len(client.acknowledged)

            events = read_log(server.port, auditor, failures, looked_at)
            failures += violations(events, acknowledged, looked_at)
            looked_at += len(events)
            if failures:
                break
            if cycle % 25 == 24:
                print(f"  {cycle + 1} kills, {total} acknowledgements", flush=True)
        # Once more as a whole: what was there after one kill must have outlived all later ones.
        failures += violations(read_log(server.port, auditor, failures), acknowledged, 0)
        server.kill()
        verify(CCHC, folder, failures)
    for failure in failures[:20]:
        print("FAILED", failure)
    print(f"{cycle + 1} kills, {total} acknowledgements, {len(failures)} violations")
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed")
    sys.exit(1 if failures else 0)


main()
