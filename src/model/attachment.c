/* SPDX-License-Identifier: EUPL-1.2
 *
 * attachment.c - files that belong to a message, kept with it.  REQ: SPEC 2.2
 */
#include "ledger/ledger.h"
#include "model/message.h"

static const struct sql q_get = SQL("SELECT message_id, name, media_type, url, content FROM attachment"
	" WHERE event_seq = $1");

enum err
attachment_add(struct db *db, struct arena *a, struct message_id id,
    const struct attachment *at, struct str content, struct person_id by,
    usec_t now)
{
	struct event e = { now, by.v, NULL, "message", id.v };

	if (content.n > ATTACHMENT_MAX)
		return fail(ERR_TOO_LARGE, "the file is too large");
	return ledger_rows(db, a, COVERED_attachment, &e,
	    (const struct db_value[]){ db_int(id.v), db_text(at->name),
		db_text(at->media_type), db_text(at->url),
		db_bytes(content.p, content.n), db_int(by.v), db_int(now) },
	    1, NULL);
}

enum err
attachment_get(struct db *db, struct arena *a, int64_t seq,
    struct message_id *id, struct attachment *at, struct str *content)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_get, DB_ARGS(db_int(seq)), &r));
	if (r.n == 0 || db_get_text(&r, 0, 4).n == 0)
		return fail(ERR_MISSING, "no such file is kept");
	id->v = db_get_int(&r, 0, 0);
	*content = db_get_text(&r, 0, 4);
	*at = (struct attachment){ .seq = seq,
		.name = db_get_text(&r, 0, 1),
		.media_type = db_get_text(&r, 0, 2),
		.url = db_get_text(&r, 0, 3),
		.size = (int64_t)content->n };
	return OK;
}
