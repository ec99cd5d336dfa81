#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Reads, checks and writes pamlet's configuration.

A strict front for kconfiglib. By itself kconfiglib takes nearly everything: it
ignores an unknown symbol, replaces a number that is out of range, drops a value
whose dependency is not met, and ends with status 0. In a program that guards a
door that would mean: a module that somebody asked for is not there, and nobody
was told. Here each of these is an error that names file, line, symbol and why.

Rules:
 1. With any error the status is not 0 and no file is written or changed.
 2. A file whose content would be the same is not touched, so that make does
    not rebuild what depends on it.
 3. Files are replaced in one step: an interrupted run leaves the old one.
 4. The same input gives the same bytes; no dates, no paths of the machine.
"""

import argparse
import errno
import os
import re
import sys
import tempfile

DEPS_HINT = "run `make deps`"

try:
    import kconfiglib
except ImportError:
    sys.exit("config: kconfiglib for %s is missing (package "
             "python3-kconfiglib): %s" % (sys.executable, DEPS_HINT))

ROOM = os.path.dirname(os.path.abspath(__file__))
CONFIG_HEADER = ("# pamlet's configuration, made from config/Kconfig. "
                 "Change it with `make menuconfig`.\n")
MIN_HEADER = ("# SPDX-License-Identifier: MIT\n"
              "# What differs from the defaults in config/Kconfig.\n")

SET_LINE = re.compile(r"CONFIG_([A-Za-z0-9_]+)=(.*)")
UNSET_LINE = re.compile(r"# CONFIG_([A-Za-z0-9_]+) is not set")
# Comments that somebody meant as the line above: "#CONFIG_X is not set".
NEARLY_UNSET = re.compile(r"\s*#+\s*CONFIG_(\w+)\s+is\s+not\b",
                          re.IGNORECASE)
# A leading zero would make an octal number of it in the C header.
INT_VALUE = re.compile(r"0|-?[1-9][0-9]*")
STRING_VALUE = re.compile(r'"((?:[^\\"]|\\.)*)"')

# What Kconfig cannot say about strings. All keep the values harmless in
# make, C and the shell.
STRING_FORMS = {
    "GATE_USER": (
        re.compile(r"([A-Za-z_][A-Za-z0-9_.-]{0,30}\$?)?"),
        "a user name (at most 32 letters, digits, _ . -) or nothing"),
    "POLICY_SERVICES": (
        re.compile(r"[A-Za-z0-9_-]+( [A-Za-z0-9_-]+)*"),
        "names of files in config/pam.d, one blank between them"),
    "ASKPASS_PROGRAM": (
        re.compile(r"(?=.{2,255}$)/[\w./=+:@%,-]+( [\w./=+:@%,-]+)*", re.ASCII),
        "a path and arguments, one blank between them (at most 255 characters)"),
}

# These change what kconfiglib reads or writes; a variable that happens to be
# set (somebody builds a kernel in the same shell) must not change pamlet.
FOREIGN_VARIABLES = (
    "srctree", "CONFIG_", "KCONFIG_CONFIG_HEADER", "KCONFIG_AUTOHEADER",
    "KCONFIG_AUTOHEADER_HEADER", "KCONFIG_WARN_UNDEF", "KCONFIG_STRICT",
    "KCONFIG_WARN_UNDEF_ASSIGN", "KCONFIG_FUNCTIONS", "KCONFIG_ALLCONFIG")


class ConfigError(OSError):
    """A configuration that is refused. An OSError with errno and strerror,
    because that is what kconfiglib's menuconfig catches and shows."""

    def __init__(self, text):
        super().__init__(errno.EINVAL, text)

    def __str__(self):
        return self.strerror


class Errors:
    """Collects all errors of one file, so that one run shows them all."""

    def __init__(self, path):
        self.path = path
        self.found = []

    def add(self, line, name, why):
        self.found.append((line, "%s:%d: %s: %s"
                           % (self.path, line, name, why)))

    def raise_if_any(self):
        if self.found:
            raise ConfigError("\n".join(text for _, text
                                        in sorted(self.found)))


def write_if_changed(path, content):
    """Replaces path's content in one step; leaves it alone when it is the
    same. Returns True when the file was written."""
    data = content.encode()
    try:
        with open(path, "rb") as old:
            if old.read() == data:
                return False
    except FileNotFoundError:
        pass
    # A symbolic link stays one: its target is replaced.
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(
        dir=folder, prefix="." + os.path.basename(path) + ".")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return True


