# SPDX-License-Identifier: EUPL-1.2
# make                 build/ordstyrer
# make check           layers, unit and web tests; under 30 s when built
# make asan | tsan     the same with sanitizers (clang)
# make fuzz            each harness of tests/fuzz for FUZZ_SECONDS
# make lint | format | format-check
# make golden          the compilers of templates and texts against kept cases
# make bench | bench-peer | quality | reqs | clauses | cover
# Sources are found by wildcard: a new file needs no line here.
ifeq ($(origin CC),default)
CC      := gcc
endif
B       ?= build
Q       := $(if $(V),,@)
OPT     ?= -O2 -g
WARN    := -std=c17 -Wall -Wextra -Wpedantic -Werror -Wconversion -Wsign-conversion \
           -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wpointer-arith \
           -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wswitch-enum -Wimplicit-fallthrough \
           -Wnull-dereference -Wdouble-promotion
ifneq (,$(findstring clang,$(CC)))
# Long texts are broken over lines in lists of texts.
WARN    += -Wno-string-concatenation
endif
ifneq (,$(findstring gcc,$(CC)))
WARN    += -Wduplicated-cond -Wduplicated-branches -Wlogical-op
endif
PKGS    := inih sqlite3 libpq jansson libsodium libmicrohttpd libcurl libxml-2.0 icu-uc icu-i18n zlib
CPPFLAGS += -D_GNU_SOURCE -Isrc -I. -I$B/gen $(shell pkg-config --cflags $(PKGS))
CFLAGS  += $(OPT) $(WARN) -fstack-protector-strong -fPIE -fno-strict-aliasing -pthread
LDFLAGS += -pie -Wl,-z,relro,-z,now -pthread
LDLIBS  += $(shell pkg-config --libs $(PKGS)) -lstemmer -lm

