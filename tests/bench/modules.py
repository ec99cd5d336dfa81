# SPDX-License-Identifier: MIT
"""Bytes of the gate alone with the modules of a login stack, and of each of these."""
import concurrent.futures
import os
import pathlib
import re

from bench import configs
from bench.table import Row
from lib import build

GATE = pathlib.Path(__file__).with_name("gate_18_modules.config")
TARGET = 200_000
MODULE = re.compile(r"^CONFIG_MODULE_(\w+)=y$", re.MULTILINE)
# What the compiled-in policies are made of.
KEPT = {"UNIX", "DENY"}


def built(name, text, jobs):
    """(.config, bytes of the file) of a configuration."""
    output = build.scratch(name)
    (output / ".config").write_text(text)
    configs.kconfig(output, "olddefconfig")
    configs.make(output, jobs)
    return (output / ".config").read_text(), (output / "pamlet").stat().st_size


def without(whole, module):
    symbol = f"CONFIG_MODULE_{module}"
    text = whole.replace(f"{symbol}=y\n", f"# {symbol} is not set\n")
    left, size = built(f"without-module-{module.lower()}", text, jobs=1)
    if f"{symbol}=y\n" in left:
        raise RuntimeError(f"{symbol} is chosen by another symbol")
    return size


def rows():
    """The gate with all of them, and what is saved without each, the largest first."""
    whole, total = built("gate-18-modules", GATE.read_text(), os.cpu_count())
    names = [name for name in MODULE.findall(whole) if name not in KEPT]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        sizes = dict(zip(names, pool.map(lambda name: total - without(whole, name), names)))
    appliance = build.pamlet().stat().st_size
    return [Row(f"gate, {len(names) + len(KEPT)} modules, file", total, "", configs.label(),
                appliance, TARGET),
            *(Row(f"module {name.lower()}", sizes[name], "", "whole file", total)
              for name in sorted(names, key=sizes.get, reverse=True))]
