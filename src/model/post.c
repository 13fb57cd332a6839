/* SPDX-License-Identifier: EUPL-1.2
 *
 * post.c - a post as it is written and let out.  Judging is in post_judge.c,
 * deciding in post_decide.c, reading in post_read.c.
 */
#include "base/buf.h"
#include "fmt/date.h"
#include "fmt/jsonout.h"
#include "fmt/picture.h"
#include "fmt/texts.h"
#include "fmt/utf8.h"
#include "ledger/ledger.h"
#include "model/account.h"
#include "model/approval.h"
#include "model/outbox_internal.h"
#include "model/post_internal.h"
#include "model/reply_internal.h"

/* A version holds the correction as well. */
enum { TEXT_MAX = 65000, VERSION_MAX = 70000, NAME_MAX_BYTES = 200 };

static const struct sql q_add = SQL("INSERT INTO post (account_id, kind, scope, area_unit_id, author_id,"
	" title, text, correction, pictures, planned_at, updated_at)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id");
static const struct sql q_keep = SQL("UPDATE post SET kind = $3, scope = $4, area_unit_id = $5, title = $6,"
	" text = $7, correction = $8, pictures = $9, planned_at = $10,"
	" told_at = 0, updated_at = CASE WHEN $11 > updated_at THEN $11"
	" ELSE updated_at + 1 END"
	" WHERE id = $1 AND updated_at = $2 RETURNING id");
static const struct sql q_state = SQL("UPDATE post SET state = $2, updated_at = CASE WHEN $3 > updated_at"
	" THEN $3 ELSE updated_at + 1 END WHERE id = $1");
static const struct sql q_version = SQL("UPDATE post SET version = version + 1, text = $2, correction = ''"
	" WHERE id = $1 RETURNING version");
static const struct sql q_asked = SQL("UPDATE post SET asked_id = $2, asked_clause = $3, four_eyes = $4"
	" WHERE id = $1");

static struct str
pictures_json(struct arena *a, const struct post_pictures *v)
{
	struct json j = { .out = { .arena = a } };

	json_open(&j, '[');
	for (size_t i = 0; i < v->n; i++) {
		json_open(&j, '[');
		json_int(&j, v->v[i].seq);
		json_str(&j, v->v[i].alt);
		json_close(&j, ']');
	}
	json_close(&j, ']');
	return json_done(&j);
}

static enum err
check_form(const struct municipality *m, const struct post_form *f)
{
	const struct account *acct = account_find(m, f->account);

	if (!acct || str_eq(acct->state, STR("retired")))
		return fail(ERR_INVALID, "no such account");
	if (!unit_find(m, f->area))
		return fail(ERR_INVALID, "no such unit");
	if (!str_eq(f->kind, STR("fact")) && !str_eq(f->kind, STR("statement")))
		return fail(ERR_INVALID, "the kind is fact or statement");
	if (!str_eq(f->scope, STR("unit")) &&
		!str_eq(f->scope, STR("municipality")))
		return fail(ERR_INVALID, "the scope is unit or municipality");
	if (f->text.n > TEXT_MAX || f->title.n > POST_TITLE_BYTES ||
	    f->correction.n > POST_ALT_BYTES)
		return fail(ERR_TOO_LARGE, "the post is too long");
	for (size_t i = 0; i < f->pictures.n; i++)
		if (f->pictures.v[i].alt.n > POST_ALT_BYTES)
			return fail(ERR_TOO_LARGE, "the alt text is too long");
	return OK;
}

static enum err
may_post(const struct municipality *m, const struct person *p,
    struct account_id account, usec_t now)
{
	struct object o = post_account_object(m, account);

	if (!may(m, NULL, p, ACT_POST, &o, now).yes)
		return fail(ERR_DENIED, "you may not post for this account");
	return OK;
}

/* Each picture must be of this very post: another's is not to be shown here. */
static enum err
check_pictures(struct db *db, struct arena *a, struct post_id id,
    const struct post_pictures *v)
{
	for (size_t i = 0; i < v->n; i++) {
		struct str type, content;
		struct post_id of;

		TRY(post_picture_get(db, a, v->v[i].seq, &of, &type, &content));
		if (of.v != id.v)
			return fail(ERR_INVALID, "the picture is another's");
	}
	return OK;
}

