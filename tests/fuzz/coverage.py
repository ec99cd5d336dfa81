# SPDX-License-Identifier: MIT
"""What the corpora reach of the sources, line by line, as clang counts it.

    coverage.py           each file that a target is built of, the best first
    coverage.py NAME...   these targets alone

The corpus in the tree and what fuzzing has found since (in $(O)/fuzz) are run.
"""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from fuzz import fuzzing, targets  # noqa: E402
from lib import build  # noqa: E402

PROFDATA, COV = "llvm-profdata-14", "llvm-cov-14"


def own_sources(name):
    """{path: name} of the product's files that a target is built of."""
    source = targets.HERE / f"fuzz_{name}.c"
    found = {build.TOP / word: word for word in targets.wanted(source, "objects")
             if not word.startswith("tests/")}
    found.update((targets.unpacked("pam") / word, word)
                 for word in targets.wanted(source, "covers"))
    return found


def profile(name):
    """Runs all inputs; the profile that they leave."""
    program = targets.program(name, "coverage")
    raw = program.with_suffix(".raw")
    done = program.with_suffix(".data")
    inputs = [fuzzing.corpus(name), fuzzing.crashes(name), fuzzing.place(name) / "corpus"]
    subprocess.run([str(program), "-runs=0", *(str(path) for path in inputs if path.is_dir())],
                   env={**os.environ, "LLVM_PROFILE_FILE": str(raw)}, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run([PROFDATA, "merge", "-sparse", "-o", str(done), str(raw)], check=True)
    return program, done


def lines_of(name):
    """{file: (lines that were run, lines)}"""
    program, data = profile(name)
    sources = own_sources(name)
    listing = subprocess.run(
        [COV, "export", "-format=lcov", "-instr-profile", str(data), str(program),
         *map(str, sources)], check=True, text=True, stdout=subprocess.PIPE).stdout
    found = {}
    for record in listing.split("end_of_record"):
        path = re.search(r"^SF:(.*)$", record, re.MULTILINE)
        counts = re.findall(r"^DA:\d+,(\d+)", record, re.MULTILINE)
        if path and counts:
            found[sources[pathlib.Path(path.group(1))]] = (sum(count != "0" for count in counts), len(counts))
    return found


def main(names):
    for name in names or targets.names():
        found = lines_of(name)
        run, all_lines = (sum(pair[i] for pair in found.values()) for i in (0, 1))
        print(f"{name}: {run} of {all_lines} lines ({100 * run // max(all_lines, 1)} %)")
        for path, (run, lines) in sorted(found.items(), key=lambda item: -item[1][0] / item[1][1]):
            print(f"    {100 * run // lines:3} %  {run:4} of {lines:4}  {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
