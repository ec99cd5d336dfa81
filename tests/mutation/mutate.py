# SPDX-License-Identifier: MIT
"""`make mutation`: breaks pamlet's rules one by one and says what caught it.

    mutate.py [NAME...]    those whose names hold one of these words; none: all

Ends with 1 when one survived, or could not be judged.
"""
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from mutation import mutants, workshop


def chosen(words):
    found = mutants.load()
    return [mutant for name, mutant in found.items()
            if not words or any(word in name for word in words)]


def line(mutant, verdict, seconds):
    words = verdict.words if verdict.kind != workshop.ERROR else verdict.words.strip()[-2000:]
    return f"{mutant.name:<41} {mutant.file:<34} {verdict.kind:<8} {seconds:3.0f} s  {words}"


def main(words):
    wanted = chosen(words)
    kinds = {}
    with workshop.Workshop() as place:
        for mutant in wanted:
            start = time.monotonic()
            verdict = place.judge(mutant)
            kinds.setdefault(verdict.kind, []).append(mutant.name)
            print(line(mutant, verdict, time.monotonic() - start), flush=True)
    print(f"{len(wanted)} mutants: " + ", ".join(
        f"{len(names)} {kind}" for kind, names in sorted(kinds.items())))
    return 0 if wanted and set(kinds) <= {workshop.CAUGHT, workshop.SKIPPED} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
