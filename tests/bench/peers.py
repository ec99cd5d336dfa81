# SPDX-License-Identifier: MIT
"""What pamlet is measured against: this host's dynamic login stack and its
pamtester, in a root directory of their own so that the host stays as it is.
"""
import functools
import os
import pathlib
import re
import shutil
import subprocess

from bench.table import Skip
from lib import build, sandbox

LOGIN = pathlib.Path("/bin/login")
PAMTESTER = pathlib.Path("/usr/bin/pamtester")
CHKPWD = pathlib.Path("/sbin/unix_chkpwd")
MODULE_DIRS = ("/usr/lib/x86_64-linux-gnu/security", "/lib/security", "/usr/lib/security")

# pamtester does what a gate without CMD does.
OPERATIONS = ("authenticate", "acct_mgmt")


def modules_of(config):
    """The modules of a configuration, as pam_x.so."""
    return sorted(f"pam_{name.removeprefix('MODULE_').lower()}.so"
                  for name, value in build.configuration(config).items()
                  if name.startswith("MODULE_") and value == "y")


def needs(*paths):
    for path in paths:
        if not pathlib.Path(path).exists():
            raise Skip(f"no {path} on this machine")


def module_directory():
    for directory in MODULE_DIRS:
        if (pathlib.Path(directory) / "pam_unix.so").exists():
            return pathlib.Path(directory)
    raise Skip("no Linux-PAM modules on this machine")


@functools.cache
def libraries(path):
    """What ldd says that a dynamic file needs, the dynamic linker included."""
    told = subprocess.run(["ldd", str(path)], stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL, text=True).stdout
    return tuple(re.findall(r"(/\S+)", re.sub(r"\S+ => ", "", told)))


def with_libraries(paths):
    """The files themselves and their libraries, each once, by name as called."""
    return sorted({str(path) for path in paths}
                  | {library for path in paths for library in libraries(path)})


def login_stack(names):
    """The files of a dynamic login with these modules, as they really are."""
    needs(LOGIN, CHKPWD)
    directory = module_directory()
    needs(*(directory / name for name in names))
    files = with_libraries([LOGIN, CHKPWD, *(directory / name for name in names)])
    return sorted({os.path.realpath(name) for name in files})


def bring(place, programs, modules):
    """Dynamic programs of this host, with their libraries and modules, unix_chkpwd
    among them, into a sandbox."""
    needs(CHKPWD, *programs)
    merge_directories(place)
    directory = module_directory()
    names = [directory / f"pam_{name}.so" for name in modules]
    for name in with_libraries([*programs, CHKPWD, *names]):
        target = place.path / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, target)
    place.write("etc/nsswitch.conf", "passwd: files\nshadow: files\ngroup: files\n")


def merge_directories(place):
    """/lib is /usr/lib, and so on, where it is so on the host."""
    for name in ("lib", "lib64", "bin", "sbin"):
        if os.path.islink(f"/{name}"):
            (place.path / "usr" / name).mkdir(parents=True, exist_ok=True)
            (place.path / name).symlink_to(f"usr/{name}")


class PamtesterRoot(sandbox.Sandbox):
    """A sandbox in which Debian's pamtester stands in pamlet's place."""

    def __init__(self, path):
        needs(PAMTESTER)
        super().__init__(path)
        (self.path / "pamlet").unlink()
        bring(self, [PAMTESTER], ("unix", "permit", "deny"))

    def login_command(self, user):
        return self.command("gate", user, *OPERATIONS, program=str(PAMTESTER))
