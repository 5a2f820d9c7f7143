"""One page on the live socket, as a program that waits: what a subscription is answered, and when it ends."""
import base64
import json
import os
import socket
import time


class Page:
    def __init__(self, caller):
        """The handshake with this caller's session; `status` is what it was answered."""
        self.socket = socket.create_connection(("127.0.0.1", caller.port), timeout=10)
        cookie = f"Cookie: {caller.cookie}\r\n" if caller.cookie else ""
        cookie += f"Authorization: Bearer {caller.key}\r\n" if caller.key else ""
        self.socket.sendall((f"GET /{caller.tenant}/api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{caller.port}\r\n"
                             f"Origin: http://127.0.0.1:{caller.port}\r\n{cookie}Connection: Upgrade\r\nUpgrade: websocket\r\n"
                             f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                             "Sec-WebSocket-Protocol: cchc.live.v1\r\n\r\n").encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])

    def more(self):
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise ConnectionError("the socket ended")
        return piece

    def take(self, count):
        while len(self.rest) < count:
            self.rest += self.more()
        piece, self.rest = self.rest[:count], self.rest[count:]
        return piece

    def frame(self):
        """The next message; a close as {"t": "close", "code": n}."""
        while True:
            first, size = self.take(2)
            if size >= 126:
                size = int.from_bytes(self.take(2 if size == 126 else 8), "big")
            payload = self.take(size)
            if first & 15 == 8:
                return {"t": "close", "code": int.from_bytes(payload[:2], "big")}
            if first & 15 == 1:
                return json.loads(payload)

    def send(self, frame):
        payload = json.dumps(frame).encode()
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
        self.socket.sendall(b"\x81" + size + b"\0\0\0\0" + payload)  # a mask of zeros

    def subscribe(self, topic):
        """The frame that answers: a snapshot, or a problem."""
        self.send({"t": "sub", "rid": 1, "topic": topic})
        while True:
            frame = self.frame()
            if frame["t"] in ("snapshot", "problem", "resync", "close"):
                return frame

    def until(self, wanted, seconds):
        """How long it took until such a frame came; None when it did not, or the socket broke."""
        began = time.monotonic()
        while (left := began + seconds - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                if wanted(self.frame()):
                    return time.monotonic() - began
            except OSError:
                return None
        return None

    def close(self):
        self.socket.close()