SRC     := $(filter-out src/app/main.c,$(wildcard src/*/*.c))
TPL     := $(wildcard templates/*.html)
PO      := $(wildcard po/*/*.po)
SQLS    := $(wildcard sql/*.sql)
TST     := tests/main.c $(wildcard tests/*.c tests/unit/*.c tests/web/*.c tests/web/clauses/*.c tests/standin/*.c)
GENC    := $(TPL:templates/%.html=$B/gen/tpl/%.c) $B/gen/migrations.c
ASSETC  := $B/gen/assets.c $B/gen/triage_model.c
GENH    := $B/gen/templates.h $B/gen/texts_ids.h $B/gen/texts_table.h
OBJ     := $(SRC:%.c=$B/%.o) $(GENC:%.c=%.o) $(ASSETC:%.c=%.o)
FUZZN   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
TOBJ    := $(sort $(TST:%.c=$B/%.o)) $(FUZZN:%=$B/replay/%.o)
NPM     := node_modules/@digdir/designsystemet-css/dist/src/index.css
INTER   := node_modules/@fontsource-variable/inter/files
ASSETS  := app.css=$(NPM)+static/theme.css+static/ordstyrer.css \
           icons.svg=static/icons.svg openapi.json=docs/openapi.json icon.svg=static/icon.svg wordmark.svg=static/wordmark.svg \
           inter-latin-wght-normal.woff2=$(INTER)/inter-latin-wght-normal.woff2 \
           inter-latin-ext-wght-normal.woff2=$(INTER)/inter-latin-ext-wght-normal.woff2 \
           htmx.js=node_modules/htmx.org/dist/htmx.min.js \
           sse.js=node_modules/htmx-ext-sse/dist/sse.min.js \
           $(foreach f,$(wildcard static/*.js),$(notdir $f)=$f)

all: $B/ordstyrer
run: all
	$B/ordstyrer demo
check:
	sh tools/check-layers.sh
	$(MAKE) golden B=build-check
	$(MAKE) test B=build-check OPT="-O1 -g -DTESTING"
test: $B/unit
	$B/unit $(ONLY)
golden: $B/tools/tmplc $B/tools/texts
	@sh tests/golden/run.sh $B/tools
asan:
	$(MAKE) test B=build-asan CC=clang OPT="-O1 -g -DTESTING -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
tsan:
	$(MAKE) test B=build-tsan CC=clang OPT="-O1 -g -DTESTING -fsanitize=thread"

$B/ordstyrer: $B/src/app/main.o $(OBJ)
	@echo "LD $@"
	$Q$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/unit: $(TOBJ) $(OBJ)
	@echo "LD $@"
	$Q$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/%.o: %.c | $(GENH)
	@mkdir -p $(@D)
	@echo "CC $<"
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$B/gen/%.o: $B/gen/%.c | $(GENH)
	@echo "CC $<"
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
# In the plain tests each harness stands under a name of its own, for its kept
# inputs (tests/fuzz_replay.c).
$B/replay/%.o: tests/fuzz/fuzz_%.c | $(GENH)
	@mkdir -p $(@D)
	@echo "CC $<"
	$Q$(CC) $(CPPFLAGS) -DLLVMFuzzerTestOneInput=fuzz_$* $(CFLAGS) -MMD -MP -c -o $@ $<
$B/gen/fuzz_list.h: tests/fuzz
	@mkdir -p $(@D)
	@printf 'FUZZ(%s)\n' $(FUZZN) > $@
$B/tests/fuzz_replay.o: $B/gen/fuzz_list.h
# Nothing but bytes: no debug information, no warnings to find, fast.
$B/gen/assets.o $B/gen/migrations.o $B/gen/triage_model.o: %.o: %.c
	@echo "CC $<"
	$Q$(CC) $(CPPFLAGS) -std=c17 -O0 -fPIE -c -o $@ $<

# The triage's model is trained from our own labelled texts: seconds, and the
# same bytes each time.
TRAINC  := $(wildcard src/base/*.c) $(patsubst %,src/policy/%.c,fold entity lexicon triage_features triage_flags triage_learn triage_sentence triage_threat)
TRIAGE_TEXTS := $(wildcard tests/data/triage/*.jsonl)
$B/tools/triage_train: tools/triage_train.c $(TRAINC) $(wildcard src/policy/*.h) src/policy/words.def
	@mkdir -p $(@D)
	$(CC) -std=c17 -O2 -D_GNU_SOURCE -Isrc -I. -pthread -o $@ tools/triage_train.c $(TRAINC) $(shell pkg-config --libs jansson icu-uc) -lm
$B/gen/triage_model.c: $B/tools/triage_train $(TRIAGE_TEXTS)
	@mkdir -p $(@D)
	$B/tools/triage_train $(TRIAGE_TEXTS) > $@
$B/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(CC) -O1 -Wall -Wextra -Werror -D_GNU_SOURCE -o $@ $< -lz
$B/gen/tpl/%.c: templates/%.html $B/tools/tmplc
	@mkdir -p $(@D)
	$B/tools/tmplc $< > $@
$B/gen/templates.h: $(TPL) $B/tools/tmplc
	@mkdir -p $(@D)
	$B/tools/tmplc -h $(TPL) > $@
$B/gen/texts_ids.h: $(PO) $B/tools/texts
	@mkdir -p $(@D)
	$B/tools/texts $(@D) $(PO)
$B/gen/texts_table.h: $B/gen/texts_ids.h ;
$B/gen/migrations.c: $(SQLS) $B/tools/embed
	@mkdir -p $(@D)
	$B/tools/embed sql $(SQLS) > $@
$B/gen/assets.c: node_modules/.stamp docs/openapi.json $(wildcard static/*) $B/tools/embed
	@mkdir -p $(@D)
	$B/tools/embed assets $(ASSETS) > $@
node_modules/.stamp: package-lock.json
	npm ci --no-audit --no-fund --silent
	@touch $@

# What tests/real/kill.sh needs beside the program itself.
$B/kill-helper: $B/tests/real/kill_helper.o $B/tests/real/kill_check.o $B/tests/town.o $B/tests/unit/test_db.o $(OBJ)
	@echo "LD $@"
	$Q$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# A file that has not changed since it was found clean is not looked at again.
LINTED  := $(patsubst %.c,build/lint/%.ok,$(wildcard src/*/*.c))
lint: $(GENH)
	$Q$(MAKE) -k -j2 $(LINTED)
