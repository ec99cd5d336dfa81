# SPDX-License-Identifier: MIT
"""The program with a careless module in it (build.mk), built once."""
import functools
import os
import subprocess

from lib import build, shared


@functools.cache
def program():
    output = os.path.relpath(build.output(), build.TOP)
    third = os.path.relpath(build.third(), build.TOP)
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "GNUMAKEFLAGS")}
    with shared.making(build.scratch("careless") / "lock"):
        done = subprocess.run(
            ["make", "--no-print-directory", "-C", str(build.TOP), "-f", "Makefile",
             "-f", "tests/pamtest/build.mk", f"O={output}", f"THIRD={third}", "careless"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout
    return build.output() / "careless" / "pamlet.unstripped"
