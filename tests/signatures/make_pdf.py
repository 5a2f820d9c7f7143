"""Small PDFs, written byte by byte: whole ones, later revisions, and the signatures in them."""

import zlib

HOLE = 16384  # hex digits kept free for a signature


def stream(data, more=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)


def text_stream(text):
    return stream(b"BT /F1 18 Tf 72 700 Td (" + text.encode("latin-1") + b") Tj ET")


class Pdf:
    """`tables`: cross-reference sections as `table` or `stream`."""

    def __init__(self, text="Chi so CCHC: 85,50 diem", *, tables="table", form=False, prepared=None, extra=None, catalog=b"", page=b""):
        self.tables, self.catalog_more, self.page_more = tables, catalog, page
        self.contents, self.fonts = b"4 0 R", b"<< /F1 5 0 R >>"
        self.annots, self.fields, self.dss, self.perms, self.form_more = [], [], b"", b"", b""
        self.objects = {4: text_stream(text), 5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
        self.next = 6
        self.objects.update(extra or {})
        self.next = max(self.next, *(number + 1 for number in self.objects))
        if form:
            self.annots.append(6), self.fields.append(6)
            self.objects[6] = self.text_field("0,00", 7)
            self.objects[7] = self.face("0,00")
            self.next = 8
            self.form_more = b"/DR << /Font << /F1 5 0 R >> >> /DA (/F1 12 Tf 0 g) "
        if prepared:
            self.annots.append(self.next), self.fields.append(self.next)
            self.objects[self.next] = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /Rect [300 100 500 150] /F 4 /P 3 0 R >>" % prepared.encode()
            self.prepared = self.next
            self.next += 1
        self.objects[1], self.objects[2], self.objects[3] = self.catalog(), b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", self.page()
        self.bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        self.last = None
        self.write(dict(self.objects))

    def catalog(self):
        form = b"/AcroForm << /Fields [%s] /SigFlags 3 %s>> " % (refs(self.fields), self.form_more) if self.fields else b""
        return b"<< /Type /Catalog /Pages 2 0 R %s%s%s%s>>" % (form, self.dss, self.perms, self.catalog_more)

    def page(self):
        annots = b"/Annots [%s] " % refs(self.annots) if self.annots else b""
        return (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %s /Resources << /Font %s >> %s%s>>"
                % (self.contents, self.fonts, annots, self.page_more))

    def text_field(self, value, face):
        return (b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (diem) /V (%s) /DA (/F1 12 Tf 0 g) /Rect [72 600 200 620] /F 4 /P 3 0 R /AP << /N %d 0 R >> >>"
                % (value.encode(), face))

    def face(self, value):
        data = b"/Tx BMC BT /F1 12 Tf 2 4 Td (%s) Tj ET EMC" % value.encode()
        return stream(data, b"/Type /XObject /Subtype /Form /BBox [0 0 128 20] /Resources << /Font << /F1 5 0 R >> >> ")

    def write(self, changes, *, root=1, tables=None, hidden=b"", trailer=b""):
        """Appends a revision with these objects, the table that names them, and the end. `hidden`: bytes between."""
        self.objects.update(changes)
        body, places = b"" if self.last is None else b"\n", {}
        start = len(self.bytes)
        for number, content in sorted(changes.items()):
            places[number] = start + len(body)
            body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        body += hidden
        at = start + len(body)
        size = self.next = max(self.next, *(number + 1 for number in self.objects))
        prev = b"/Prev %d " % self.last if self.last is not None else b""
        if (tables or self.tables) == "stream":
            size, self.next = size + 1, size + 1
            places[size - 1] = at
            numbers = sorted(places)
            data = b"".join(b"\x01" + places[number].to_bytes(4, "big") + b"\x00" for number in numbers)
            index = b" ".join(b"%d 1" % number for number in numbers)
            if self.last is None:
                data, index = b"\x00\x00\x00\x00\x00\xff" + data, b"0 1 " + index
            body += b"%d 0 obj\n%s\nendobj\n" % (size - 1, stream(zlib.compress(data), b"/Type /XRef /Filter /FlateDecode /W [1 4 1] /Index [%s] /Size %d /Root %d 0 R %s" % (index, size, root, prev)))
        else:
            body += b"xref\n" + (b"0 1\n0000000000 65535 f \n" if self.last is None else b"")
            for number in sorted(places):
                body += b"%d 1\n%010d 00000 n \n" % (number, places[number])
            body += b"trailer\n<< /Size %d /Root %d 0 R %s%s>>\n" % (size, root, prev, trailer)
        body += b"startxref\n%d\n%%%%EOF\n" % at
        self.last = at
        self.bytes += body
        return self

    def sign(self, cms, *, name=None, subfilter="ETSI.CAdES.detached", visible=False, certify=None, lock=None, hole=HOLE, into=None,
             kind=b"Sig", time=b"", hidden=b"", rect=None, more=b"", beside=None):
        """A new revision with a signature over everything but itself. `cms`: bytes to sign → DER. `more`: further members of
        its field; `beside`: further objects."""
        number = self.next
        field = into or number + 1
        face = number + 2
        references = b""
        if certify:
            references += b"<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P %d /V /1.2 >> >> " % certify
            self.perms = b"/Perms << /DocMDP %d 0 R >> " % number
        if lock:
            references += b"<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /Action /Include /Fields [(%s)] /V /1.2 >> >> " % lock.encode()
        if references:
            references = b"/Reference [%s] " % references
        value = (b"<< /Type /%s /Filter /Adobe.PPKLite /SubFilter /%s %s%s/ByteRange [0 %s] /Contents <%s> >>"
                 % (kind, subfilter.encode(), time, references, b" " * 32, b"0" * hole))
        name = name or f"Signature{number}"
        rectangle = rect or (b"[300 40 500 90]" if visible else b"[0 0 0 0]")
        look = b"/AP << /N %d 0 R >> " % face if visible or into else b""
        if into:
            rectangle, name = b"[300 100 500 150]", "prepared"
        changes = {number: value,
                   field: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /V %d 0 R /Rect %s /F 4 /P 3 0 R %s>>" % (name.encode(), number, rectangle, more if b"/AP" in more else look + more), **(beside or {})}
        if look:
            self.face_of_last = face
            changes[face] = stream(b"0 0 1 rg 0 0 200 50 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 200 50] ")
        if not into:
            self.annots.append(field), self.fields.append(field)
            changes[3] = self.page()
        changes[1] = self.catalog()
        self.write(changes, hidden=hidden)
        self.seal(cms, hole)
        return self

    def seal(self, cms, hole=HOLE):
        """Fills the last signature's byte range and contents in."""
        at = self.bytes.rindex(b"/Contents <" + b"0" * 16) + len(b"/Contents ")
        over = at + hole + 2
        hole_of_range = self.bytes.rindex(b"/ByteRange [0 ", 0, at) + len(b"/ByteRange [0 ")
        filled = (b"%d %d %d" % (at, over, len(self.bytes) - over)).ljust(32)
        self.bytes = self.bytes[:hole_of_range] + filled + self.bytes[hole_of_range + 32:]
        signature = cms(self.bytes[:at] + self.bytes[over:]).hex().encode()
        assert len(signature) <= hole
        self.bytes = self.bytes[:at + 1] + signature.ljust(hole, b"0") + self.bytes[over - 1:]

    def time_stamp(self, token):
        return self.sign(token, subfilter="ETSI.RFC3161", kind=b"DocTimeStamp", name=f"Time{self.next}")

    def keep(self, *, certs=(), crls=(), ocsps=()):
        """A revision with data to check the signatures by (/DSS)."""
        changes, lists = {}, b""
        for key, all_ in ((b"Certs", certs), (b"CRLs", crls), (b"OCSPs", ocsps)):
            numbers = []
            for data in all_:
                changes[self.next] = stream(data)
                numbers.append(self.next)
                self.next += 1
            if numbers:
                lists += b"/%s [%s] " % (key, refs(numbers))
        self.dss = b"/DSS << %s>> " % lists
        changes[1] = self.catalog()
        return self.write(changes)


def refs(numbers):
    return b" ".join(b"%d 0 R" % number for number in numbers)
