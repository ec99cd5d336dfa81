# SPDX-License-Identifier: MIT
"""The rules of the tree: one function each, which returns what offends it.

Those named arrow_* are the arrows that never exist, in the order of the design:
what one room may not know of another. They look at objects built without
link-time optimisation, and at includes. samples.py has a bad sample of each.
"""
import re
import statistics

from lib import build
from lint.tree import code_only, functions, includes

FUNCTION_LINES_MAX = 60
FUNCTION_LINES_MEDIAN = 15
FILE_LINES_MAX = 250

ALLOCATORS = frozenset("""
    malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf getline getdelim
    aligned_alloc posix_memalign memalign open_memstream fopen fdopen opendir mmap sbrk brk
""".split())
HEAP = frozenset("malloc calloc realloc reallocarray free strdup strndup".split())
LEAVERS = frozenset("""
    exit quick_exit abort err errx verr verrx longjmp siglongjmp _longjmp setjmp sigsetjmp
    _setjmp __sigsetjmp
""".split())
SLEEPERS = frozenset("""
    alarm ualarm setitimer timer_create sleep usleep nanosleep clock_nanosleep poll select
    pselect epoll_wait
""".split())
TERMINAL = frozenset("open openat tcsetattr tcgetattr tcflush ioctl isatty read write".split())
ACCOUNTS = frozenset("""
    getpwnam getpwnam_r getpwuid getpwuid_r getspnam getspnam_r getgrnam getgrnam_r getgrgid
    getgrgid_r getlogin getuid geteuid setuid setgid initgroups
""".split())

# Rooms whose buffers can hold what a person typed.
SECRET_HOLDERS = ("applet/prompt/", "applet/pam/response.c")


def wanting(tree, names, where):
    """Findings for the objects that where() accepts and that want one of names."""
    return [f"{path}: uses {', '.join(sorted(symbols.wanted & names))}"
            for path, symbols in sorted(tree.objects.items())
            if where(path) and symbols.wanted & names]


def including(tree, pattern, where):
    """Findings for the files that where() accepts and that include such a header."""
    return [f"{path}: includes {header}"
            for path, text in tree.c_files() if where(path)
            for header in includes(text) if re.match(pattern, header)]


def containing(tree, pattern, where, what):
    """Findings for the lines of code (no comments, no strings) with pattern."""
    return [f"{path}:{number}: {what}"
            for path, text in tree.c_files() if where(path)
            for number, line in enumerate(code_only(text).split("\n"), 1)
            if re.search(pattern, line)]


def kconfig_symbols(tree):
    return re.findall(r"^\s*(?:menu)?config\s+(\w+)", tree.sources.get("config/Kconfig", ""),
                      re.MULTILINE)


def in_applet(path):
    return path.startswith("applet/")


def arrow_1_prompt_has_no_heap_and_no_pam(tree):
    def where(path):
        return path.startswith(("applet/prompt/", "applet/base/signals", "applet/base/wipe"))
    return wanting(tree, ALLOCATORS, where) + including(tree, "security/|pam/", where)


def arrow_2_only_response_has_the_heap(tree):
    return wanting(tree, HEAP, lambda path: in_applet(path) and path != "applet/pam/response.c")


def arrow_3_only_transaction_calls_pam(tree):
    ours = {name for symbols in tree.objects.values() for name in symbols.defined}
    findings = []
    for path, symbols in sorted(tree.objects.items()):
        calls = {name for name in symbols.wanted - ours if name.startswith("pam_") and "__" not in name}
        if calls and in_applet(path) and not path.startswith("applet/pam/transaction"):
            findings.append(f"{path}: calls {', '.join(sorted(calls))}")
    return findings


def arrow_3_conversation_calls_prompt_and_response(tree):
    """Of the applet's own functions, the callback uses those of prompt/ and
    pam/response, and nothing else but base/."""
    allowed = ("applet/prompt/", "applet/pam/response.c", "applet/base/")
    callback = tree.objects.get("applet/pam/conversation.c")
    if callback is None:
        return ["applet/pam/conversation.c: there is no object of it"]
    return [f"applet/pam/conversation.c: uses {name} of {path}"
            for path, symbols in sorted(tree.objects.items())
            if in_applet(path) and not path.startswith(allowed)
            for name in sorted(symbols.defined & callback.wanted)]


def arrow_4_conversation_opens_no_terminal(tree):
    return wanting(tree, TERMINAL | ACCOUNTS, lambda path: path == "applet/pam/conversation.c")


def arrow_4_prompt_knows_no_users(tree):
    def where(path):
        return path.startswith("applet/prompt/")
    return (wanting(tree, ACCOUNTS, where)
            + including(tree, r"pwd\.h|grp\.h|shadow\.h|session/|pam/", where))


