#!/usr/bin/env python3
"""Races writers against deadlines on the real server: who is accepted stands before the lock in the log, who is refused
stands nowhere, and there is one lock. Then the same with the server down across the deadline, and with the wall clock
set forwards and back, while it runs and while it is down.

Usage: deadlines.py PATH-OF-CCHC PATH-OF-LIBSTEPPED_CLOCK [RACES [WRITERS]]     (default 4 and 50; a release runs 50)"""
import datetime
import json
import mmap
import struct
import sys
import tempfile
import threading
import time
import uuid

from running import OFFICES, TENANT, Line, Server, found, read_log, verify

CCHC, STEPPED_CLOCK = sys.argv[1:3]
RACES = int(sys.argv[3]) if len(sys.argv) > 3 else 4
WRITERS = int(sys.argv[4]) if len(sys.argv) > 4 else 50
HANOI = datetime.timezone(datetime.timedelta(hours=7))


def us_of(text):
    """Microseconds since 1970 of an instant as the server writes it."""
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1e6)


def text_of(us):
    return datetime.datetime.fromtimestamp(us / 1e6, HANOI).isoformat(timespec="milliseconds")


class Clock:
    """The server's wall clock: the machine's, and as far from it as set here."""

    def __init__(self, file):
        self.file = file
        with open(file, "wb") as empty:
            empty.write(struct.pack("q", 0))
        with open(file, "r+b") as opened:
            self.page = mmap.mmap(opened.fileno(), 8)
        self.step_us = 0
        self.latest_us = 0

    def now_us(self):
        now = time.time_ns() // 1000 + self.step_us
        self.latest_us = max(self.latest_us, now)
        return now

    def step(self, seconds):
        self.now_us()
        self.step_us += round(seconds * 1e6)
        self.page[:] = struct.pack("q", self.step_us)
        self.now_us()

    def leave_the_past(self):
        """Forwards to where no event has been yet: from there on stamps follow the clock again."""
        self.step((self.latest_us - self.now_us()) / 1e6 + 5)

    def environment(self):
        return {"LD_PRELOAD": STEPPED_CLOCK, "CCHC_STEPPED_CLOCK": self.file}


class Writer(threading.Thread):
    """Explains a criterion of its own again and again until it was refused three times. A request without an answer is
    asked again under its key until there is one."""

    def __init__(self, port, cookie, path):
        super().__init__(daemon=True)
        self.line, self.path = Line(port, cookie), path
        self.accepted, self.refused, self.odd = {}, {}, []
        self.rest = threading.Event()  # set: pause between two writes

    def run(self):
        version, turn = '"e0"', 0
        while len(self.refused) < 3 and not self.odd:
            key, turn = str(uuid.uuid4()), turn + 1
            status, fields, answer = self.ask(version, key, turn)
            if status == 200:
                version, self.accepted[key] = fields["etag"], json.loads(answer)
            elif status == 423:
                self.refused[key] = (fields, json.loads(answer))
            else:
                self.odd.append(f"{status} {answer[:300]}")
        self.line.hang_up()

    def ask(self, version, key, turn):
        while True:
            try:
                return self.line.ask("PUT", self.path, {"text": f"lần {turn}"},
                                     f'Idempotency-Key: "{key}"\r\nIf-Match: {version}\r\n')
            except OSError:
                time.sleep(0.005)  # down: it will be back


