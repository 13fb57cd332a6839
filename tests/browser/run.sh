#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# run.sh [FILE.mjs...]: the browser tests, against a made-up municipality with
# stand-in blogs (ordstyrer demo) that this starts and ends.
#   PORT    where it listens (19180)
#   ONLY    only the tests with this in the name
#   SHOTS   a folder for pictures of what failed
# Last line: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
program=${ORDSTYRER:-build/ordstyrer}
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
port=${PORT:-19180}

skip() {
	echo "SKIP browser: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}
[ -x "$CHROMIUM" ] || skip "no $CHROMIUM"
command -v node >/dev/null || skip "no node"
[ -d node_modules/playwright-core ] || npm ci --silent --no-audit --no-fund ||
	skip "npm ci could not fetch playwright-core"

TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/ordstyrer-browser.XXXXXX") || exit 3
export TMPDIR
demo=
end() {
	trap - EXIT
	if [ -n "$demo" ]; then
		kill "$demo" 2>/dev/null
		wait "$demo" 2>/dev/null
	fi
	rm -rf "$TMPDIR"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

out=$TMPDIR/demo.out
"$program" demo --listen "127.0.0.1:$port" >"$out" 2>&1 &
demo=$!
for ((i = 0; i < 600; i++)); do
	grep -q 'Ctrl-C ends it' "$out" && break
	kill -0 "$demo" 2>/dev/null || break
	sleep 0.1
done
if ! grep -q 'Ctrl-C ends it' "$out"; then
	cat "$out"
	echo "the demo did not start: 0 passed, 1 failed"
	exit 1
fi
ORDSTYRER_BASE=$(sed -n 's|^Ordstyrer runs at *\(http[^ ]*[0-9]\)/$|\1|p' "$out")
ORDSTYRER_BLOGS=$(sed -n 's|^  \(http[^ ]*\)$|\1|p' "$out" | tr '\n' ' ')
export ORDSTYRER_BASE ORDSTYRER_BLOGS

passed=0 failed=0
for f in "${@:-}"; do
	[ -n "$f" ] || continue
	files+=("$f")
done
[ -n "${files:-}" ] || files=(tests/browser/t_*.mjs)
for f in "${files[@]}"; do
	echo "== $f"
	log=$TMPDIR/log
	node "$f" 2>&1 | tee "$log"
	read -r p n < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log" | tail -1)
	if [ -z "${p:-}" ]; then
		echo "$f said no result"
		p=0 n=1
	fi
	passed=$((passed + p)) failed=$((failed + n))
done
if ! kill -0 "$demo" 2>/dev/null; then
	echo "FAIL the program did not live through the tests"
	tail -40 "$out"
	failed=$((failed + 1))
fi
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
