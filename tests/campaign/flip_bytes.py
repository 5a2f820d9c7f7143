#!/usr/bin/env python3
"""Flips bytes in a real data folder, left by a demonstration that was killed under load, and asks `cchc verify`: what
was flipped is named, never passed over. Every file but RocksDB's LOG*, LOCK, OPTIONS-* and IDENTITY, and but the
demonstration's trust list, which is no record of anything; then the live
write-ahead log; then every byte of the header of its last record. And evidence that the log names and nobody has.

Usage: flip_bytes.py PATH-OF-CCHC [FLIPS]     (CCHC_FLIPS; default 40; a release runs 200, and a quarter in the live WAL)"""
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from running import OFFICES, Line, Server

CCHC = sys.argv[1]
FLIPS = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("CCHC_FLIPS", "40"))
luck = random.Random(int(os.environ.get("CCHC_SEED", "11")))
BLOCK = 32768  # of a write-ahead log; a fragment = crc:u32 length:u16 type:u8 payload, type 1 whole, 2 first, 3, 4 last


def explain(line, until):
    """An officer at work, until the server is gone."""
    path = f"/assessments/2023-{OFFICES[-1]}/entries/I.1.1"
    try:
        version = line.ask("GET", path)[1]["etag"]
        for turn in range(until):
            status, fields, answer = line.ask("PUT", path + "/explanation", {"text": f"lần {turn}"},
                                              f'Idempotency-Key: "{uuid.uuid4()}"\r\nIf-Match: {version}\r\n')
            if status != 200:
                raise SystemExit(f"an officer at work was refused: {status} {answer}")
            version = fields["etag"]
    except OSError:
        pass


def upload(line, sent, size):
    """Sends the beginning of a file of that size, or all of it."""
    tus = f'Tus-Resumable: 1.0.0\r\nIdempotency-Key: "{uuid.uuid4()}"\r\n'
    status, fields, answer = line.ask("POST", "/uploads", b"", f"{tus}Upload-Length: {size}\r\n"
                                      "Upload-Metadata: filename YmFvLWNhby5wZGY=\r\n")
    if status == 201:
        place = fields["location"].removeprefix("/api/v1")
        status, _, answer = line.ask("PATCH", place, sent, tus + "Upload-Offset: 0\r\n")
    if status != 204:
        raise SystemExit(f"no upload: {status} {answer}")


def fill(folder):
    """The demonstration killed while it plays, then while an officer writes: tables, live logs, an upload half done."""
    server = Server(CCHC, "demo", folder, "--quiet", "--speed", "500")
    auditor = Line(server.port, server.sign_in("kiemtra"))
    while int(json.loads(auditor.ask("GET", "/clock")[2])["seq"]) < 900:
        time.sleep(0.05)
    server.kill()

    server = Server(CCHC, "demo", folder, "--quiet")
    line = Line(server.port, server.sign_in(OFFICES[-1] + ".canbo"))
    explain(line, 60)
    upload(line, b"%PDF-1.7 " + b"w" * 976 + b"\ntrailer\n%%EOF\n", 1000)
    upload(line, b"%PDF-1.7 " + b"h" * 2991, 5000)
    writing = threading.Thread(target=explain, args=(line, 100_000), daemon=True)
    writing.start()
    time.sleep(0.3)
    server.kill()
    writing.join()


def files_of(folder):
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "demonstration-trust"]
        for name in sorted(names):
            if not (name.startswith(("LOG", "OPTIONS-")) or name in ("LOCK", "IDENTITY")):
                path = os.path.join(where, name)
                if os.path.getsize(path) > 0:
                    yield path


def kind_of(path):
    """`evidence/2f/a0/2fa0…` is one of many; a write-ahead log of the log is not one of the people's."""
    if path.startswith("evidence/"):
        return "evidence/uploads" + os.path.splitext(path)[1] if "/uploads/" in path else "evidence/*"
    where, name = os.path.split(path)
    return os.path.join(where, name.split("-")[0] if name.startswith("MANIFEST") else os.path.splitext(name)[1] or name)


def named(folder):
    """Exit code, and what `verify` names, line by line."""
    told = subprocess.run([CCHC, "verify", "--data", folder], capture_output=True, text=True)
    return told.returncode, {line for line in told.stdout.splitlines() if not line.startswith("sound: ")}


def last_record(wal):
    """Where the last record's first fragment begins, and where the zeros behind it do."""
    with open(wal, "rb") as file:
        data = file.read()
    at, begin = 0, 0
    while at + 7 <= len(data):
        if BLOCK - at % BLOCK < 7:
            at += BLOCK - at % BLOCK
            continue
        length, kind = int.from_bytes(data[at + 4:at + 6], "little"), data[at + 6]
        if kind == 0:
            break
        if kind in (1, 2):
            begin = at
        at += 7 + length
    return begin, at


class Flips:
    def __init__(self, folder, usual):
        self.folder, self.usual, self.count, self.silent = folder, usual, 0, []

    def flip(self, path, at):
        bits = luck.randrange(1, 256)
        with open(path, "r+b") as file:
            file.seek(at)
            was = file.read(1)[0]
            file.seek(at)
            file.write(bytes([was ^ bits]))
        code, lines = named(self.folder)
        with open(path, "r+b") as file:
            file.seek(at)
            file.write(bytes([was]))
        self.count += 1
        # A file that is named even when all is well (a stop left it behind) is named for whatever it holds.
        if code == 0 and not lines - self.usual and not any(path in line for line in self.usual):
            self.silent.append(f"{os.path.relpath(path, self.folder)} at {at} ^ {bits}: exit {code}")


def main():
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = scratch + "/data"
        fill(folder)
        code, usual = named(folder)
        print("after the kill, before any flip:", code, *sorted(usual), sep="\n  ")
        if code != 0:
            failures.append("the folder is not sound to begin with")
        flips = Flips(folder, usual)
        files = sorted(files_of(folder))
        wal = max((path for path in files if "/log/" in path and path.endswith(".log")), key=os.path.getsize)
        # Every kind of file once, then every file once, then wherever chance points: small files are not passed over.
        kinds = {}
        for path in files:
            kinds.setdefault(kind_of(os.path.relpath(path, folder)), path)
        print(f"{len(files)} files of {len(kinds)} kinds:", *sorted(kinds))
        others = [path for path in files if path not in kinds.values()]
        luck.shuffle(others)
        chosen = [*kinds.values(), *others][:max(FLIPS, len(kinds))]
        chosen += [luck.choice(files) for _ in range(FLIPS - len(chosen))]
        for path in chosen:
            flips.flip(path, luck.randrange(os.path.getsize(path)))
        begin, end = last_record(wal)
        for _ in range((FLIPS + 3) // 4):
            flips.flip(wal, luck.randrange(end))
        for at in range(begin, begin + 7):
            flips.flip(wal, at)
        failures += ["silent: " + where for where in flips.silent]

        evidence = [path for path in files if "/evidence/" in path and "/uploads/" not in path]
        for path in luck.sample(evidence, 3):
            os.rename(path, scratch + "/gone")
            code, lines = named(folder)
            os.rename(scratch + "/gone", path)
            if code == 0 or not any(os.path.basename(path) in line for line in lines):
                failures.append(f"silent without {os.path.relpath(path, folder)}")
        if named(folder) != (0, usual):
            failures.append("verify changed what it read")
    for failure in failures[:20]:
        print("FAILED", failure)
    print(f"{flips.count} bytes flipped, {len(failures)} passed over")
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed")
    sys.exit(1 if failures else 0)


main()
