#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# migrations.sh FILE... > migrations.c : the texts under sql/ as one C table
# (src/db/migrations.h).  NNNN-name.sql is for both engines, NNNN-name.sqlite.sql
# and NNNN-name.pg.sql for one each.  Numbers run without a hole.
set -eu
last=0
echo '#include "db/migrations.h"'
list=$(printf '%s\n' "$@" | LC_ALL=C sort)
for f in $list; do
	name=$(basename "$f" .sql)
	echo "static const unsigned char text_$(echo "$name" | tr -c 'a-z0-9\n' _)[] = {"
	od -An -v -tu1 "$f" | sed 's/  */,/g; s/^,//; s/$/,/'
	echo '0 };'
done
echo 'const struct migration migrations[] = {'
for f in $list; do
	name=$(basename "$f" .sql)
	id=text_$(echo "$name" | tr -c 'a-z0-9\n' _)
	number=$(expr "$name" : '\([0-9][0-9][0-9][0-9]\)-' + 0)
	case $name in
	*.sqlite) engine='"sqlite"' name=${name%.sqlite} ;;
	*.pg) engine='"pg"' name=${name%.pg} ;;
	*) engine=NULL ;;
	esac
	if [ "$number" -ne "$last" ] && [ "$number" -ne $((last + 1)) ]; then
		echo "$f: the number after $last is missing" >&2
		exit 1
	fi
	last=$number
	echo "	{ $number, \"$name\", $engine, (const char *)$id },"
done
echo '};'
echo 'const size_t migrations_n = sizeof(migrations) / sizeof(*migrations);'