def plain(expression):
    """An expression as people write it, choices' names left out."""
    return kconfiglib.expr_str(
        expression, lambda sc: sc.name if sc.name else "the choice")


def now_values(expression):
    """'A=n, B=y' for the symbols that an expression looks at."""
    found = []
    for item in kconfiglib.expr_items(expression):
        if (isinstance(item, kconfiglib.Symbol) and not item.is_constant
                and item.nodes):
            found.append("%s=%s" % (item.name, item.str_value))
    return ", ".join(sorted(set(found)))


def show(value):
    return kconfiglib.TRI_TO_STR[value] if isinstance(value, int) else value


def quoted(value):
    return '"%s"' % kconfiglib.escape(value)


class StrictKconfig(kconfiglib.Kconfig):
    """kconfiglib's Kconfig that refuses what it would pass over."""

    def __init__(self, path):
        super().__init__(path, warn_to_stderr=False)
        self.path = path
        self.loaded = False
        if self.warnings:
            raise ConfigError("\n".join(self.warnings))
        self.warn_assign_undef = True
        self.warn_assign_override = True
        self.warn_assign_redun = True

    def load_config(self, filename=None, replace=True, verbose=None):
        """Loads a file strictly; raises ConfigError with all that is wrong
        with it. Without a name it is menuconfig's question for the file that
        KCONFIG_CONFIG names, which may be missing there."""
        if filename is None:
            filename = kconfiglib.standard_config_filename()
            if not os.path.exists(filename):
                return "%s does not exist yet" % filename
        if self.loaded:
            # Somebody in menuconfig opens another file: when it is refused,
            # what they have chosen so far must still be there.
            StrictKconfig(self.path).load_config(filename)
        lines = self.check_lines(filename)
        self.loaded = True
        self.warnings.clear()
        before, self.warn = self.warn, True
        try:
            super().load_config(filename, replace=True)
        finally:
            self.warn = before
        self.check_result(filename, lines)
        if self.warnings:
            raise ConfigError("\n".join(self.warnings))
        return "Loaded %s" % filename

    def write_config(self, filename=None, header=None, save_old=True,
                     verbose=None):
        if filename is None:
            filename = kconfiglib.standard_config_filename()
        self.check_typed(filename)
        content = self._config_contents(CONFIG_HEADER)
        if write_if_changed(filename, content):
            return "Configuration written to %s" % filename
        return "Configuration in %s is unchanged" % filename

    def write_min_config(self, filename, header=None):
        if write_if_changed(filename, self._min_config_contents(MIN_HEADER)):
            return "Smallest configuration written to %s" % filename
        return "Smallest configuration in %s is unchanged" % filename

    def check_typed(self, filename):
        """What was typed into menuconfig, which takes any text and 010."""
        wrong = []
        for symbol in self.unique_defined_syms:
            if not symbol.config_string or symbol.orig_type == kconfiglib.BOOL:
                continue
            value = symbol.str_value
            if symbol.orig_type == kconfiglib.STRING:
                value = quoted(value)
            why = self.check_value(symbol, value)
            if why:
                wrong.append("%s: %s" % (symbol.name, why))
        if wrong:
            error = ConfigError("\n".join(wrong))
            error.filename = filename
            raise error

    def check_lines(self, path):
        """What each line says by itself. Returns {symbol name: line}."""
        try:
            with open(path, encoding="utf-8") as source:
                text = source.read()
        except UnicodeDecodeError as error:
            raise ConfigError("%s: not a text file (UTF-8): %s"
                              % (path, error.reason)) from None
        except OSError as error:
            raise ConfigError("%s: %s" % (path, error.strerror)) from None
        errors = Errors(path)
        lines = {}
        chosen = {}
        # Only \n ends a line, as for kconfiglib, or the numbers would differ.
        for number, line in enumerate(text.split("\n"), 1):
            line = line.rstrip()
            unset = UNSET_LINE.fullmatch(line)
            assigned = SET_LINE.fullmatch(line)
            if not unset and not assigned:
                self.check_other_line(line, number, errors)
                continue
            name = (unset or assigned).group(1)
            symbol = self.syms.get(name)
            if symbol is None or not symbol.nodes:
                errors.add(number, name, "unknown symbol: config/Kconfig has "
                           "none of this name" + self.similar(name))
                continue
            if name in lines:
                errors.add(number, name, "set a second time; the first is in "
                           "line %d" % lines[name])
                continue
            lines[name] = number
            value = None if unset else assigned.group(2)
            why = self.check_value(symbol, value)
            if why:
                errors.add(number, name, why)
            elif symbol.choice and value == "y":
                other = chosen.setdefault(symbol.choice, name)
                if other != name:
                    errors.add(number, name, "%s of the same choice is y "
                               "already in line %d; only one can be"
                               % (other, lines[other]))
        errors.raise_if_any()
        return lines

    @staticmethod
    def check_other_line(line, number, errors):
        if not line:
            return
        nearly = NEARLY_UNSET.match(line)
        if nearly:
            errors.add(number, nearly.group(1), "malformed line %r; it must "
                       "read '# CONFIG_%s is not set'"
                       % (line, nearly.group(1)))
        elif not line.lstrip().startswith("#"):
            errors.add(number, line.split("=")[0].strip() or "?",
                       "malformed line %r; it must read CONFIG_NAME=value or "
                       "'# CONFIG_NAME is not set'" % line)

    def similar(self, name):
        import difflib
        near = difflib.get_close_matches(
            name, [s.name for s in self.unique_defined_syms], 1, 0.8)
        return "; %s is meant?" % near[0] if near else ""

    @staticmethod
    def check_value(symbol, value):
        """Why value (None: 'is not set') cannot be symbol's; None if it can
        by its form and range."""
        if symbol.orig_type == kconfiglib.BOOL:
            if value not in (None, "y", "n"):
                return "malformed value %s: y or n" % value
            return None
        if value is None:
            return "'is not set' is for y/n symbols; this one has a value"
        if symbol.orig_type == kconfiglib.INT:
            if not INT_VALUE.fullmatch(value):
                return ("malformed value %s: a decimal number without quotes "
                        "or leading zeros" % value)
            for low, high, condition in symbol.ranges:
                if (kconfiglib.expr_value(condition) and not
                        int(low.str_value) <= int(value)
                        <= int(high.str_value)):
                    return ("%s is out of range: %s to %s"
                            % (value, low.str_value, high.str_value))
            return None
        match = STRING_VALUE.fullmatch(value)
        if not match:
            return 'malformed value %s: a string in "quotes"' % value
        form, wanted = STRING_FORMS.get(symbol.name, (None, None))
        if form and not form.fullmatch(kconfiglib.unescape(match.group(1))):
            return "malformed value %s: %s" % (value, wanted)
        return None

    def check_result(self, path, lines):
        """Whether each value that the file gives is the one that holds. It
        does not where a dependency is not met; user_value against str_value is
        the only place where kconfiglib shows that."""
        errors = Errors(path)
        for symbol in self.unique_defined_syms:
            if symbol.user_value is None or symbol.name not in lines:
                continue
            asked = show(symbol.user_value)
            # A symbol that is not there has no value; n says the same.
            if symbol.str_value != asked:
                errors.add(lines[symbol.name], symbol.name,
                           self.why_not(symbol, asked))
        errors.raise_if_any()

    @staticmethod
    def why_not(symbol, asked):
        holds = symbol.str_value or "nothing"
        text = "%s is asked for, but %s holds: " % (asked or '""', holds)
        condition = symbol.nodes[0].prompt[1] if symbol.nodes[0].prompt else \
            symbol.direct_dep
        if not kconfiglib.expr_value(condition):
            return text + "unmet dependency, it needs %s (here %s)" % (
                plain(condition), now_values(condition))
        if symbol.choice:
            return text + "one of its choice must be y"
        return text + "another symbol decides it"


