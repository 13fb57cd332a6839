#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# commands.sh - the program's commands as a shell sees them: what they write,
# to which stream, and the status they end with (CHECKS.md, docs/man).
set -u
cd "$(dirname "$0")/../.." || exit 3
: "${ORDSTYRER:=build/ordstyrer}"
ORDSTYRER=$(readlink -f "$ORDSTYRER")
root=$PWD
D=$(mktemp -d "${TMPDIR:-/tmp}/ordstyrer-commands.XXXXXX") || exit 3
trap 'rm -rf "$D"' EXIT
passed=0 failed=0

# says NAME STATUS COMMAND...: its output must be what stands in $D/want.
says() {
	local name=$1 status=$2 rc
	shift 2
	"$@" >"$D/out" 2>"$D/err" </dev/null
	rc=$?
	if [ $rc = "$status" ] && cmp -s "$D/want" "$D/out"; then
		passed=$((passed + 1))
		return
	fi
	echo "FAIL $name: status $rc, not $status, or another output"
	diff "$D/want" "$D/out" | head -10
	head -3 "$D/err"
	failed=$((failed + 1))
}

# ends NAME STATUS WORDS COMMAND...: whatever it writes holds the words.
ends() {
	local name=$1 status=$2 words=$3 rc
	shift 3
	"$@" >"$D/out" 2>&1 </dev/null
	rc=$?
	if [ $rc = "$status" ] && grep -qF -- "$words" "$D/out"; then
		passed=$((passed + 1))
		return
	fi
	echo "FAIL $name: status $rc, not $status, or no \"$words\""
	head -3 "$D/out"
	failed=$((failed + 1))
}

# A store from nothing; again brings it up to date.
cd "$D" || exit 3
ends 'init' 0 'The store is ready' "$ORDSTYRER" init 'Lia kommune' --host lia.example
ends 'init twice' 0 'The store is ready' "$ORDSTYRER" init 'Lia kommune'

# Every command has help and a page in the manual.
for c in $(sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' "$root/src/app/commands.def"); do
	ends "$c --help" 0 "ordstyrer $c" "$ORDSTYRER" "$c" --help
	ends "$c: a page in the manual" 0 "ordstyrer-$c" cat "$root/docs/man/ordstyrer-$c.1"
	ends "$c --no-such" 2 "" "$ORDSTYRER" "$c" --no-such
done
ends 'no such command' 2 '' "$ORDSTYRER" no-such

# Offsets are bytes of the text as it came; a line that is not read is told of,
# the others go on, and a file may begin as some editors write it.
printf '\xEF\xBB\xBF%s\r\n\n%s\n%s\n%s\n' \
	'{"id":"å","text":"Blåbær 01010750160","as":"inbound"}' \
	'{"id":2,"text":""}' \
	'no JSON' \
	'{"text":"Vi ses!\r\nHilsen Kari","as":"reply","context":{"unknown":[1]}}' \
	>"$D/in.jsonl"
"$ORDSTYRER" check --jsonl --lang en "$D/in.jsonl" 2>/dev/null |
	sed 's/"message":"[^"]*","remedy":"[^"]*"/.../g' >"$D/short"
cat >"$D/want" <<'WANT'
{"id":"å","verdict":"block","findings":[{"rule":"K8","kind":"national_id","severity":"block","start":9,"end":20,...,"lift":"approver"}]}
{"id":2,"verdict":"ok","findings":[]}
{"id":null,"verdict":"ok","findings":[]}
WANT
says 'check --jsonl' 0 cat "$D/short"
ends 'check --jsonl tells of the line' 2 'line 4' \
	"$ORDSTYRER" check --jsonl "$D/in.jsonl"
ends 'check blocks' 1 'national_id' \
	bash -c "echo 'Blåbær 01010750160' | '$ORDSTYRER' check --as reply"
ends 'check of a file that is not there' 3 'cannot be opened' \
	"$ORDSTYRER" check "$D/none"
ends 'check as nothing known' 2 '' "$ORDSTYRER" check --as letter "$D/in.jsonl"
ends 'triage --jsonl' 0 '"flags":["confidential"]' bash -c \
	"head -1 '$D/in.jsonl' | '$ORDSTYRER' triage --jsonl -"
ends 'triage: one member of each' 0 '"category":"question"' bash -c \
	"echo '{\"text\":\"Når åpner biblioteket på lørdag?\"}' | '$ORDSTYRER' triage --jsonl -"

# The examples of SPEC 3.
ends 'deadline' 0 '2026-05-18T14:00' "$ORDSTYRER" deadline 2026-05-15T14:00:00+02:00

ends 'user add with an option nobody knows' 2 'no option is called' bash -c \
	"echo 'svært hemmelig ord' | '$ORDSTYRER' user add ada Ada Drift --rolle administrator"
ends 'verify' 0 '' "$ORDSTYRER" verify
ends 'verify of nothing' 3 '' "$ORDSTYRER" verify --store "sqlite:$D/none.db"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
