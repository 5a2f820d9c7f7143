#!/usr/bin/env python3
"""Thousands of tabs on one server: they come, hear what happens, lose the server to a restart, and come back all at once
with their tokens. Each must hear every event once and in order, and the server must be itself again in time.

Usage: thousand_tabs.py PATH-OF-CCHC [TABS]     (default 2000)"""
import asyncio
import base64
import json
import os
import resource
import signal
import sys
import tempfile
import time
import uuid

from running import Line, Server, found

CCHC, TABS = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
TOPIC = "assessment/2023-phong-noi-vu"
TOPICS = [TOPIC, "ranking/2023/phong-chuyen-mon", "cycle/2023"]
ENTRY = "/assessments/2023-phong-noi-vu/entries/I.1.2"
failed = 0


def check(right, what):
    global failed
    if not right:
        failed += 1
        print("FAILED", what)


def explain(line, text):
    """One event everybody who follows the assessment must hear of; its place in the log."""
    _, fields, _ = line.ask("GET", ENTRY)
    status, _, answer = line.ask("PUT", ENTRY + "/explanation", {"text": text},
                                 f"Idempotency-Key: \"{uuid.uuid4()}\"\r\nIf-Match: {fields['etag']}\r\n")
    check(status == 200, f"an explanation: {status} {answer[:200]}")
    return int(json.loads(answer)["seq"])


def resident_mib(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


class Tab:
    def __init__(self):
        self.tokens, self.events, self.resyncs, self.bye = {}, [], [], None

    async def come(self, port, cookie):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 21)
        self.writer.write((f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
                           f"Cookie: {cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                           f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                           "Sec-WebSocket-Protocol: cchc.live.v1\r\n\r\n").encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        check(b" 101 " in head, f"a tab is let in: {head[:60]}")
        waiting = set(TOPICS)
        for rid, topic in enumerate(TOPICS):
            sub = {"t": "sub", "rid": rid, "topic": topic, **({"from": self.tokens[topic]} if topic in self.tokens else {})}
            payload = json.dumps(sub).encode()
            size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
            self.writer.write(b"\x81" + size + b"\0\0\0\0" + payload)
        while waiting:
            frame = await self.next()
            if frame["t"] in ("snapshot", "bookmark", "resync"):
                waiting.discard(frame["topic"])
        self.ear = asyncio.create_task(self.listen())

    async def next(self):
        start = await self.reader.readexactly(2)
        size = start[1] & 127
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        payload = await self.reader.readexactly(size)
        if start[0] & 15 != 1:
            raise asyncio.IncompleteReadError(b"", None)
        # Most of a snapshot is data, and this program has one processor for two thousand pages.
        frame = json.loads(payload) if len(payload) < 20_000 else self.head_of(payload)
        if "token" in frame:
            self.tokens[frame["topic"]] = frame["token"]
        if frame["t"] == "event" and frame["topic"] == TOPIC:
            self.events.append(int(frame["seq"]))
        if frame["t"] == "resync":
            self.resyncs.append(frame["reason"])
        if frame["t"] == "bye":
            self.bye = frame
        return frame

    @staticmethod
    def head_of(payload):
        return json.loads(payload[:payload.index(b',"data":')] + b"}")

    async def listen(self):
        try:
            while True:
                await self.next()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.writer.close()


async def all_of(tabs, port, cookie):
    began = time.time()
    await asyncio.gather(*(tab.come(port, cookie) for tab in tabs))
    return time.time() - began


async def until(what, seconds):
    end = time.time() + seconds
    while not what() and time.time() < end:
        await asyncio.sleep(0.02)
    return what()


async def campaign(folder):
    found(CCHC, folder)
    server = Server(CCHC, "serve", folder, "--tenant", "quang-dien")
    officer, admin = server.sign_in("phong-noi-vu.canbo"), server.sign_in("quantri")
    alone = resident_mib(server)
    tabs = [Tab() for _ in range(TABS)]
    took = await all_of(tabs, server.port, admin)
    print(f"{TABS} tabs came, each with {len(TOPICS)} topics: {took:.1f} s, {resident_mib(server) - alone} MiB more")

    line = Line(server.port, officer)
    expected = [explain(line, f"lần {n}") for n in range(5)]
    began = time.time()
    check(await until(lambda: all(tab.events == expected for tab in tabs), 10), "everybody hears every event, once and in order")
    print(f"5 events told to all: the last {time.time() - began:.2f} s after it was answered")

    server.process.send_signal(signal.SIGTERM)
    check(await until(lambda: all(tab.bye for tab in tabs), 10), "everybody is told that the server goes")
    server.process.wait(timeout=30)
    waits = sorted(tab.bye["retry_after_ms"] for tab in tabs if tab.bye)
    check(waits and waits[len(waits) // 10] < 1000 and waits[-1] > 4000, f"each at a time of his own: {waits[:3]} … {waits[-3:]}")

    server = Server(CCHC, "serve", folder, "--tenant", "quang-dien")
    line = Line(server.port, officer)
    expected += [explain(line, f"trong khi vắng {n}") for n in range(5)]
    took = await all_of(tabs, server.port, admin)  # all at once, which is worse than any browser does
    check(await until(lambda: all(tab.events == expected for tab in tabs), 20), "everybody hears what he missed, once and in order")
    check(not any(tab.resyncs for tab in tabs), f"nobody starts anew: {[tab.resyncs for tab in tabs if tab.resyncs][:3]}")
    print(f"{TABS} tabs came back with their tokens after a restart: {took:.1f} s")
    began = time.time()
    expected.append(explain(line, "sau cùng"))
    check(await until(lambda: all(tab.events == expected for tab in tabs), 10), "and hears on")
    print(f"the next event reached all of them {time.time() - began:.2f} s after it was sent")
    server.process.terminate()
    server.process.wait(timeout=30)


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
with tempfile.TemporaryDirectory() as data:
    asyncio.run(campaign(data))
print(f"{failed} failed")
sys.exit(1 if failed else 0)