def load_kconfig(args):
    for name in FOREIGN_VARIABLES:
        os.environ.pop(name, None)
    try:
        return StrictKconfig(args.kconfig)
    except kconfiglib.KconfigError as error:
        raise ConfigError("%s: %s" % (args.kconfig, error)) from None


def config_path():
    return kconfiglib.standard_config_filename()


def load_existing(kconf):
    path = config_path()
    if not os.path.exists(path):
        raise ConfigError(
            "%s: does not exist; make one with `make appliance_defconfig` or "
            "`make menuconfig`" % path)
    kconf.load_config(path)


def run_defconfig(args):
    kconf = load_kconfig(args)
    if not os.path.exists(args.file):
        folder = os.path.dirname(args.file) or "."
        there = [name for name in sorted(os.listdir(folder))
                 if name.endswith("_defconfig")] \
            if os.path.isdir(folder) else []
        raise ConfigError("%s: does not exist; there are: %s"
                          % (args.file, " ".join(there) or "none"))
    kconf.load_config(args.file)
    print(kconf.write_config() + " (from %s)" % args.file)


def run_olddefconfig(args):
    kconf = load_kconfig(args)
    load_existing(kconf)
    print(kconf.write_config())


def run_savedefconfig(args):
    kconf = load_kconfig(args)
    load_existing(kconf)
    print(kconf.write_min_config(args.file))


