"""Files as agencies really send them: under a false name, empty, too large, in another spelling, twice. And as they go out
again: kept, never run, under their own name on every machine."""
import base64
import unicodedata
import zlib

from people import check
from stage import PDF, TUS, Scene

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def png():
    """One grey pixel."""
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    head = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def begin(who, name, size, **more):
    named = base64.b64encode(name.encode()).decode()
    return who.ask("POST", "/uploads", raw=b"", headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {named}", **more})


def send(who, place, bytes_):
    return who.ask("PATCH", place.split("/api/v1")[1], raw=bytes_, headers={**TUS, "Upload-Offset": "0", "Content-Type":
                                                                           "application/offset+octet-stream"})


def keep(who, name, bytes_):
    """The stored file's hash."""
    begun = begin(who, name, len(bytes_))
    check(begun.status == 201, f"{name}: {begun}")
    done = send(who, begun.header("Location"), bytes_)
    check(done.status == 204, f"{name}: {done}")
    return done.header("Upload-Sha256")


def a_file_renamed_is_refused(system):
    """What begins as no kind of evidence is none, whatever it is called; what begins as another is called so."""
    officer = system.officer
    for what, bytes_ in (("a page", HTML), ("a program", b"MZ" + bytes(80)), ("a script", b"#!/bin/sh\nid\n" + bytes(20)),
                         ("an ELF", b"\x7fELF" + bytes(60)), ("an SVG", b"<svg onload='alert(1)'></svg>" + bytes(20)),
                         ("text", b"Kinh gui UBND huyen, so lieu nam 2026 nhu sau")):
        begun = begin(officer, "báo cáo.pdf", len(bytes_))
        answer = send(officer, begun.header("Location"), bytes_)
        check(answer.status in (415, 422), f"{what} named .pdf: {answer}")
        gone = officer.ask("HEAD", begun.header("Location").split("/api/v1")[1], headers=TUS)
        check(gone.status == 404, f"{what} is thrown away: {gone.status}")
    sha256 = keep(officer, "ảnh.pdf", png())
    known = officer.done("GET", f"/documents/{sha256}").json
    check(known["media"] == "image/png" and known["name"].endswith(".png"), f"a picture named .pdf is a picture: {known}")


def a_file_of_no_size_or_too_much_is_refused(system):
    officer = system.officer
    check(begin(officer, "rỗng.pdf", 0).status in (400, 422), f"0 bytes: {begin(officer, 'rỗng.pdf', 0)}")
    for size in (52_428_801, 200 << 20, 1 << 63, 10 ** 30):
        answer = begin(officer, "lớn.pdf", size)
        check(answer.status in (400, 413), f"{size} bytes: {answer}")
    for size in ("-1", "1.5", "x", "", "0x10", "1 1"):
        answer = officer.ask("POST", "/uploads", raw=b"", headers={**TUS, "Upload-Length": size, "Upload-Metadata": "filename YS5wZGY="})
        check(answer.status == 400, f"{size!r} bytes: {answer}")


def a_name_is_kept_in_one_spelling(system):
    """From a Mac (NFD) and from Windows (NFC) it is the same name; no path, no line and no hidden letter is part of it."""
    officer = system.officer
    name = "Kế hoạch số 5 của Đảng ủy.pdf"
    decomposed = keep(officer, unicodedata.normalize("NFD", name), PDF + b"% 1")
    check(officer.done("GET", f"/documents/{decomposed}").json["name"] == unicodedata.normalize("NFC", name), "NFD")
    for n, (wicked, wanted) in enumerate((("../" * 3 + "etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\an\\bao-cao.pdf", "bao-cao.pdf"),
                                          ("a\r\nSet-Cookie: x=y.pdf", None), ("a\u202efdp.exe.pdf", None), ("\u200bẩn\u200b.pdf", None))):
        begun = begin(officer, wicked, len(PDF) + 4)
        if begun.status != 201:
            check(begun.status in (400, 422), f"{wicked!r}: {begun}")
            continue
        done = send(officer, begun.header("Location"), PDF + b"% " + f"a{n}".encode())
        told = officer.done("GET", f"/documents/{done.header('Upload-Sha256')}").json["name"]
        check(not any(c in told for c in "/\\\r\n\u202e\u200b"), f"{wicked!r} became {told!r}")
        check(wanted is None or told == wanted, f"{wicked!r} became {told!r}")


def the_same_bytes_of_two_agencies_tell_neither_of_the_other(system):
    bytes_ = PDF + b"% cua hai don vi"
    first = keep(system.people["officer"], "của tôi.pdf", bytes_)
    other = system.people["other_officer"]
    check(other.ask("GET", f"/documents/{first}").status == 404, "not there for who did not send it")
    begun = begin(other, "của họ.pdf", len(bytes_))
    offset = other.done("HEAD", begun.header("Location").split("/api/v1")[1], headers=TUS).header("Upload-Offset")
    check(offset == "0", f"every byte is asked for again: {offset}")
    check(send(other, begun.header("Location"), bytes_).header("Upload-Sha256") == first, "and they are the same")
    names = [system.people[who].done("GET", f"/documents/{first}").json["name"] for who in ("officer", "other_officer")]
    check(names == ["của tôi.pdf", "của họ.pdf"], f"each under its own name: {names}")


def a_file_goes_out_to_be_kept_and_never_run(system):
    scene = Scene(system, "open")
    name = 'Báo cáo "quý III" 100% đạt; số=5.pdf'
    scene.names["sha256"] = keep(system.officer, name, PDF + b"% ten kho")
    scene.attached()
    for who in ("officer", "assigned", "auditor"):
        answer = system.people[who].done("GET", scene.path("/documents/{sha256}/content"))
        policy, disposition = answer.header("Content-Security-Policy"), answer.header("Content-Disposition")
        check("sandbox" in policy and "default-src 'none'" in policy and "allow-scripts" not in policy, f"{policy}")
        check(answer.header("X-Content-Type-Options") == "nosniff" and answer.header("Content-Type") == "application/pdf", "as what it is")
        check(disposition.startswith('attachment; filename="') and "filename*=UTF-8''B%C3%A1o%20c%C3%A1o" in disposition, f"{disposition}")
        plain = disposition.split('filename="')[1].split('"')[0]
        check(plain.isascii() and not set('\\/:*?"<>|%') & set(plain), f"a name that Windows takes: {plain}")
        check("\r" not in disposition and "\n" not in disposition, "of one line")


def evidence_files(system):
    a_file_renamed_is_refused(system)
    a_file_of_no_size_or_too_much_is_refused(system)
    a_name_is_kept_in_one_spelling(system)
    the_same_bytes_of_two_agencies_tell_neither_of_the_other(system)
    a_file_goes_out_to_be_kept_and_never_run(system)
