# SPDX-License-Identifier: MIT
"""The analysers of `make analyze`, over the project's own C code.

    gcc -fanalyzer, clang-tidy (.clang-tidy has the checks), scan-build, cppcheck

Each tool is a function from C files to its findings, one text each. What a tool
said of a file is kept in $(O)/test/analysis by what it has read: the tool, its
flags, the file and all headers.
"""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile

from lib import build

ROOMS = ("applet", "libc-compat")
SUPPRESSED = build.TOP / "tests" / "analysis" / "cppcheck.txt"
TIDY = build.TOP / ".clang-tidy"
# As the build has them (libc-compat/build.mk).
WARNINGS = ("-Wall", "-Wextra", "-Wshadow", "-Wundef", "-Wvla", "-Wmissing-prototypes",
            "-Wstrict-prototypes", "-Wconversion", "-Wformat=2", "-Wwrite-strings")
TIME_LIMIT_S = 600


def files():
    return sorted(path for room in ROOMS for path in (build.TOP / room).rglob("*.c"))


def flags():
    includes = [f"-I{path}" for path in (build.TOP, build.TOP / "applet", build.TOP / "libc-compat",
                                         build.output() / "config")]
    return ["-nostdinc", "-isystem", str(build.third() / "musl" / "include"), "-std=gnu11", "-D_GNU_SOURCE", "-DBUILD_EPOCH=1767225600", "-DHEAP_IS_WATCHED=1",
            *includes, *build.pam_cppflags()]


def said(command, **how):
    done = subprocess.run([str(word) for word in command], cwd=build.TOP, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=TIME_LIMIT_S, check=False, **how)
    return done.stdout


@functools.cache
def headers_and_tools():
    rooms = [build.TOP / room for room in ROOMS] + [build.output() / "config"]
    headers = sorted(path for room in rooms for path in room.rglob("*.h"))
    seen = hashlib.sha256()
    for path in [*headers, SUPPRESSED, TIDY, pathlib.Path(__file__)]:
        seen.update(path.read_bytes())
    for tool in ("gcc", "clang-tidy-14", "cppcheck"):
        seen.update(said([tool, "--version"]).encode())
    return seen.digest()


def kept(name, paths, find):
    """find(), or what it returned when these files were last looked at."""
    seen = hashlib.sha256(headers_and_tools() + str(flags()).encode())
    for path in paths:
        seen.update(f"{path}\0".encode() + path.read_bytes())
    place = build.scratch("analysis") / f"{name}-{seen.hexdigest()[:32]}.json"
    if not place.exists():
        beside = place.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(find()))
        beside.replace(place)
    return json.loads(place.read_text())


def each_kept(name, paths, find):
    """find(path) of each file, on both cores; all findings in one list."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        lists = pool.map(lambda path: kept(name, [path], lambda: find(path)), paths)
        return [finding for each in lists for finding in each]


def warnings(text):
    """"path:line:column: warning: words [check]" of gcc, clang and cppcheck."""
    return re.findall(r"^\S+:\d+:(?:\d+:)? (?:fatal )?(?:warning|error): .*$", text, re.MULTILINE)


def gcc(paths):
    """Without optimisation the analyser sees what is written; with it, gcc sees
    which index is beyond its array."""
    def find(path):
        return [finding for level in ("-O0", "-O2")
                for finding in warnings(said([
                    "gcc", *flags(), *WARNINGS, level, "-fanalyzer", "-c", "-o", "/dev/null",
                    path]))]
    return each_kept("gcc", paths, find)


def tidy_off():
    """{check: reason} of what .clang-tidy has turned off."""
    told = re.findall(r"^# -([\w.-]+):((?:.*\n#\t)*.*)$", TIDY.read_text(), re.MULTILINE)
    return {check: " ".join(reason.replace("#", " ").split()) for check, reason in told}


def tidy_all(paths):
    """All findings, those of the checks that are off too."""
    text = TIDY.read_text()
    groups = re.search(r"^Checks: '(-\*(?:,[\w*-]+\*)+)", text, re.MULTILINE).group(1)
    allowed = text[text.index("CheckOptions:"):]

    def find(path):
        return warnings(said(["clang-tidy-14", "--quiet",
                              f"--config=Checks: '{groups}'\n{allowed}", path, "--", *flags()]))
    return each_kept("tidy", paths, find)


def tidy(paths):
    """A finding of two checks is one of each."""
    def is_on(finding):
        checks = re.search(r"\[([\w.,-]+)\]$", finding)
        return not checks or not set(checks.group(1).split(",")) <= set(tidy_off())
    return [finding for finding in tidy_all(paths) if is_on(finding)]


def scan_build(paths):
    """As of one build of them all; dead code and insecure calls are tidy's."""
    def find():
        with tempfile.TemporaryDirectory() as reports:
            compile_all = "".join(f'$CC "$@" -c -o /dev/null {path} || exit\n' for path in paths)
            return re.findall(r"^\S+:\d+:\d+: warning: .*$", said([
                "scan-build-14", "--status-bugs", "-o", reports, "--use-cc=gcc",
                "-enable-checker", "optin.portability.UnixAPI",
                "-enable-checker", "nullability.NullablePassedToNonnull",
                "-enable-checker", "security.FloatLoopCounter",
                "sh", "-c", compile_all, "sh", *flags()]), re.MULTILINE)
    return kept("scan-build", paths, find)


def cppcheck(paths, suppressed=SUPPRESSED):
    """Also what of the list of suppressions was of no use."""
    def find():
        lines = [line for line in suppressed.read_text().splitlines()
                 if line and not line.startswith("#")]
        rules = [f"--suppress={line}" for line in lines]
        defines = [flag for flag in flags() if flag.startswith(("-I", "-D"))]
        return warnings(re.sub(r": (style|performance|portability|information):", ": warning:", said([
            "cppcheck", "-q", "--enable=warning,style,performance,portability,information",
            "--std=c11", "--template={file}:{line}:{column}: {severity}: {message} [{id}]",
            *rules, *defines,
            "--suppress=missingIncludeSystem",
            *(path.relative_to(build.TOP) if path.is_relative_to(build.TOP) else path
              for path in paths)])))
    return kept("cppcheck", paths, find)


TOOLS = {"gcc -fanalyzer": gcc, "clang-tidy": tidy, "scan-build": scan_build,
         "cppcheck": cppcheck}
PROGRAMS = {"gcc -fanalyzer": "gcc", "clang-tidy": "clang-tidy-14",
            "scan-build": "scan-build-14", "cppcheck": "cppcheck"}
