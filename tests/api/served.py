"""`cchc serve` as a process of its own, on a data folder that is kept."""
import os
import subprocess
import threading


class Served:
    """Answers at `base` from the first line on; `kill` is SIGKILL."""

    def __init__(self, cchc, folder, systems, environment=None, more=()):
        self.process = subprocess.Popen([cchc, "serve", "--listen", "127.0.0.1:0", "--data", folder, "--tenants", systems, *more],
                                        stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
        self.told = told = []  # its log, as far as it has come
        for line in self.process.stderr:
            told.append(line)
            if line.startswith("cchc: http://"):
                break
        else:
            raise SystemExit("the server did not start: " + "".join(told))
        self.base = told[-1].split()[1].rstrip("/")
        threading.Thread(target=lambda: told.extend(self.process.stderr), daemon=True).start()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
