/* SPDX-License-Identifier: EUPL-1.2
 *
 * tally.h - how many enquiries stand where, kept in the transaction of each
 * change, so that a page with a million messages behind it need not count.
 * Names: "open", "free" (open, owned by nobody), "owner:ID", "approval".
 */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H
#include "db/db.h"

enum err tally_add(struct db *db, struct str name, int64_t n) MUST_CHECK;
struct str tally_owner(struct arena *a, int64_t person);
#endif
