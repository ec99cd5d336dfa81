# SPDX-License-Identifier: MIT
"""What the configuration under test is called."""
import functools
import os
import pathlib
import subprocess
import tempfile

from lib import build

APPLIANCE = build.TOP / "config" / "defconfigs" / "appliance_defconfig"
KCONFIG = build.TOP / "config" / "kconfig.py"


def settings(text):
    return sorted(line for line in text.splitlines() if line and not line.startswith("#"))


def kconfig(directory, *arguments):
    subprocess.run(["/usr/bin/python3", "-B", str(KCONFIG), *arguments], check=True, cwd=build.TOP,
                   env={**os.environ, "KCONFIG_CONFIG": f"{directory}/.config"},
                   stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=60)


@functools.cache
def is_appliance():
    """True when $(O) is built as appliance_defconfig says."""
    with tempfile.TemporaryDirectory(prefix="pamlet-bench-") as directory:
        kconfig(directory, "defconfig", str(APPLIANCE))
        kconfig(directory, "genconfig", "--auto-conf", f"{directory}/auto.conf",
                "--header", f"{directory}/autoconf.h")
        wanted = (pathlib.Path(directory) / "auto.conf").read_text()
    return settings(wanted) == settings((build.output() / "config" / "auto.conf").read_text())


def file_of(output):
    """The .config that a directory is built of."""
    own = output / ".config"
    return own if own.exists() else build.TOP / ".config"


def make(output, jobs):
    """Builds the configuration of output/.config there, with the same third parties."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("MAKE", "MFLAGS", "KCONFIG"))}
    subprocess.run(["make", "-s", f"-j{jobs}", f"O={output}",
                    f"KCONFIG_CONFIG={output}/.config", f"THIRD={build.third()}"],
                   check=True, cwd=build.TOP, env=clean, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, timeout=300)


def label():
    """Targets belong to the appliance; any other configuration is only shown."""
    return "appliance" if is_appliance() else "this configuration"
