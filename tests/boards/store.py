# SPDX-License-Identifier: MIT
"""What is made once of a board's files, its packages and the pamlet under test: images,
disks, a kernel. It is kept in build/roots until one of these changes.

    store = Store("dracut", PACKAGES, pathlib.Path(__file__))
    with store.making("gate") as (path, new):
        if new:
            with store.root() as made: ...
"""
import contextlib
import hashlib
import os
import pathlib
import shutil
import tempfile

from boards import debian
from lib import build, shared

BOARDS = build.TOP / "board"
MEGABYTES = 16

# The real system's first program: it tells what it was given, and ends the machine.
INIT = """\
#!/bin/sh
echo "REAL INIT: arguments [$*]"
echo "environment [$(env | sort | tr '\\n' ' ')]"
echo "ignored [$(grep SigIgn /proc/self/status)]"
echo "command line [$(cat /proc/cmdline)]"
reboot -f
"""
APPLETS = ("sh", "cat", "env", "sort", "tr", "grep", "reboot", "id", "mount")


class Store:
    def __init__(self, name, packages, source):
        """source: the file that says what is made; it counts, too."""
        self.name, self.packages, self.source = name, packages, source

    def digest(self):
        """Of all that goes into what is made."""
        made = hashlib.sha256()
        sources = [path for name in (self.name, "rescue")
                   for path in sorted((BOARDS / name).rglob("*"))]
        for path in [pathlib.Path(__file__), self.source, build.pamlet(), *sources]:
            if path.is_file() and path.suffix != ".md":
                made.update(path.read_bytes())
        packages = debian.tarball(self.name, self.packages)
        made.update(f"{packages.name} {packages.stat().st_mtime_ns}".encode())
        return made.hexdigest()[:12]

    def place(self):
        """The directory of what is made of these sources; of others nothing is kept."""
        here = debian.ROOTS / f"{self.name}-images-{self.digest()}"
        if not here.exists():
            for old in debian.ROOTS.glob(f"{self.name}-images-*"):
                shutil.rmtree(old, ignore_errors=True)
            here.mkdir(parents=True, exist_ok=True)
        return here

    @contextlib.contextmanager
    def making(self, name):
        """(PATH, WHERE TO MAKE IT or None): one process makes it, all others wait."""
        with shared.making(debian.ROOTS / f"{self.name}-images.lock"):
            path = self.place() / name
            if path.exists():
                yield path, None
                return
            new = path.with_suffix(".new")
            yield path, new
            new.rename(path)

    @contextlib.contextmanager
    def root(self):
        """A Debian root of one's own with the packages in it."""
        directory = tempfile.mkdtemp(prefix=f"{self.name}-root-", dir=debian.ROOTS)
        try:
            yield debian.Root(pathlib.Path(directory) / "root", self.name, self.packages)
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    def kernel(self):
        with self.making("vmlinuz") as (path, new):
            if new:
                with self.root() as made:
                    shutil.copyfile(made.vmlinuz, new)
        return path

    def disk(self, name):
        """A root file system: `good`, `noinit` (a shell, but no init) or `empty`."""
        with self.making(f"{name}.disk") as (path, new):
            if new:
                with tempfile.TemporaryDirectory() as directory:
                    fill(pathlib.Path(directory), name)
                    debian.disk(directory, new, MEGABYTES)
        return path


def fill(directory, name):
    if name == "empty":
        return
    for part in ("bin", "sbin", "dev", "proc", "sys", "run", "root", "etc", "tmp", "usr"):
        (directory / part).mkdir()
    shutil.copy(os.environ.get("BUSYBOX", "/bin/busybox"), directory / "bin/busybox")
    for applet in APPLETS:
        (directory / "bin" / applet).symlink_to("busybox")
    (directory / "etc/os-release").write_text("ID=test\n")
    if name == "good":
        (directory / "sbin/init").write_text(INIT)
        (directory / "sbin/init").chmod(0o755)
