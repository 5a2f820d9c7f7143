"""A world of certificates for tests: authorities, people, revocation lists and time-stamps, made anew for every run.
Nothing of it is trusted anywhere else."""

import datetime
import hashlib
import pathlib
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import der

UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)
SHA256, SHA1 = "2.16.840.1.101.3.4.2.1", "1.3.14.3.2.26"
DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"


def subject(**parts):
    known = {"c": NameOID.COUNTRY_NAME, "o": NameOID.ORGANIZATION_NAME, "ou": NameOID.ORGANIZATIONAL_UNIT_NAME,
             "title": NameOID.TITLE, "cn": NameOID.COMMON_NAME, "uid": NameOID.USER_ID}
    return x509.Name([x509.NameAttribute(known[key], value) for key, value in parts.items()])


def key_usage(*uses):
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{use: use in uses for use in every})


class Holder:
    """A key and the certificate of it. `issuer` None: it vouches for itself."""

    keys = []

    def __init__(self, name, issuer=None, *, now, authority=False, days=(-30, 365), usage=None, time_stamp=False, responder=False, key=None):
        self.issuer = issuer or self
        self.key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.revoked = []
        from_, until = (now + DAY * n for n in days)
        usage = usage or (("key_cert_sign", "crl_sign") if authority else ("digital_signature", "content_commitment"))
        signing = issuer.key if issuer else self.key
        builder = (x509.CertificateBuilder().subject_name(name).issuer_name(issuer.cert.subject if issuer else name)
                   .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(from_).not_valid_after(until)
                   .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True)
                   .add_extension(key_usage(*usage), True)
                   .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False)
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), False))
        if time_stamp:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
        if responder:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False)
        self.cert = builder.sign(signing, hashes.SHA256())

    def der(self):
        return self.cert.public_bytes(Encoding.DER)

    def pem(self):
        return self.cert.public_bytes(Encoding.PEM)

    def key_pem(self):
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def above(self):
        """The authorities between this one and the root."""
        chain, at = [], self.issuer
        while at.issuer is not at:
            chain.append(at)
            at = at.issuer
        return chain

    def revoke(self, at):
        self.issuer.revoked.append((self.cert.serial_number, at))

    def crl(self, now, days=(-1, 30)):
        builder = (x509.CertificateRevocationListBuilder().issuer_name(self.cert.subject)
                   .last_update(now + DAY * days[0]).next_update(now + DAY * days[1]))
        for serial, at in self.revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def sign(self, data, digest):
        algorithm = hashes.SHA1() if digest == SHA1 else hashes.SHA256()
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(algorithm))
        return self.key.sign(data, padding.PKCS1v15(), algorithm)


def ocsp_answer(holder, responder, now, revoked_at=None):
    status = ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD
    builder = (ocsp.OCSPResponseBuilder()
               .add_response(holder.cert, holder.issuer.cert, hashes.SHA1(), status, now - DAY, now + 30 * DAY, revoked_at, None)
               .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.cert))
    if responder is not holder.issuer:
        builder = builder.certificates([responder.cert])
    return builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


def cms(content, holder, *, now, cades=True, digest=SHA256, ess=None, attributes=(), embedded=False, crls=(), issuer=None, chain=True, time=True):
    """A CMS signature over `content`, detached. `ess`: the certificate that it names, if not the signer's own."""
    plain = hashlib.sha1 if digest == SHA1 else hashlib.sha256
    algorithm = der.sequence(der.oid(digest), b"" if digest == SHA256 else b"\x05\x00")
    attribute = lambda kind, value: der.sequence(der.oid(kind), der.set_of(value))
    signed = [attribute("1.2.840.113549.1.9.3", der.oid(DATA)),
              attribute("1.2.840.113549.1.9.4", der.octets(plain(content).digest()))]
    if time:
        signed.append(attribute("1.2.840.113549.1.9.5", der.utc_time(now)))
    if cades:
        named = hashlib.sha256((ess or holder).der()).digest()
        signed.append(attribute("1.2.840.113549.1.9.16.2.47",
                                der.sequence(der.sequence(der.sequence(der.octets(named))))))
    signed += [attribute(kind, value) for kind, value in attributes]
    signed = der.set_of(*signed)
    rsa_key = isinstance(holder.key, rsa.RSAPrivateKey)
    signature_algorithm = (der.sequence(der.oid("1.2.840.113549.1.1.1"), b"\x05\x00") if rsa_key
                           else der.sequence(der.oid("1.2.840.10045.4.3.2")))
    sid = der.sequence(issuer or holder.cert.issuer.public_bytes(), der.integer(holder.cert.serial_number))
    signer = der.sequence(der.integer(1), sid, algorithm, b"\xa0" + signed[1:], signature_algorithm,
                          der.octets(holder.sign(signed, digest)))
    certificates = [holder.der()] + ([above.der() for above in holder.above()] if chain else [])
    inside = der.sequence(der.oid(DATA), der.tlv(0xA0, der.octets(content))) if embedded else der.sequence(der.oid(DATA))
    return wrap(algorithm, inside, certificates, crls, signer)