static enum err
add(struct db *db, struct arena *a, const struct person *p,
    const struct post_form *f, usec_t now, struct post_id *id)
{
	struct db_rows r;

	if (f->pictures.n)
		return fail(ERR_INVALID, "a new post has no pictures yet");
	TRY(db_query(db, a, &q_add,
	    DB_ARGS(db_int(f->account.v), db_text(f->kind), db_text(f->scope),
		db_int(f->area.v), db_int(p->id.v), db_text(f->title),
		db_text(f->text), db_text(f->correction),
		db_text(STR("[]")), db_int(f->planned_at), db_int(now)),
		&r));
	id->v = db_get_int(&r, 0, 0);
	return OK;
}

static bool
is_on_its_way(const struct post *p)
{
	return str_eq(p->state, STR("waiting_approval")) ||
	    (str_eq(p->state, STR("planned")) &&
		!str_eq(p->item_state, STR("sent")));
}

enum err
post_save(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, usec_t updated_at,
    const struct post_form *f, usec_t now, struct post *out)
{
	struct db_rows r;

	TRY(check_form(m, f));
	TRY(may_post(m, p, f->account, now));
	if (id.v == 0) {
		TRY(add(db, a, p, f, now, &id));
		return post_get(db, a, id, out);
	}
	TRY(post_get(db, a, id, out));
	TRY(may_post(m, p, out->account, now));
	if (out->account.v != f->account.v)
		return fail(ERR_INVALID, "a post keeps its account");
	if (is_on_its_way(out) || str_eq(out->state, STR("dropped")))
		return fail(
		    ERR_CONFLICT, "take the post back before you change it");
	TRY(check_pictures(db, a, id, &f->pictures));
	TRY(db_query(db, a, &q_keep,
	    DB_ARGS(db_int(id.v), db_int(updated_at), db_text(f->kind),
		db_text(f->scope), db_int(f->area.v), db_text(f->title),
		db_text(f->text), db_text(f->correction),
		db_text(pictures_json(a, &f->pictures)), db_int(f->planned_at),
		db_int(now)),
	    &r));
	if (r.n == 0)
		return fail(
		    ERR_CONFLICT, "the post has been changed meanwhile");
	if (str_eq(out->state, STR("planned")))
		TRY(post_set_state(db, a, out, STR("draft"), now));
	return post_get(db, a, id, out);
}

enum err
post_add_picture(struct db *db, struct arena *a, struct post_id id,
    struct str name, struct str content, struct person_id by, usec_t now,
    int64_t *seq)
{
	struct event e = { now, by.v, NULL, "post", id.v };
	const char *type = picture_type(content);

	if (content.n > POST_PICTURE_MAX)
		return fail(ERR_TOO_LARGE, "the picture is too large");
	content = picture_clean(a, content);
	if (!type || content.n == 0)
		return fail(ERR_INVALID, "that file is no picture");
	name = utf8_head(name, NAME_MAX_BYTES);
	return ledger_rows(db, a, COVERED_post_picture, &e,
	    (const struct db_value[]){ db_int(id.v), db_text(name),
		db_text(str_from(type)), db_bytes(content.p, content.n),
		db_int(by.v), db_int(now) },
	    1, seq);
}

enum err
post_set_state(struct db *db, struct arena *a, const struct post *p,
    struct str state, usec_t now)
{
	(void)a;
	return db_run(db, &q_state,
	    DB_ARGS(db_int(p->id.v), db_text(state), db_int(now)), NULL);
}

enum err
post_add_version(struct db *db, struct arena *a, struct post *p,
    const struct person *by, struct str text, usec_t now)
{
	struct event e = { now, by->id.v, NULL, "post", p->id.v };
	struct db_rows r;

	if (text.n > VERSION_MAX)
		return fail(ERR_TOO_LARGE, "the post is too long");
	TRY(db_query(
	    db, a, &q_version, DB_ARGS(db_int(p->id.v), db_text(text)), &r));
	p->version = db_get_int(&r, 0, 0);
	p->text = text;
	p->text_author = by->id;
	return ledger_rows(db, a, COVERED_post_version, &e,
	    (const struct db_value[]){ db_int(p->id.v), db_int(p->version),
		db_int(by->id.v), db_text(p->title), db_text(text),
		db_text(pictures_json(a, &p->pictures)), db_int(p->planned_at),
		db_int(now) },
	    1, NULL);
}

enum err
post_enqueue(struct db *db, struct arena *a, const struct municipality *m,
    struct post *p, struct person_id by, usec_t now)
{
	struct outbox_item it = { .account = p->account,
		.act = STR("post"), .version = p->version, .post = p->id.v,
		    .text = p->text, .ordered_by = by,
		    .next_at = p->planned_at };

	TRY(post_set_state(db, a, p, STR("planned"), now));
	return outbox_put(db, a, m, &it, now);
}

/* Submitting --------------------------------------------------------------- */

