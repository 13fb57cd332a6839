/* SPDX-License-Identifier: EUPL-1.2
 *
 * ledger.h - every event, in the transaction of the change it tells of
 * (SPEC 6, DESIGN "Ledger", docs/design/ledger.md).
 *
 * An event's number is taken from ledger_head in that same transaction, so the
 * numbers are gapless and in commit order on both engines: number = leaf index
 * + 1.  Its commitment is SHA-256(salt || canonical content); the content is
 * either a row of a covered table (covered.def) or a note (JSON, in
 * event_content).  The entry itself carries no name and no text.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H
#include "base/clock.h"
#include "db/db.h"

enum covered {
#define COVERED(table, columns, parameters) COVERED_##table,
#include "ledger/covered.def"
#undef COVERED
	COVERED_COUNT
};

struct event {
	usec_t at;
	int64_t actor;		 /* person id; 0: the program itself */
	const char *kind;	 /* "enquiry.claimed"; a covered row's kind is
				  * its table's name */
	const char *object_kind; /* "message" "enquiry" "reply" "account" ... */
	int64_t object_id;
};

/* One noted event; its kind is not a covered table's name.  json: an object,
 * without personal data beyond ids where it can be avoided.  seq may be NULL.
 */
enum err ledger_note(struct db *db, struct arena *a, const struct event *e,
    struct str json, int64_t *seq) MUST_CHECK;
/* n noted events in one go; *first is the number of the first. */
enum err ledger_notes(struct db *db, struct arena *a, const struct event *e,
    const struct str *json, size_t n, int64_t *first) MUST_CHECK;
/* Inserts n rows of a covered table, and their events.  values: n rows, each
 * the columns of covered.def in their order.  The kinds of the events are
 * ignored: it is the table's name.  *first (may be NULL): number of the first,
 * the others follow it. */
enum err ledger_rows(struct db *db, struct arena *a, enum covered table,
    const struct event *e, const struct db_value *values, size_t n,
    int64_t *first) MUST_CHECK;
#endif
