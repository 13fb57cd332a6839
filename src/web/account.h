/* SPDX-License-Identifier: EUPL-1.2
 * account.h - what the pages of accounts, plans and connections show. */
#ifndef WEB_ACCOUNT_H
#define WEB_ACCOUNT_H
#include "model/account.h"
#include "web/form.h"

struct account_row {
	int64_t id;
	struct str icon, name, address, purpose, unit, dialogue, plan;
	struct str dialogue_icon;
};
struct account_group {
	struct state_view state;
	struct account_row *rows;
	size_t n;
};
enum { ACCOUNT_GROUPS = 5 };
struct accounts_view {
	struct str q, lead;
	struct options states, channels;
	struct account_group groups[ACCOUNT_GROUPS];
	size_t n;
	bool filtered, may_add;
};

struct closure_view {
	int64_t seq;
	struct str from, to, reason;
	bool now, may_end;
};
/* Who can do what one cannot oneself. */
struct deny_view {
	struct str why;
};
struct account_view {
	struct str csrf, error, done;
	int64_t id;
	struct str name, icon, channel, address, purpose, unit, editor, leader,
	    responders, dialogue, dialogue_icon, dialogue_reason, hours, rules;
	struct state_view state, connection;
	struct str plan_title, plan_text; /* what the account rests on */
	const char *plan_color;
	struct str plan_icon;
	bool may_change, may_plan, may_start, may_retire, may_connect, by_hand;
	struct str denied; /* why one may not change it, and who may */
	struct closure_view *closures;
	size_t nclosures;
	struct form closing;
};

struct account_form_view {
	struct str csrf, title, lead, action, back, back_text, save;
	struct form form;
};

struct plan_check { /* something seen to, or lacking */
	bool ok;
	struct str text;
};
struct try_view { /* of a connection */
	bool tried, ok;
	struct str what, help;
	struct plan_check lines[6];
	size_t n;
};
struct account_link_view {
	struct str csrf, name;
	int64_t id;
	struct form form;
	struct try_view tried;
	struct str barred; /* L3: not before the plan is approved */
};

struct connection_row {
	int64_t id;
	struct str name, icon, last_ok, last_message, next, failures, why, help,
	    sum;
	struct state_view state;
	bool fetches, may_fetch, has_sum, sum_ok;
	int64_t nthreads;
};
struct connections_view {
	struct str csrf, lead, told;
	struct connection_row *rows;
	size_t n;
};
struct sum_row {
	struct str title, url, counted, sum;
	bool ok;
};
struct connection_view_page {
	struct str csrf;
	struct connection_row c;
	struct sum_row *sums;
	size_t nsums;
	bool may_connect;
};

struct plan_row {
	struct str question, clause, answer;
};
struct plan_view {
	struct str csrf, name, icon, lead;
	int64_t id, version;
	struct state_view state;
	struct plan_row rows[8];
	size_t n;
	bool has, may_write, may_decide, waits;
	struct str why; /* why one may decide, or may not and who can */
	struct str remark, decided;
	struct plan_check checks[4];
	size_t nchecks;
	struct form form;     /* the plan */
	struct form decision; /* of it */
	struct options choices;
};

/* How an account stands, with a closure that runs counted in. */
struct state_view account_state_view(
    const struct req *r, const struct account *acct);
struct str dialogue_text(const struct req *r, struct str dialogue);
struct str dialogue_icon(struct str dialogue);
/* The leader of the account's unit, nearest first (SPEC O); for the whole
 * municipality's account its editor.  v == 0: there is none. */
struct person_id account_leader(
    const struct req *r, struct unit_id unit, struct person_id editor);
/* "Kari Nordli, enhetsleder, eller Per Bakken, redaktør": the first ones who
 * could do it. */
struct str who_can(const struct req *r, const struct ruling *ruling);
struct str account_title(const struct req *r, const struct account *acct);
/* Why a call to a platform failed, and what to do: fault as the connection has
 * it ("login"). */
struct str fault_why(const struct req *r, struct str fault);
struct str fault_help(const struct req *r, struct str fault);
struct str hours_text(const struct req *r, const struct worktime *w);
#endif