/* All that must be there before anybody is asked to decide on it. */
static enum err
check_whole(const struct post *p, usec_t now)
{
	if (str_trim(p->title).n == 0 || str_trim(p->text).n == 0)
		return fail(ERR_INVALID, "title: a post has title and text");
	for (size_t i = 0; i < p->pictures.n; i++)
		if (str_trim(p->pictures.v[i].alt).n == 0)
			return fail(ERR_INVALID,
			    "alt: say what picture %zu shows", i + 1);
	if (p->planned_at && p->planned_at < now)
		return fail(ERR_INVALID, "time: its time has gone by");
	if (p->native_id.n && str_trim(p->correction).n == 0)
		return fail(
		    ERR_INVALID, "correction: K6: say what is put right");
	return OK;
}

static struct str
day_text(struct arena *a, enum lang lang, usec_t t)
{
	struct buf b = { .arena = a };

	date_put_day(&b, lang, t);
	return buf_str(&b);
}

/* REQ: K6 - the words say themselves that they were put right, when and how. */
static struct str
with_correction(struct arena *a, const struct municipality *m,
    const struct post *p, usec_t now)
{
	struct buf b = { .arena = a };

	if (p->native_id.n == 0)
		return p->text;
	buf_put(&b, str_trim(p->text));
	buf_lit(&b, "\n\n");
	buf_put(&b, texts_fmt(a, m->lang, MSG_POST_CORRECTED,
			TEXT_ARG("day", day_text(a, m->lang, now)),
			TEXT_ARG("what", str_trim(p->correction))));
	return buf_str(&b);
}

static enum err
keep_reasons(struct db *db, struct arena *a, const struct post *p,
    const struct person *by, const struct reply_ruling *j,
    const struct post_form *f, usec_t now)
{
	struct event e = { now, by->id.v, NULL, "post", p->id.v };

	for (size_t i = 0; i < j->findings.n; i++) {
		const struct finding *x = &j->findings.v[i];

		for (size_t k = 0; j->overruled[i] && k < f->noverrules; k++) {
			if (!reply_is_overruled(x, &f->overrules[k], 1))
				continue;
			TRY(ledger_rows(db, a, COVERED_post_kept, &e,
			    (const struct db_value[]){ db_int(p->id.v),
				db_int(p->version), db_text(str_from(x->rule)),
				db_text(str_from(x->kind)),
				db_int((int64_t)x->start),
				db_int((int64_t)x->end), db_int(by->id.v),
				db_text(f->overrules[k].reason), db_int(now) },
			    1, NULL));
			break;
		}
	}
	return OK;
}

static enum err
ask(struct db *db, struct arena *a, const struct municipality *m,
    struct post *p, const struct reply_ruling *j, usec_t now)
{
	p->asked.v = j->authority.nroute ? j->authority.route[0]->id.v : 0;
	TRY(db_run(db, &q_asked,
	    DB_ARGS(db_int(p->id.v), db_ref(p->asked.v),
		db_text(str_from(j->clause)), db_int(j->four_eyes)),
	    NULL));
	TRY(post_set_state(db, a, p, STR("waiting_approval"), now));
	return approval_tell(db, m, APPROVAL_POST, p->id.v, p->asked, now);
}

enum err
post_submit(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, usec_t updated_at,
    const struct post_form *f, bool ask_anyway, usec_t now, struct post *out)
{
	struct post_form whole = *f;
	struct reply_ruling j;
	struct object o;

	TRY(post_save(db, a, m, p, id, updated_at, f, now, out));
	TRY(check_whole(out, now));
	whole.text = with_correction(a, m, out, now);
	TRY(post_judge(db, a, m, p, &whole, now, &j));
	if (j.blocked && !(ask_anyway && j.liftable))
		return fail(ERR_BLOCKED,
		    "a finding stands that must be mended or given a reason");
	if (ask_anyway && !j.needs_approval) {
		o = post_approval_object(out);
		o.author = p->id;
		j.authority = may(m, a, p, ACT_APPROVE, &o, now);
		j.clause = "F3";
	}
	TRY(post_add_version(db, a, out, p, whole.text, now));
	TRY(keep_reasons(db, a, out, p, &j, f, now));
	if (j.needs_approval || ask_anyway) {
		TRY(ask(db, a, m, out, &j, now));
	} else {
		TRY(db_run(db, &q_asked,
		    DB_ARGS(db_int(out->id.v), db_ref(0), db_text(STR_NONE),
			db_int(0)),
		    NULL));
		TRY(post_enqueue(db, a, m, out, p->id, now));
	}
	return post_get(db, a, out->id, out);
}
