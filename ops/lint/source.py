"""What every lint reads: the files of the tree, and C++ without its comments and literals."""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent.parent
NOT_OURS = {".git", "build", "data", "node_modules", "dist", "output", "__pycache__"}  # without git: as .gitignore has it


def arguments(about):
    """The one argument of every lint: which tree to read. The tests of the lints hand in small wrong ones."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--root", type=pathlib.Path, default=HERE)
    return parser


def files(root, *suffixes):
    """Every file of the tree with one of the suffixes (all without), in order: by git where there is a history (tracked
    or new, not ignored), else by walking the folders."""
    root = root.resolve()
    if (root / ".git").exists() and shutil.which("git"):
        listing = subprocess.run(["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z", "--cached",
                                  "--others", "--exclude-standard"], check=True, stdout=subprocess.PIPE)
        found = [root / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = []
        for folder, folders, names in os.walk(root):
            links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            folders[:] = [name for name in folders if name not in NOT_OURS and name not in links]
            found += [pathlib.Path(folder) / name for name in names + links]
    return sorted(f for f in found if (not suffixes or f.name.endswith(suffixes)) and (f.is_file() or f.is_symlink()))


_NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/'                                        # comments
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'             # raw strings
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'',  # strings and characters, but not 1'000
    re.DOTALL)


def without_comments_and_literals(text):
    """The same text, line for line and column for column, with comments blanked and literals reduced to their quotes."""
    def blank(found):
        inner = re.sub(r"[^\n]", " ", found.group())
        return inner if found.group().startswith("/") else '"' + inner[1:-1] + '"'
    return _NOT_CODE.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def report(root, findings):
    """Prints findings (file, line, sentence) as a compiler would; the exit code of the lint."""
    for file, line, sentence in findings:
        print(f"{file.relative_to(root.resolve())}:{line}: {sentence}")
    sys.stdout.flush()
    return 1 if findings else 0
