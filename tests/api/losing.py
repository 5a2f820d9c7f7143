"""Whoever loses a right loses it at once: his next request is refused, and what he had open on the live socket closes within
a second."""
import datetime

from live_page import Page
from people import check
from stage import AGENCY, HERE, PASSWORD, STANDING, Caller, Clock, Scene, Somebody, login_of

SOON = 1.0
WAITED = []  # by whoever lost a right, until his page heard of it


def a_page_on(caller, topic):
    page = Page(caller)
    answer = page.subscribe(topic)
    check(answer["t"] == "snapshot", f"{topic} is open: {answer}")
    return page


def is_shut_out(page, caller, path, status, how, soon=SOON):
    """`how`: what the page is told."""
    waited = page.until(lambda frame: all(frame.get(name) == value for name, value in how.items()), soon)
    check(waited is not None, f"the page hears {how} within a second")
    WAITED.append(waited or soon)
    answer = caller.ask("GET", path)
    check(answer.status == status, f"and the next request is refused with {status}: {answer}")
    page.close()


CLOSED, TAKEN = {"t": "close", "code": 4401}, {"t": "resync", "reason": "rights-changed"}


def whoever_loses_a_right(system, clock):
    scene = Scene(system, "open")
    topic, path = scene.path("assessment/{assessment}"), scene.path("/assessments/{assessment}")
    WAITED.clear()
    by_signing_out(system, topic, path)
    by_signing_in_again_elsewhere(system, topic, path)
    by_a_lock(system)
    by_the_end_of_his_role(system, topic, path)
    for how in (disabled, erased, given_another_password, without_his_second_factor, signed_out_of_one, signed_out_everywhere):
        by_an_administrator(system, topic, path, how)
    by_his_own_list_of_sessions(system, topic, path)
    by_his_own_new_password(system, topic, path)
    by_another_hat(system, topic, path)
    by_a_narrower_role(system, topic, path)
    by_the_day_his_role_ends(system, clock)
    print(f"{len(WAITED)} rights lost, heard after {max(WAITED) * 1e3:.0f} ms at most")


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


def disabled(system, who, caller):
    system.admin.done("PATCH", f"/accounts/{who.actor}", {"disabled": True})


def erased(system, who, caller):
    system.admin.done("DELETE", f"/accounts/{who.actor}")


def given_another_password(system, who, caller):
    system.admin.done("POST", f"/accounts/{who.actor}/password_resets", {})


def without_his_second_factor(system, who, caller):
    system.admin.done("DELETE", f"/accounts/{who.actor}/second_factor")


def signed_out_of_one(system, who, caller):
    system.admin.done("DELETE", f"/accounts/{who.actor}/sessions/{caller.session['id']}")


def signed_out_everywhere(system, who, caller):
    system.admin.done("DELETE", f"/accounts/{who.actor}/sessions")


def by_an_administrator(system, topic, path, how):
    """And nobody else's page closes."""
    who, another = Somebody(system), Somebody(system)
    caller, bystander = who.sign_in(), another.sign_in()
    page, staying = a_page_on(caller, topic), a_page_on(bystander, topic)
    how(system, who, caller)
    is_shut_out(page, caller, path, 401, CLOSED)
    check(staying.subscribe(topic)["t"] == "snapshot", f"{how.__name__}: another one's page stays open")
    staying.close()


def by_his_own_list_of_sessions(system, topic, path):
    """From the office he ends what he left open at home: that one, then all others."""
    who = Somebody(system)
    here, home, third = (who.sign_in() for _ in range(3))
    page, other, mine = (a_page_on(caller, topic) for caller in (home, third, here))
    here.done("DELETE", f"/sessions/{home.session['id']}")
    is_shut_out(page, home, path, 401, CLOSED)
    here.done("DELETE", "/sessions")
    is_shut_out(other, third, path, 401, CLOSED)
    check(mine.subscribe(topic)["t"] == "snapshot", "where he sits his page stays open")
    mine.close()


def by_his_own_new_password(system, topic, path):
    who = Somebody(system)
    here, home = who.sign_in(), who.sign_in()
    page = a_page_on(home, topic)
    here.done("PUT", "/session/password", {"current": who.password, "new": "một mật khẩu khác nữa"})
    is_shut_out(page, home, path, 401, CLOSED)


def by_another_hat(system, topic, path):
    """What the old hat saw is not the new one's to see."""
    who = Somebody(system)
    elsewhere = who.given(role="agency_officer", agency=STANDING)
    caller = who.sign_in()
    if caller.session["role"]["grant"] != who.grant:
        caller.cookie = caller.done("PUT", "/session/role", {"grant": who.grant}).header("Set-Cookie").split(";")[0]
    page = a_page_on(caller, topic)
    caller.cookie = caller.done("PUT", "/session/role", {"grant": elsewhere}).header("Set-Cookie").split(";")[0]
    is_shut_out(page, caller, path, 404, CLOSED)


def by_a_narrower_role(system, topic, path):
    """A role is not changed: it ends, and another begins, of part of the criteria; his page begins anew with what is left."""
    who = Somebody(system)
    caller = who.sign_in()
    page = a_page_on(caller, topic)
    system.admin.done("POST", f"/roles/{who.grant}/endings", {"reason": "Thu hẹp"})
    narrower = who.given(role="agency_officer", agency=AGENCY, criteria=["VIII"])
    is_shut_out(page, caller, path, 403, TAKEN)
    caller.cookie = caller.done("PUT", "/session/role", {"grant": narrower}).header("Set-Cookie").split(";")[0]
    entry = path + "/entries/"
    refused = caller.ask("PUT", entry + "I/explanation", {"text": "?"}, etag=caller.etag(entry + "I"))
    check(refused.status == 403, f"what is no longer his: {refused}")
    caller.done("PUT", entry + "VIII/explanation", {"text": "Đã làm"}, etag=caller.etag(entry + "VIII"))


def by_the_day_his_role_ends(system, clock):
    """Nobody does anything: the clock goes on."""
    now = Clock.now()
    who = Somebody(system, until=(now + datetime.timedelta(hours=1)).isoformat(timespec="seconds"))
    scene = Scene(system, "open")
    caller = who.sign_in()
    page = a_page_on(caller, scene.path("assessment/{assessment}"))
    clock.step(clock.hours + 1.01)
    # The server looks once a second, by a clock that does not jump; and this one counts from the jump.
    is_shut_out(page, caller, scene.path("/assessments/{assessment}"), 403, TAKEN, SOON + 0.25)
