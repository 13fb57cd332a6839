#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Makes docs/clauses.md of the scenario tests (tests/web/clauses/scenario.h):
# each clause, what the program does, and the test that holds it.
#   tools/clauses.sh          prints the page
#   tools/clauses.sh check    fails if docs/clauses.md is not that page, or a
#                             clause F1-F4, K1-K12 has no scenario
cd "$(dirname "$0")/.." || exit 3
page() {
	cat <<'HEAD'
<!-- SPDX-License-Identifier: EUPL-1.2 -->
# Hva programmet gjør med hvert punkt i retningslinjene
Siden er laget av testene i `tests/web/clauses/` (`make clauses`). Hvert avsnitt er en test: setningene er de den kjører,
og det som står etter «Så», er kontrollert hver gang programmet prøves.
HEAD
	awk -F'\t' '
	FNR == NR { title[$1] = $2; order[++n] = $1; next }
	function strings(s,   out, m) { # the C string literals of s, joined
		out = ""
		while (match(s, /"([^"\\]|\\.)*"/)) {
			m = substr(s, RSTART + 1, RLENGTH - 2)
			gsub(/\\"/, "\"", m)
			out = out m
			s = substr(s, RSTART + RLENGTH)
		}
		return out
	}
	function cap(s) { return toupper(substr(s, 1, 1)) substr(s, 2) }
	# A statement may go over several lines: gathered until its end.
	!held && /^CLAUSE_TEST\(|^[ \t]+(GIVEN|WHEN|THEN|AND)\(/ { held = 1; text = "" }
	held {
		text = text " " $0
		done = text ~ /^ CLAUSE_TEST/ ? text ~ /\)[ \t]*$/ : text ~ /\);[ \t]*$/
		if (!done) next
		held = 0
		if (text ~ /^ CLAUSE_TEST/) {
			head = text; sub(/^ CLAUSE_TEST\(/, "", head)
			sub(/^[ \t]+/, "", head); clause = head; sub(/,.*/, "", clause)
			id = head; sub(/^[^,]*,[ \t]*/, "", id); sub(/[, \t].*/, "", id)
			if (!(clause in title)) { print "clauses: no title for " clause > "/dev/stderr"; bad = 1 }
			body[clause] = body[clause] "\n### " strings(head) "\n"
			at = clause
			body[at] = body[at] "`" FILENAME "`, `clause_" clause "_" id "`\n\n"
			next
		}
		w = text ~ /GIVEN\(/ ? "Gitt at " : text ~ /WHEN\(/ ? "Når " : text ~ /THEN\(/ ? "Så " : "og "
		body[at] = body[at] "- " w strings(text) "\n"
	}
	END {
		for (i = 1; i <= n; i++)
			if (order[i] in body)
				printf "\n## %s: %s\n%s", order[i], title[order[i]], body[order[i]]
		exit bad
	}' tools/clauses.txt $(ls tests/web/clauses/t_*.c 2>/dev/null | sort -V)
}
[ "$1" = check ] || { page; exit; }
bad=0
page | cmp -s - docs/clauses.md || { echo "docs/clauses.md is not what the scenarios say: make clauses"; bad=1; }
for id in F1 F2 F3 F4 K1 K2 K3 K4 K5 K6 K7 K8 K9 K10 K11 K12; do
	page | grep -q "^## $id: " || { echo "no scenario holds $id"; bad=1; }
done
exit $bad
