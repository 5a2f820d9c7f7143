#!/usr/bin/env python3
"""Asks the running server every cell of tests/api/matrix.csv and matrix_door.csv, over HTTP and over the live socket. Every
route of server/api/openapi.yaml and every live topic has a row, no cell is empty, and what is hidden answers like what is not
there.

Usage: matrix.py PATH-OF-CCHC PATH-OF-STEPPED-CLOCK"""
import copy
import csv
import json
import os
import re
import statistics
import sys
import tempfile
import time

from acts import ACTS
from door import AtTheDoor, a_key_that_ends
from fields import each_word_is_for_its_readers
from frames import document
from live_page import Page
from losing import whoever_loses_a_right
from people import ROOT, Count, check, operations
from scoped import who_judges_a_part
from served import Served
from stage import HERE, NOWHERE, PASSWORD, PEOPLE, SYSTEMS, THERE, Caller, Clock, Scene, System, enter_people, login_of

WORDS = {"allow", "401", "403", "hide", "locked", "heard"}
ABSENT = {"sha256": "ab" * 32, "seq": "999999999", "n": "99", "publication": "99"}


class Row:
    def __init__(self, line):
        self.what, self.when = line.pop("what"), line.pop("when")
        self.cells, self.door = line, None
        self.topic = self.what.removeprefix("TOPIC ") if self.what.startswith("TOPIC ") else None
        self.name = f"{self.what} ({self.when})" if self.when != "-" else self.what


def rows_of(name):
    with open(os.path.join(ROOT, "tests/api", name), encoding="utf-8") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    rows = [Row({name: (cell or "").strip() for name, cell in line.items()})
            for line in csv.DictReader(lines, skipinitialspace=True)]
    for row in rows:
        for who, cell in row.cells.items():
            check(cell in WORDS, f"{row.name}, {who}: {cell!r} is no answer")
    return rows


def table():
    """The rows of matrix.csv; each with those of matrix_door.csv as its `door`."""
    rows, others = rows_of("matrix.csv"), {(row.what, row.when): row.cells for row in rows_of("matrix_door.csv")}
    any_other, used = others.pop(("any other", "-")), set()
    for row in rows:
        row.door = others.get((row.what, row.when), any_other)
        used.add((row.what, row.when))
    for what, when in others.keys() - used:
        check(False, f"{what} ({when}) of matrix_door.csv is no row of matrix.csv")
    return rows


def every_route_has_a_row(rows):
    """openapi.yaml is held to the server's own table by contract.py, asyncapi.yaml to its topics by live_frames.py."""
    there_are = {f"{method.upper()} {path}" for method, path, _ in operations()}
    for name, message in document("asyncapi.yaml")["components"]["messages"].items():
        if name.endswith("_snapshot"):
            there_are.add("TOPIC " + message["payload"]["properties"]["topic"]["pattern"].strip("^/"))
    have_rows = {row.what.split("/{")[0] if row.topic else row.what for row in rows}
    for missing in sorted(there_are - have_rows):
        check(False, f"{missing} has no row")
    for stray in sorted(have_rows - there_are):
        check(False, f"{stray} is no route and no topic")
    return len(there_are - have_rows)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────

