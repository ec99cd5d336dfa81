# SPDX-License-Identifier: MIT
"""Linux-PAM's xtests, by its own run-xtests.sh, in a Debian of their own, whose useradd
and shell they call. The programs that they start are linked as pamlet is."""
import re
import resource
import shutil

import pytest
from upstream import programs, table

from boards import debian
from lib import sandbox

pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]

DENY = "".join(f"{kind} required pam_deny.so\n"
               for kind in ("auth", "account", "password", "session"))
# Two of them ask for a name.
INPUT = "root\n" * 100


def may_raise_limits():
    """Whether this root may do what pam_limits has to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NICE)
    try:
        resource.setrlimit(resource.RLIMIT_NICE, (soft, max(hard, 40)))
    except (PermissionError, ValueError):
        return False
    return True


def run_all(path):
    """{name: "PASS", "FAIL", "SKIP"}, and what was said"""
    root = debian.Root(path, "upstream", ["passwd"])
    sources, made = programs.pam()
    shutil.copytree(sources / "xtests", root.path / "xtests")
    for program in made.glob("tst-*"):
        if not program.suffix:
            shutil.copy2(program, root.path / "xtests")
    root.write("/etc/pam.d/other", DENY)
    root.write("/etc/hosts", "127.0.0.1 localhost\n")
    done = root.run("sh", "-c", "cd /xtests && exec sh ./run-xtests.sh . \"$@\"", "sh",
                    *table.XTESTS, given=INPUT, check=False)
    told = re.findall(r"(PASS|FAIL|SKIP): (tst-\S+)$", done.stdout, re.MULTILINE)
    return {name: end for end, name in told}, done.stdout


def test_xtests(tmp_path, evidence):
    sandbox.needs_root()
    ends, said = run_all(tmp_path / "root")
    wanted = {name: "FAIL" if why else "PASS" for name, why in table.XTESTS.items()}
    if not may_raise_limits():
        wanted["tst-pam_limits1"] = "FAIL"
    assert ends == wanted, said
    evidence("upstream", "Linux-PAM: xtests", sum(end == "PASS" for end in ends.values()))
