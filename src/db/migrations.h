/* SPDX-License-Identifier: EUPL-1.2
 *
 * migrations.h - the texts under sql/, embedded at build time (tools/embed),
 * in order of number; a pair of files gives two entries of one number.
 */
#ifndef DB_MIGRATIONS_H
#define DB_MIGRATIONS_H
#include <stddef.h>

#include "base/err.h"

struct migration {
	int number;
	const char *name;   /* "0001-start" */
	const char *engine; /* "sqlite", "pg", or NULL for both */
	const char *text;
};
extern const struct migration migrations[];
extern const size_t migrations_n;

struct db;
struct arena;
/* migrate() and migrate_check() with another list: for their tests. */
enum err migrate_with(struct db *db, struct arena *a,
    const struct migration *list, size_t n) MUST_CHECK;
enum err migrate_check_with(struct db *db, struct arena *a,
    const struct migration *list, size_t n) MUST_CHECK;
#endif