class Asked:
    """One row's act in one scene: asked by whoever comes."""

    def __init__(self, row, system):
        self.row, self.act = row, None if row.topic else ACTS[row.what]
        self.scene = Scene(system, row.when, self.act.text if self.act else "")
        if self.act and self.act.before:
            self.act.before(self.scene)
        if row.when in ("locked", "shut"):
            self.scene.lock_all()
        if self.act and self.act.after_lock:
            self.act.after_lock(self.scene)
        self.etag = self.act.needs(self.scene) if self.act and self.act.needs else None

    def send(self, caller, who, absent=False):
        names, act = dict(self.scene.names), self.act
        method, pattern = self.row.what.split(" ", 1)
        if absent:
            names[act.hides] = ABSENT.get(act.hides, NOWHERE)
            scene = copy.copy(self.scene)
            scene.names = names
        else:
            scene = self.scene
        body = act.body(scene, who) if callable(act.body) else act.body
        return caller.ask(method, (pattern + act.query).format_map(names), body, etag=self.etag, headers=act.headers, raw=act.raw)

    def subscribe(self, caller, who, absent=False):
        """A subscription's answer, told as a request's."""
        page = Page(caller)
        try:
            if page.status != 101:
                return Told(page.status, {})
            kind = re.findall(r"\{(\w+)\}", self.row.topic)[0]
            names = {**self.scene.names, **({kind: NOWHERE} if absent else {})}
            frame = page.subscribe(self.row.topic.format_map(names))
            return Told(frame.get("problem", {}).get("status", 200 if frame["t"] == "snapshot" else 0), frame.get("problem", {}))
        finally:
            page.close()

    def tell(self, caller, who, absent=False):
        return (self.subscribe if self.row.topic else self.send)(caller, who, absent)

    def can_be_absent(self):
        return self.row.topic is not None or self.act.hides is not None

    def named(self):
        return [str(name) for name in self.scene.names.values()] + [*ABSENT.values(), NOWHERE]


class Told:
    def __init__(self, status, problem):
        self.status, self.headers, self.body = status, [], json.dumps(problem).encode()

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


def likeness(answer, named):
    """All of an answer that may not differ between what is hidden and what is not there: but for what was `named`."""
    headers = sorted(one for one in answer.headers if one[0] not in ("Date", "Server-Timing", "Content-Length"))
    text = re.sub(r'"(instance|sequenced_at)": ?"[^"]*"', "", answer.body.decode())
    return answer.status, headers, re.sub(r'"/?(' + "|".join(map(re.escape, named)) + ')"', '"…"', text)


def is_as(cell, answer):
    if cell == "allow":
        return 200 <= answer.status < 300 or answer.status == 101
    if cell == "locked":
        return answer.status in (409, 423)
    if cell == "heard":
        return answer.status in (200, 204, 409, 422)
    return answer.status == {"401": 401, "403": 403, "hide": 404}[cell]


# ── the callers ──────────────────────────────────────────────────────────────────────────────────────────────────────

class Callers:
    def __init__(self, here, there, expired, door):
        self.here, self.there, self.expired, self.door = here, there, expired, door
        self.port = here.port

    def of(self, who, row):
        """Whoever stands for that column, as pairs of a name and his line."""
        if who == "anonymous":
            return [("officer", Caller(self.port, HERE))]
        if who == "expired":
            return [("expired", self.expired)]
        if who == "stranger":
            return [(one, Caller(self.port, HERE, caller.cookie)) for one, caller in self.there.people.items()]
        if who == "abroad":
            may = next((one for one in PEOPLE if row.cells[one] in ("allow", "locked")), "assigned")
            return [(may, self.there.people[may])]
        if who in self.door.come:
            return [(who, self.door.come[who])]
        return [(who, self.here.people[who])]

    def of_session(self, who, row):
        """For what begins or ends a session: one of its own, so that the column keeps his; and what he says of himself."""
        if who in self.door.come:
            return [self.door.of_session(who, row)]
        found = []
        for one, caller in self.of(who, row):
            own = Caller(self.port, caller.tenant)
            login = login_of(THERE if who in ("stranger", "abroad") else HERE, one)
            if row.what == "POST /session":
                one = login, PASSWORD
            elif who in ("anonymous", "expired", "stranger"):
                own.cookie = caller.cookie
            else:
                own.sign_in(login)
                one = own.session["role"]["grant"]
            found.append((one, own))
        return found