def run_menuconfig(args):
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError(
            "menuconfig needs a terminal, and standard input or output is "
            "none. Edit %s and run `make olddefconfig`, or take one of "
            "config/defconfigs: `make appliance_defconfig`" % config_path())
    import curses
    try:
        curses.setupterm()
    except curses.error as error:
        raise ConfigError("menuconfig cannot use this terminal (TERM=%s): %s"
                          % (os.environ.get("TERM", ""), error)) from None
    import menuconfig
    kconf = load_kconfig(args)
    # Refuse a bad file here, on a screen that is still plain.
    if os.path.exists(config_path()):
        kconf.load_config(config_path())
    menuconfig.menuconfig(kconf)


def auto_conf(kconf):
    """Make's view: CONFIG_X=y, numbers, "strings"; what is off is absent."""
    out = ["# Made by config/kconfig.py; do not edit."]
    for symbol in kconf.unique_defined_syms:
        value = symbol.str_value
        if symbol.orig_type == kconfiglib.BOOL:
            if value == "y":
                out.append("CONFIG_%s=y" % symbol.name)
        elif symbol.config_string:
            if symbol.orig_type == kconfiglib.STRING:
                value = quoted(value)
            out.append("CONFIG_%s=%s" % (symbol.name, value))
    return "\n".join(out) + "\n"


def auto_header(kconf):
    """C's view: CONFIG_X as in Linux, and for each y/n symbol ENABLE_X, which
    is always defined, so that code can say `if (ENABLE_X)` and the compiler
    still reads what is switched off."""
    out = ["/* Made by config/kconfig.py; do not edit. */",
           "#ifndef PAMLET_AUTOCONF_H", "#define PAMLET_AUTOCONF_H", ""]
    for symbol in kconf.unique_defined_syms:
        value = symbol.str_value
        if symbol.orig_type == kconfiglib.BOOL:
            if value == "y":
                out.append("#define CONFIG_%s 1" % symbol.name)
            out.append("#define ENABLE_%s %d" % (symbol.name, value == "y"))
        elif symbol.config_string:
            if symbol.orig_type == kconfiglib.STRING:
                value = quoted(value)
            out.append("#define CONFIG_%s %s" % (symbol.name, value))
    return "\n".join(out + ["", "#endif"]) + "\n"


def run_genconfig(args):
    kconf = load_kconfig(args)
    load_existing(kconf)
    # Both are made before the first is written: all or nothing.
    outputs = [(args.auto_conf, auto_conf(kconf)),
               (args.header, auto_header(kconf))]
    for path, content in outputs:
        write_if_changed(path, content)


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="config/kconfig.py",
        description="Reads, checks and writes pamlet's configuration. The "
        "file is the one that KCONFIG_CONFIG names, else .config.")
    parser.add_argument("--kconfig", default=os.path.join(ROOM, "Kconfig"),
                        metavar="FILE", help="the Kconfig file")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "defconfig", help="make the configuration from a small one")
    command.add_argument("file")
    command.set_defaults(run=run_defconfig)
    command = commands.add_parser(
        "olddefconfig", help="check it and fill in what is missing")
    command.set_defaults(run=run_olddefconfig)
    command = commands.add_parser("menuconfig", help="choose on a terminal")
    command.set_defaults(run=run_menuconfig)
    command = commands.add_parser(
        "savedefconfig", help="write only what differs from the defaults")
    command.add_argument("file")
    command.set_defaults(run=run_savedefconfig)
    command = commands.add_parser(
        "genconfig", help="write the files that make and C read")
    command.add_argument("--auto-conf", required=True, metavar="FILE")
    command.add_argument("--header", required=True, metavar="FILE")
    command.set_defaults(run=run_genconfig)
    return parser.parse_args()


def main():
    args = parse_arguments()
    try:
        args.run(args)
    except KeyboardInterrupt:
        print("config: stopped", file=sys.stderr)
        return 130
    except ConfigError as error:
        for line in str(error).split("\n"):
            print("config: " + line, file=sys.stderr)
        return 1
    except OSError as error:
        print("config: %s: %s" % (error.filename, error.strerror),
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
