#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Runs the WordPress scenarios, and the whole path, against a real WordPress:
# Debian's, with a private MariaDB, both as an unprivileged user in a folder of
# their own.  Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.." || exit 3
UNIT=${UNIT:-build-check/unit}
PORT=${WORDPRESS_PORT:-8101}
for need in /usr/share/wordpress/wp-load.php /usr/sbin/mariadbd /usr/bin/php; do
	if [ ! -e "$need" ]; then
		echo "SKIP real WordPress: $need is not installed"
		echo "0 passed, 0 failed, 1 skipped"
		exit 0
	fi
done
D=$(mktemp -d /tmp/ordstyrer-wp.XXXXXX)
chmod 755 "$D"
[ "$(id -u)" = 0 ] && AS="runuser -u nobody --" || AS=""
DB=$D/db SOCK=$D/db.sock SITE=$D/site
stop() {
	[ -f "$D/php.pid" ] && kill -- -"$(cat "$D/php.pid")" 2>/dev/null
	[ -f "$D/db.pid" ] && kill "$(cat "$D/db.pid")" 2>/dev/null
	for _ in $(seq 50); do
		[ -f "$D/db.pid" ] && kill -0 "$(cat "$D/db.pid")" 2>/dev/null || break
		sleep 0.1
	done
	rm -rf "$D"
}
trap stop EXIT
mkdir -p "$DB" "$SITE"
cp -rL /usr/share/wordpress/. "$SITE/"
mkdir -p "$SITE/wp-content/uploads"
cat > "$SITE/wp-config.php" <<PHP
<?php
define('DB_NAME','wp'); define('DB_USER','root'); define('DB_PASSWORD','');
define('DB_HOST','localhost:$SOCK'); define('DB_CHARSET','utf8mb4'); define('DB_COLLATE','');
foreach (['AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT','NONCE_SALT'] as \$k) define(\$k, 'only-for-tests-'.\$k);
// 'local' lets application passwords be used without TLS.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
define('WP_HOME','http://127.0.0.1:$PORT'); define('WP_SITEURL','http://127.0.0.1:$PORT');
\$table_prefix='wp_'; if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/');
require_once ABSPATH.'wp-settings.php';
PHP
cat > "$D/router.php" <<'PHP'
<?php
$p = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH); $f = $_SERVER['DOCUMENT_ROOT'].$p;
if ($p !== '/' && (is_file($f) || is_file(rtrim($f,'/').'/index.php'))) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php'; $_SERVER['PHP_SELF']='/index.php'; require $_SERVER['DOCUMENT_ROOT'].'/index.php';
PHP
[ -n "$AS" ] && chown -R nobody "$D"
$AS mariadb-install-db --no-defaults --datadir="$DB" --auth-root-authentication-method=normal \
	--skip-test-db > "$D/install.log" 2>&1
$AS /usr/sbin/mariadbd --no-defaults --datadir="$DB" --socket="$SOCK" --skip-networking \
	--pid-file="$D/db.pid" > "$D/db.log" 2>&1 &
for _ in $(seq 100); do [ -S "$SOCK" ] && break; sleep 0.1; done
$AS mariadb --no-defaults -uroot -S "$SOCK" -e \
	"create database wp character set utf8mb4" \
	2> "$D/grant.log" || { cat "$D/grant.log" "$D/db.log"; echo "0 passed, 1 failed"; exit 1; }
PHP_CLI_SERVER_WORKERS=4 setsid $AS php -d display_errors=0 -d sendmail_path=/bin/true \
	-S "127.0.0.1:$PORT" -t "$SITE" "$D/router.php" > "$D/php.log" 2>&1 &
echo $! > "$D/php.pid"
for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$PORT/readme.html" && break; sleep 0.1; done
curl -s -o "$D/install.html" "http://127.0.0.1:$PORT/wp-admin/install.php?step=2" \
	--data-urlencode weblog_title=Prøveblogg --data-urlencode user_name=redaktor \
	--data-urlencode admin_password=bare-til-proving --data-urlencode admin_password2=bare-til-proving \
	--data-urlencode pw_weak=1 --data-urlencode admin_email=redaktor@example.test \
	--data blog_public=0 --data Submit=Install
PASSWORD=$(cd "$SITE" && $AS php -r '$_SERVER["HTTP_HOST"]="127.0.0.1:'"$PORT"'"; require "wp-load.php";
	list($pw) = WP_Application_Passwords::create_new_application_password(1, ["name" => "ordstyrer"]); echo $pw;' 2> "$D/seed.log")
if [ -z "$PASSWORD" ]; then
	cat "$D/seed.log" "$D/php.log" | tail -20
	echo "0 passed, 1 failed"
	exit 1
fi
TEST_WORDPRESS="http://127.0.0.1:$PORT redaktor $PASSWORD" "$UNIT" on_real
