"""What the matrix is asked on: two systems on one server with everybody who may come to either, and cycles in any state
wanted, made over HTTP by the people whose work it is."""
import base64
import copy
import datetime
import http.client
import json
import os
import struct
import subprocess
import uuid

from given import regulation
from people import RECOVERY_CODES, code_of

PASSWORD = "ma-tran-quyen-han-1"
HERE, THERE = "huyen", "khac"
SYSTEMS = {"tenants": [{"id": HERE, "title": "UBND huyện"}, {"id": THERE, "title": "Huyện khác", "superior": HERE}]}
AGENCY, STANDING, FOREIGN = "phong-tu-phap", "phong-noi-vu", "phong-tai-chinh-ke-hoach"
GROUP = "phong-chuyen-mon"
PAST, FAR = "2023-01-01T00:00:00+07:00", "2099-01-01T00:00:00+07:00"
PDF = (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
       b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
TUS = {"Tus-Resumable": "1.0.0"}
NOWHERE = "khong-co-o-day"

# Who a column of the matrix is: his role, whom he acts for, and of a leader his key.
PEOPLE = {
    "officer": ("agency_officer", AGENCY, ""), "head": ("agency_head", AGENCY, ""), "contributor": ("agency_contributor", AGENCY, ""),
    "other_officer": ("agency_officer", STANDING, ""), "other_head": ("agency_head", STANDING, ""),
    "assigned": ("appraiser", STANDING, ""), "unassigned": ("appraiser", FOREIGN, ""),
    "secretary": ("council_secretary", "", ""), "chair": ("council_chair", "", ""), "leader": ("leader", "", "chu-tich"),
    "authority": ("deciding_authority", "", ""), "surveyor": ("surveyor", STANDING, ""),
    "admin": ("cycle_admin", "", ""), "auditor": ("auditor", "", ""),
    "operator": ("system_admin", "", ""),
}
HELPERS = {"second_admin": ("cycle_admin", "", ""), "expired": ("cycle_admin", "", ""),
           "leaving": ("agency_officer", AGENCY, ""), "disabled": ("agency_officer", AGENCY, ""),
           "halfway": ("appraiser", STANDING, ""), "integration": ("integration", STANDING, "")}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body) if self.body else {}

    def header(self, name):
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