class Race:
    """One cycle whose self-assessment locks at `due`, and its writers."""

    opened = 0

    def __init__(self, district, seconds):
        Race.opened += 1
        self.cycle = f"cuoc-dua-{Race.opened}"
        self.due_us = (district.clock.now_us() // 1000 + round(seconds * 1000)) * 1000
        due = text_of(self.due_us)
        status, _, answer = district.admin().ask(
            "POST", "/cycles",
            {"cycle": self.cycle, "title": "Chạy đua với thời hạn", "regulation": "quang-dien-2023",
             "rounds": [{"round": "self_assessment", "opens_at": text_of(district.clock.now_us() - 1_000_000),
                         "deadline": due, "locks_at": due}]},
            f'Idempotency-Key: "{uuid.uuid4()}"\r\n')
        if status != 201:
            raise SystemExit(f"no race: {status} {answer}")
        self.since = int(json.loads(answer)["seq"])
        self.writers = []
        for number, cookie in enumerate(district.cookies):
            office, code = OFFICES[number % len(OFFICES)], district.codes[number // len(OFFICES)]
            path = f"/assessments/{self.cycle}-{office}/entries/{code}/explanation"
            self.writers.append(Writer(district.server.port, cookie, path))

    def start(self):
        for writer in self.writers:
            writer.start()
        return self

    def finish(self):
        for writer in self.writers:
            writer.join(timeout=60)
        return self

    def of_mine(self, event):
        return event.get("subject", "").split("/", 1)[-1].startswith((self.cycle + "-", self.cycle + "/")) \
            or event["data"].get("cycle") == self.cycle

    def judge(self, events, failures):
        """What the log must show, whatever happened to clock and server. The lateness of the lock in µs."""
        def fail(what):
            failures.append(f"{self.cycle}: {what}")

        mine = [event for event in events if self.of_mine(event)]
        locks = [event for event in mine if event["type"] == "vn.cchc.round_locked"]
        if len(locks) != 1:
            fail(f"{len(locks)} locks")
            return None
        lock = locks[0]
        if lock["data"]["by"] != "clock" or us_of(lock["data"]["due"]) != self.due_us:
            fail(f"its lock is not the clock's at the instant set: {lock['data']}")
        if us_of(lock["time"]) < self.due_us:
            fail(f"locked before its time, at {lock['time']}")

        places = {}
        for event in mine:
            if event["type"] != "vn.cchc.explanation_written":
                continue
            if event["commandid"] in places:
                fail(f"command {event['commandid']} stands twice")
            places[event["commandid"]] = event
            if event["seq"] > lock["seq"]:
                fail(f"event {event['seq']} was accepted after the lock at {lock['seq']}")
            if us_of(event["time"]) >= self.due_us:
                fail(f"event {event['seq']} was accepted at {event['time']}, past the deadline")
        accepted = {key: said for writer in self.writers for key, said in writer.accepted.items()}
        refused = {key: said for writer in self.writers for key, said in writer.refused.items()}
        for key, said in accepted.items():
            if key not in places or str(places[key]["seq"]) != said["seq"] or places[key]["leaf_hash"] != said["leaf_hash"]:
                fail(f"{said['seq']} was acknowledged and is not in the log")
        for key in places.keys() - accepted.keys():
            fail(f"event {places[key]['seq']} was accepted and nobody was told")
        for key, (fields, said) in refused.items():
            if key in places:
                fail(f"event {places[key]['seq']} was refused and is in the log")
            if not self.is_documented(fields, said):
                fail(f"a refusal is not the documented one: {fields.get('content-type')} {said}")
        for writer in self.writers:
            if writer.is_alive() or writer.odd or not writer.accepted:
                fail(f"{writer.path}: {len(writer.accepted)} accepted, {len(writer.refused)} refused, {writer.odd}")
        return us_of(lock["time"]) - self.due_us

    def is_documented(self, fields, said):
        return (fields.get("content-type") == "application/problem+json" and said["type"] == "/problems/deadline-passed"
                and said["status"] == 423 and said["title"] and said["detail"]
                and said["instance"].startswith("urn:incident:") and us_of(said["deadline"]) == self.due_us
                and us_of(said["sequenced_at"]) >= self.due_us)


class District:
    """The running server, who writes to it, and what was seen wrong."""

    def __init__(self, folder, clock):
        self.folder, self.clock = folder, clock
        self.failures, self.latenesses, self.races = [], [], []
        self.server = None
        self.begin()
        self.auditor = self.server.sign_in("kiemtra")
        self.administrator = self.server.sign_in("quantri")
        sessions = [self.server.sign_in(office + ".canbo") for office in OFFICES]
        self.cookies = [sessions[number % len(OFFICES)] for number in range(WRITERS)]
        leaves = json.loads(self.admin().ask("GET", "/cycles/2023/criteria")[2])["criteria"]
        self.codes = [one["code"] for one in leaves if one["leaf"] and one["scored_by"] == "agency"]

    def admin(self):
        return Line(self.server.port, self.administrator)

    def begin(self):
        port = self.server.port if self.server else 0  # where the writers still knock
        self.server = Server(CCHC, "serve", self.folder, "--tenant", TENANT, port=port,
                             environment=self.clock.environment())

    def judge(self, race, on_time=True):
        race.finish()
        events = read_log(self.server.port, self.auditor, self.failures, race.since)
        lateness = race.judge(events, self.failures)
        if on_time and lateness is not None:
            self.latenesses.append(lateness)
        for before, after in zip(events, events[1:]):
            if us_of(after["time"]) < us_of(before["time"]):
                self.failures.append(f"event {after['seq']} happened before the one before it")
        self.races.append(race)
        return events

    def locks_of(self, race):
        return [event for event in read_log(self.server.port, self.auditor, self.failures, race.since)
                if event["type"] == "vn.cchc.round_locked" and race.of_mine(event)]

    def check(self, right, what):
        if not right:
            self.failures.append(what)


def sleep_until(clock, us):
    time.sleep(max(0.0, (us - clock.now_us()) / 1e6))


def simple_race(district):
    district.judge(Race(district, 1.0).start())


def race_while_down(district, while_down):
    """The server is killed under load before the deadline; `while_down` lets the deadline pass."""
    for _ in range(5):
        race = Race(district, 1.0).start()
        sleep_until(district.clock, race.due_us - 300_000)
        district.server.kill()
        killed_us = district.clock.now_us()
        if killed_us < race.due_us:
            break
        district.begin()  # a busy machine killed it only after its lock: a race like any other
        district.judge(race, on_time=False)
    else:
        return district.check(False, "five times the server could not be killed before its deadline")
    while_down(race)
    begun_us = district.clock.now_us()
    district.begin()
    events = district.judge(race, on_time=False)
    since = [event for event in events if us_of(event["time"]) > killed_us]
    district.check(since and since[0]["type"] == "vn.cchc.round_locked" and us_of(since[0]["time"]) >= begun_us,
                   f"{race.cycle}: the first event of the new start is not its lock: {since[:1]}")


def race_set_forwards(district):
    """Nobody waits for the deadline: the clock is set past it, then back before it."""
    race = Race(district, 600).start()
    time.sleep(0.3)
    district.clock.step(601)
    race.finish()
    district.clock.step(-1200)
    latecomer = Writer(district.server.port, district.cookies[0], race.writers[0].path)
    latecomer.start()
    latecomer.join(timeout=20)
    district.check(len(latecomer.refused) == 3, f"{race.cycle}: open again when the clock went back")
    other = Race(district, 2400)  # life goes on: stamps wait where they are until the clock has caught up
    other.start()
    time.sleep(0.3)
    district.clock.step(3000)
    district.judge(race, on_time=False)
    district.judge(other, on_time=False)


def race_set_back(district):
    """The clock is set back before the deadline: the round stays open until the clock says so."""
    race = Race(district, 600).start()
    time.sleep(0.2)
    district.clock.step(-900)
    time.sleep(0.3)
    accepted = sum(len(writer.accepted) for writer in race.writers)
    time.sleep(0.3)
    district.check(sum(len(writer.accepted) for writer in race.writers) > accepted and not district.locks_of(race),
                   f"{race.cycle}: closed by a clock set back")
    district.clock.step(1501)
    district.judge(race, on_time=False)


def race_set_forwards_with_nobody_there(district):
    """A clock set past a deadline locks the round soon, though nobody asks for anything."""
    race = Race(district, 600)
    time.sleep(0.2)
    district.clock.step(601)
    time.sleep(2)
    district.check(len(district.locks_of(race)) == 1, f"{race.cycle}: not locked 2 s after the clock was set past it")


def race_set_back_over_a_restart(district):
    """A locked round stays locked though the clock of the next start stands before the deadline; an open one stays open,
    and the next deadline holds."""
    locked, still_open = Race(district, 1.0).start(), Race(district, 600)
    locked.finish()
    still_open.start()
    time.sleep(0.2)
    district.server.kill()
    district.clock.step(-300)
    district.begin()
    latecomer = Writer(district.server.port, district.cookies[0], locked.writers[0].path)
    latecomer.start()
    latecomer.join(timeout=20)
    district.check(len(latecomer.refused) == 3, f"{locked.cycle}: open again after a start with an earlier clock")
    time.sleep(0.3)
    district.check(not district.locks_of(still_open), f"{still_open.cycle}: locked early")
    district.clock.step(1200)
    district.judge(locked)
    district.judge(still_open, on_time=False)


def main():
    with tempfile.TemporaryDirectory() as folder:
        data, clock = folder + "/data", Clock(folder + "/clock")
        found(CCHC, data)
        district = District(data, clock)
        for _ in range(RACES):
            simple_race(district)
        race_while_down(district, lambda race: sleep_until(clock, race.due_us + 300_000))
        clock.leave_the_past()
        race_while_down(district, lambda race: clock.step(3600))
        for special in (race_set_forwards, race_set_back, race_set_forwards_with_nobody_there,
                        race_set_back_over_a_restart):
            clock.leave_the_past()
            special(district)
        district.server.kill()
        verify(CCHC, data, district.failures)
    failures = district.failures
    for failure in failures[:20]:
        print("FAILED", failure)
    count = {what: sum(len(getattr(writer, what)) for race in district.races for writer in race.writers)
             for what in ("accepted", "refused")}
    late = sorted(district.latenesses) or [0]
    print(f"{len(district.races)} deadlines, {WRITERS} writers each: {count['accepted']} accepted, {count['refused']} "
          f"refused; locks late by {late[len(late) // 2] / 1000:.1f} ms (median), {late[-1] / 1000:.1f} ms (most); "
          f"{len(failures)} violations")
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed")
    sys.exit(1 if failures else 0)


main()
