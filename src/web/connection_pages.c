/* SPDX-License-Identifier: EUPL-1.2
 *
 * connection_pages.c - how each connection stands, and that nothing was lost on
 * the way: «plattformen sier 41, vi har 41».  REQ: SPEC 2.2, K1
 */
#include "channel/channel.h"
#include "model/known.h"
#include "web/account.h"
#include "web/pages.h"

enum { SUMS_ALL = 500, SUMS_ONE = 100 };

static const struct {
	struct str fault;
	enum msg why, help;
} faults[] = {
	{ STR_INIT("login"), MSG_FAULT_LOGIN, MSG_FAULT_LOGIN_HELP },
	{ STR_INIT("permission"), MSG_FAULT_PERMISSION,
	    MSG_FAULT_PERMISSION_HELP },
	{ STR_INIT("throttled"), MSG_FAULT_THROTTLED, MSG_FAULT_WAIT },
	{ STR_INIT("transient"), MSG_FAULT_TRANSIENT, MSG_FAULT_WAIT },
	{ STR_INIT("gone"), MSG_FAULT_GONE, MSG_FAULT_GONE_HELP },
	{ STR_INIT("refused"), MSG_FAULT_REFUSED, MSG_FAULT_OTHER_HELP },
	{ STR_INIT("unknown"), MSG_FAULT_UNKNOWN, MSG_FAULT_OTHER_HELP },
};
enum { NFAULTS = sizeof(faults) / sizeof(faults[0]) };

static size_t
fault_index(struct str fault)
{
	size_t i = 0;

	while (i + 1 < NFAULTS && !str_eq(faults[i].fault, fault))
		i++;
	return i;
}

struct str
fault_why(const struct req *r, struct str fault)
{
	return say(r, faults[fault_index(fault)].why);
}

struct str
fault_help(const struct req *r, struct str fault)
{
	return say(r, faults[fault_index(fault)].help);
}

/* A platform counts either what the public sees or what is kept from it too;
 * both agree with us. */
static bool
agrees(const struct known_sum *s)
{
	return s->they_say == s->visible + s->hidden;
}

static struct str
sum_text(const struct req *r, const struct known_sum *s)
{
	return texts_fmt(r->arena, r->visit->lang, MSG_THEY_SAY_WE_HOLD,
	    TEXT_ARG("they", form_number(r->arena, s->they_say)),
	    TEXT_ARG("we", form_number(r->arena, s->visible)),
	    TEXT_ARG("hidden", form_number(r->arena, s->hidden)),
	    TEXT_ARG("deleted", form_number(r->arena, s->deleted)));
}

static struct connection_row
make_row(
    const struct req *r, const struct connection *c, const struct account *acct)
{
	const struct channel *ch = channel_find(acct->channel);
	struct object o = { .unit = acct->unit, .account = acct->id };
	struct connection_row row = { .id = acct->id.v,
		.name = account_title(r, acct),
		.icon = channel_icon(acct->channel),
		.fetches = ch && ch->can.fetch,
		.last_ok = c->last_ok_at ? when_text(r, c->last_ok_at)
					 : say(r, MSG_NEVER),
		.last_message = c->last_message_at
				    ? when_text(r, c->last_message_at)
				    : say(r, MSG_NEVER) };

	row.state = connection_view(r, row.fetches ? c->state : STR("manual"));
	if (c->failures)
		row.failures = say_count(r, MSG_CONN_FAILURES, c->failures);
	if (c->error.n) {
		row.why = fault_why(r, c->error);
		row.help = fault_help(r, c->error);
	}
	if (row.fetches && str_eq(acct->state, STR("active"))) {
		row.next = c->next_fetch_at > r->now
			       ? when_text(r, c->next_fetch_at)
			       : say(r, MSG_CONN_SOON);
		row.may_fetch = web_may(r, ACT_CONNECTIONS, &o);
	}
	return row;
}

/* All counted threads of the account as one sentence. */
static void
add_sums(const struct req *r, const struct known_sum *v, size_t n,
    struct connection_row *row)
{
	struct known_sum all = { 0 };
	int64_t apart = 0;

