#!/usr/bin/env python3
"""tests/signatures/arrives.py CCHC: PDFs come in over HTTP; each is checked on arrival against the server's trust list, in a
process of its own, and what was found stands with the document. A bomb costs the server nothing. `cchc verify` finds
nothing amiss afterwards."""

import datetime
import hashlib
import json
import pathlib
import sys
import tempfile
import time
import uuid

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "campaign")]
import pki
from make_pdf import Pdf, text_stream
from running import OFFICES, TENANT, Line, Server, found, verify
from corpus import table_bomb

CCHC = str(pathlib.Path(sys.argv[1]).resolve())


def bring(line, data):
    ask = lambda method, path, body=None, **headers: line.ask(method, path, body, "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in {
        "Tus_Resumable": "1.0.0", "Idempotency_Key": f'"{uuid.uuid4()}"', **headers}.items()))
    status, heads, said = ask("POST", "/uploads", Upload_Length=len(data), Upload_Metadata="filename YS5wZGY=")
    assert status == 201, (status, said)
    status, _, said = ask("PATCH", heads["location"].removeprefix("/api/v1"), data, Upload_Offset=0)
    if status != 204:
        return {"refused": status}
    return json.loads(ask("GET", f"/documents/{hashlib.sha256(data).hexdigest()}")[2])


def main(folder):
    world = pki.World(folder, datetime.datetime.now(pki.UTC).replace(microsecond=0))
    data = str(folder / "data")
    found(CCHC, data)
    sound = Pdf().sign(world.cms()).bytes
    files = {"sound": (sound, "valid", [], "carried"),
             "forged": (Pdf().sign(world.cms()).write({4: text_stream("99,99")}).bytes, "invalid", ["changed_after_signing"], "carried"),
             "stranger": (Pdf().sign(world.cms(world.stranger)).bytes, "indeterminate", ["unknown_root"], "carried"),
             "unsigned": (Pdf("Khong ky").bytes, "unsigned", [], "unsigned"),
             "bomb": (table_bomb(), "indeterminate", ["too_costly"], "unknown")}
    wrong = []
    server = Server(CCHC, "serve", data, "--tenant", TENANT, "--trust", str(world.trust))
    line = Line(server.port, server.sign_in(f"{OFFICES[1]}.canbo"))
    for name, (bytes_, verdict, reasons, carried) in files.items():
        began = time.monotonic()
        document = bring(line, bytes_)
        took = time.monotonic() - began
        if "refused" in document:  # its structure gave it away before it was checked
            if name != "bomb":
                wrong.append(f"{name}: refused, {document['refused']}")
            continue
        check = document["check"] or {}
        if (check.get("verdict"), check.get("reasons"), document["signature"]) != (verdict, reasons, carried):
            wrong.append(f"{name}: {check.get('verdict')} {check.get('reasons')} {document['signature']}")
        if "signer" in str(check) or "Lê Minh" in str(check):
            wrong.append(f"{name}: a person is named in what goes into the log")
        if check and (set(check["report"]) != {"sha256", "size", "media"} or len(check["trust_list"]) != 64):
            wrong.append(f"{name}: {check['report']}, {check['trust_list']}")
        if took > 6:
            wrong.append(f"{name}: took {took:.1f} s")
    if server.process.poll() is not None:
        wrong.append("the server has fallen")
    server.kill()
    verify(CCHC, data, wrong)
    for one in wrong:
        print(one)
    print(f"{len(files)} files came in, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cchc-arrives-") as scratch:
        sys.exit(main(pathlib.Path(scratch)))
