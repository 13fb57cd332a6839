#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# fuzz.sh replay|run HARNESS...: the kept inputs of each harness, or new ones
# for FUZZ_SECONDS each.  Ends with N passed, N failed.
cd "$(dirname "$0")/.." || exit 3
what=$1
shift
names=$*
passed=0 failed=0
for name in $names; do
	kept=tests/data/fuzz/${name#fuzz_}
	found=build-fuzz/found/$name
	mkdir -p "$found"
	if [ "$what" = replay ]; then
		set -- "$kept"/*
		[ -e "$1" ] || set --
		"build-fuzz/fuzz/$name" "$@" > "$found.log" 2>&1 < /dev/null
	else
		dirs=$found
		[ -d "$kept" ] && dirs="$found $kept"
		# shellcheck disable=SC2086
		"build-fuzz/fuzz/$name" -max_total_time="${FUZZ_SECONDS:-10}" -timeout=20 \
			-artifact_prefix="$found/" -print_final_stats=1 $dirs > "$found.log" 2>&1
	fi
	if [ $? = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $what $name"
		tail -n 30 "$found.log"
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
