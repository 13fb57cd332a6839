/* SPDX-License-Identifier: EUPL-1.2
 * houserule.c - REQ: SPEC 4 K8 */
#include "model/houserule.h"

#include <jansson.h>

#include "ledger/ledger.h"

enum { WHY_MAX = 500 };

static const struct sql q_hidden = SQL("SELECT m.id, m.thread_id, m.account_id, COALESCE(m.enquiry_id, 0),"
	" s.ground, e.actor, s.seen_at, s.event_seq FROM message m"
	" JOIN message_state s ON s.message_id = m.id"
	" JOIN event e ON e.seq = s.event_seq"
	" WHERE m.state = 'hidden' AND s.by_us = 1 AND s.state = 'hidden'"
	" AND s.event_seq = (SELECT MAX(t.event_seq) FROM message_state t"
	"  WHERE t.message_id = m.id) AND ($1 = 0 OR m.id = $1)"
	" ORDER BY s.event_seq DESC LIMIT 200");
static const struct sql q_counts = SQL("SELECT ground, COUNT(*) FROM message_state WHERE by_us = 1"
	" AND state = 'hidden' AND seen_at >= $1 GROUP BY ground"
	" ORDER BY COUNT(*) DESC, ground");

/* The program's own, where the municipality has not written its. */
static const struct house_rule ours[] = {
	{ STR_INIT("K8"),
	    STR_INIT("Fortrolig: sagt om en navngitt, eller med nummer") },
	{ STR_INIT("threat"), STR_INIT("Trusler eller hets") },
	{ STR_INIT("harassment"), STR_INIT("Personangrep eller trakassering") },
	{ STR_INIT("spam"), STR_INIT("Reklame eller svindel") },
};

enum err
house_rules(struct db *db, struct arena *a, struct house_rule **out, size_t *n)
{
	struct str value;
	int64_t version;
	const json_t *list;
	json_t *o;
	enum err e = setting_get(db, a, STR("house_rules"), &value, &version);

	*n = sizeof(ours) / sizeof(ours[0]);
	*out = ARENA_ARRAY(a, struct house_rule, 64);
	memcpy(*out, ours, sizeof(ours));
	if (e == ERR_MISSING)
		return OK;
	TRY(e);
	o = json_loadb(value.p, value.n, 0, NULL);
	list = json_object_get(o, "grounds");
	for (size_t i = 0; i < json_array_size(list) && i < 64; i++) {
		const json_t *x = json_array_get(list, i);

		if (i == 0)
			*n = 0;
		(*out)[(*n)++] = (struct house_rule){
			str_copy(a, str_from(json_string_value(
					json_object_get(x, "id")))),
			str_copy(a, str_from(json_string_value(
					json_object_get(x, "text"))))
		};
	}
	json_decref(o);
	return OK;
}

struct str
house_rule_text(const struct house_rule *v, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].id, id))
			return v[i].text;
	return id;
}

/* of: one message, or 0: all. */
static enum err
find(struct db *db, struct arena *a, int64_t of, struct hiding **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_hidden, DB_ARGS(db_int(of)), &r));
	*out = ARENA_ARRAY(a, struct hiding, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct hiding){ .message = { db_get_int(
						 &r, i, 0) },
			.thread = { db_get_int(&r, i, 1) },
			.account = { db_get_int(&r, i, 2) },
			.enquiry = { db_get_int(&r, i, 3) },
			.ground = db_get_text(&r, i, 4),
			.by = { db_get_int(&r, i, 5) },
			.at = db_get_int(&r, i, 6),
			.seq = db_get_int(&r, i, 7) };
	return OK;
}

enum err
hidings(struct db *db, struct arena *a, struct hiding **out, size_t *n)
{
	return find(db, a, 0, out, n);
}

enum err
hiding_get(
    struct db *db, struct arena *a, struct message_id id, struct hiding *out)
{
	struct hiding *v;
	size_t n;

	TRY(find(db, a, id.v, &v, &n));
	if (n == 0)
		return fail(ERR_CONFLICT, "it is not hidden by us now");
	*out = v[0];
	return OK;
}

enum err
hiding_counts(struct db *db, struct arena *a, usec_t since,
    struct hiding_count **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_counts, DB_ARGS(db_int(since)), &r));
	*out = ARENA_ARRAY(a, struct hiding_count, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct hiding_count){ db_get_text(&r, i, 0),
			db_get_int(&r, i, 1) };
	return OK;
}

enum err
hiding_undo(struct db *db, struct arena *a, const struct municipality *m,
    struct message_id id, const struct person *by, struct str why, usec_t now)
{
	const struct account *acct;
	struct outbox_item it = { .act = STR("show"), .message = id,
				      .ground = str_trim(why),
				      .ordered_by = by->id };
	struct object o = { 0 };
	struct hiding h;

	TRY(hiding_get(db, a, id, &h));
	acct = account_find(m, h.account);
	o.account = it.account = h.account;
	o.unit = acct ? acct->unit : (struct unit_id){ 0 };
	it.thread = h.thread;
	if (h.by.v == by->id.v ||
	    !may(m, NULL, by, ACT_HOUSE_RULES, &o, now).yes)
		return fail(ERR_DENIED,
		    "another than who hid it undoes it, with a role "
		    "for the account's unit");
	if (it.ground.n > WHY_MAX)
		return fail(ERR_TOO_LARGE, "the reason has more than %d bytes",
		    WHY_MAX);
	if (it.ground.n == 0)
		return fail(ERR_INVALID, "say why it is shown again");
	return outbox_order(db, a, m, &it, now);
}
