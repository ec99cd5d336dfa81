# SPDX-License-Identifier: MIT
"""The stack of the shipped program: bounded, of fixed sizes, without recursion."""
import subprocess

import pytest

from lint import stack

LEAST = 250


def node(name, path="applet/gate.c", size=16, dynamic=0):
    return (f'node: {{ title: "{name}" label: "{name}\\n{path}:7:1\\n{size} bytes (static)\\n'
            f'{dynamic} dynamic objects" }}\n')


def edge(source, target):
    return f'edge: {{ sourcename: "{source}" targetname: "{target}" label: "applet/gate.c:9:2" }}\n'


NEEDED = "".join(node(name, size=stack.LIMIT_BYTES + 1) for name in stack.EXCEPTIONS)
BAD = {
    "too_much_stack": [node("f", size=stack.LIMIT_BYTES + 1)],
    "exception_without_need": [node("f"), NEEDED.replace("vsyslog", "g")],
    "array_of_no_fixed_size": [node("f", path="libc-compat/sort.c", dynamic=1)],
    "recursion": [
        node("f") + edge("f", "f"),
        node("f") + node("g") + edge("f", "g") + edge("g", "f"),
        node("f") + node("qsort", path="src/qsort.c") + edge("f", "qsort") + edge("qsort", "f"),
    ],
}
GOOD = NEEDED + node("f") + node("g") + edge("f", "g") + node("far", "src/far.c", 9999, 1) \
    + edge("far", "far")


@pytest.mark.parametrize("name", stack.RULES)
def test_rule_holds(name, evidence):
    graph = stack.project()
    ours = stack.own(graph)
    assert len(ours) >= LEAST and sum(len(graph.calls.get(title, ())) for title in ours) >= LEAST
    findings = stack.RULES[name](graph)
    assert not findings, "\n".join(findings)
    evidence("analysis", f"functions, as they ship: no {name.replace('_', ' ')}", len(ours))


@pytest.mark.parametrize("name", stack.RULES)
def test_rule_can_fail(name):
    assert not stack.RULES[name](stack.parse(GOOD))
    for number, bad in enumerate(BAD[name]):
        assert stack.RULES[name](stack.parse(bad)), f"bad sample {number} of {name} passes"


def test_functions_of_libc_that_are_ours():
    text = node("syslog", "/there/include/syslog.h") + node("puts", "/there/include/stdio.h")
    assert list(stack.own(stack.parse(text, defined={"syslog"}))) == ["syslog"]
    assert any(each.name == "getpwnam" for each in stack.own(stack.project()).values())


def test_what_gcc_writes_is_read(tmp_path):
    (tmp_path / "applet").mkdir()
    (tmp_path / "applet/a.c").write_text(
        "extern void use(char *);\n"
        "int down(int n)\n"
        "{ char all[2000]; use(all); return n == 0 ? 1 : n * down(n - 1) + all[0]; }\n"
        "void grow(int n) { char some[n]; use(some); }\n")
    subprocess.run(["gcc", "-Og", "-fno-optimize-sibling-calls", "-fcallgraph-info=su,da", "-c",
                    "-o", "a.o", "applet/a.c"], cwd=tmp_path, check=True)
    graph = stack.parse((tmp_path / "a.ci").read_text())
    assert "down takes 20" in stack.too_much_stack(graph)[0]
    assert "grow" in stack.array_of_no_fixed_size(graph)[0]
    assert "down" in stack.recursion(graph)[0] and len(stack.recursion(graph)) == 1
