/* SPDX-License-Identifier: EUPL-1.2
 *
 * record_pages.c - the record for people: the newest signed root, and one
 * entry with its proof, checked at each showing.  /protokoll is the desk's,
 * with who did what; /bevis is everybody's and shows the entry's own lines
 * alone, which hold numbers and hashes and neither names nor texts.
 * REQ: SPEC 6; invariant 11
 */
#include "model/reply.h"
#include "web/enquiry.h"
#include "web/pages.h"
#include "web/record.h"

static const char desk_base[] = "/protokoll", open_base[] = "/bevis";

/* ?post=12 from the form: to its page. */
static bool
went_to_entry(struct req *r, const char *base)
{
	int64_t n = req_int(r, STR("post"), 1, INT64_MAX, 0);

	if (n == 0)
		return false;
	answer_redirect(r, str_printf(r->arena, "%s/%lld", base, (long long)n));
	return true;
}

static enum err
head_page(struct req *r, bool open)
{
	struct record_view v = { .open = open,
		.base = open ? open_base : desk_base };
	struct record_head h;

	if (went_to_entry(r, v.base))
		return OK;
	TRY(record_head(r, &h));
	v.any = h.any;
	v.good = h.good;
	v.size = h.size;
	v.entries = h.entries;
	v.lead = say(r, open ? MSG_RECORD_LEAD_OPEN : MSG_RECORD_LEAD);
	v.when = when_text(r, h.at);
	v.iso = iso_text(r->arena, h.at);
	v.verifier = h.verifier;
	v.note = h.note;
	if (h.good) {
		v.root = note_base64(r->arena, h.c.root.b, HASH_SIZE);
		v.origin = h.c.origin;
	}
	if (h.any && h.entries > h.size)
		v.next = say_count(r, MSG_RECORD_NEXT, h.entries - h.size);
	TRY(web_page_begin(
	    r, say(r, MSG_RECORD_TITLE), open ? NAV_NONE : NAV_RECORD));
	tpl_record(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

static enum err
may_read(const struct req *r)
{
	if (web_may(r, ACT_READ_RECORD, NULL))
		return OK;
	return fail(ERR_DENIED, "reading the record needs a role at the desk");
}

enum err
page_record(struct req *r)
{
	TRY(may_read(r));
	return head_page(r, false);
}

enum err
page_open_record(struct req *r)
{
	return head_page(r, true);
}

/* One entry --------------------------------------------------------------- */

static void
fill_state(
    const struct req *r, enum record_state s, struct record_entry_view *v)
{
	switch (s) {
	case RECORD_PROVEN:
		v->state = (struct state_view){ "success",
			STR("proof"), say(r, MSG_RECORD_PROVEN) };
		v->state_text = say(r, MSG_RECORD_PROVEN_TEXT);
		break;
	case RECORD_WAITING:
		v->state = (struct state_view){ NULL,
			STR("clock"), say(r, MSG_RECORD_WAITING) };
		v->state_text = say(r, MSG_RECORD_WAITING_TEXT);
		break;
	case RECORD_BROKEN:
		v->state = (struct state_view){ "danger",
			STR("stop"), say(r, MSG_RECORD_BROKEN) };
		v->state_text = say(r, MSG_RECORD_BROKEN_TEXT);
		break;
	}
}

/* The enquiry it has to do with; v == 0: none. */
static enum err
enquiry_of(struct req *r, const struct event *ev, struct enquiry_id *out)
{
	struct str kind = str_from(ev->object_kind);
	struct message m;
	struct reply reply;
	enum err e = ERR_MISSING;

	out->v = 0;
	if (str_eq(kind, STR("enquiry"))) {
		out->v = ev->object_id;
		return OK;
	}
	if (str_eq(kind, STR("message"))) {
		e = message_get(
		    r->db, r->arena, (struct message_id){ ev->object_id }, &m);
		if (e == OK)
			*out = m.enquiry;
	} else if (str_eq(kind, STR("reply"))) {
		e = reply_get(r->db, r->arena,
		    (struct reply_id){ ev->object_id }, &reply);
		if (e == OK)
			*out = reply.enquiry;
	}
	return e == ERR_MISSING ? OK : e;
}

/* Who and what: for the desk alone. */
static enum err
fill_what(
    struct req *r, const struct record_entry *en, struct record_entry_view *v)
{
	const struct event *ev = &en->e.event;
	struct event_row row = { .seq = en->e.seq,
		.at = ev->at,
		.actor = { ev->actor },
		.kind = str_from(ev->kind),
		.content = en->e.note };
	struct enquiry_id id;

	v->what = history_text(r, &row);
	TRY(enquiry_of(r, ev, &id));
	if (id.v)
		v->link = str_printf(
		    r->arena, "/henvendelse/%lld", (long long)id.v);
	return OK;
}

static struct str
number(const struct req *r, int64_t n)
{
	return str_printf(r->arena, "%lld", (long long)n);
}

static enum err
entry_page(struct req *r, bool open)
{
	struct record_entry_view v = {
		.open = open, .base = open ? open_base : desk_base, .seq = r->id
	};
	struct record_entry en;
	struct record_head h;

	TRY(record_read(r, r->id, &en));
	TRY(record_head(r, &h));
	v.before = r->id > 1 ? r->id - 1 : 0;
	v.after = r->id < h.entries ? r->id + 1 : 0;
	v.title = say1(r, MSG_RECORD_ENTRY_N, "n", number(r, r->id));
	v.when = when_text(r, en.e.event.at);
	v.iso = iso_text(r->arena, en.e.event.at);
	v.kind = str_from(en.e.event.kind);
	v.object = str_printf(r->arena, "%s %lld", en.e.event.object_kind,
	    (long long)en.e.event.object_id);
	v.text = en.e.text;
	v.leaf = note_base64(r->arena, en.e.leaf.b, HASH_SIZE);
	v.path = en.path;
	v.nhashes = (int64_t)en.nhashes;
	v.proof = en.proof;
	v.has_proof = en.proof.n > 0;
	fill_state(r, en.state, &v);
	if (!open)
		TRY(fill_what(r, &en, &v));
	TRY(web_page_begin(r, v.title, open ? NAV_NONE : NAV_RECORD));
	tpl_record_entry(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_record_entry(struct req *r)
{
	TRY(may_read(r));
	return entry_page(r, false);
}

enum err
page_open_record_entry(struct req *r)
{
	return entry_page(r, true);
}

/* The two files that `ordstyrer prove --check` takes. */
enum err
page_open_record_file(struct req *r)
{
	struct record_entry en;

	TRY(record_read(r, r->id, &en));
	if (str_eq(r->word, STR("post.txt")) && en.e.text.n) {
		answer_text(r, 200, en.e.text);
		return OK;
	}
	if (str_eq(r->word, STR("bevis.txt")) && en.proof.n) {
		answer_text(r, 200, en.proof);
		return OK;
	}
	return fail(ERR_MISSING, "no such file, or no root above it yet");
}
