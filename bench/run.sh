#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# All benchmarks: ratios measured in the same run.  ROWS (100000; MILLION=1 for
# a million) is how many messages the stores hold.
set -u
cd "$(dirname "$0")/.."
ROWS=${ROWS:-100000}
[ -z "${MILLION:-}" ] || ROWS=1000000
B=${B:-build}
D=$(mktemp -d /tmp/ordstyrer-bench.XXXXXX)
PG=
trap 'rm -rf "$D"; [ -z "$PG" ] || { sh tests/pg.sh stop "$D.pg" > /dev/null 2>&1; rm -rf "$D.pg"; }' EXIT
echo "== intake in batches of 100"
"$B/bench/bench_batch" "$ROWS" "sqlite:$D/a.db" "$D/bare.db" 2> "$D/log"
rm -f "$D"/*.db*
mkdir "$D.pg"
if PG=$(sh tests/pg.sh start "$D.pg" 2> "$D/pg.log" < /dev/null); then
	"$B/bench/bench_batch" "$ROWS" "$PG" 2> "$D/log"
else
	echo "PostgreSQL did not start: skipped"
fi
if [ -x "$B/bench/bench_intake" ]; then
	echo "== intake one by one over 64 connections"
	"$B/bench/bench_intake" "$B/ordstyrer" "$ROWS" 2> "$D/log" || tail -3 "$D/log"
fi
echo "== inbox page, memory, start"
if command -v wrk > /dev/null && command -v nginx > /dev/null; then
	B=$B bash bench/inbox.sh 10000
	B=$B bash bench/inbox.sh "$ROWS"
else
	echo "wrk or nginx is missing: skipped"
fi
echo "== clause checks"
"$B/bench/bench_checks" 2> "$D/log" || tail -3 "$D/log"
echo "== a crisis begins"
"$B/bench/bench_crisis" "$D" 2> "$D/log" || tail -3 "$D/log"
