# The targets of the project; `make` lists them. Needed: the .NET 10 SDK, make, git.
CONFIGURATION ?= Release
ARTIFACTS := artifacts
CONFORM := $(ARTIFACTS)/conform/conform
SUITE_REPOSITORY := https://github.com/WebAssembly/testsuite
SUITE_COMMIT := 193e551ff22663995b1ac95dc62344133669e14b
# Said where the official suite is not found; the same places as TestSuiteLocator's.
SUITE_NOTE = @for d in "$(TESTSUITE)" SpecTests/testsuite ../shared/testsuite; do [ -n "$$d" ] && [ -d "$$d" ] && exit 0; done; \
	echo "The official test suite was not found (set TESTSUITE to its folder, or fetch it with 'make testsuite'); only the project's own scripts are tested."
# Arguments for `make spec` and `make bench`: make spec ARGS="--filter 'i32*'"
ARGS ?=
# Seconds of `make soak`.
SOAK_TIME ?= 600
# Seconds of `make fuzz`, and its seed; without one it takes a new one and prints it.
FUZZ_TIME ?= 300
FUZZ_SEED ?=
# What `make fuzz-afl` fuzzes, execute or module, and further arguments for afl-fuzz: make fuzz-afl AFL_ARGS="-M main"
AFL_TARGET ?= execute
AFL_ARGS ?=

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help build spec test soak fuzz fuzz-selftest fuzz-ci fuzz-afl bench pack coverage format bless testsuite clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

build: ## build everything; leaves the command line at artifacts/conform/conform
	dotnet publish tools/Conform/Wasm.Conform.csproj -c $(CONFIGURATION) -o $(ARTIFACTS)/conform -v quiet

spec: build ## run the official test suite on every engine and compare them; reports in artifacts/spec
	$(CONFORM) spec --report $(ARTIFACTS)/spec $(ARGS)

test: ## run all tests
	$(SUITE_NOTE)
	@mkdir -p $(ARTIFACTS)/test && rm -f $(ARTIFACTS)/test/*.trx
	dotnet test SpecTests/Wasm.SpecTests.csproj -c $(CONFIGURATION) -v quiet --logger "trx;LogFileName=tests.trx" --results-directory $(ARTIFACTS)/test
	$(SUITE_NOTE)
	@sh .ci/summary $(ARTIFACTS)/test

soak: build ## run the suite over and over with random options for SOAK_TIME seconds; result in artifacts/soak
	$(CONFORM) soak --time $(SOAK_TIME) --report $(ARTIFACTS)/soak $(ARGS)

fuzz: build ## run generated modules on both engines for FUZZ_TIME seconds and file differences; result in artifacts/fuzz
	$(CONFORM) fuzz --time $(FUZZ_TIME) $(if $(FUZZ_SEED),--seed $(FUZZ_SEED)) --report $(ARTIFACTS)/fuzz $(ARGS)

# A build of its own, in folders of its own: no other has the errors.
fuzz-selftest: ## plant ten errors in the compiler, one at a time: the fuzzer must find each with each of five seeds, and blame the right part
	dotnet build tools/Conform/Wasm.Conform.csproj -c Release -p:PlantedBugs=true --artifacts-path $(ARTIFACTS)/selftest -v quiet
	$(ARTIFACTS)/selftest/bin/Wasm.Conform/release/conform fuzz --plant all --report $(ARTIFACTS)/selftest/fuzz $(ARGS)

# The same work everywhere: what .ci/run may compare.
fuzz-ci: build ## run the cases of fuzz/seeds.txt; results in artifacts/fuzz/seed-*
	@grep -v '^#' fuzz/seeds.txt | while read -r seed cases; do \
		$(CONFORM) fuzz --seed $$seed --cases $$cases --report $(ARTIFACTS)/fuzz/seed-$$seed $(ARGS) || exit 1; done

# afl-fuzz cannot know that this program reports coverage, and wants to know who takes care of core dumps: nobody need.
fuzz-afl: build ## fuzz with AFL++ (afl-fuzz) for FUZZ_TIME seconds, or go on with it; result in artifacts/afl
	$(CONFORM) fuzz-target seeds --target $(AFL_TARGET) $(ARTIFACTS)/afl/$(AFL_TARGET)-seeds
	$(CONFORM) fuzz-target dictionary > $(ARTIFACTS)/afl/wasm.dict
	AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_AUTORESUME=1 \
		afl-fuzz -V $(FUZZ_TIME) -i $(ARTIFACTS)/afl/$(AFL_TARGET)-seeds -o $(ARTIFACTS)/afl/$(AFL_TARGET) -m none -t 20000 \
		$(if $(filter module,$(AFL_TARGET)),-x $(ARTIFACTS)/afl/wasm.dict) $(AFL_ARGS) -- $(CONFORM) fuzz-target afl --target $(AFL_TARGET)

bench: ## measure: kernels (beside Node and gcc where installed), compilation, validation, embedding
	dotnet build tools/Bench/Wasm.Bench.csproj -c $(CONFIGURATION) -v quiet
	dotnet run -c $(CONFIGURATION) --no-build --project tools/Bench/Wasm.Bench.csproj -- kernels $(ARGS)
	dotnet run -c $(CONFIGURATION) --no-build --project tools/Bench/Wasm.Bench.csproj -- compile
	dotnet run -c $(CONFIGURATION) --no-build --project tools/Bench/Wasm.Bench.csproj -- validate
	dotnet run -c $(CONFIGURATION) --no-build --project tools/Bench/Wasm.Bench.csproj -- embedding

# Files in the packages bear the time of the commit: the same commit gives the same bytes, wherever it is built.
pack: ## make the packages, libraries and command line: artifacts/packages
	rm -rf $(ARTIFACTS)/packages
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null)} dotnet pack .build/Packages.slnf -c $(CONFIGURATION) -o $(ARTIFACTS)/packages -v quiet
	@ls $(ARTIFACTS)/packages

coverage: ## test coverage as a page: artifacts/coverage/index.html
	@rm -rf $(ARTIFACTS)/coverage $(ARTIFACTS)/coverage-data
	-dotnet test SpecTests/Wasm.SpecTests.csproj -c $(CONFIGURATION) -v quiet --filter TestCategory!=Packages --collect "XPlat Code Coverage" -p:PathMap= --results-directory $(ARTIFACTS)/coverage-data
	dotnet tool restore
	dotnet tool run reportgenerator -reports:$(ARTIFACTS)/coverage-data/*/coverage.cobertura.xml -targetdir:$(ARTIFACTS)/coverage -reporttypes:Html
	@echo "see $(ARTIFACTS)/coverage/index.html"

format: ## bring the sources into the project's format
	dotnet format Conformance.sln

bless: ## rewrite golden files and known-failures.txt from what is; read the diff before you commit it
	CONFORM_BLESS=1 dotnet test SpecTests/Wasm.SpecTests.csproj -c $(CONFIGURATION) -v quiet || true
	@git status --short

testsuite: ## fetch the official test suite into SpecTests/testsuite (never committed)
	@if [ ! -d SpecTests/testsuite/.git ]; then git clone --no-checkout $(SUITE_REPOSITORY) SpecTests/testsuite; fi
	git -C SpecTests/testsuite checkout --quiet $(SUITE_COMMIT)

clean: ## remove everything that was built
	rm -rf $(ARTIFACTS)
	find . -type d \( -name bin -o -name obj \) -not -path './.git/*' -prune -exec rm -rf {} +