def wrap(algorithm, inside, certificates, crls, signer):
    return der.sequence(der.oid(SIGNED_DATA), der.tlv(0xA0, der.sequence(
        der.integer(1), der.set_of(algorithm), inside, der.tlv(0xA0, *certificates),
        der.tlv(0xA1, *crls) if crls else b"", der.set_of(signer))))


def split(data):
    """The objects one after the other: (tag, content)."""
    items = []
    while data:
        length, head = data[1], 2
        if length & 0x80:
            head += length & 0x7F
            length = int.from_bytes(data[2:head], "big")
        items.append((data[0], data[head:head + length]))
        data = data[head + length:]
    return items


def with_token(signature, token_for):
    """The signature with a time-stamp over its value among its unsigned attributes."""
    (_, info), = split(signature)
    kind, (_, wrapped) = split(info)
    (_, signed_data), = split(wrapped)
    parts = split(signed_data)
    (_, signer), = split(parts[-1][1])
    value = split(signer)[-1]
    assert value[0] == 0x04
    attribute = der.sequence(der.oid("1.2.840.113549.1.9.16.2.14"), der.set_of(token_for(value[1])))
    parts[-1] = (0x31, der.tlv(0x30, signer, der.tlv(0xA1, attribute)))
    return der.sequence(der.tlv(*kind), der.tlv(0xA0, der.sequence(*(der.tlv(tag, content) for tag, content in parts))))


