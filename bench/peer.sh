#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The inbox beside a peer's list: Request Tracker 5 from Debian on a private
# PostgreSQL (fsync on), its list of 50 tickets at 4 connections, against our
# inbox of 50 rows at 4 connections, in turn.  Needs the packages
#   request-tracker5 rt5-db-postgresql rt5-standalone starman libdbd-pg-perl
#   dbconfig-no-thanks wrk curl
set -eu
cd "$(dirname "$0")/.."
B=${B:-build} SECS=${SECS:-8} ROUNDS=${ROUNDS:-3} TICKETS=${TICKETS:-100}
RTLIB=/usr/share/request-tracker5/libexec/rt-server
for need in "$RTLIB" /usr/sbin/rt-setup-database-5 /usr/bin/wrk; do
	[ -e "$need" ] || { echo "SKIP: $need is not installed"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "SKIP: wants root, to run the peer as www-data"; exit 0; }
D=$(mktemp -d /tmp/ordstyrer-peer.XXXXXX)
chmod 755 "$D"
PG=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
PGPORT=18881 RTPORT=18882 OURS=18883
stop() {
	[ -z "${S:-}" ] || kill "$S" 2> /dev/null || true
	[ ! -f "$D/rt.pid" ] || kill -- -"$(cat "$D/rt.pid")" 2> /dev/null || true
	sleep 1
	runuser -u www-data -- "$PG/pg_ctl" -D "$D/pg" -m immediate stop > /dev/null 2>&1 || true
	rm -rf "$D"
}
trap stop EXIT
mkdir "$D/pg" "$D/etc.d"
cat > "$D/RT_SiteConfig.pm" <<P
use utf8;
Set(\$rtname, 'rt.test'); Set(\$Organization, 'test'); Set(\$WebDomain, '127.0.0.1'); Set(\$WebPort, $RTPORT);
Set(\$WebPath, ''); Set(\$WebBaseURL, 'http://127.0.0.1:$RTPORT');
Set(\$DatabaseType, 'Pg'); Set(\$DatabaseHost, '127.0.0.1'); Set(\$DatabasePort, '$PGPORT'); Set(\$DatabaseName, 'rt5');
Set(\$DatabaseUser, 'rt'); Set(\$DatabasePassword, 'rt'); Set(\$DatabaseAdmin, 'www-data');
Set(\$MailCommand, 'testfile'); Set(\$LogToSyslog, ''); Set(\$LogToSTDERR, 'warning'); Set(\$LogToFile, '');
Set(\$Timezone, 'UTC'); Set(\$DevelMode, 0); Set(\$WebSecureCookies, 0);
1;
P
chown -R www-data "$D"
runuser -u www-data -- "$PG/initdb" -D "$D/pg" -A trust -U www-data -E UTF8 --locale=C.UTF-8 > "$D/initdb.log"
runuser -u www-data -- "$PG/pg_ctl" -D "$D/pg" -l "$D/pg.log" -w \
	-o "-k $D -p $PGPORT -c listen_addresses=127.0.0.1" start > /dev/null
export RT_SITE_CONFIG=$D/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$D/etc.d
RT_DBA_PASSWORD=x rt-setup-database-5 --action init --dba www-data --dba-password x \
	< /dev/null > "$D/init.log" 2>&1 || { tail -n 5 "$D/init.log"; exit 1; }
cd "$D"
setsid runuser -u www-data --preserve-environment -- env HOME="$D" "$RTLIB" --server Starman \
	--host 127.0.0.1 --port $RTPORT --workers 4 > "$D/rt.log" 2>&1 &
echo $! > "$D/rt.pid"
cd - > /dev/null
for _ in $(seq 200); do curl -s -o /dev/null "http://127.0.0.1:$RTPORT/" && break; sleep 0.2; done
for i in $(seq "$TICKETS"); do
	curl -s -o /dev/null -u root:password -H 'Content-Type: application/json' \
		"http://127.0.0.1:$RTPORT/REST/2.0/ticket" \
		-d "{\"Queue\":\"General\",\"Subject\":\"Brøyting $i\",\"Content\":\"Når kommer bilen?\",\"Requestor\":\"c$i@example.test\"}"
done
curl -s -c "$D/jar" -o /dev/null "http://127.0.0.1:$RTPORT/NoAuth/Login.html" -d 'user=root&pass=password'
RTCOOKIE=$(awk '/RT_SID/ {print $6"="$7}' "$D/jar")
"$B/bench/bench_fill" 10000 2000 "sqlite:$D/a.db" "$D/key" 2> "$D/fill.log"
"$B/ordstyrer" serve --store "sqlite:$D/a.db" --key "$D/key" --checkpoints "$D/cp" --secrets "$D" \
	--listen 127.0.0.1:$OURS --log error > "$D/serve.log" 2>&1 &
S=$!
for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$OURS/healthz" && break; sleep 0.05; done
CSRF=$(curl -s -c "$D/jar2" "http://127.0.0.1:$OURS/inn" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
curl -s -o /dev/null -b "$D/jar2" -c "$D/jar2" "http://127.0.0.1:$OURS/inn" \
	--data-urlencode "csrf=$CSRF" --data-urlencode bruker=kari --data-urlencode passord=ordstyrer-demo
COOKIE=$(awk '/ordstyrer/ && $7 != "" {print $6"="$7}' "$D/jar2" | tail -n 1)
rate() { wrk -t1 -c4 -d"$SECS" "$@" | awk '/Requests\/sec/ {print $2} /Non-2xx/ {print "answers other than 200!" > "/dev/stderr"}'; }
LIST="http://127.0.0.1:$RTPORT/Search/Results.html?Query=id%3E0&RowsPerPage=50&Order=DESC&OrderBy=id"
for i in $(seq "$ROUNDS"); do
	P=$(rate -H "Cookie: $RTCOOKIE" "$LIST")
	O=$(rate -H "Cookie: $COOKIE" "http://127.0.0.1:$OURS/")
	awk -v i="$i" -v a="$O" -v b="$P" 'BEGIN { printf "round %d: ours %.0f/s, Request Tracker %.1f/s, ratio %.0f\n", i, a, b, a / b }'
done
