#!/usr/bin/env python3
"""tests/web/signed_paper.py FOLDER: makes FOLDER/paper.pdf of some megabytes, signed by an office of the tests' own world and
time-stamped, and FOLDER/trust, the list that a server has to be given to believe it."""

import datetime
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "signatures"))
import pki
from make_pdf import Pdf, stream

folder = pathlib.Path(sys.argv[1])
world = pki.World(folder, datetime.datetime.now(pki.UTC).replace(microsecond=0))
ballast = {6: stream(b"0123456789abcdef" * (160 * 1024))}
(folder / "paper.pdf").write_bytes(Pdf("Quyet dinh so 05/QD-STC", extra=ballast).sign(world.cms(stamp="tsa")).bytes)
