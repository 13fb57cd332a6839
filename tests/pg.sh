#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# pg.sh start [DIR] | stop DIR : a private PostgreSQL 15 on a Unix socket in a
# folder of its own, fully durable, for the tests.  `start` prints the store
# address for TEST_PG; the folder is the part after host=.
#	TEST_PG=$(tests/pg.sh start) make check
# PG_OPTS are given to the server: PG_OPTS='-c fsync=off' makes one for
# TEST_PG_NOFSYNC, which the program must refuse.
# PostgreSQL refuses to run as root: then an unprivileged user of the system
# runs it (PG_USER, or postgres, or nobody).
set -eu
bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
[ -x "$bin/initdb" ] || { echo "PostgreSQL's server is not installed" >&2; exit 3; }
as=
if [ "$(id -u)" = 0 ]; then
	user=${PG_USER:-}
	for u in postgres nobody; do
		[ -n "$user" ] || ! id "$u" >/dev/null 2>&1 || user=$u
	done
	as="runuser -u $user --"
fi
case ${1:-} in
start)
	dir=${2:-$(mktemp -d /tmp/ordstyrer-pg.XXXXXX)}
	mkdir -p "$dir"
	[ -z "$as" ] || chown "$user" "$dir"
	chmod 755 "$dir"
	cd "$dir"
	[ -d "$dir/data" ] || $as "$bin/initdb" -D "$dir/data" -A trust -U test \
		-E UTF8 --locale=C.UTF-8 >"$dir/initdb.log"
	$as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o \
		"-k $dir -c listen_addresses='' -c max_connections=50 ${PG_OPTS:-}" start >"$dir/start.log"
	echo "postgresql:///postgres?host=$dir&user=test"
	;;
stop)
	dir=${2:?folder}
	cd "$dir"
	$as "$bin/pg_ctl" -D "$dir/data" -m fast stop >/dev/null
	case $dir in /tmp/ordstyrer-pg.*) rm -rf "$dir" ;; esac
	;;
*)
	echo "usage: $0 start [DIR] | stop DIR" >&2
	exit 2
	;;
esac