build/lint/%.ok: %.c .clang-tidy | $(GENH)
	@mkdir -p $(@D)
	@echo "LINT $<"
	$Qclang-tidy --quiet $< -- -std=c17 $(CPPFLAGS) 2>/dev/null
	@$(CC) $(CPPFLAGS) -MM -MP -MT $@ -MF $(@:.ok=.d) $<
	@touch $@
-include $(LINTED:.ok=.d)

# Each harness of tests/fuzz with libFuzzer; what it found before is kept under
# tests/data/fuzz/NAME and replayed.
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZ_SECONDS ?= 10
FUZZFLAGS := -O1 -g -DTESTING -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz-build:
	$Q$(MAKE) B=build-fuzz CC=clang OPT="$(FUZZFLAGS)" $(FUZZERS:%=build-fuzz/fuzz/%)
$B/fuzz/%: $B/tests/fuzz/%.o $(OBJ)
	@mkdir -p $(@D)
	@echo "LD $@"
	$Q$(CC) $(OPT) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)
fuzz-replay: fuzz-build
	$Qsh tools/fuzz.sh replay $(FUZZERS)
fuzz: fuzz-build
	$QFUZZ_SECONDS=$(FUZZ_SECONDS) sh tools/fuzz.sh run $(FUZZERS)

cover:
	$(MAKE) test B=build-cover OPT="-O0 -g -DTESTING --coverage"
	sh tools/cover.sh build-cover
reqs:
	@sh tools/reqs.sh
# What each clause makes the program do, of the scenario tests.
clauses:
	sh tools/clauses.sh > docs/clauses.md

BENCHES := $(patsubst bench/%.c,$B/bench/%,$(wildcard bench/bench_*.c))
$B/bench/%: $B/bench/%.o $B/bench/fill.o $(OBJ)
	@mkdir -p $(@D)
	@echo "LD $@"
	$Q$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
bench-build: $(BENCHES)
bench: all bench-build
	bash bench/run.sh
bench-peer: all bench-build
	bash bench/peer.sh

format:
	clang-format -i $$(git ls-files '*.c' '*.h')
format-check:
	clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')
# Right, false and missed by kind and language on the labelled set.
SHARED ?= ../shared
quality: $B/quality_checks $B/quality_triage
	$B/quality_checks $(SHARED)/triage/checks-dev.jsonl
	$B/quality_checks tests/data/quality/rules.jsonl
	$B/quality_checks tests/data/quality/blind.jsonl
	$B/quality_checks -n tests/data/quality/carriers.tsv $(SHARED)/norway/identifiers
	$B/quality_triage $(TRIAGE_TEXTS) --unseen $(wildcard tests/data/triage/unseen/*.jsonl)
$B/quality_checks: $B/tools/quality_checks.o $(OBJ)
	@echo "LD $@"
	$Q$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/quality_triage: $B/tools/quality_triage.o $(OBJ)
	@echo "LD $@"
	$Q$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
clean:
	rm -rf build build-*
-include $(wildcard $(OBJ:.o=.d) $(TOBJ:.o=.d) $B/src/app/main.d $B/tools/*.d $B/bench/*.d)
.PHONY: golden cover reqs clauses quality all run check test asan tsan lint format format-check fuzz fuzz-build fuzz-replay bench bench-build bench-peer clean
.DELETE_ON_ERROR:
.SECONDARY:
