"""Those of tests/api/matrix_door.csv: whoever is half in or shut out, and other systems with a key."""
import datetime

from stage import AGENCY, HERE, PASSWORD, Caller, Clock, login_of

AFAR = ["203.0.113.0/24"]  # nobody comes from there
SCOPE_OF = {"key_results": "read_results", "key_events": "read_events", "key_points": "bring_points",
            "key_references": "bring_references"}


def key_under(operator, grant, scope, hours=24, addresses=()):
    """A key of one scope, as it is told once; good for so many hours by the server's clock."""
    now = Clock.now()
    body = {"name": "Kho dữ liệu", "grant": grant, "scopes": [scope], "addresses": list(addresses),
            "expires_at": (now + datetime.timedelta(hours=hours)).isoformat(timespec="seconds")}
    return operator.done("POST", "/api_keys", body).json["key"]


def a_key_that_ends(port):
    """Made before the clock is set on."""
    operator = Caller(port, HERE).sign_in(login_of(HERE, "operator"))
    auditor = Caller(port, HERE).sign_in(login_of(HERE, "auditor"))
    return key_under(operator, auditor.session["role"]["grant"], "read_results", hours=1)


class AtTheDoor:
    """`come`: each by the name of his column, with what he has in his hand. `login` and `password`: what he would sign in with."""

    def __init__(self, system, key_over):
        self.system, self.port = system, system.port
        self.login = {who: login_of(HERE, who) for who in ("disabled", "halfway", "integration")}
        self.password = dict.fromkeys(self.login, PASSWORD)
        self.come = {"integration": system.sign_in("integration")}
        operator, grants = system.people["operator"], {
            "key_results": system.auditor, "key_events": system.auditor,
            "key_points": self.come["integration"], "key_references": self.come["integration"]}
        keys = {who: key_under(operator, of.session["role"]["grant"], SCOPE_OF[who]) for who, of in grants.items()}
        keys["key_over"] = key_over
        keys["key_afar"] = key_under(operator, system.auditor.session["role"]["grant"], "read_results", addresses=AFAR)
        for who, key in keys.items():
            self.come[who] = Caller(self.port, HERE, key=key)
            self.login[who], self.password[who] = login_of(HERE, "officer"), PASSWORD  # the key says nothing of whose they are
        self.halfway()
        self.newcomer()
        self.disabled()

    def halfway(self):
        system = self.system
        system.sign_in("halfway")  # sets a second factor up
        self.come["halfway"] = self.signed_in("halfway")

    def newcomer(self):
        login = login_of(HERE, "newcomer")
        entered = self.system.admin.done("POST", "/accounts", {"login": login, "name": "Người mới"}).json
        self.system.admin.done("POST", "/roles", {"actor": entered["actor"], "role": "agency_officer", "agency": AGENCY,
                                                  "document_number": "3/QĐ"})
        self.login["newcomer"], self.password["newcomer"] = login, entered["initial_password"]
        self.come["newcomer"] = self.signed_in("newcomer")

    def disabled(self):
        self.come["disabled"] = self.system.sign_in("disabled")
        actor = self.come["disabled"].session["actor"]
        self.system.admin.done("PATCH", f"/accounts/{actor}", {"disabled": True})

    def signed_in(self, who):
        """As far as his password leads."""
        caller = Caller(self.port, HERE)
        caller.session = caller.done("POST", "/session", {"login": self.login[who], "password": self.password[who]})
        caller.cookie = caller.session.header("Set-Cookie").split(";")[0]
        caller.session = caller.session.json
        return caller

    def of_session(self, who, row):
        """For what begins or ends a session: one of its own where it will be obeyed; and what he says of himself."""
        here = self.come[who]
        own = Caller(self.port, HERE, here.cookie, here.key)
        if row.what == "POST /session":
            own.cookie = None
            return (self.login[who], self.password[who]), own
        if row.door[who] != "allow":
            return who, own
        own = self.system.sign_in(who) if who == "integration" else self.signed_in(who)
        return own.session["role"]["grant"], own
