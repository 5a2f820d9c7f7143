#!/usr/bin/env python3
"""tests/signatures/mutate.py SIGNATURE_MUTATIONS [COUNT]: makes the corpus and lets the program break it COUNT times."""

import datetime
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import Corpus

folder = pathlib.Path(tempfile.mkdtemp(prefix="cchc-mutations-"))
try:
    corpus = Corpus(folder)
    (folder / "at").write_text((corpus.world.now + datetime.timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ\n"))
    sys.exit(subprocess.run([str(pathlib.Path(sys.argv[1]).resolve()), folder, *(sys.argv[2:] or ["2000"])]).returncode)
finally:
    shutil.rmtree(folder)
