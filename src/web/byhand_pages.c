/* SPDX-License-Identifier: EUPL-1.2
 *
 * byhand_pages.c - what has no interface to fetch is entered by hand, with
 * link and picture, under the same clock and record.  REQ: SPEC 2.2
 */
#include "web/byhand.h"

#include "fmt/picture.h"
#include "model/intake.h"
#include "web/form.h"
#include "web/pages.h"

/* Accounts this person may enter for. */
static void
fill_accounts(const struct req *r, struct byhand_view *v)
{
	const struct municipality *m = r->visit->m;
	int64_t chosen = req_int(r, STR("konto"), 1, INT64_MAX, 0);

	v->accounts.v = ARENA_ARRAY(r->arena, struct option, m->naccounts + 1);
	for (size_t i = 0; i < m->naccounts; i++) {
		const struct account *acct = &m->accounts[i];
		struct object o = { .unit = acct->unit, .account = acct->id };

		if (str_eq(acct->state, STR("active")) &&
			web_may(r, ACT_ENTER_BY_HAND, &o))
			v->accounts.v[v->accounts.n++] = (struct option){
				str_printf(
				    r->arena, "%lld", (long long)acct->id.v),
				str_printf(r->arena, "%.*s, %.*s",
				    STR_ARG(acct->name),
				    STR_ARG(channel_title(r, acct->channel))),
				acct->id.v == chosen
			};
	}
}

static void
fill_kinds(const struct req *r, struct byhand_view *v)
{
	static const struct {
		struct str value;
		enum msg text;
	} kinds[] = { { STR_INIT("comment"), MSG_HAND_COMMENT },
		{ STR_INIT("message"), MSG_HAND_MESSAGE },
		{ STR_INIT("mention"), MSG_HAND_MENTION } };
	struct str chosen = pairs_get(&r->form, STR("slag"));

	v->kinds.v = ARENA_ARRAY(r->arena, struct option, 3);
	for (size_t i = 0; i < 3; i++)
		v->kinds.v[v->kinds.n++] = (struct option){ kinds[i].value,
			say(r, kinds[i].text), str_eq(kinds[i].value, chosen) };
}

static enum err
show_form(struct req *r, struct str error)
{
	struct byhand_view v = { .csrf = r->visit->csrf,
		.error = error,
		.author = pairs_get(&r->form, STR("avsender")),
		    .title = pairs_get(&r->form, STR("innlegg")),
			.link = pairs_get(&r->form, STR("lenke")),
			    .at = pairs_get(&r->form, STR("tid")),
				.text = pairs_get(&r->form, STR("tekst")),
				    .latest = form_minute(r->arena, r->now) };

	if (v.at.n == 0)
		v.at = v.latest;
	fill_accounts(r, &v);
	fill_kinds(r, &v);
	TRY(web_page_begin(r, say(r, MSG_ENTER_BY_HAND), NAV_INBOX));
	tpl_byhand(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_by_hand(struct req *r)
{
	return show_form(r, STR_NONE);
}

static bool
is_web_link(struct str s)
{
	return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}

/* What is wrong with the form; MSG_COUNT: nothing. */
static enum msg
wrong(const struct req *r, const struct incoming *in)
{
	const struct http_file *file = req_file(r, STR("bilde"));

	if (str_trim(in->text).n == 0 || in->author_name.n == 0)
		return MSG_HAND_INCOMPLETE;
	if (in->text.n > MESSAGE_TEXT_MAX)
		return MSG_HAND_TOO_LONG;
	if (in->url.n && !is_web_link(in->url))
		return MSG_HAND_LINK;
	if (in->published_at == 0 || in->published_at > r->now)
		return MSG_HAND_TIME;
	if (file && file->data.n &&
	    (!picture_type(file->data) || file->data.n > ATTACHMENT_MAX))
		return MSG_HAND_PICTURE;
	return MSG_COUNT;
}

static struct incoming
read_form(const struct req *r)
{
	struct str link = str_trim(pairs_get(&r->form, STR("lenke")));
	struct str title = str_trim(pairs_get(&r->form, STR("innlegg")));
	struct incoming in = { .native_id = str_printf(r->arena, "hand-%.*s",
				   STR_ARG(web_random(r->arena))),
		/* Comments under one post are one thread: by link, else by
		 * title, else each its own. */
		.thread_native = link.n ? link : title,
		.thread_title = title,
		.thread_url = link,
		.kind = pairs_get(&r->form, STR("slag")),
		    .author_name = str_trim(
			pairs_get(&r->form, STR("avsender"))),
			.text = pairs_get(&r->form, STR("tekst")), .url = link,
			    .state = MESSAGE_VISIBLE };

	in.author_key = in.author_name;
	if (in.thread_native.n == 0)
		in.thread_native = in.native_id;
	if (!form_parse_minute(
		pairs_get(&r->form, STR("tid")), &in.published_at))
		in.published_at = 0;
	/* By the minute: what was said within this one is not yet to come. */
	return in;
}

static enum err
keep_picture(struct req *r, struct message_id id)
{
	const struct http_file *file = req_file(r, STR("bilde"));
	struct attachment at = { 0 };

	if (!file || file->data.n == 0)
		return OK;
	at.name = file->name.n ? file->name : STR("bilde");
	at.media_type = str_from(picture_type(file->data));
	return attachment_add(
	    r->db, r->arena, id, &at, file->data, r->visit->person->id, r->now);
}

enum err
page_by_hand_take(struct req *r)
{
	struct account_id id = { req_int(r, STR("konto"), 1, INT64_MAX, 0) };
	const struct account *acct = account_find(r->visit->m, id);
	struct incoming in = read_form(r);
	struct intake intake = { .m = r->visit->m, .now = r->now };
	struct taken_item item;
	enum msg why = wrong(r, &in);
	struct object o;

	if (!acct)
		why = MSG_HAND_ACCOUNT;
	if (why != MSG_COUNT) {
		TRY(show_form(r, say(r, why)));
		return fail(ERR_INVALID, "the form is not complete");
	}
	o = (struct object){ .unit = acct->unit, .account = id };
	if (!web_may(r, ACT_ENTER_BY_HAND, &o))
		return fail(ERR_DENIED,
		    "entering by hand needs a role for the account's unit");
	TRY(message_take(r->db, r->arena, &intake, id, &in, 1, &item));
	TRY(keep_picture(r, item.id));
	return web_go(r, item.enquiry.v
			     ? str_printf(r->arena, "/henvendelse/%lld",
				   (long long)item.enquiry.v)
			     : STR("/"));
}

/* A kept file, to be looked at and nothing else. */
enum err
page_attachment(struct req *r)
{
	struct attachment at;
	struct message_id id;
	struct str content;
	struct message m;
	const char *type;

	TRY(attachment_get(r->db, r->arena, r->id, &id, &at, &content));
	TRY(message_get(r->db, r->arena, id, &m));
	if (m.confidential && !web_may(r, ACT_READ_MASKED, NULL))
		return fail(ERR_DENIED, "the message is masked");
	type = picture_type(content);
	answer_header(r, STR("content-disposition"),
			     type ? STR("inline") : STR("attachment"));
	r->answer.type = type ? type : "application/octet-stream";
	r->answer.fixed = content.p;
	r->answer.fixed_n = content.n;
	return OK;
}
