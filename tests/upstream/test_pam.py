# SPDX-License-Identifier: MIT
"""Linux-PAM's own tests, on the registry, the heap and the libc that pamlet gives it."""
import os
import re
import shutil

import pytest
from upstream import programs, table

from lib.sandbox import Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.limit(600)]

HERE = "/here"
DENY = "".join(f"{kind} required pam_deny.so\n"
               for kind in ("auth", "account", "password", "session"))
# What these read to find nothing in it; only root can make it.
READ_DEV_NULL = ("tst-pam_env-retval", "tst-pam_listfile-retval", "tst-pam_nologin-retval")
BUSYBOX = os.environ.get("BUSYBOX", "/bin/busybox")
RUNS = [name for name, why in table.PAM.items() if why is None]
LINKED = [name for name, why in table.MODULES.items() if why is None]


class Room(Sandbox):
    """An empty root, in which one of the programs runs in a directory of its own."""

    def __init__(self, path):
        super().__init__(path)
        self.sources, self.made = programs.pam()
        shutil.copy2(BUSYBOX, self.path / "busybox")
        # What a handle for an unknown service wants; pamlet itself has no use for it.
        self.policy("other", DENY)
        self.user("root", uid=0, gid=0)
        self.groups(root=(0, ""))
        (self.path / "here").mkdir()
        self.write("tests/confdir", (self.sources / "tests" / "confdir").read_bytes())

    def of_upstream(self, name, *arguments):
        shutil.copy2(self.made / name, self.path / "here" / name)
        words = " ".join([f"./{name}", *arguments])
        line = self.command("sh", "-c", f"cd {HERE} && exec {words}", program="/busybox")
        return self.run_line(line, environment={"srcdir": "/tests"})


@pytest.fixture
def room(tmp_path):
    made = Room(tmp_path / "root")
    yield made
    made.close()


def test_the_table_names_all_that_there_are():
    sources, _ = programs.pam()
    found = {path.stem for pattern in ("tests/tst-*.c", "modules/*/tst-*-retval.c")
             for path in sources.glob(pattern)}
    assert found == set(table.PAM)
    scripts = {path.name.removeprefix("tst-") for path in sources.glob("modules/*/tst-pam_*")
               if not path.suffix}
    assert scripts == set(table.MODULES)
    listed = re.findall(r"'(tst-\w+)'", (sources / "xtests" / "meson.build").read_text())
    assert set(listed) == set(table.XTESTS)


@pytest.mark.parametrize("name", RUNS)
def test_program(room, name, evidence):
    if name in READ_DEV_NULL:
        room.nodes("null")
    done = room.of_upstream(name)
    assert done.status == 0, done.text
    evidence("upstream", "Linux-PAM: libpam, what modules return", 1)


@pytest.mark.parametrize("name", [name for name, why in table.PAM.items() if why])
def test_what_cannot_run_fails(room, name):
    """Else it could."""
    assert room.of_upstream(name).status != 0


def test_each_module_is_found(room, evidence):
    paths = [f"/usr/lib/security/{name}.so" for name in LINKED]
    done = room.of_upstream("tst-dlopen", *paths)
    assert done.status == 0 and done.text.count("succeeded") == len(LINKED), done.text
    evidence("upstream", "Linux-PAM: each module is found", len(LINKED))


@pytest.mark.parametrize("name", [name for name, why in table.MODULES.items() if why])
def test_no_other_is_found(room, name):
    assert room.of_upstream("tst-dlopen", f"/usr/lib/security/{name}.so").status == 1


def test_the_way_to_its_file_is_no_module(room):
    """The tests' policies are rewritten (files.c); pamlet's own way stays narrow."""
    for path in ("/here/pam_permit.so", "pam_permit.so", "/usr/lib/security/../pam_permit.so"):
        assert room.of_upstream("tst-dlopen", path).status == 1, path
