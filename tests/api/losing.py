"""Whoever loses a right loses it at once: his next request is refused, and what he had open on the live socket closes within
a second."""
from live_page import Page
from people import check
from stage import HERE, PASSWORD, Caller, Scene, login_of

SOON = 1.0


def a_page_on(caller, topic):
    page = Page(caller)
    answer = page.subscribe(topic)
    check(answer["t"] == "snapshot", f"{topic} is open: {answer}")
    return page


def is_shut_out(page, caller, path, status, how):
    """`how`: what the page is told."""
    waited = page.until(lambda frame: all(frame.get(name) == value for name, value in how.items()), SOON)
    check(waited is not None, f"the page hears {how} within a second")
    answer = caller.ask("GET", path)
    check(answer.status == status, f"and the next request is refused with {status}: {answer}")
    page.close()


CLOSED, TAKEN = {"t": "close", "code": 4401}, {"t": "resync", "reason": "rights-changed"}


def whoever_loses_a_right(system):
    scene = Scene(system, "open")
    topic, path = scene.path("assessment/{assessment}"), scene.path("/assessments/{assessment}")
    by_signing_out(system, topic, path)
    by_signing_in_again_elsewhere(system, topic, path)
    by_a_lock(system)
    by_the_end_of_his_role(system, topic, path)


def by_signing_out(system, topic, path):
    leaving = system.sign_in("leaving")
    page = a_page_on(leaving, topic)
    leaving.done("DELETE", "/session")
    is_shut_out(page, leaving, path, 401, CLOSED)


def by_signing_in_again_elsewhere(system, topic, path):
    """In the same browser: whoever shared the old session does not share the new one."""
    leaving = system.sign_in("leaving")
    page, old = a_page_on(leaving, topic), Caller(leaving.port, HERE, leaving.cookie)
    again = Caller(leaving.port, HERE, leaving.cookie)
    again.done("POST", "/session", {"login": login_of(HERE, "leaving"), "password": PASSWORD})
    is_shut_out(page, old, path, 401, CLOSED)


def by_a_lock(system):
    """Where the software is closed to the agency after the lock (LK-2)."""
    scene = Scene(system, "shut")
    page = a_page_on(system.officer, scene.path("assessment/{assessment}"))
    scene.lock_all()
    is_shut_out(page, system.officer, scene.path("/assessments/{assessment}"), 423, TAKEN)


def by_the_end_of_his_role(system, topic, path):
    """The session stays his; what the role opened is closed."""
    leaving = system.sign_in("leaving")
    page = a_page_on(leaving, topic)
    system.admin.done("POST", f"/roles/{leaving.session['role']['grant']}/endings", {"reason": "Chuyển công tác"})
    is_shut_out(page, leaving, path, 403, TAKEN)
    check(leaving.ask("GET", "/session").json["role"] is None, "he wears no role any more")
