#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Which file carries out which clause, and which test holds it: collected from
# the REQ: tags into a table for docs/reqs.md (make reqs > docs/reqs.md).
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
		n = split(text, part, /[,;] */)
		for (i = 1; i <= n; i++) {
			clause = part[i]; gsub(/^ +| +$|[.]$/, "", clause)
			if (clause !~ /^[A-Z0-9]/ || length(clause) > 40) continue
			where = file ~ /^tests\// ? "test" : "code"
			key = clause SUBSEP where
			if (index(" " list[key] " ", " " file " ") == 0) list[key] = list[key] " " file
			clauses[clause] = 1
		}
	}
	END {
		for (c in clauses)
			printf "| %s | %s | %s |\n", c, substr(list[c, "code"], 2), substr(list[c, "test"], 2)
	}' | sort -V