	for (size_t i = 0; i < n; i++) {
		if (v[i].account.v != row->id)
			continue;
		all.they_say += v[i].they_say;
		all.visible += v[i].visible;
		all.hidden += v[i].hidden;
		all.deleted += v[i].deleted;
		apart += !agrees(&v[i]);
		row->nthreads++;
	}
	row->has_sum = row->nthreads > 0;
	row->sum_ok = apart == 0;
	if (!row->has_sum)
		return;
	row->sum = str_printf(r->arena, "%.*s %.*s", STR_ARG(sum_text(r, &all)),
	    STR_ARG(apart ? say_count(r, MSG_CONN_APART, apart)
			  : say_count(r, MSG_CONN_AGREE, row->nthreads)));
}

static struct str
lead(const struct req *r, const struct connections_view *v)
{
	int64_t trouble = 0;

	for (size_t i = 0; i < v->n; i++)
		trouble += v->rows[i].state.color &&
			   strcmp(v->rows[i].state.color, "success") != 0;
	return trouble ? say_count(r, MSG_CONN_LEAD_TROUBLE, trouble)
		       : say(r, MSG_CONN_LEAD_FINE);
}

enum err
page_connections(struct req *r)
{
	struct account_id told = { req_int(r, STR("hentet"), 1, INT64_MAX, 0) };
	const struct account *fetched = account_find(r->visit->m, told);
	struct connections_view v = { .csrf = r->visit->csrf };
	struct connection *c;
	struct known_sum *sums;
	size_t n, nsums;

	TRY(connection_list(r->db, r->arena, &c, &n));
	TRY(known_sums(r->db, r->arena, (struct account_id){ 0 }, SUMS_ALL,
	    &sums, &nsums));
	v.rows = ARENA_ARRAY(r->arena, struct connection_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(
		    r->visit->m, c[i].account);

		if (!acct || str_eq(acct->state, STR("retired")))
			continue;
		v.rows[v.n] = make_row(r, &c[i], acct);
		add_sums(r, sums, nsums, &v.rows[v.n++]);
	}
	v.lead = lead(r, &v);
	if (fetched)
		v.told = say1(r, MSG_CONN_TOLD, "account", fetched->name);
	TRY(web_page_begin(r, say(r, MSG_NAV_CONNECTIONS), NAV_CONNECTIONS));
	tpl_connections(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* One connection, thread by thread. */
enum err
page_connection(struct req *r)
{
	struct account_id id = { r->id };
	const struct account *acct = account_find(r->visit->m, id);
	struct connection_view_page v = { .csrf = r->visit->csrf };
	struct known_sum *sums;
	struct connection c;
	struct object o;
	size_t n;

	if (!acct)
		return fail(ERR_MISSING, "no such account");
	o = (struct object){ .unit = acct->unit, .account = id };
	TRY(connection_get(r->db, r->arena, id, &c));
	TRY(known_sums(r->db, r->arena, id, SUMS_ONE, &sums, &n));
	v.c = make_row(r, &c, acct);
	add_sums(r, sums, n, &v.c);
	v.may_connect = v.c.fetches && (web_may(r, ACT_CONNECTIONS, &o) ||
					   web_may(r, ACT_ACCOUNT_CHANGE, &o));
	v.sums = ARENA_ARRAY(r->arena, struct sum_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v.sums[v.nsums++] = (struct sum_row){
			.title = sums[i].title.n ? sums[i].title
						 : say(r, MSG_CONN_UNTITLED),
			.url = sums[i].url,
			.counted = when_text(r, sums[i].counted_at),
			.sum = sum_text(r, &sums[i]),
			.ok = agrees(&sums[i])
		};
	TRY(web_page_begin(r, v.c.name, NAV_CONNECTIONS));
	tpl_connection(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* «Hent nå»: the workers see at their next round that its turn has come. */
enum err
page_connection_fetch(struct req *r)
{
	struct account_id id = { r->id };
	const struct account *acct = account_find(r->visit->m, id);
	struct object o = { .account = id };
	struct connection c;

	if (!acct)
		return fail(ERR_MISSING, "no such account");
	o.unit = acct->unit;
	if (!web_may(r, ACT_CONNECTIONS, &o))
		return fail(ERR_DENIED, "O: another mends connections");
	TRY(connection_get(r->db, r->arena, id, &c));
	c.next_fetch_at = c.next_sweep_at = r->now;
	TRY(connection_put(r->db, r->arena, &c));
	return web_go(r,
	    str_printf(r->arena, "/tilkoblinger?hentet=%lld", (long long)id.v));
}
