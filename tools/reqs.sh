#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Which file carries out which clause, and which test holds it: collected from
# the REQ: tags into a table (make -s reqs).
# A clause without a test, or tested without code, is seen by its empty cell.
cd "$(dirname "$0")/.." || exit 3
cat <<'HEAD'
# Clause, code, test
Made by `make -s reqs` from the `REQ:` tags. Clauses are those of the guidelines, laws and standards as the headers name them.

| clause | carried out in | held by |
|---|---|---|
HEAD
grep -rno 'REQ: [^*"]*' src sql templates tests --include='*.[ch]' --include='*.def' \
	--include='*.sql' --include='*.html' --include='*.sh' --include='*.mjs' |
	awk -F: '{
		file = $1; text = $0; sub(/^[^:]*:[^:]*:REQ: */, "", text)
		text = text " "
		where = file ~ /^tests\// ? "test" : "code"
		# Each clause by itself; what else a tag says is for its reader.
		while (match(text, /(^|[ ;,(])([FKP][0-9]+|L[1-9]|O|S|D|SPEC [0-9]+([.][0-9]+)?|invariant [0-9]+)[ ;,.:)-]/)) {
			clause = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH - 1)
			gsub(/^[ ;,(]+|[ ;,.:)-]+$/, "", clause)
			key = clause SUBSEP where
			if (index(" " list[key] " ", " " file " ") == 0) list[key] = list[key] " " file
			clauses[clause] = 1
		}
	}
	END {
		for (c in clauses)
			printf "| %s | %s | %s |\n", c, substr(list[c, "code"], 2), substr(list[c, "test"], 2)
	}' | sort -V
