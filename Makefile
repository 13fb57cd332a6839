# SPDX-License-Identifier: EUPL-1.2
# make            build/ordstyrer
# make check      unit and web tests, layer check; under 30 s
# make asan|tsan  the same with sanitizers     make lint|format|format-check
# Sources are found by wildcard: a new file needs no line here.
CC      ?= gcc
B       ?= build
OPT     ?= -O2 -g
WARN    := -std=c17 -Wall -Wextra -Wpedantic -Werror -Wconversion -Wsign-conversion \
           -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wpointer-arith \
           -Wwrite-strings -Wvla -Wformat=2 -Wundef -Wswitch-enum -Wimplicit-fallthrough \
           -Wnull-dereference -Wdouble-promotion
ifneq (,$(findstring gcc,$(CC)))
WARN    += -Wduplicated-cond -Wduplicated-branches -Wlogical-op
endif
PKGS    := sqlite3 libpq jansson libsodium libmicrohttpd libcurl icu-uc icu-i18n zlib
CPPFLAGS += -D_GNU_SOURCE -Isrc -I. -I$B/gen $(shell pkg-config --cflags $(PKGS))
CFLAGS  += $(OPT) $(WARN) -fstack-protector-strong -fPIE -fno-strict-aliasing -pthread
LDFLAGS += -pie -Wl,-z,relro,-z,now -pthread
LDLIBS  += $(shell pkg-config --libs $(PKGS)) -lstemmer

SRC     := $(filter-out src/app/main.c,$(wildcard src/*/*.c))
TPL     := $(wildcard templates/*.html)
TST     := tests/main.c $(wildcard tests/unit/*.c tests/web/*.c tests/standin/*.c)
GENC    := $(TPL:templates/%.html=$B/gen/tpl/%.c) $B/gen/migrations.c
OBJ     := $(SRC:%.c=$B/%.o) $(GENC:%.c=%.o)
TOBJ    := $(TST:%.c=$B/%.o)
GENH    :=

all: $B/ordstyrer
check:
	sh tools/check-layers.sh
	$(MAKE) $(MAKEFLAGS_J) test B=build-check OPT="-O1 -g -DTESTING"
test: $B/unit
	$B/unit $(ONLY)
asan:
	$(MAKE) test B=build-asan CC=clang OPT="-O1 -g -DTESTING -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
tsan:
	$(MAKE) test B=build-tsan CC=clang OPT="-O1 -g -DTESTING -fsanitize=thread"

$B/ordstyrer: $B/src/app/main.o $(OBJ)
	$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/unit: $(TOBJ) $(OBJ)
	$(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/gen/migrations.c: $(wildcard sql/*.sql) tools/migrations.sh
	@mkdir -p $(@D)
	sh tools/migrations.sh $(wildcard sql/*.sql) > $@
$B/gen/%.o: $B/gen/%.c | $(GENH)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$B/%.o: %.c | $(GENH)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
lint:
	clang-tidy --quiet $(SRC) -- -std=c17 $(CPPFLAGS)
format:
	clang-format -i $$(git ls-files '*.c' '*.h')
clean:
	rm -rf build build-*
-include $(OBJ:.o=.d) $(TOBJ:.o=.d)
.PHONY: all check test asan tsan lint format clean
.DELETE_ON_ERROR:
