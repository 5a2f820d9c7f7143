"""The calendar template dated with a cycle's year (section 6): when each round opens, its deadline, when it locks.

All instants are +07:00 (LK-10). A deadline and a lock are the first instant refused (LK-1).
"""

from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


class UnsoundInputs(Exception):
    """The inputs file says what no cycle could have seen."""


def midnight(day):
    return datetime.combine(day, time(0), VIETNAM)


def read(text):
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise UnsoundInputs(f"{text} has no time zone")
    return instant


def printed(instant):
    return None if instant is None else instant.astimezone(VIETNAM).isoformat(timespec="seconds")


def day_of(template, year):
    """`12-15` is a day of the cycle's year, `+1:03-31` of the next."""
    if template.startswith("+1:"):
        template, year = template[3:], year + 1
    month, day = template.split("-")
    return date(year, int(month), int(day))


def shifted(regulation, day):
    """The last day that counts, moved off what is no working day if the regulation says so (TL-5)."""
    step = {"none": 0, "next_working_day": 1, "previous_working_day": -1}[regulation.switches["holiday_shift"]]
    while step and not regulation.is_working_day(day):
        day += timedelta(step)
    return day


def deadline(regulation, dated, year):
    """First instant too late for what has `until` and `boundary` (LK-9); None where the end is open (TL-4)."""
    if "until" not in dated:
        return None
    printed_day = day_of(dated["until"], year)
    counts = printed_day - timedelta(1) if dated.get("boundary", "inclusive") == "exclusive" else printed_day
    return midnight(shifted(regulation, counts) + timedelta(1))


def calendar(regulation, year, filled):
    """`filled` holds what the cycle adds where the template is open: instants `opens`, `deadline`, `locks` by round."""
    rounds = {}
    for r in regulation.rounds:
        own = {name: read(text) for name, text in filled.get(r["id"], {}).items()}
        soft = r.get("deadline_kind", "hard") == "soft"
        printed_ends = {
            "opens": midnight(day_of(r["from"], year)) if "from" in r else None,
            "deadline": deadline(regulation, r, year),
        }
        for name in own:
            if name == "locks" and (not soft or "locks_after_days" in r) or printed_ends.get(name) is not None:
                raise UnsoundInputs(f"{name} of {r['id']} is printed, not open")
        ends = {name: own.get(name, value) for name, value in printed_ends.items()}
        if not soft:
            ends["locks"] = ends["deadline"]
        elif "locks_after_days" in r and ends["deadline"] is not None:
            ends["locks"] = ends["deadline"] + timedelta(r["locks_after_days"])
        else:
            ends["locks"] = own.get("locks")            # LK-6: a person locks it
        rounds[r["id"]] = ends
    milestones = {m["id"]: deadline(regulation, m, year) for m in regulation.milestones}
    return {"rounds": rounds, "milestones": milestones}


def days_begun(since, instant):
    """Days begun since a deadline: the instant of the deadline itself begins the first (LK-6)."""
    return 0 if instant < since else (instant - since) // timedelta(1) + 1
