# SPDX-License-Identifier: MIT
"""What `make install-initramfs-tools` puts where, and that its scripts are clean. What
they do is tested with the real generator and in machines, in the neighbours' files."""
import shutil
import subprocess

import pytest

from lib import build

BOARD = build.TOP / "board" / "initramfs-tools"
SCRIPTS = ["hook", "functions.sh", "init-head.sh"]

FILES = {
    "usr/share/initramfs-tools/hooks/pamlet": 0o755,
    "usr/share/initramfs-tools/conf.d/pamlet": 0o644,
    "usr/lib/pamlet/initramfs-tools/functions.sh": 0o644,
    "usr/lib/pamlet/initramfs-tools/init-head.sh": 0o644,
}


def make(target, directory):
    subprocess.run(["make", "-s", "--no-print-directory", "-C", str(build.TOP), target,
                    f"DESTDIR={directory}"], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, timeout=60)


def test_install_and_uninstall(tmp_path):
    make("install-initramfs-tools", tmp_path)
    for name, mode in FILES.items():
        assert (tmp_path / name).stat().st_mode & 0o777 == mode, name
    make("uninstall-initramfs-tools", tmp_path)
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert not any((tmp_path / name).exists() for name in FILES)
    assert "gate.sh" in left


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_clean(name):
    subprocess.run(["sh", "-n", str(BOARD / name)], check=True, timeout=60)
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", "-s", "sh", str(BOARD / name)], text=True,
                          stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


def test_every_file_of_the_readme_s_table_has_a_test():
    """The table's rows are the attacks' names."""
    from boards import test_initramfs_tools_attacks as attacks

    rows = (BOARD / "README.md").read_text().split("| scenario |")[1].split("\n\n")[0]
    for name in [*attacks.LINES, *attacks.ROOTS]:
        assert f"`{name}`" in rows or f"| {name} |" in rows, name
