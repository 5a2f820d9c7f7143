"""The PDFs that the check of signatures is held to: sound ones from several producers, forged ones as the literature knows
them (incremental saving, wrapping and universal forgery attacks, Mladenov et al. 2019; shadow attacks, Mainka et al.
2021), doubtful ones, and files that want to hurt who reads them."""

import dataclasses
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import zlib

import der
import pki
from make_pdf import Pdf, refs, stream, text_stream

DAY = datetime.timedelta(days=1)
HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Case:
    name: str
    what: str
    kind: str  # sound, forged, doubtful, plain or hostile
    verdict: str
    reasons: tuple
    data: bytes
    days: int = 0  # after the corpus was made
    trust: str = "trust"
    suffix: str = ".pdf"


class Corpus:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.cases = []
        self.world = pki.World(folder, datetime.datetime.now(pki.UTC).replace(microsecond=0))
        for make in (self.sound, self.by_others, self.tampered, self.later, self.shadow, self.wrapped, self.certificates,
                     self.messages, self.plain, self.hostile):
            make()
        for case in self.cases:
            (self.folder / (case.name + case.suffix)).write_bytes(case.data)

    def add(self, kind, name, what, data, verdict, *reasons, **more):
        self.cases.append(Case(name, what, kind, verdict, reasons, data.bytes if isinstance(data, Pdf) else data, **more))

    def valid(self, name, what, data, *remarks, **more):
        self.add("sound", name, what, data, "valid", *remarks, **more)

    def forged(self, name, what, data, *reasons, **more):
        self.add("forged", name, what, data, "invalid", *reasons, **more)

    def open(self, name, what, data, *reasons, **more):
        self.add("doubtful", name, what, data, "indeterminate", *reasons, **more)

    def signed(self, who=None, pdf=None, **more):
        how = {key: more.pop(key) for key in list(more) if key in ("name", "subfilter", "visible", "certify", "lock", "into", "hidden", "time", "rect", "more", "beside")}
        return (pdf or Pdf()).sign(self.world.cms(who, **more), **how)

    # ── sound ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def sound(self):
        w = self.world
        self.valid("sound-cades", "ETSI.CAdES.detached, our maker", self.signed())
        self.valid("sound-pkcs7", "adbe.pkcs7.detached, our maker", self.signed(subfilter="adbe.pkcs7.detached", cades=False))
        self.valid("sound-openssl-cades", "CMS by `openssl cms -cades`", Pdf().sign(w.openssl_cms()))
        self.valid("sound-openssl-pkcs7", "CMS by `openssl cms`, adbe.pkcs7.detached", Pdf().sign(w.openssl_cms(cades=False), subfilter="adbe.pkcs7.detached"))
        self.valid("sound-seal", "seal of an organisation", self.signed(w.seal))
        self.valid("sound-curve", "key on the curve P-256", self.signed(w.curve))
        self.valid("sound-public", "public certificate of a citizen", self.signed(w.citizen))
        self.valid("sound-visible", "the only signature, visible", self.signed(visible=True))
        self.valid("sound-xref-stream", "cross-reference streams", self.signed(pdf=Pdf(tables="stream")))
        self.valid("sound-mixed-tables", "a table, then a cross-reference stream", self.mixed())
        self.valid("sound-two", "two signatures, neither visible", self.signed(w.seal, self.signed()))
        self.valid("sound-three", "three signatures", self.signed(w.curve, self.signed(w.seal, self.signed())))
        self.valid("sound-seal-beside", "a leader signed, then the organisation's seal was set beside it, both visible",
                   self.signed(w.seal, self.signed(visible=True), visible=True, rect=b"[72 40 272 90]"), "visible_signature_added")
        self.valid("sound-prepared", "signed, then signed in a visible place that was prepared", self.prepared())
        self.valid("sound-time-stamp", "with a signature time-stamp", self.signed(stamp="tsa"))
        self.valid("sound-expired-time-stamp", "expired since, the time-stamp proves when", self.signed(stamp="tsa"), days=700)
        self.valid("sound-document-time-stamp", "and a document time-stamp", self.signed().time_stamp(w.token))
        self.valid("sound-expired-document-time-stamp", "expired since, a document time-stamp proves when", self.signed().time_stamp(w.token), days=700)
        self.valid("sound-revoked-later", "revoked after its time-stamp", self.signed(w.revoked_soon, stamp="tsa"), days=7, trust="trust-later")
        self.valid("sound-dss-crl", "revocation list kept in /DSS", self.signed(w.unlisted).keep(crls=[w.silent.crl(w.now)]))
        self.valid("sound-dss-ocsp", "OCSP answer kept in /DSS", self.signed(w.unlisted).keep(ocsps=[pki.ocsp_answer(w.unlisted, w.silent, w.now)]))
        self.valid("sound-dss-responder", "OCSP answer of a responder, kept in /DSS", self.signed(w.unlisted).keep(ocsps=[pki.ocsp_answer(w.unlisted, w.responder, w.now)]))
        self.valid("sound-cms-crl", "revocation list inside the CMS", self.signed(w.unlisted, crls=[w.silent.crl(w.now)]))
        archival = der.sequence(der.tlv(0xA0, der.sequence(w.silent.crl(w.now))))
        self.valid("sound-archival", "revocation list in adbe-revocationInfoArchival", self.signed(w.unlisted, attributes=[("1.2.840.113583.1.1.8", archival)]))
        self.valid("sound-ltv", "everything kept, then time-stamped", self.signed(w.unlisted, stamp="tsa").keep(crls=[w.silent.crl(w.now)]).time_stamp(w.token), days=700)
        for level in (1, 2, 3):
            self.valid(f"sound-certified-{level}", f"certified, DocMDP level {level}", self.signed(certify=level))
        self.valid("sound-certified-kept", "certified at level 1, then /DSS and a time-stamp", self.signed(certify=1).keep(crls=[w.issuing.crl(w.now)]).time_stamp(w.token))
        self.valid("sound-certified-signed", "certified at level 2, then signed", self.signed(w.seal, self.signed(certify=2)))
        self.valid("sound-form-filled", "certified at level 2, then a form filled in", self.filled(self.signed(pdf=Pdf(form=True), certify=2)))
        self.valid("sound-form-other-field", "another field is locked than the one filled in", self.filled(self.signed(pdf=Pdf(form=True), certify=2, lock="khac")))
        self.valid("sound-white-space", "a line end after the end", self.signed().bytes + b"\r\n")
        self.valid("sound-wrong-name", "a signed PDF under the name of a picture", self.signed(), suffix=".png")

    def mixed(self):
        pdf = Pdf()
        pdf.tables = "stream"
        return self.signed(pdf=pdf)

    def prepared(self):
        pdf = Pdf(prepared="prepared")
        self.signed(pdf=pdf)
        return self.signed(self.world.seal, pdf, into=pdf.prepared)

    def filled(self, pdf, value="9,99"):
        face = pdf.next
        return pdf.write({6: pdf.text_field(value, face), face: pdf.face(value)})

    def by_others(self):
        w, folder = self.world, self.folder
        plain = folder / "plain.pdf"
        plain.write_bytes(Pdf().bytes)
        w.p12(w.minh, "minh.p12")
        if shutil.which("qpdf"):
            for name, what, options in (("linear", "linearised by qpdf, then signed", ["--linearize"]),
                                        ("object-streams", "object streams by qpdf, then signed", ["--object-streams=generate"])):
                subprocess.run(["qpdf", *options, plain, folder / "made.pdf"], check=True, capture_output=True)
                self.valid(f"sound-{name}", what, self.signed(pdf=Foreign((folder / "made.pdf").read_bytes())))
        if shutil.which("pdfsig") and shutil.which("certutil"):
            nss_database(folder, w, "signing-nss", [("minh.p12", "p12")])
            # pdfsig writes the sound file and answers 0
            subprocess.run(["pdfsig", "-nssdir", folder / "signing-nss", "-add-signature", "-nick", "minh", plain, folder / "by-pdfsig.pdf"], capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
            if (folder / "by-pdfsig.pdf").exists():
                self.valid("sound-pdfsig", "signed by `pdfsig -add-signature` (poppler, NSS)", (folder / "by-pdfsig.pdf").read_bytes())
        if (HERE / "node_modules/@signpdf").exists():
            pki_ascii = pki.Holder(pki.subject(c="VN", o="UBND tinh Bac Giang", cn="Le Minh"), w.public_root, now=w.now)
            for who, name in ((pki_ascii, "ascii.p12"), (w.minh, "minh-node.p12")):
                w.p12(who, name)
            for how in ("plain", "pdf-lib"):
                subprocess.run([node(), HERE / "sign.mjs", how, plain, folder / "ascii.p12", folder / "by-node.pdf"], check=True, cwd=HERE)
                self.valid(f"sound-signpdf-{how}", f"signed by npm @signpdf ({how})", (folder / "by-node.pdf").read_bytes())
            subprocess.run([node(), HERE / "sign.mjs", "plain", plain, folder / "minh-node.p12", folder / "by-node.pdf"], check=True, cwd=HERE)
            self.open("issuer-reencoded-signpdf", "npm @signpdf, issuer with Vietnamese letters", (folder / "by-node.pdf").read_bytes(), "issuer_name_reencoded")

    # ── forged ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def tampered(self):
        w = self.world
        good = self.signed().bytes
        self.forged("tampered-byte", "a figure changed in place", good.replace(b"85,50", b"95,50"), "digest_mismatch")
        at = good.index(b"/Contents <") + 11
        self.forged("signature-byte", "a byte of the signature changed", flip(good, at + signature_value_at(good, at)), "signature_wrong")
        end = good.index(b">", at)
        self.forged("padding-not-zero", "bytes hidden in the padding", good[:end - 8] + b"deadbeef" + good[end:], "padding_not_zero")
        self.forged("contents-zeroed", "signature overwritten with zeros", good[:at] + b"0" * (end - at) + good[end:], "signature_unreadable")
        other = self.signed(pdf=Pdf("Van ban khac")).bytes
        self.forged("transplanted", "the signature of another document", transplant(other, good), "digest_mismatch")
        two = self.signed(w.seal, self.signed())
        at2 = two.bytes.rindex(b"/Contents <") + 11
        self.forged("two-one-broken", "two signatures, the second one broken", flip(two.bytes, at2 + signature_value_at(two.bytes, at2)), "signature_wrong")
        two = self.signed(w.seal, self.signed()).bytes
        at = two.rindex(b"/ByteRange [0 ")
        self.forged("two-one-destroyed", "two signatures, the second one no object any more", two[:at] + b"/ByteRange [0 <" + two[at + 15:], "signature_unreadable")
        self.forged("two-tampered", "two signatures, a figure changed in place", self.signed(w.seal, self.signed()).bytes.replace(b"85,50", b"95,50"), "digest_mismatch")

    def later(self):
        w = self.world
        changed = lambda pdf: pdf.write({4: text_stream("Chi so CCHC: 99,99 diem")})
        self.forged("text-replaced", "text replaced in a later revision", changed(self.signed()), "changed_after_signing")
        self.forged("text-replaced-streams", "the same, with cross-reference streams", changed(self.signed(pdf=Pdf(tables="stream"))), "changed_after_signing")
        self.forged("text-replaced-then-signed", "text replaced, then signed by somebody else", self.signed(w.seal, changed(self.signed())), "changed_after_signing")
        self.forged("font-replaced", "the font replaced", self.signed().write({5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}), "changed_after_signing")
        self.forged("page-added", "a page added", page_added(self.signed()), "changed_after_signing")
        self.forged("page-removed", "the only page replaced by none", self.signed().write({2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "changed_after_signing")
        self.forged("page-turned", "the page turned", turned(self.signed()), "changed_after_signing")
        self.forged("script-added", "a script runs when it is opened", scripted(self.signed()), "changed_after_signing")
        self.forged("root-replaced", "the last trailer names another catalog", root_replaced(self.signed()), "changed_after_signing")
        self.forged("note-added", "a note laid over the text", annotated(self.signed()), "changed_after_signing")
        self.open("note-added-certified-3", "a note, certified at level 3", annotated(self.signed(certify=3)), "annotated_after_signing")
        self.forged("note-added-certified-2", "a note, certified at level 2", annotated(self.signed(certify=2)), "changed_after_signing")
        self.open("form-filled", "a form filled in, nobody said it may be", self.filled(self.signed(pdf=Pdf(form=True))), "form_values_changed")
        self.forged("form-filled-certified-1", "a form filled in, certified at level 1", self.filled(self.signed(pdf=Pdf(form=True), certify=1)), "change_not_permitted")
        self.forged("form-locked", "a locked field filled in (FieldMDP)", self.filled(self.signed(pdf=Pdf(form=True), certify=2, lock="diem")), "change_not_permitted")
        self.valid("visible-signature-added", "a second, visible signature", self.signed(w.seal, self.signed(), visible=True), "visible_signature_added")
        self.added_faces()
        self.forged("signed-certified-1", "certified at level 1, then signed", self.signed(w.seal, self.signed(certify=1)), "change_not_permitted")
        self.forged("title-changed", "title in the metadata changed", titled(self.signed()), "changed_after_signing")
        self.open("trailing-bytes", "bytes after the end", self.signed().bytes + b"PK\x03\x04 gi do o day\n", "trailing_bytes")
        # incremental saving attacks: what a reader that repairs would show
        loose = b"\n4 0 obj\n" + text_stream("Chi so CCHC: 99,99 diem") + b"\nendobj\n"
        self.forged("isa-no-table", "objects appended, no table", self.signed().bytes + loose, "changed_after_signing")
        signed = self.signed()
        self.forged("isa-no-table-end", "objects appended, the old table named again", signed.bytes + loose + b"startxref\n%d\n%%%%EOF\n" % signed.last, "changed_after_signing")
        self.forged("isa-hidden", "an object beside a second signature that no table names", self.signed(w.seal, self.signed(), hidden=loose[1:]), "changed_after_signing")
        two = self.signed(pdf=Pdf())
        changed(two)
        self.forged("other-generation", "text replaced under a generation that the table does not tell", two.bytes.replace(b"\n4 1\n%010d 00000" % two.bytes.rindex(b"4 0 obj"), b"\n4 1\n%010d 00002" % two.bytes.rindex(b"4 0 obj")), "changed_after_signing")
        self.forged("metadata-as-content", "metadata that is the page's content as well, changed", doubled(self), "changed_after_signing")
        self.forged("page-as-resources", "a page's dictionary that fonts are taken from, changed", doubled_page(self), "changed_after_signing")

    def added_faces(self):
        """What could pass for a seal set beside a signature, and is none."""
        w = self.world
        seal = lambda pdf=None, **how: self.signed(w.seal, pdf or self.signed(), visible=True, **how)
        self.open("visible-signature-covers", "a second signature whose face covers the page", seal(rect=b"[0 0 595 842]"), "signature_added_visibly")
        self.open("visible-signature-off-page", "a second signature whose face leaves the page", seal(rect=b"[500 40 700 90]"), "signature_added_visibly")
        self.open("visible-signature-cropped", "a second signature whose face leaves what is seen of the page",
                  seal(self.signed(pdf=Pdf(page=b"/CropBox [0 100 595 842] "))), "signature_added_visibly")
        self.open("visible-signature-by-stranger", "a second, visible signature from an unknown root",
                  self.signed(w.stranger, self.signed(), visible=True), "unknown_root", "visible_signature_added")
        broken = seal().bytes
        at = broken.rindex(b"/Contents <") + 11
        self.forged("visible-signature-broken", "a second, visible signature, broken", flip(broken, at + signature_value_at(broken, at)), "signature_wrong", "visible_signature_added")
        self.forged("visible-signature-certified-1", "certified at level 1, then signed visibly", seal(self.signed(certify=1)), "change_not_permitted", "visible_signature_added")
        acts = b"/AA << /PV << /S /JavaScript /JS (1) >> >> "
        self.forged("visible-signature-acts", "a second signature that runs a script when it is seen", seal(more=acts), "changed_after_signing")
        self.forged("hidden-signature-acts", "the same, hidden", self.signed(w.seal, self.signed(), more=acts), "changed_after_signing")
        self.open("visible-signature-layer", "a second signature on a layer that can be switched", seal(more=b"/OC << /Type /OCG /Name (x) >> "), "signature_added_visibly")
        self.open("visible-signature-faces", "a second signature with a face for when it is pressed",
                  seal(more=b"/AP << /N 4 0 R /D 4 0 R >> "), "signature_added_visibly")
        text = seal(beside={4: text_stream("Chi so CCHC: 99,99 diem")})
        self.forged("visible-signature-and-text", "a second, visible signature, and the text replaced with it", text, "changed_after_signing", "visible_signature_added")
        self.forged("visible-signature-and-note", "a second, visible signature, and a note laid over the text", annotated(self.signed()).sign(w.cms(w.seal), visible=True),
                    "changed_after_signing", "visible_signature_added")
        late = seal()
        self.forged("visible-signature-face-changed", "the face of the second signature changed later",
                    late.write({late.face_of_last: stream(b"1 0 0 rg 0 0 200 50 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 200 50] ")}),
                    "changed_after_signing", "visible_signature_added")
        self.open("visible-place-unsigned", "a visible place that nobody signed, with a face", placed(self.signed()), "signature_added_visibly")
        first = self.signed()
        value = int(re.search(rb"(\d+) 0 obj\n<< /Type /Sig ", first.bytes).group(1))
        self.open("visible-place-borrowed", "a visible place that shows the first signature again", placed(first, b"/V %d 0 R " % value), "signature_added_visibly")
        second = self.signed()
        second.sign(w.cms(w.seal), visible=True, beside=place_of(second, second.next + 3, second.next))
        self.open("visible-signature-twice", "a second signature with two faces", second, "signature_added_visibly", "visible_signature_added")

    def shadow(self):
        cover = b"q 1 1 1 rg 60 680 400 60 re f Q"
        pdf = Pdf(extra={8: stream(cover), 9: text_stream("Phat 0 diem")})
        pdf.contents = b"[9 0 R 8 0 R 4 0 R]"
        self.forged("shadow-hide", "shadow attack: a cover that hides text is taken away", self.signed(pdf=pdf).write({8: stream(b"")}), "changed_after_signing")
        form = self.signed(pdf=Pdf(form=True))
        face = form.next
        self.open("shadow-replace", "shadow attack: a field shows something else than its value", form.write({6: form.text_field("0,00", face), face: form.face("9,99")}), "form_values_changed")
        two = Pdf(extra={8: text_stream("Noi dung an"), 9: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 8 0 R /Resources << /Font << /F1 5 0 R >> >> >>"})
        signed = self.signed(pdf=two)
        self.forged("shadow-hide-and-replace", "shadow attack: the page was in the file, hidden", signed.write({2: b"<< /Type /Pages /Kids [9 0 R] /Count 1 >>"}), "changed_after_signing")
        swapped = self.signed(pdf=Pdf(extra={8: text_stream("Noi dung an")}))
        at = swapped.bytes.index(b"8 0 obj")
        table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        self.forged("shadow-table", "only a new table, which leads to a hidden object", swapped.bytes + table % (at, swapped.next, swapped.last, len(swapped.bytes)), "changed_after_signing")

    def wrapped(self):
        good = self.signed().bytes
        gap = good.index(b"/Contents <") + len(b"/Contents ")
        end = good.index(b">", gap) + 1
        numbers = good[good.index(b"/ByteRange"):good.index(b"]", good.index(b"/ByteRange")) + 1]

        def ranged(data, text):
            assert len(text) <= len(numbers)
            return data.replace(numbers, text[:-1].ljust(len(numbers) - 1) + b"]", 1)

        def in_the_gap(more):
            """Instead of padding, behind the string: no offset moves."""
            return good[:end - 1 - len(more)] + b">" + more + good[end:]

        size = len(good)
        self.forged("gap-spaces", "spaces behind the signature's string", in_the_gap(b"    "), "gap_malformed")
        self.forged("gap-two-strings", "a second string in the gap", in_the_gap(b"<00>"), "gap_malformed")
        self.forged("gap-object", "an object in the gap", in_the_gap(b" >>\nendobj\n4 0 obj\n" + text_stream("99,99") + b"\nendobj\n7 0 obj\n<< /A <00"), "gap_malformed")
        self.forged("wrapped", "wrapping: a second range after the signature, the signed rest moved behind another one", wrapped(good, gap, end), "gap_malformed")
        self.forged("range-not-from-start", "the range does not begin at 0", ranged(good, b"/ByteRange [9 %d %d %d]" % (gap - 9, end, size - end)), "byte_range_malformed")
        self.forged("range-negative", "a negative length", ranged(good, b"/ByteRange [0 %d -%d %d]" % (gap, end, size - end)), "byte_range_malformed")
        self.forged("range-overlaps", "parts that overlap", ranged(good, b"/ByteRange [0 %d %d %d]" % (end, gap, size - gap)), "byte_range_malformed")
        self.forged("range-beyond", "a range beyond the end", ranged(good, b"/ByteRange [0 %d %d %d]" % (gap, end, size)), "byte_range_malformed")
        self.forged("range-of-six", "three parts", ranged(good, b"/ByteRange [0 %d %d 9 %d 9]" % (gap, end, end + 9)), "byte_range_malformed")
        self.forged("range-cut", "what follows the signature is not covered", ranged(good, b"/ByteRange [0 %d %d 3]" % (gap, end)), "not_a_revision", "digest_mismatch")
        self.forged("usf-no-range", "no byte range", good.replace(b"/ByteRange", b"/ByteStange"), "byte_range_malformed")
        self.forged("usf-no-contents", "no contents", good.replace(b"/Contents <", b"/Kontents <"), "not_in_clear")
        self.forged("usf-null-contents", "no contents, the gap is a string of its own", good.replace(b"/Contents <", b"/C 0 /Cde <"), "not_in_clear")
        pdf = self.signed()
        number = int(re.search(rb"(\d+) 0 obj\n<< /Type /Sig ", pdf.bytes).group(1))
        borrowed = pdf.bytes[pdf.bytes.index(b"<< /Type /Sig "):pdf.bytes.index(b"endobj", end)]
        pdf.write({4: text_stream("99,99"), number: borrowed})
        self.forged("borrowed-signature", "a later dictionary borrows the signature of an earlier one", pdf, "not_in_clear")
        removed = self.signed()
        removed.annots, removed.fields = [], []
        self.open("field-removed", "the field of the signature removed", removed.write({1: removed.catalog(), 3: removed.page()}), "signature_not_in_form")

    # ── certificates and messages ────────────────────────────────────────────────────────────────────────────────────

    def certificates(self):
        w = self.world
        self.forged("expired-when-signed", "the certificate had expired when it was used", self.signed(w.expired), "outside_validity_when_signed")
        self.forged("expired-when-stamped", "and a time-stamp proves it", self.signed(w.expired, stamp="tsa"), "outside_validity_when_signed")
        self.open("expired-since", "expired since, nothing proves when it was signed", self.signed(), "expired_without_time_stamp", "revocation_unknown", days=700)
        self.open("expired-stranger-stamp", "expired since, time-stamped by a stranger", self.signed(stamp="stranger_tsa"), "expired_without_time_stamp", "revocation_unknown", "time_stamp_untrusted", days=700)
        self.valid("stranger-stamp", "time-stamped by a stranger, which adds nothing", self.signed(stamp="stranger_tsa"), "time_stamp_untrusted")
        self.open("wrong-stamp", "expired since, the time-stamp is over something else", self.wrong_stamp(), "expired_without_time_stamp", "revocation_unknown", "time_stamp_untrusted", days=700)
        self.open("unknown-root", "an unknown root", self.signed(w.stranger), "unknown_root")
        self.open("unknown-root-same-name", "the same person, from an unknown root", self.signed(w.twin), "unknown_root")
        self.forged("revoked", "revoked before it was used", self.signed(w.revoked), "revoked")
        self.open("revoked-since", "revoked since, nothing proves when it was signed", self.signed(w.revoked_soon), "revoked_without_time_stamp", days=7, trust="trust-later")
        self.open("crl-missing", "no revocation list", self.signed(w.unlisted), "revocation_unknown")
        self.open("crl-stale", "the revocation list is out of date", self.signed(), "revocation_unknown", days=60)
        self.open("crl-of-another", "a revocation list of somebody else", self.signed(w.unlisted).keep(crls=[w.stranger_root.crl(w.now)]), "revocation_unknown")
        self.open("ocsp-of-a-stranger", "an OCSP answer that a stranger signed", self.signed(w.unlisted).keep(ocsps=[pki.ocsp_answer(w.unlisted, w.stranger, w.now)]), "revocation_unknown")
        self.forged("ocsp-revoked", "an OCSP answer: revoked", self.signed(w.unlisted).keep(ocsps=[pki.ocsp_answer(w.unlisted, w.silent, w.now, w.now - 3 * DAY)]), "revoked")
        self.forged("not-for-signing", "a certificate for encryption", self.signed(w.encipherer), "not_a_signing_certificate")
        self.forged("issued-by-a-person", "a certificate that a person issued", self.signed(w.made_by_person), "chain_broken")
        self.open("weak-key", "RSA of 1024 bits", self.signed(w.small), "weak_algorithm")
        self.open("weak-digest", "SHA-1", self.signed(digest=pki.SHA1), "weak_algorithm")
        self.open("signed-tomorrow", "judged for a day before it was signed", self.signed(), "signing_time_in_future", "revocation_unknown", days=-2)

    def wrong_stamp(self):
        sign = self.world.cms()
        return Pdf().sign(lambda content: pki.with_token(sign(content), lambda value: self.world.token(b"something else", "tsa")))

    def messages(self):
        w = self.world
        self.forged("ess-missing", "CAdES without the signing certificate attribute", self.signed(cades=False), "signing_certificate_missing")
        self.forged("ess-mismatch", "CAdES naming another certificate", self.signed(ess=w.seal), "signing_certificate_mismatch")
        self.forged("content-inside", "the CMS carries content of its own", self.signed(embedded=True), "content_inside")
        issuer = reencoded(w.minh.cert.issuer)
        self.open("issuer-reencoded", "the issuer's name encoded twice", self.signed(issuer=issuer), "issuer_name_reencoded")
        self.open("certificate-missing", "another serial number than that of its certificate", self.signed(issuer=w.seal.cert.subject.public_bytes()), "signer_certificate_missing")
        self.open("unsupported", "adbe.pkcs7.sha1", self.signed(subfilter="adbe.pkcs7.sha1"), "unsupported_format")
        self.open("no-chain", "an authority between is nowhere to be found", self.signed(chain=False), "unknown_root")
        self.forged("stamp-broken", "a document time-stamp, then a byte changed", self.signed().time_stamp(w.token).bytes.replace(b"85,50", b"95,50"), "digest_mismatch")

    # ── neither, and hostile ─────────────────────────────────────────────────────────────────────────────────────────

    def plain(self):
        w, folder = self.world, self.folder
        self.add("plain", "unsigned", "no signature", Pdf(), "unsigned")
        self.add("plain", "unsigned-form", "a form and an empty field for a signature", Pdf(form=True, prepared="prepared"), "unsigned")
        self.add("plain", "time-stamp-only", "a document time-stamp and nobody's signature", Pdf().time_stamp(w.token), "unsigned", "time_stamp_only")
        self.add("plain", "empty", "no byte at all", b"", "unsigned", "not_a_pdf")
        self.add("plain", "picture", "a picture under the name of a PDF", b"\x89PNG\r\n\x1a\n" + bytes(64), "unsigned", "not_a_pdf")
        self.add("plain", "archive", "a ZIP file", b"PK\x03\x04" + bytes(64), "indeterminate", "format_not_checked", suffix=".zip")
        good = self.signed().bytes
        self.open("truncated", "the last third is missing", good[:len(good) * 2 // 3], "unreadable")
        self.open("preceded", "bytes before the header", b"MZ\n" + good, "unreadable")
        if shutil.which("qpdf"):
            (folder / "made.pdf").write_bytes(good)
            subprocess.run(["qpdf", "--encrypt", "", "owner", "256", "--", folder / "made.pdf", folder / "encrypted.pdf"], capture_output=True)
            self.open("encrypted", "encrypted", (folder / "encrypted.pdf").read_bytes(), "encrypted")

    def hostile(self):
        bad = lambda name, what, data, verdict, *reasons: self.add("hostile", name, what, data, verdict, *reasons)
        deep = {number: b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (number - 1, number + 1) for number in range(20, 20_020)}
        pdf = Pdf(extra=deep)
        self.signed(pdf=pdf)
        bad("deep-pages", "a page tree 20,000 deep, signed, then changed in its midst", pdf.write({2: b"<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>", 19_000: b"null"}), "invalid", "changed_after_signing")
        nested = Pdf(extra={8: b"[" * 200_000 + b"]" * 200_000})
        bad("deep-arrays", "arrays nested 200,000 deep, reached from the page", self.signed(pdf=nested_in(nested)), "valid")
        pdf = self.signed(pdf=Pdf())
        bad("cyclic-pages", "pages that contain themselves", pdf.write({2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 >>"}), "invalid", "changed_after_signing")
        cyclic = Pdf(form=True)
        cyclic.write({6: b"<< /FT /Tx /T (a) /Kids [6 0 R 9 0 R] /Parent 9 0 R >>", 9: b"<< /T (b) /Kids [6 0 R] /Parent 6 0 R >>"})
        bad("cyclic-fields", "fields that contain one another", cyclic, "unsigned")
        bad("flate-bomb", "an object stream of 4 GB in 4 MB", object_stream_bomb(), "indeterminate", "too_costly")
        bad("flate-bomb-table", "a cross-reference stream of 4 GB", table_bomb(), "indeterminate", "too_costly")
        fields = Pdf()
        fields.fields = [7] * 200_000
        bad("many-fields", "200,000 references to one field", fields.write({1: fields.catalog(), 7: b"<< /FT /Tx /T (a) >>"}), "unsigned")
        bomb = self.signed(pdf=Pdf()).keep(crls=[b""])
        data = bomb_of(300)
        bad("dss-bomb", "a revocation list in /DSS of 300 MB, packed", bomb.write({bomb.next: stream(data, b"/Filter /FlateDecode "), 1: bomb.catalog().replace(b"/DSS << ", b"/DSS << /OCSPs [%d 0 R] " % bomb.next)}), "indeterminate", "too_costly")
        many = self.signed()
        for n in range(80):
            many.write({many.next: b"null"})
        bad("many-revisions", "80 revisions after the signature", many, "indeterminate", "too_costly")
        bad("self-reference", "a length that is its own stream", b"%PDF-1.7\n1 0 obj\n<< /Length 1 0 R /Type /XRef >>\nstream\n\nendstream\nendobj\nstartxref\n9\n%%EOF\n", "indeterminate", "unreadable")
        loop = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R /Prev 45 >>\nstartxref\n45\n%%EOF\n"
        bad("table-loop", "a table that comes before itself", loop, "indeterminate", "unreadable")


class Foreign(Pdf):
    """A file of another maker, to be signed: what has to be known of it is read out of its text by qpdf."""

    def __init__(self, data):
        path = pathlib.Path(os.path.join(os.environ.get("TMPDIR", "/tmp"), f"foreign-{os.getpid()}.pdf"))
        path.write_bytes(data)
        try:
            json_ = __import__("json").loads(subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", path], check=True, capture_output=True).stdout)
        finally:
            path.unlink()
        objects = json_["qpdf"][1]
        self.root = int(objects["trailer"]["value"]["/Root"].split()[0])
        self.page_number = next(int(key.split(":")[1].split()[0]) for key, one in objects.items() if one.get("value", {}).get("/Type") == "/Page")
        self.page_value = objects[f"obj:{self.page_number} 0 R"]["value"]
        self.pages = objects[f"obj:{self.root} 0 R"]["value"]["/Pages"]
        self.objects, self.annots, self.fields = {}, [], []
        self.next = 1 + max(int(key.split(":")[1].split()[0]) for key in objects if key.startswith("obj:"))
        self.next = max(self.next, 1 + int(re.findall(rb"/Size (\d+)", data)[-1]))
        self.dss = self.perms = self.form_more = b""
        self.bytes = data
        self.last = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
        self.tables = "table" if data[self.last:self.last + 4] == b"xref" else "stream"

    def write(self, changes, **more):
        renamed = {self.root if number == 1 else self.page_number if number == 3 else number: value.replace(b"/P 3 0 R", b"/P %d 0 R" % self.page_number) for number, value in changes.items()}
        return super().write(renamed, root=self.root, **more)

    def catalog(self):
        return b"<< /Type /Catalog /Pages %s /AcroForm << /Fields [%s] /SigFlags 3 >> >>" % (self.pages.encode(), refs(self.fields))

    def page(self, contents=None):
        written = lambda value: (b"<< " + b" ".join(key.encode() + b" " + written(v) for key, v in value.items()) + b" >>" if isinstance(value, dict)
                                 else b"[" + b" ".join(map(written, value)) + b"]" if isinstance(value, list) else str(value).encode())
        return written({**self.page_value, "/Annots": [f"{number} 0 R" for number in self.annots]})


def node():
    own = list((HERE / "../web/node_modules").glob("node-linux-*/bin/node"))
    return str(own[0]) if own else "node"


def nss_database(folder, world, name, keys):
    database = folder / name
    database.mkdir()
    run = lambda *command: subprocess.run([*map(str, command)], check=True, capture_output=True, cwd=folder)
    run("certutil", "-N", "-d", f"sql:{database}", "--empty-password")
    for root in ("root", "public_root", "time_root"):
        run("certutil", "-A", "-d", f"sql:{database}", "-n", root, "-t", "CT,C,C", "-i", f"{root}.pem")
    for file, password in keys:
        run("pk12util", "-i", file, "-d", f"sql:{database}", "-W", password, "-K", "")
    return database


def flip(data, at):
    return data[:at] + (b"1" if data[at:at + 1] != b"1" else b"2") + data[at + 1:]


def signature_value_at(data, at):
    """Where in the hex digits from `at` the signature's own value stands: the last octet string of 256 bytes."""
    return data.index(b"04820100", at) - at + 40


def wrapped(good, gap, end):
    """What was signed is all there and in order, and the range that the reader takes says so; between the parts stands the
    rest that he shows, with a table that leads to another text. (Signature wrapping, second variant.)"""
    rest = good[end:]
    table = rest.rindex(b"xref\n4 1") if b"xref\n4 1" in rest else rest.index(b"\nxref\n") + 1
    another = rest[:table] + b"xref\n"
    number = good.rindex(b"startxref")
    section = rest[table + 5:rest.index(b"startxref", table)]
    entry = b"4 1\n%010d 00000 n \n"
    evil = b"4 0 obj\n" + text_stream("Chi so CCHC: 99,99 diem") + b"\nendobj\n"
    at = end + len(another) + len(entry % 0) + len(section)
    another += entry % at + section + evil
    moved = end + len(another)
    digits = good[gap:end].rstrip(b"0>")
    digits += b"0" * (len(digits) % 2 == 0)
    second = b"> /ByteRange [0 %d %d %d]" % (gap, moved, len(rest))
    return good[:gap] + (digits + second).ljust(end - gap) + another + rest


def transplant(into, from_):
    cut = lambda data: (data.index(b"/Contents <") + 11, data.index(b">", data.index(b"/Contents <")))
    a, b = cut(into)
    c, d = cut(from_)
    return into[:a] + from_[c:d] + into[b:]


def page_added(pdf):
    number = pdf.next
    return pdf.write({2: b"<< /Type /Pages /Kids [3 0 R %d 0 R] /Count 2 >>" % number, number: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"})


def turned(pdf):
    pdf.page_more = b"/Rotate 180 "
    return pdf.write({3: pdf.page()})


def scripted(pdf):
    pdf.catalog_more = b"/OpenAction << /S /JavaScript /JS (this.pageNum = 0) >> "
    return pdf.write({1: pdf.catalog()})


def root_replaced(pdf):
    number = pdf.next
    return pdf.write({number: pdf.catalog().replace(b"/Pages 2 0 R", b"/Pages %d 0 R" % (number + 1)), number + 1: b"<< /Type /Pages /Kids [] /Count 0 >>"}, root=number)


def annotated(pdf):
    number = pdf.next
    pdf.annots.append(number)
    return pdf.write({3: pdf.page(), number: b"<< /Type /Annot /Subtype /FreeText /Rect [60 680 460 740] /Contents (99,99) /DA (/F1 18 Tf) >>"})


def placed(pdf, value=b""):
    """A visible place for a signature, with a face, in a revision of nobody's."""
    number = pdf.next
    pdf.annots.append(number), pdf.fields.append(number)
    return pdf.write({1: pdf.catalog(), 3: pdf.page(), **face_at(number, value)})


def face_at(number, value):
    return {number: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Cho%d) %s/Rect [72 40 272 90] /F 4 /P 3 0 R /AP << /N %d 0 R >> >>" % (number, value, number + 1),
            number + 1: stream(b"0 0 1 rg 0 0 200 50 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 200 50] ")}


def place_of(pdf, number, signature):
    """Another place that shows the signature to come."""
    pdf.annots.append(number), pdf.fields.append(number)
    return face_at(number, b"/V %d 0 R " % signature)


def titled(pdf):
    number = pdf.next
    return pdf.write({number: b"<< /Title (Mot van ban khac) >>"}, trailer=b"/Info %d 0 R " % number)


def doubled(corpus):
    """What the file calls its metadata is what its page shows."""
    pdf = Pdf(extra={8: stream(b"BT /F1 18 Tf 72 700 Td (85,50) Tj ET", b"/Type /Metadata /Subtype /XML ")}, catalog=b"/Metadata 8 0 R ")
    pdf.contents = b"8 0 R"
    corpus.signed(pdf=pdf)
    return pdf.write({8: stream(b"BT /F1 18 Tf 72 700 Td (99,99) Tj ET", b"/Type /Metadata /Subtype /XML ")})


def doubled_page(corpus):
    """A page that serves as the dictionary of fonts: a member that pages may change is a font there."""
    pdf = Pdf(page=b"/PieceInfo 5 0 R /F1 5 0 R ")
    pdf.fonts = b"3 0 R"
    corpus.signed(pdf=pdf)
    pdf.page_more = b"/PieceInfo << /Type /Font /Subtype /Type1 /BaseFont /Symbol >> /F1 5 0 R "
    return pdf.write({3: pdf.page()})


def nested_in(pdf):
    pdf.page_more = b"/Deep 8 0 R "
    return pdf.write({3: pdf.page()})


def reencoded(name):
    """The name as a library writes it that takes each byte of UTF-8 for a letter."""
    rdns = []
    for attribute in name:
        rdns.append(der.set_of(der.sequence(der.oid(attribute.oid.dotted_string),
                                            der.tlv(0x13, attribute.value.encode()) if attribute.oid.dotted_string == "2.5.4.6"
                                            else der.tlv(0x0C, attribute.value.encode("utf-8").decode("latin-1").encode("utf-8")))))
    return der.sequence(*rdns)


def bomb_of(megabytes):
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


BOMB = []


def big_bomb():
    if not BOMB:
        BOMB.append(bomb_of(4096))
    return BOMB[0]


def object_stream_bomb():
    """The catalog stands in an object stream that swells to 4 GB."""
    head = b"%PDF-1.7\n"
    holder = b"2 0 obj\n" + stream(big_bomb(), b"/Type /ObjStm /N 1 /First 8 /Filter /FlateDecode ") + b"\nendobj\n"
    at = len(head) + len(holder)
    table = b"".join(bytes(row) for row in ([0, 0, 0, 0, 0, 255], [2, 0, 0, 0, 2, 0], [1, *len(head).to_bytes(4, "big"), 0], [1, *at.to_bytes(4, "big"), 0]))
    return head + holder + b"3 0 obj\n" + stream(table, b"/Type /XRef /W [1 4 1] /Size 4 /Root 1 0 R ") + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def table_bomb():
    head = b"%PDF-1.7\n"
    return head + b"1 0 obj\n" + stream(big_bomb(), b"/Type /XRef /W [1 4 1] /Size 700000000 /Root 2 0 R /Filter /FlateDecode ") + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
