#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# bench_http.sh BENCH_HTTP [PORT] - requests a second of our server (60 kB made
# anew each time) and of nginx (the same bytes from a file), in turn, three
# rounds, and the ratio of the medians.  Needs nginx and wrk.
set -eu
bench=$1
port=${2:-18280}
dir=$(mktemp -d)
trap 'kill $ours $theirs 2>/dev/null; wait; rm -rf "$dir"' EXIT
ours='' theirs=''
"$bench" "$port" 2 & ours=$!
cat > "$dir/nginx.conf" <<EOF
daemon off; worker_processes 2; pid $dir/pid; error_log $dir/error;
events { worker_connections 512; }
http { access_log off; sendfile on; keepalive_requests 1000000;
  open_file_cache max=10; default_type text/html;
  client_body_temp_path $dir/b; proxy_temp_path $dir/p; fastcgi_temp_path $dir/f;
  uwsgi_temp_path $dir/u; scgi_temp_path $dir/s;
  server { listen 127.0.0.1:$((port + 1)); root $dir/root; } }
EOF
mkdir "$dir/root"
chmod 755 "$dir" "$dir/root"
until curl -sf "http://127.0.0.1:$port/" -o "$dir/root/index.html"; do sleep 0.1; done
/usr/sbin/nginx -c "$dir/nginx.conf" -e "$dir/error" & theirs=$!
until curl -sf "http://127.0.0.1:$((port + 1))/" -o /dev/null; do sleep 0.1; done
rate() {
	wrk -t1 -c32 -d5 "http://127.0.0.1:$1/" | awk '/Requests\/sec/ { print $2 }'
}
for round in 1 2 3; do
	a=$(rate "$port")
	b=$(rate $((port + 1)))
	echo "round $round: ours $a nginx $b requests a second"
	echo "$a $b" >> "$dir/rates"
done
median() { cut -d' ' -f"$1" "$dir/rates" | sort -n | sed -n 2p; }
awk -v a="$(median 1)" -v b="$(median 2)" \
    'BEGIN { printf "median: ours %d, nginx %d, ratio %.2f\n", a, b, a / b }'
