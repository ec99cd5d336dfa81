# SPDX-License-Identifier: MIT
# Fuzzing by hand: `make fuzz` without end, `make fuzz FUZZ=editor` one target,
# FUZZ_SECONDS=N each target for so long. tests/fuzz/fuzzing.py says more.

FUZZ ?=
FUZZ_SECONDS ?= 0

.PHONY: fuzz tests-fuzz fuzz-merge tests-fuzz-merge fuzz-coverage tests-fuzz-coverage
fuzz fuzz-merge fuzz-coverage:
	+@$(call configured,appliance) appliance_defconfig
	+@$(call configured,appliance) tests-$@

tests-fuzz: all
	@env PYTHONDONTWRITEBYTECODE=1 $(TEST_ENVIRONMENT) $(PYTHON) \
		tests/fuzz/fuzzing.py --seconds $(FUZZ_SECONDS) $(FUZZ)

# What was found becomes the corpus in the tree, as small as it gets.
tests-fuzz-merge: all
	@env PYTHONDONTWRITEBYTECODE=1 $(TEST_ENVIRONMENT) $(PYTHON) \
		tests/fuzz/fuzzing.py --merge $(FUZZ)

# Which lines the corpora reach, file by file.
tests-fuzz-coverage: all
	@env PYTHONDONTWRITEBYTECODE=1 $(TEST_ENVIRONMENT) $(PYTHON) \
		tests/fuzz/coverage.py $(FUZZ)