def arrow_5_only_main_exits(tree):
    def under_the_callback(path):
        return path.startswith(("applet/prompt/", "applet/pam/"))
    return (wanting(tree, LEAVERS - {"exit"}, in_applet)
            + wanting(tree, {"exit"}, lambda path: in_applet(path) and path != "applet/main.c")
            + wanting(tree, {"_exit", "_Exit"}, under_the_callback))


def arrow_6_no_alarm_and_no_sleep(tree):
    """clock_nanosleep stands in base/deadline, where the moment is absolute."""
    return [finding for finding in wanting(tree, SLEEPERS, in_applet)
            if finding != "applet/base/deadline.c: uses clock_nanosleep"]


def arrow_6_handlers_only_set_a_flag(tree):
    findings = []
    for path, text in tree.c_files("applet"):
        code = code_only(text)
        names = re.findall(r"\bsa_handler\s*=\s*&?(\w+)", code)
        names += re.findall(r"\bset_action\(\w+, (\w+)\)", code)
        for name in sorted(set(names) - {"SIG_IGN", "SIG_DFL", "handler"}):
            body = re.search(rf"^{name}\([^)]*\)\s*\{{(.*?)^\}}", code, re.MULTILINE | re.DOTALL)
            if body and re.search(r"\w\s*\(|\bfor\b|\bwhile\b", body.group(1)):
                findings.append(f"{path}: the signal handler {name} does more than set a flag")
    return findings


def arrow_7_report_gets_no_secret(tree):
    def where(path):
        return path.startswith(SECRET_HOLDERS)
    report = {name for path, symbols in tree.objects.items()
              if path.startswith("applet/base/report") for name in symbols.defined}
    return wanting(tree, report, where) + including(tree, "base/report", where)


def arrow_8_compat_knows_no_applet(tree):
    def where(path):
        return path.startswith("libc-compat/")
    known = r"(\.\./)*applet/|base/|prompt/|pam/|session/|.*autoconf\.h"
    # ENABLE_ is also what other people's configuration headers say.
    symbols = "|".join([r"CONFIG_[A-Z]\w*", *(f"ENABLE_{name}" for name in kconfig_symbols(tree))])
    return (including(tree, known, where)
            + containing(tree, rf"\b({symbols})\b", where, "names a configuration symbol"))


def arrow_9_no_if_in_c_files(tree):
    return containing(tree, r"^\s*#\s*(if|ifdef|ifndef|elif|else)\b",
                      lambda path: path.endswith(".c"), "#if in a .c file")


def arrow_10_security_is_no_option(tree):
    words = r"WIPE|WIPING|ESCAP|FAIL_CLOSED|DEADLINE|NO_TIMEOUT|MLOCK|FLUSH|HARDEN|RELRO"
    findings = [f"config/Kconfig: the symbol {name} would turn a security rule off"
                for name in kconfig_symbols(tree) if re.search(words, name)]

    def where(path):
        return re.match(r"applet/(base/(wipe|escape|harden|deadline)|prompt/(arena|io))", path)
    return findings + containing(tree, r"\bENABLE_[A-Z]", where, "a security rule under a symbol")


def style_functions_fit_on_a_screen(tree):
    return [f"{path}:{line}: {name} has {lines} lines"
            for path, text in tree.c_files() if path.endswith(".c")
            for name, line, lines in functions(text) if lines > FUNCTION_LINES_MAX]


def style_the_median_function_is_short(tree):
    lengths = [lines for path, text in tree.c_files() if path.endswith(".c")
               for _, _, lines in functions(text)]
    median = statistics.median(lengths)
    return [f"the median function has {median} lines"] if median > FUNCTION_LINES_MEDIAN else []


def style_files_fit_in_a_head(tree):
    return [f"{path}: {lines} lines" for path, text in tree.c_files()
            if (lines := text.count("\n")) > FILE_LINES_MAX]


def style_spdx(tree):
    """The licence stands in the first lines of every source file."""
    kinds = (".c", ".h", ".py", ".mk", ".sh", ".S")
    return [f"{path}: no SPDX line" for path, text in sorted(tree.sources.items())
            if (path.endswith(kinds) or path == ".ci/run") and text.strip()
            and "SPDX-License-Identifier: MIT" not in "\n".join(text.split("\n")[:3])]


def style_no_machine_paths(tree):
    """No path of the place that something was written in."""
    places = {str(build.TOP), str(build.TOP.parent)} - {"/"}
    pattern = re.compile("|".join(rf"(?<![\w.])({re.escape(place)}|/Users)/\w"
                                  for place in sorted(places)))
    return [f"{path}:{number}: a path of one machine"
            for path, text in sorted(tree.sources.items())
            for number, line in enumerate(text.split("\n"), 1) if pattern.search(line)]


RULES = {name: rule for name, rule in sorted(globals().items())
         if name.startswith(("arrow_", "style_"))}
