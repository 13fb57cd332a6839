#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The inbox page of 50 rows for a logged-in person, made afresh at each request,
# beside nginx serving a saved copy of that very answer: 32 connections, no
# compression on either side, rounds in turn.  Then memory and start-up.
#   bench/inbox.sh ROWS [SECONDS] [ROUNDS]      needs wrk and nginx
set -eu
cd "$(dirname "$0")/.."
ROWS=${1:-100000} SECS=${2:-5} ROUNDS=${3:-3} B=${B:-build}
D=$(mktemp -d /tmp/ordstyrer-bench.XXXXXX)
P=18870 N=18871
stop() {
	if [ -n "${S:-}" ]; then kill "$S" 2> /dev/null; wait "$S" 2> /dev/null; fi || true
	[ -f "$D/nginx.pid" ] && kill "$(cat "$D/nginx.pid")" 2>/dev/null || true
	sleep 0.3
	rm -rf "$D"
}
trap stop EXIT
"$B/bench/bench_fill" "$ROWS" 2000 "sqlite:$D/a.db" "$D/key" 2> "$D/fill.log"
cat > "$D/nginx.conf" <<CONF
pid $D/nginx.pid; error_log $D/nginx.err; worker_processes 2; daemon on;
events { worker_connections 512; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; open_file_cache max=100;
types { text/html html; } client_body_temp_path $D/n1; fastcgi_temp_path $D/n2; proxy_temp_path $D/n3; uwsgi_temp_path $D/n4; scgi_temp_path $D/n5;
server { listen 127.0.0.1:$N; root $D/www; } }
CONF
start() {
	"$B/ordstyrer" serve --store "sqlite:$D/a.db" --key "$D/key" --checkpoints "$D/cp" \
		--secrets "$D" --listen "127.0.0.1:$P" --log error > "$D/serve.log" 2>&1 &
	S=$!
	for _ in $(seq 300); do
		curl -s -o /dev/null "http://127.0.0.1:$P/healthz" && break
		sleep 0.01
	done
}
T0=$(date +%s%N)
start
echo "start to ready with $ROWS messages: $(( ($(date +%s%N) - T0) / 1000000 )) ms"
rss() { awk '/VmRSS/{printf "%.1f MB", $2/1024}' "/proc/$S/status"; }
sleep 1
echo "memory at rest: $(rss)"
CSRF=$(curl -s -c "$D/jar" "http://127.0.0.1:$P/inn" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
curl -s -o /dev/null -b "$D/jar" -c "$D/jar" "http://127.0.0.1:$P/inn" \
	--data-urlencode "csrf=$CSRF" --data-urlencode bruker=kari --data-urlencode passord=ordstyrer-demo
COOKIE=$(awk '/ordstyrer/ && $7 != "" {print $6"="$7}' "$D/jar" | tail -n 1)
mkdir -p "$D/www"
curl -s -H "Cookie: $COOKIE" -o "$D/www/inbox.html" "http://127.0.0.1:$P/"
chmod -R a+rX "$D"
ROWS_SHOWN=$(grep -c 'class="row' "$D/www/inbox.html" || true)
echo "the page: $(wc -c < "$D/www/inbox.html") bytes, $ROWS_SHOWN rows"
nginx -c "$D/nginx.conf" -e "$D/nginx.err"
one() { # prints requests a second and p99 in microseconds
	wrk -t1 -c32 -d"$SECS" --latency "$@" | awk '
		/99%/ { v = $2; if (v ~ /us$/) u = 1; else if (v ~ /ms$/) u = 1000; else u = 1000000; sub(/[a-z]+$/, "", v); p = v * u }
		/Requests\/sec/ { r = $2 } /Non-2xx/ { bad = 1 }
		END { printf "%s %s %s\n", r, p, bad + 0 }'
}
for i in $(seq "$ROUNDS"); do
	read -r R1 P1 X1 <<< "$(one -H "Cookie: $COOKIE" "http://127.0.0.1:$P/")"
	M=$(rss)
	read -r R2 P2 X2 <<< "$(one "http://127.0.0.1:$N/inbox.html")"
	[ "$X1$X2" = 00 ] || echo "answers other than 200!"
	awk -v i="$i" -v a="$R1" -v b="$R2" -v p="$P1" -v q="$P2" -v m="$M" 'BEGIN {
		printf "round %d: ours %.0f/s, nginx %.0f/s, ratio %.3f; p99 ours %.1f ms, nginx %.1f ms, ratio %.1f; memory %s\n",
			i, a, b, a / b, p / 1000, q / 1000, p / q, m }'
done
