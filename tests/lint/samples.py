# SPDX-License-Identifier: MIT
"""A small bad tree for each rule, to prove that the rule can fail."""
from lib import build
from lint.tree import Symbols, Tree


def source(path, text):
    return Tree({path: text})


def wants(path, *names, defines=None):
    """A tree with one object that wants names; defines: {path: (name, ...)}."""
    objects = {path: Symbols(wanted=frozenset(names))}
    for other, defined in (defines or {}).items():
        objects[other] = Symbols(defined=frozenset(defined))
    return Tree({}, objects)


def function_of(lines):
    return "static int\nlong_one(void)\n{\n" + "\tcall();\n" * (lines - 3) + "}\n"


BAD = {
    "arrow_1_prompt_has_no_heap_and_no_pam": [
        wants("applet/prompt/tty.c", "strdup"),
        wants("applet/base/wipe.c", "malloc"),
        source("applet/prompt/arena.h", "#include <security/pam_appl.h>\n"),
    ],
    "arrow_2_only_response_has_the_heap": [wants("applet/gate.c", "free")],
    "arrow_3_only_transaction_calls_pam": [wants("applet/gate.c", "pam_start")],
    "arrow_3_conversation_calls_prompt_and_response": [
        wants("applet/pam/conversation.c", "gate_decide",
              defines={"applet/gate.c": ["gate_decide"]}),
        Tree({}),
    ],
    "arrow_4_conversation_opens_no_terminal": [wants("applet/pam/conversation.c", "open")],
    "arrow_4_prompt_knows_no_users": [
        wants("applet/prompt/stdio.c", "getpwnam"),
        source("applet/prompt/stdio.c", "#include <pwd.h>\n"),
    ],
    "arrow_5_only_main_exits": [
        wants("applet/gate.c", "exit"),
        wants("applet/main.c", "abort"),
        wants("applet/pam/response.c", "_exit"),
    ],
    "arrow_6_no_alarm_and_no_sleep": [
        wants("applet/prompt/io.c", "alarm"),
        wants("applet/base/deadline.c", "clock_nanosleep", "sleep"),
    ],
    "arrow_6_handlers_only_set_a_flag": [
        source("applet/base/signals.c",
               "static void\non_term(int n)\n{\n\tprintf(\"%d\", n);\n}\n"
               "void f(void)\n{\n\ta.sa_handler = on_term;\n}\n"),
        source("applet/base/signals.c",
               "static void\nkeep(int n)\n{\n\twork();\n}\n"
               "void f(void)\n{\n\tset_action(SIGTERM, keep);\n}\n"),
    ],
    "arrow_7_report_gets_no_secret": [
        wants("applet/prompt/lineedit.c", "report_cause",
              defines={"applet/base/report.c": ["report_cause"]}),
        source("applet/pam/response.c", '#include "base/report.h"\n'),
    ],
    "arrow_8_compat_knows_no_applet": [
        source("libc-compat/log.c", '#include "base/report.h"\n'),
        source("libc-compat/log.c", "int x = CONFIG_LOG_AUTO;\n"),
        Tree({"config/Kconfig": "config LOG_AUTO\n", "libc-compat/log.c": "int x = ENABLE_LOG_AUTO;\n"}),
    ],
    "arrow_9_no_if_in_c_files": [source("applet/gate.c", "#ifdef TEST\n#endif\n")],
    "arrow_10_security_is_no_option": [
        source("config/Kconfig", "config WIPE_SECRETS\n\tbool\n"),
        source("applet/base/wipe.c", "if (ENABLE_WIPE) {\n}\n"),
    ],
    "style_functions_fit_on_a_screen": [source("applet/gate.c", function_of(62))],
    "style_the_median_function_is_short": [source("applet/gate.c", function_of(17))],
    "style_files_fit_in_a_head": [source("applet/gate.c", "int x;\n" * 251)],
    "style_spdx": [source("applet/gate.c", "int x;\n"), source("config/strict.py", "x = 1\n")],
    "style_no_machine_paths": [source("applet/build.mk", f"CC = {build.TOP}/bin/gcc\n")],
}
