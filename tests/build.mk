# SPDX-License-Identifier: MIT
# The tests. pytest runs all of them; conftest.py tells which belong to which
# target and prints the closing line.

# What the tests have to know of the build; lib/build.py asks for it by
# `make test-environment` when pytest is started by hand.
TEST_ENVIRONMENT = \
	PAMLET_O='$(abspath $(O))' \
	PAMLET_THIRD='$(abspath $(THIRD))' \
	PAMLET_PAM_CPPFLAGS='$(strip $(PAM_CPPFLAGS))'

# Where xdist is installed: more processes than cores, because most of a test's
# time is the gate's failure delay.
XDIST = $(shell $(PYTHON) -c 'import xdist' 2>/dev/null && echo '-n 10')
PYTEST = env PYTHONDONTWRITEBYTECODE=1 $(TEST_ENVIRONMENT) $(PYTHON) -m pytest \
	--rootdir='$(CURDIR)' -p no:cacheprovider --import-mode=importlib \
	-q --tb=short $(PYTEST_ARGS)

# What is tested, and of docs/EVIDENCE.md what this run is called.
TESTS ?= tests
run_name = PAMLET_RUN='make $(1)$(if $(filter-out tests,$(TESTS)), \
	TESTS=$(TESTS))$(if $(PYTEST_ARGS), $(subst ',,$(PYTEST_ARGS)))'

# A make of its own for the configuration $(1) (a word, or a shell's $$name),
# built below $(O).
configured = $(MAKE) --no-print-directory O="$(O)/$(1)" \
	KCONFIG_CONFIG="$(O)/$(1)/.config"

# What is tested is the project's own configuration, whatever .config says.
.PHONY: check check-quick check-long lint mutation
check check-quick check-long lint mutation:
	+@$(call configured,appliance) appliance_defconfig
	+@$(call configured,appliance) tests-$@

# The same for a configuration that is built in $(O): for the rules above.
.PHONY: tests-check tests-check-quick tests-check-long tests-lint
tests-check: all check-builds
	@$(call run_name,check) $(PYTEST) $(XDIST) -m 'not long' $(TESTS) </dev/null

tests-check-quick: all
	@$(call run_name,check-quick) $(PYTEST) $(XDIST) -m 'not slow and not long' $(TESTS) </dev/null

tests-check-long: all check-builds
	@$(call run_name,check-long) $(PYTEST) $(XDIST) -m long $(TESTS) </dev/null

tests-lint: all
	@$(PYTEST) -m 'not slow' tests/lint </dev/null

# Breaks the rules of the source one by one; MUTANT=name: those so called.
.PHONY: tests-mutation
tests-mutation: all
	@env PYTHONDONTWRITEBYTECODE=1 $(TEST_ENVIRONMENT) nice \
		$(PYTHON) tests/mutation/mutate.py $(MUTANT)

# The other defconfigs, for what is tested of each: build.pamlet("minimal").
.PHONY: check-builds
check-builds: all
	+@for name in minimal initramfs everything; do \
		$(call configured,$$name) $${name}_defconfig && \
		$(call configured,$$name) all || exit; \
	done

# The same objects without the optimisation of the whole, for whose bytes they are.
$(O)/parts.unstripped: $(APPLET_OBJS) $(LINK_DEPS)
	$(Q)$(call link_pamlet,$@,$(APPLET_OBJS))

.PHONY: bench compat-table boards-table evidence test-environment format
bench: check-builds $(O)/parts.unstripped
	+@$(call configured,minimal) $(O)/minimal/parts.unstripped
	@$(PYTHON) tests/bench/bench.py

# README's table of where the applets agree with the originals.
compat-table:
	@env PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/compat/table.py README.md

# README's table of attacks, out of the boards' own.
boards-table:
	@$(PYTHON) -B tests/boards/table.py README.md

# The tables of docs/EVIDENCE.md, out of what the last runs left.
evidence:
	@$(call configured,appliance) tests-evidence

.PHONY: tests-evidence
tests-evidence:
	@env PYTHONDONTWRITEBYTECODE=1 $(TEST_ENVIRONMENT) $(PYTHON) tests/evidence/table.py

include tests/fuzz/build.mk tests/analysis/build.mk

test-environment:
	@printf '%s\n' $(TEST_ENVIRONMENT)

# Brings the C code into the form that `make lint` asks for (.clang-format).
format:
	@git ls-files -z --cached --others --exclude-standard '*.c' '*.h' | \
		xargs -0 clang-format --style=file -i
