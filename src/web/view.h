/* SPDX-License-Identifier: EUPL-1.2
 *
 * view.h - how deadlines, categories and states are shown everywhere.  The
 * time left is working time (SPEC 3), reckoned at each showing.
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H
#include "http/req.h"
#include "model/enquiry.h"

enum deadline_state {
	DEADLINE_LATE,
	DEADLINE_SOON,
	DEADLINE_ONTIME,
	DEADLINE_PAUSED,
	DEADLINE_NONE,
	DEADLINE_ANSWERED,
	DEADLINE_STATES
};
struct deadline_view {
	const char *state; /* for data-state */
	const char *color; /* for data-color; NULL: none */
	struct str icon, left, before, at;
	struct str iso; /* of `at`; empty: `at` is no instant */
};
enum deadline_state deadline_state(const struct enquiry *e, usec_t now);
struct deadline_view deadline_view(
    const struct req *r, const struct enquiry *e);

struct str category_text(enum lang lang, enum category c);
struct str category_icon(enum category c);
/* The clause that demands an answer; NULL: none does.  REQ: K5 K6 K10 */
const char *category_clause(enum category c);

struct state_view {	   /* a state by icon, word and colour */
	const char *color; /* NULL: none */
	struct str icon, text;
};
/* Of a connection: ok expiring quiet down manual new. */
struct state_view connection_view(const struct req *r, struct str state);

struct option {
	struct str value, text;
	bool chosen;
};
struct options {
	struct option *v;
	size_t n;
};
#endif