class World:
    """Everybody. `folder` keeps what command-line tools want as files."""

    def __init__(self, folder, now):
        self.folder, self.now = pathlib.Path(folder), now
        make = lambda name, *args, **more: Holder(name, *args, now=now, **more)
        ca = lambda name, issuer=None: make(name, issuer, authority=True, days=(-800, 4000))
        self.root = ca(subject(c="VN", o="Cơ quan thử nghiệm", cn="Gốc công vụ thử"))
        self.issuing = ca(subject(c="VN", o="Cơ quan thử nghiệm", cn="Chứng thực công vụ thử 1"), self.root)
        self.silent = ca(subject(c="VN", o="Cơ quan thử nghiệm", cn="Chứng thực không công bố thu hồi"), self.root)
        self.public_root = ca(subject(c="VN", o="Test CA", cn="Test National Root"))
        self.time_root = ca(subject(c="VN", o="Cơ quan thử nghiệm", cn="Gốc dấu thời gian thử"))
        self.stranger_root = ca(subject(c="VN", o="Người lạ", cn="Gốc lạ"))
        office = {"c": "VN", "o": "UBND tỉnh Bắc Giang", "ou": "Sở Tài chính"}
        person = lambda cn, issuer, **more: make(subject(**office, title="Giám đốc", cn=cn), issuer, **more)
        self.minh = person("Lê Minh", self.issuing)
        self.seal = make(subject(c="VN", o="UBND tỉnh Bắc Giang", cn="Sở Tài chính", uid="MST:2400000000"), self.issuing)
        self.curve = person("Trần Thị Cong", self.issuing, key=ec.generate_private_key(ec.SECP256R1()))
        self.citizen = make(subject(c="VN", o="Test Company", cn="Nguyen Van A", uid="CCCD:001"), self.public_root)
        self.expired = person("Phạm Hết Hạn", self.issuing, days=(-400, -10))
        self.revoked = person("Vũ Thu Hồi", self.issuing)
        self.revoked_soon = person("Đỗ Sắp Thu Hồi", self.issuing)
        self.unlisted = person("Hoàng Không CRL", self.silent)
        self.encipherer = person("Bùi Mã Hóa", self.issuing, usage=("key_encipherment",))
        self.small = person("Lý Khóa Ngắn", self.issuing, key=rsa.generate_private_key(public_exponent=65537, key_size=1024))
        self.stranger = person("Kẻ Lạ", self.stranger_root)
        self.twin = make(self.minh.cert.subject, self.stranger_root)
        self.made_by_person = person("Con của người", self.minh)
        self.tsa = make(subject(c="VN", o="Cơ quan thử nghiệm", cn="Dấu thời gian thử"), self.time_root, usage=("digital_signature",), time_stamp=True, days=(-30, 3000))
        self.stranger_tsa = make(subject(c="VN", o="Người lạ", cn="Giờ lạ"), self.stranger_root, usage=("digital_signature",), time_stamp=True)
        self.responder = make(subject(c="VN", o="Cơ quan thử nghiệm", cn="Trả lời OCSP"), self.silent, usage=("digital_signature",), responder=True)
        self.revoked.revoke(now - 5 * DAY)
        self.write_tools()
        self.write_trust()

    def write_tools(self):
        for name, holder in vars(self).items():
            if isinstance(holder, Holder):
                (self.folder / f"{name}.pem").write_bytes(holder.pem())
                (self.folder / f"{name}.key").write_bytes(holder.key_pem())
                (self.folder / f"{name}.chain.pem").write_bytes(b"".join(one.pem() for one in holder.above()) or holder.issuer.pem())
        (self.folder / "ts.cnf").write_text(
            "oid_section = oids\n[oids]\npolicy = 1.2.3.4.1\n[tsa]\ndefault_tsa = t\n[t]\nserial = serial\ndefault_policy = policy\n"
            "digests = sha256\nsigner_digest = sha256\nordering = yes\ntsa_name = no\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n")
        (self.folder / "serial").write_text("01\n")

    def write_trust(self):
        self.trust = self.folder / "trust"
        self.trust.mkdir()
        put = lambda name, data: (self.trust / name).write_bytes(data) and name
        roots = {name: put(f"{name}.pem", getattr(self, name).pem()) for name in ("root", "public_root", "time_root")}
        crls = lambda *names: [put(f"{name}.crl", getattr(self, name).crl(self.now)) for name in names]
        (self.trust / "list.json").write_text(__import__("json").dumps({"format": "cchc-trust-1", "entries": [
            {"kind": "official_duty", "name": "Gốc công vụ thử", "roots": [roots["root"]], "crls": crls("root", "issuing")},
            {"kind": "public", "name": "Gốc công cộng thử", "roots": [roots["public_root"]], "crls": crls("public_root")},
            {"kind": "time_stamp", "name": "Dấu thời gian thử", "roots": [roots["time_root"]], "crls": crls("time_root")}]}))
        # the same, a while later: somebody has been revoked since
        self.later_trust = self.folder / "trust-later"
        subprocess.run(["cp", "-r", self.trust, self.later_trust], check=True)
        self.issuing.revoked.append((self.revoked_soon.cert.serial_number, self.now + 5 * DAY))
        (self.later_trust / "issuing.crl").write_bytes(self.issuing.crl(self.now, days=(6, 36)))
        self.issuing.revoked.pop()

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], cwd=self.folder, check=True, capture_output=True)

    def token(self, data, by="tsa"):
        (self.folder / "stamped").write_bytes(data)
        self.openssl("ts", "-query", "-data", "stamped", "-sha256", "-cert", "-out", "q.tsq")
        self.openssl("ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-signer", f"{by}.pem", "-inkey", f"{by}.key",
                     "-chain", f"{by}.chain.pem", "-token_out", "-out", "token.der")
        return (self.folder / "token.der").read_bytes()

    def cms(self, who=None, *, stamp=None, **more):
        """A maker of signatures for the PDF: bytes to sign → DER."""
        def sign(content):
            made = cms(content, who or self.minh, **{"now": self.now, **more})
            return with_token(made, lambda value: self.token(value, stamp)) if stamp else made
        return sign

    def openssl_cms(self, who="minh", cades=True):
        def sign(content):
            (self.folder / "content").write_bytes(content)
            self.openssl("cms", "-sign", "-binary", "-md", "sha256", "-in", "content", "-signer", f"{who}.pem", "-inkey", f"{who}.key",
                         "-certfile", f"{who}.chain.pem", "-outform", "DER", "-out", "signature.der", *(["-cades"] if cades else []))
            return (self.folder / "signature.der").read_bytes()
        return sign

    def p12(self, who, name):
        path = self.folder / name
        path.write_bytes(pkcs12.serialize_key_and_certificates(
            b"minh", who.key, who.cert, [one.cert for one in who.above()],
            PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2048)
            .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).hmac_hash(hashes.SHA1()).build(b"p12")))
        return path
