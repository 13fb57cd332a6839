/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress.c - blogs that run WordPress, by its REST API and an application
 * password of a user with the role Editor.  Reading is wordpress_read.c.
 * REQ: D; SPEC 2
 */
#include "channel/wordpress.h"
#include "fmt/html.h"
#include "fmt/jsonout.h"

extern const struct channel channel_wordpress;

enum err
wp_me(struct arena *a, const struct channel_account *acct, json_t **out,
    struct channel_problem *p)
{
	struct wp_answer ans;

	TRY(wp_call(a, acct, "GET",
	    STR("wp/v2/users/me&context=edit"), STR_NONE, &ans, p));
	/* Not knowing who we are, we would take our own words for others'. */
	if (wp_text(a, ans.json, "id").n == 0) {
		p->fault = FAULT_TRANSIENT;
		return fail(ERR_REMOTE, "WordPress does not say who we are");
	}
	*out = ans.json;
	return OK;
}

static enum err
health(struct arena *a, const struct channel_account *acct,
    struct channel_health *out, struct channel_problem *p)
{
	const json_t *caps;
	json_t *me;

	*out = (struct channel_health){ 0 };
	TRY(wp_me(a, acct, &me, p));
	caps = json_object_get(me, "capabilities");
	out->login_ok = true;
	out->who = wp_text(a, me, "name");
	out->can_moderate = json_is_true(
	    json_object_get(caps, "moderate_comments"));
	out->can_read = out->can_moderate;
	out->can_reply = json_is_true(json_object_get(caps, "read"));
	out->can_close = json_is_true(
	    json_object_get(caps, "edit_others_posts"));
	return OK;
}

static struct str
reply_body(struct arena *a, const struct channel_send *s)
{
	struct json j = { .out = { .arena = a } };
	struct html content = { .out = { .arena = a } };
	int64_t post = 0, parent = 0;

	str_to_int(s->thread_native, 0, INT64_MAX, &post);
	str_to_int(s->parent_native, 0, INT64_MAX, &parent);
	/* A comment's content is HTML there; ours is plain text. */
	html_text_str(&content, s->text);
	json_open(&j, '{');
	json_key_int(&j, STR("post"), post);
	json_key_int(&j, STR("parent"), parent);
	json_key_str(&j, STR("content"), buf_str(&content.out));
	json_close(&j, '}');
	return json_done(&j);
}

static enum err
reply(struct arena *a, const struct channel_account *acct,
    const struct channel_send *s, struct str *native_id,
    struct channel_problem *p)
{
	struct wp_answer ans;

	*native_id = STR_NONE;
	TRY(wp_call(a, acct, "POST",
	    STR("wp/v2/comments&context=edit"), reply_body(a, s), &ans, p));
	*native_id = wp_text(a, ans.json, "id");
	/* It must be a new comment, under the one we answered. */
	if (native_id->n == 0 || str_eq(*native_id, s->parent_native) ||
	    !str_eq(wp_text(a, ans.json, "post"), s->thread_native)) {
		*native_id = STR_NONE;
		p->fault = FAULT_UNKNOWN;
		return fail(ERR_UNKNOWN, "WordPress's answer fits no reply");
	}
	return OK;
}

/* Is it there?  Our own comments under that parent, newest first. */
static enum err
look(struct arena *a, const struct channel_account *acct,
    const struct channel_send *s, struct str *native_id,
    struct channel_problem *p)
{
	struct wp_answer ans;
	struct str us;
	json_t *me;

	*native_id = STR_NONE;
	TRY(wp_me(a, acct, &me, p));
	us = wp_text(a, me, "id");
	TRY(wp_call(a, acct, "GET",
	    str_printf(a,
		"wp/v2/comments&context=edit&type=comment&status=any"
		"&per_page=100&orderby=date_gmt&order=desc&post=%.*s"
		"&parent=%.*s&author=%.*s",
		STR_ARG(wp_url_text(a, s->thread_native)),
		STR_ARG(s->parent_native.n ? wp_url_text(a, s->parent_native)
					   : STR("0")),
		    STR_ARG(wp_url_text(a, us))),
		STR_NONE, &ans, p));
	for (size_t i = 0; i < json_array_size(ans.json); i++) {
		struct incoming in;

		TRY(wp_comment(a, json_array_get(ans.json, i), us, &in, p));
		if (in.own && str_eq(str_trim(in.text), str_trim(s->text)))
			*native_id = in.native_id;
	}
	return OK;
}

static enum err
set_member(struct arena *a, const struct channel_account *acct,
    const char *what, struct str id, struct str name, struct str value,
    struct channel_problem *p)
{
	struct json j = { .out = { .arena = a } };
	struct wp_answer ans;

	json_open(&j, '{');
	json_key_str(&j, name, value);
	json_close(&j, '}');
	TRY(wp_call(a, acct, "POST",
	    str_printf(a, "wp/v2/%s/%.*s&context=edit", what,
		STR_ARG(wp_url_text(a, id))),
	    json_done(&j), &ans, p));
	/* It must say that it is so: 200 alone may come from a cache. */
	if (!str_eq(wp_text(a, ans.json, str_z(a, name)), value)) {
		p->fault = FAULT_UNKNOWN;
		return fail(ERR_UNKNOWN, "WordPress's answer fits no change");
	}
	return OK;
}

static enum err
hide(struct arena *a, const struct channel_account *acct, struct str native_id,
    bool hidden, struct channel_problem *p)
{
	return set_member(a, acct, "comments", native_id,
	    STR("status"), hidden ? STR("hold") : STR("approved"), p);
}

static enum err
set_open(struct arena *a, const struct channel_account *acct,
    struct str post_native, bool open, struct channel_problem *p)
{
	return set_member(a, acct, "posts", post_native,
	    STR("comment_status"), open ? STR("open") : STR("closed"), p);
}

const struct channel channel_wordpress = {
	.name = "wordpress",
	.title = "WordPress",
	.icon = "c-blog",
	.close = CLOSE_NATIVE,
	.can = { .fetch = true,
	    .sweep = true,
	    .reply = true,
	    .hide = true,
	    .edit_own = true,
	    .count = true,
	    .nested = true,
	    .publish = true },
	.text_max = 65525,
	.poll_every = MINUTE,
	.sweep_every = 5 * MINUTE,
	.health = health,
	.fetch = wp_fetch,
	.sweep = wp_sweep,
	.sweep_max = 100,
	.count = wp_count,
	.reply = reply,
	.look = look,
	.publish = wp_publish,
	.look_post = wp_look_post,
	.hide = hide,
	.set_open = set_open,
};