class Caller:
    """Somebody at one system's door, on a line that is kept open; `key`: another system with a key of its own."""

    def __init__(self, port, tenant, cookie=None, key=None):
        self.port, self.tenant, self.cookie, self.key, self.line = port, tenant, cookie, key, None

    def ask(self, method, path, body=None, etag=None, headers=None, raw=None):
        sent = {"Origin": f"http://127.0.0.1:{self.port}", "Accept-Language": "en"}
        data = raw
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        if method not in ("GET", "HEAD"):
            sent["Idempotency-Key"] = f'"{uuid.uuid4()}"'
        if etag:
            sent["If-Match"] = etag
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.key:
            sent["Authorization"] = "Bearer " + self.key
        sent.update(headers or {})
        for last in (False, True):  # the server may have closed a line that was idle
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                self.line.request(method, f"/{self.tenant}/api/v1{path}", body=data, headers=sent)
                answer = self.line.getresponse()
                return Answer(answer.status, answer.getheaders(), answer.read())
            except (http.client.HTTPException, ConnectionError):
                self.line.close()
                self.line = None
                if last:
                    raise

    def done(self, method, path, body=None, **how):
        """What a scene rests on."""
        answer = self.ask(method, path, body, **how)
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer}")
        return answer

    def sign_in(self, login, password=PASSWORD):
        self.cookie = None
        self.session = self.done("POST", "/session", {"login": login, "password": password})
        self.cookie = self.session.header("Set-Cookie").split(";")[0]
        self.session = self.session.json
        self.show_second_factor((self.tenant, login))
        return self

    def show_second_factor(self, mine):
        """Where his role demands one: sets it up, and later spends recovery codes."""
        if self.session["second_factor"] == "enrol":
            proposed = self.done("POST", "/session/second_factor/enrolment", {})
            code = {"code": code_of(proposed.json["secret"], int(Clock.now().timestamp()) // 30)}
            shown = self.done("PUT", "/session/second_factor/enrolment", code)
            RECOVERY_CODES[mine] = shown.json["recovery_codes"]
        elif self.session["second_factor"] == "needed":
            shown = self.done("POST", "/session/second_factor", {"recovery_code": RECOVERY_CODES[mine].pop()})
        else:
            return
        self.cookie = shown.header("Set-Cookie").split(";")[0]

    def etag(self, path):
        return self.done("GET", path).header("ETag")


class Clock:
    """The wall clock of the server, set from outside; of one server at a time."""

    hours = 0  # from the machine's own

    @staticmethod
    def now():
        """As the server's clock is now. Its Date header is written once a second, and follows a step that much later."""
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=Clock.hours)

    def __init__(self, module, folder):
        self.file = os.path.join(folder, "step")
        self.environment = {"LD_PRELOAD": module, "CCHC_STEPPED_CLOCK": self.file}
        self.step(0)

    def step(self, hours):
        """To so many hours from the machine's own."""
        Clock.hours = hours
        with open(self.file, "r+b" if os.path.exists(self.file) else "wb") as file:
            file.write(struct.pack("=q", int(hours * 3_600_000_000)))


def login_of(tenant, who):
    return f"{tenant}.{who}"


def enter_people(cchc, folder, systems, tenants=(HERE, THERE)):
    """Every account; the server is not running yet."""
    for tenant in tenants:
        for who, (role, agency, leader) in {**PEOPLE, **HELPERS}.items():
            command = [cchc, "user", "add", "--data", folder, "--tenants", systems, "--tenant", tenant, "--login",
                       login_of(tenant, who), "--name", f"Người {who}", "--role", role, "--stdin-password"]
            command += ["--agency", agency] if agency else []
            command += ["--leader", leader] if leader else []
            told = subprocess.run(command, input=PASSWORD, capture_output=True, text=True)
            if told.returncode:
                raise RuntimeError(f"{who} of {tenant}: {told.stderr}")


def text_of(id_):
    """A regulation in which everybody has something to do, in two leaves that the agency scores and six that others give."""
    text = copy.deepcopy(regulation())
    text["id"] = id_
    first = text["criteria_sets"][0]["criteria"][0]
    first.update(maximum="50.00", na_policy="drop")
    first["levels"][0]["points"] = "50.00"
    text["criteria_sets"][0]["criteria"].append({
        "code": "VIII", "title": "Tỷ lệ hồ sơ đúng hạn", "maximum": "10.00", "scored_by": "agency",
        "evidence": [{"text": "Danh sách"}], "levels": [{"text": "đạt", "points": "10.00"}, {"text": "không", "points": "0.00"}],
        "rule": {"shape": "ratio_bands", "numerator": "Đúng hạn", "denominator": "Tất cả",
                 "bands": [{"from": "80", "level": 0}, {"under": "80", "level": 1}]}})
    text["ballots"][0]["entered_by"] = "leaders" if id_.endswith("-lanh-dao") else "standing_department"
    text["switches"]["undecided_at_lock"] = "escalate" if id_.endswith("-chu-tich") else "self_score"
    text["rounds"][0]["after_lock"] = "no_access" if id_.endswith("-kin") else "read_only"
    return text


class System:
    """One of the systems: who is signed in there, and what was made there."""

    def __init__(self, port, tenant):
        self.port, self.tenant, self.count = port, tenant, 0
        self.people = {who: self.sign_in(who) for who in [*PEOPLE, "second_admin"]}
        self.admin, self.auditor = self.people["admin"], self.people["auditor"]
        self.officer, self.head = self.people["officer"], self.people["head"]
        self.regulation = "quy-che-" + tenant
        for more in ("", "-kin", "-lanh-dao", "-chu-tich"):
            self.admin.done("POST", "/regulations?reason=minh%20hoa", text_of(self.regulation + more))
        amended = text_of(self.regulation)
        amended["criteria_sets"][0]["criteria"][0]["title"] += " (sửa đổi)"
        self.admin.done("POST", "/regulations?reason=minh%20hoa", amended)
        self.sha256 = self.upload(self.officer, PDF + b"% " + tenant.encode())
        self.common = [self.upload(self.people[who]) for who in ("officer", "other_officer")][0]  # one file, many agencies

    def sign_in(self, who):
        return Caller(self.port, self.tenant).sign_in(login_of(self.tenant, who))

    def name(self, start):
        """An id that nothing had before, here or in the other system."""
        self.count += 1
        return f"{start}-{self.tenant}-{self.count}"

    def actor(self, who):
        return self.people[who].session["actor"]

    def upload(self, who, bytes_=PDF, finish=True):
        """The file's SHA-256; or, not finished, the upload's id."""
        filename = base64.b64encode("Kế hoạch.pdf".encode()).decode()
        place = who.done("POST", "/uploads", raw=b"", headers={**TUS, "Upload-Length": str(len(bytes_)),
                                                               "Upload-Metadata": f"filename {filename}"}).header("Location")
        if not finish:
            return place.rsplit("/", 1)[1]
        path = place.split("/api/v1")[1]
        return who.done("PATCH", path, raw=bytes_, headers={**TUS, "Upload-Offset": "0", "Content-Type":
                                                         "application/offset+octet-stream"}).header("Upload-Sha256")

    def seq(self):
        return self.auditor.done("GET", "/clock").json["seq"]


class Somebody:
    """An account of its own, of the agency's people if no role is told: what is done to him is done to nobody else."""

    def __init__(self, system, **role):
        self.system, self.login = system, system.name("ai")
        entered = system.admin.done("POST", "/accounts", {"login": self.login, "name": "Ai đó"}).json
        self.actor, self.password = entered["actor"], "mật khẩu của riêng ai đó"
        self.grant = self.given(**{"role": "agency_officer", "agency": AGENCY, **role})
        caller = Caller(system.port, HERE)
        answer = caller.done("POST", "/session", {"login": self.login, "password": entered["initial_password"]})
        caller.cookie = answer.header("Set-Cookie").split(";")[0]
        caller.done("PUT", "/session/password", {"current": entered["initial_password"], "new": self.password})

    def given(self, **role):
        return self.system.admin.done("POST", "/roles", {"actor": self.actor, "document_number": "7/QĐ", **role}).json["grant"]

    def sign_in(self):
        return Caller(self.system.port, HERE).sign_in(self.login, self.password)


class Scene:
    """A cycle of its own, in the state wanted. Its names are those that stand in the routes' patterns."""

    def __init__(self, system, when, text=""):
        self.system, self.when = system, when
        agency = STANDING if when == "own" else AGENCY
        cycle = system.name("ky")
        text = system.regulation + {"shut": "-kin", "leaders": "-lanh-dao"}.get(when, text)
        self.names = {"cycle": cycle, "agency": agency, "assessment": f"{cycle}-{agency}", "code": "I", "group": GROUP,
                      "regulation": system.regulation, "round": "self_assessment", "sha256": system.sha256, "n": "1",
                      "publication": "1", "tenant": THERE, "seq": "1", "session": "00ff"}
        self.opened = ["self_assessment", "appraisal_1", "leaders"]
        rounds = [{"round": one, "opens_at": PAST, "deadline": FAR, "locks_at": FAR} for one in self.opened]
        system.admin.done("POST", "/cycles", {"cycle": cycle, "title": "Kỳ " + cycle, "regulation": text,
                                              "regulation_version": 1, "rounds": rounds})

    # the steps that lead anywhere
    def path(self, pattern):
        return pattern.format_map(self.names)

    def act(self, who, method, pattern, body=None, **how):
        return self.system.people[who].done(method, self.path(pattern), body, **how)

    def lock_all(self):
        for one in self.opened:
            self.act("admin", "POST", "/cycles/{cycle}/rounds/" + one + "/locks", {"reason": "Hết hạn"})

    def open(self, one):
        self.opened.append(one)
        self.act("admin", "PUT", "/cycles/{cycle}/rounds/" + one, {"opens_at": PAST, "deadline": FAR, "locks_at": FAR})

    def edit(self, who, what, body, code="I"):
        entry = self.path("/assessments/{assessment}/entries/") + code
        return self.system.people[who].done("PUT", f"{entry}/{what}", body, etag=self.system.people[who].etag(entry)).json

    def scored(self):
        return self.edit("officer", "self_score", {"value": "50.00"})["seq"]

    def complete(self):
        """Nothing is owed any more."""
        self.scored()
        self.edit("officer", "explanation", {"text": "Đã thực hiện"})
        self.edit("officer", "figures", {"numerator": 9, "denominator": 10}, "VIII")
        self.edit("officer", "explanation", {"text": "Đã thực hiện"}, "VIII")

    def awaiting_head(self):
        self.complete()
        self.act("officer", "POST", "/assessments/{assessment}/approval_requests", {})

    def approved(self):
        self.awaiting_head()
        self.act("head", "POST", "/assessments/{assessment}/approvals", {"decision": "approve"})

    def submitted(self):
        self.complete()
        self.act("head", "POST", "/assessments/{assessment}/delegations",
                 {"to": self.system.actor("officer"), "document_number": "2/UQ"})
        self.act("head", "POST", "/assessments/{assessment}/submissions", {"attendance": ["Trưởng phòng"]})

    def attached(self):
        answer = self.act("officer", "POST", "/assessments/{assessment}/entries/I/evidence", {"sha256": self.names["sha256"]})
        self.names["link"] = answer.json["link"]

    def appraised(self, decision):
        item = "/cycles/{cycle}/rounds/appraisal_1/items/{assessment}/I/appraisal"
        self.act("assigned", "PUT", item, decision, etag='"a0"')

    def published_round(self):
        self.act("admin", "POST", "/cycles/{cycle}/rounds/appraisal_1/publications", {})

    def results_published(self):
        self.act("admin", "POST", "/cycles/{cycle}/publications", DECISION)


DECISION = {"decision_number": "12/QĐ-UBND", "decision_date": "2024-01-15", "signed_by": "Chủ tịch UBND huyện",
            "reason": "Theo kết luận của Chủ tịch"}
