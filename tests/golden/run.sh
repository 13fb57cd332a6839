#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# run.sh TOOLS [--write]: what tmplc makes of each tmplc/NAME.html, and texts of
# texts/NAME.po (the same in every language, but for NAME.LANG.po), against
# NAME.want; for one named refused-, or any po but good, the errors.
# --write makes the .want files anew: read the difference before keeping it.
# What is refused must end in failure, all else in success.
tools=$(cd "$1" && pwd) write=${2:-} passed=0 failed=0
cd "$(dirname "$0")" || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT

judge() { # name, 0 or 1 it should end with, what it ended with, folder
	[ -z "$write" ] || cp "$tmp/got" "$4/$1.want"
	if [ "$2" = "$3" ] && diff -u "$4/$1.want" "$tmp/got"; then
		passed=$((passed + 1))
	else
		echo "FAIL golden $4/$1 (ended with $3, should end with $2)"
		failed=$((failed + 1))
	fi
}
for f in tmplc/*.html; do
	name=${f#tmplc/} name=${name%.html}
	case $name in
	refused-*)
		"$tools/tmplc" "$f" >/dev/null 2>"$tmp/got"
		judge "$name" 1 $? tmplc
		;;
	*)
		"$tools/tmplc" "$f" >"$tmp/got" 2>&1
		judge "$name" 0 $? tmplc
		;;
	esac
done
for f in texts/*.po; do
	name=${f#texts/} name=${name%.po}
	case $name in *.*) continue ;; esac
	for lang in nb nn en; do
		mkdir -p "$tmp/po/$lang"
		if [ -e "texts/$name.$lang.po" ]; then
			cp "texts/$name.$lang.po" "$tmp/po/$lang/a.po"
		else
			cp "$f" "$tmp/po/$lang/a.po"
		fi
	done
	(cd "$tmp" && "$tools/texts" . po/nb/a.po po/nn/a.po po/en/a.po) 2>"$tmp/got"
	rc=$?
	[ $rc != 0 ] || cat "$tmp/texts_ids.h" "$tmp/texts_table.h" >>"$tmp/got"
	[ "$name" = good ]
	judge "$name" $? $rc texts
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