class Matrix:
    def __init__(self, rows, callers):
        self.rows, self.callers, self.cells = rows, callers, 0
        self.hidden = []

    def run(self):
        for row in self.rows:
            try:
                self.ask_row(row)
            except RuntimeError as stuck:
                check(False, f"{row.name}: the scene is not as it should be: {stuck}")
        for row, who, asked, caller, name in self.hidden:
            self.same_time(row, who, asked, caller, name)

    def ask_row(self, row):
        about_sessions = row.what in ("POST /session", "DELETE /session", "PUT /session/role")
        common = Asked(row, self.callers.here)
        before = self.callers.here.seq()
        later = []
        for who, cell in [*row.cells.items(), *row.door.items()]:
            self.cells += 1
            for name, caller in (self.callers.of_session if about_sessions else self.callers.of)(who, row):
                if cell == "allow" and who == "abroad" or cell in ("allow", "locked") and row.topic is None and not common.act.reads:
                    later.append((who, cell, name, caller))
                else:
                    self.ask_cell(row, who, cell, common, name, caller)
        check(self.callers.here.seq() == before, f"{row.name}: somebody was refused, and yet an event was left")
        for who, cell, name, caller in later:
            if about_sessions:
                asked = common
            else:
                asked = Asked(row, self.callers.there if who == "abroad" else self.callers.here)
            self.ask_cell(row, who, cell, asked, name, caller)

    def ask_cell(self, row, who, cell, asked, name, caller):
        answer = asked.tell(caller, name)
        what = f"{row.name}: {who}" + (f" ({name})" if name != who else "")
        check(is_as(cell, answer), f"{what} should get {cell}: {answer}")
        # Whoever may look at an object, yet not act upon it, is told why not; to all others it makes no difference.
        told_why = cell == "403" and b'"errors"' in answer.body
        if cell in ("401", "403", "hide") and is_as(cell, answer) and asked.can_be_absent() and not told_why:
            nothing = asked.tell(caller, name, absent=True)
            check(likeness(answer, asked.named()) == likeness(nothing, asked.named()), f"{what}: {cell}, and yet what is not there is told apart: {answer} {nothing}")
            if cell == "hide" and not row.topic:
                self.hidden.append((row, who, asked, caller, name))

    def same_time(self, row, who, asked, caller, name):
        """Of one class, that is: nothing is looked up on a disk or computed for minutes for one and not the other."""
        for attempt in range(4):
            times = {False: [], True: []}
            for _ in range(3):
                for absent in times:
                    began = time.perf_counter()
                    asked.tell(caller, name, absent)
                    times[absent].append(time.perf_counter() - began)
            there, absent = (statistics.median(times[which]) for which in times)
            if abs(there - absent) < 0.005:
                break
        check(abs(there - absent) < 0.005, f"{row.name}: {who} waits {there * 1e3:.1f} ms for what is hidden, {absent * 1e3:.1f} ms for nothing")


# ── the stage ────────────────────────────────────────────────────────────────────────────────────────────────────────

def on_stage(cchc, module):
    rows = table()
    without = every_route_has_a_row(rows)
    with tempfile.TemporaryDirectory() as outer:
        folder, systems = os.path.join(outer, "data"), os.path.join(outer, "systems.json")
        with open(systems, "w", encoding="utf-8") as file:
            json.dump(SYSTEMS, file)
        enter_people(cchc, folder, systems)
        clock = Clock(module, outer)
        with Served(cchc, folder, systems, clock.environment) as server:
            port = int(server.base.rsplit(":", 1)[1])
            expired, key_over = Caller(port, HERE).sign_in(login_of(HERE, "expired")), a_key_that_ends(port)
            clock.step(9)
            here, there = System(port, HERE), System(port, THERE)
            below = Scene(there, "open")
            below.results_published()
            here.below, there.below = below.names["cycle"], NOWHERE
            failed = Count.failed
            matrix = Matrix(rows, Callers(here, there, expired, AtTheDoor(here, key_over)))
            matrix.run()
            each_word_is_for_its_readers(here)
            who_judges_a_part(here)
            whoever_loses_a_right(here, clock)
            wrong = Count.failed - failed
            server.stop()
    print(f"{matrix.cells} cells, {wrong} wrong, {without} routes without a row")


if __name__ == "__main__":
    on_stage(sys.argv[1], sys.argv[2])
    print(f"{Count.passed} passed, {Count.failed} failed")
    sys.exit(1 if Count.failed else 0)
