#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# A folder under src/ may include only itself and the folders before it in
# this list.  So policy/ is pure, because it cannot name a database.
order="base fmt policy db ledger http standin model channel archive web app"
cd "$(dirname "$0")/.." || exit 3
bad=0
seen=""
for layer in $order; do
	seen="$seen $layer"
	case $layer in policy) allowed="base fmt policy" ;; *) allowed=$seen ;; esac
	for f in src/"$layer"/*.[ch]; do
		[ -e "$f" ] || continue
		for inc in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$f" | sort -u); do
			case " $allowed " in
			*" $inc "*) ;;
			*) echo "$f: $layer/ may not include $inc/"; bad=1 ;;
			esac
		done
	done
done
exit $bad
