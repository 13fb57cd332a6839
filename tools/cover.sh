#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# cover.sh DIR: the lines of src/ that the tests ran, file by file, worst
# first, and the sum; from gcov's own counts in DIR.
cd "$(dirname "$0")/.." || exit 3
top=$PWD
find "$1/src" -name '*.gcda' | while read -r f; do
	(cd "$top" && gcov -n "${f%.gcda}.o" 2>/dev/null)
done | awk -F"'" '
	/^File/ { file = $2 }
	/^Lines executed/ && file ~ /^src\/.*\.c$/ {
		split($0, w, /[:% ]+/)
		share = w[3]; lines = w[5]
		printf "%6.1f %% of %4d  %s\n", share, lines, file
		ran += share * lines / 100; all += lines
		file = ""
	}
	END { printf "%6.1f %% of %4d  in all\n", 100 * ran / (all ? all : 1), all }' | sort -n
