#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The program killed (SIGKILL) at random moments while messages come in and
# answers go out, on SQLite and on PostgreSQL: nothing that was acknowledged is
# lost, no answer stands twice on the blog, the record is whole.
#	KILLS=20 SEED=7 tests/real/kill.sh
# REQ: invariants 1, 4, 11
# Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.." || exit 3
B=${B:-build} KILLS=${KILLS:-20} PORT=${KILL_PORT:-19050}
RANDOM=${SEED:-7}
make -s "$B/ordstyrer" "$B/kill-helper" B="$B" >&2 || exit 3
P=$PWD/$B/ordstyrer H=$PWD/$B/kill-helper
D=$(mktemp -d /tmp/ordstyrer-kill.XXXXXX)
BLOG_PORT=$((PORT + 1)) PG_DIR= BLOG_PID= JOBS=()
passed=0 failed=0 skipped=0

# A job in a process group of its own, so that a pipe dies as a whole.
job() {
	setsid bash -c "$1" </dev/null &
	JOBS+=($!)
}
kill_jobs() {
	for j in "${JOBS[@]}"; do kill -KILL -- "-$j" 2>/dev/null; done
	for j in "${JOBS[@]}"; do wait "$j" 2>/dev/null; done
	JOBS=()
}
finish() {
	kill_jobs
	[ -n "$BLOG_PID" ] && kill "$BLOG_PID" 2>/dev/null && wait "$BLOG_PID" 2>/dev/null
	[ -n "$PG_DIR" ] && sh tests/pg.sh stop "$PG_DIR" 2>/dev/null
	rm -rf "$D"
}
trap finish EXIT

# until CONDITION..., for at most 20 seconds
await() {
	for _ in $(seq 400); do
		"$@" && return 0
		sleep 0.05
	done
	echo "waited in vain: $*"
	return 1
}
is_ready() { curl -fs -o /dev/null "http://127.0.0.1:$PORT/readyz"; }
blog_is_up() { grep -q ready "$1/blog.log" 2>/dev/null; }
all_sent() { [ "$("$H" waits "$STORE")" = 0 ]; }

serve() {
	job "exec '$P' serve --store '$STORE' --listen 127.0.0.1:$PORT --key '$W/key' \
		--checkpoints '$W/checkpoints' --secrets '$W/secrets' --allow 127.0.0.1 \
		--log warn >>'$W/serve.log' 2>&1"
	SERVER=${JOBS[-1]}
	await is_ready
}

# What must hold whenever the program is dead.  Acknowledgements: of the files.
holds() {
	"$H" check "$STORE" "$BLOG" "$W/replies" "$@" >"$W/check.log" 2>&1 &&
		"$P" verify --store "$STORE" --key "$W/key" \
			--checkpoints "$W/checkpoints" >"$W/verify.log" 2>&1 && return 0
	tail -20 "$W/check.log" "$W/verify.log"
	return 1
}

round() {
	local i=$1
	serve || return 1
	for p in a b; do
		job "'$H' lines $i $p | '$P' ingest --account 2 - --store '$STORE' \
			>'$W/acks/$i-$p' 2>>'$W/ingest.log'"
	done
	job "'$H' replies '$STORE' '$BLOG' $i >>'$W/replies' 2>>'$W/replies.log'"
	sleep "0.$((1 + RANDOM % 5))"
	kill -HUP "$SERVER" # a checkpoint in the midst of it
	sleep "0.$((RANDOM % 6))"
	kill_jobs
	holds "$W/acks/$i-a" "$W/acks/$i-b" || return 1
	# Two minutes later, as it were: the leases of the dead have run out.
	"$H" later "$STORE"
}

engine() {
	local name=$1 ok=yes
	STORE=$2 W=$D/$name BLOG=http://127.0.0.1:$BLOG_PORT
	mkdir -p "$W/acks" "$W/secrets"
	: >"$W/replies"
	printf 'abcd efgh' >"$W/secrets/blog"
	"$H" blog $BLOG_PORT >"$W/blog.log" 2>&1 &
	BLOG_PID=$!
	await blog_is_up "$W" && "$H" setup "$STORE" "$BLOG" "$W/key" || ok=no
	for i in $(seq "$KILLS"); do
		[ $ok = yes ] && { round "$i" || { echo "FAIL $name, kill $i"; ok=no; }; }
	done
	# Left alone, it finishes what was begun.
	if [ $ok = yes ]; then
		serve && await all_sent || ok=no
		kill -TERM "$SERVER" && wait "$SERVER"
		JOBS=()
		holds "$W"/acks/* || ok=no
		cat "$W/check.log"
		grep -q " 0 messages\| 0 sent" "$W/check.log" && ok=no
	fi
	[ $ok = yes ] || tail -5 "$W"/*.log
	kill_jobs
	kill $BLOG_PID && wait $BLOG_PID
	BLOG_PID=
	BLOG_PORT=$((BLOG_PORT + 1))
	if [ $ok = yes ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
	echo "$name: $KILLS kills, $ok"
}

engine sqlite "sqlite:$D/store.db"
if [ -z "${TEST_PG:-}" ] && TEST_PG=$(sh tests/pg.sh start 2>"$D/pg.log"); then
	PG_DIR=${TEST_PG#*host=}
	PG_DIR=${PG_DIR%%&*}
fi
if [ -n "${TEST_PG:-}" ]; then
	engine postgresql "$TEST_PG&schema=kill_$$"
else
	echo "SKIP PostgreSQL: $(cat "$D/pg.log")"
	skipped=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
