#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# install.sh SECTION...: installs the packages of these sections of
# tools/packages.txt that are missing, and the front end's files from npm.
# Asks the network for nothing when all is there.  No service is started.
set -eu
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive

wanted() {
	want=
	while read -r name command; do
		case $name in
		'#')
			want=
			for s in "$@"; do [ "$s" != "$command" ] || want=1; done
			;;
		'' | '#'*) ;;
		*)
			[ -n "$want" ] || continue
			[ -z "$command" ] || ! command -v "$command" >/dev/null || continue
			dpkg -s "$name" 2>/dev/null | grep -q '^Status: install ok installed' ||
				echo "$name"
			;;
		esac
	done <tools/packages.txt
}

# `install.sh list SECTION...` only names what is missing.
if [ "${1:-}" = list ]; then
	shift
	wanted "$@"
	exit 0
fi
missing=$(wanted "$@" | tr '\n' ' ')
if [ -n "$missing" ]; then
	echo "Installing: $missing"
	as=
	[ "$(id -u)" = 0 ] || as="sudo DEBIAN_FRONTEND=noninteractive"
	$as apt-get -q -q update
	# shellcheck disable=SC2086
	$as apt-get -q -q install -y --no-install-recommends $missing </dev/null
fi
if ! [ node_modules/.stamp -nt package-lock.json ]; then
	echo "Fetching the front end's files from npm"
	npm ci --no-audit --no-fund --silent </dev/null
	touch node_modules/.stamp
fi
