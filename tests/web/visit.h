/* SPDX-License-Identifier: EUPL-1.2
 *
 * visit.h - pages without sockets: a small made-up municipality with a person
 * of every role, an account, and enquiries waiting; and a browser that visits.
 *
 *	struct town t;
 *	town_open(&t);
 *	struct req *r = visit(&t, GET, "/", ROLE_RESPONDER);
 *	CHECK(r->answer.status == 200 && visit_has(r, "Innboks"));
 *	r = visit_form(&t, "/ta", ROLE_RESPONDER, "id", "1", NULL);
 *	town_close(&t);
 */
#ifndef TESTS_WEB_VISIT_H
#define TESTS_WEB_VISIT_H
#include "ledger/log.h"
#include "model/enquiry.h"
#include "tests/test_db.h"
#include "web/web.h"

enum { NOBODY = -1, TOWN_ENQUIRIES = 6 };
struct town {
	struct test_db t;
	struct web *web;
	struct unit_id root, culture, works; /* works: beside culture */
	struct person_id who[ROLE_COUNT];    /* of unit culture */
	struct str cookie[ROLE_COUNT], csrf[ROLE_COUNT];
	struct account_id account;
	struct enquiry_id enquiry[TOWN_ENQUIRIES];
	struct ledger_key key; /* the record's; no checkpoint signed yet */
	usec_t now;	       /* Tuesday 17 November 2026, 10.12 */
	bool without_csrf, fragment, https;
	const char *guest_cookie; /* of the login form; NULL: none */
};
/* The enquiries, in order: a question (free), praise (free), one with an
 * identity number (masked), negative, a formal matter, and a question with an
 * earlier wording. */
void town_open(struct town *t);
void town_close(struct town *t);
/* Opens a session anew, in the transaction that is open. */
void town_log_in(struct town *t, enum role role);

struct req *visit(struct town *t, enum method m, const char *path, int role);
/* POST with fields: name, value, ..., NULL.  The csrf field is added. */
struct req *visit_form(struct town *t, const char *path, int role, ...)
    __attribute__((sentinel));
/* The i-th of the enquiries as it stands, and its page. */
struct enquiry town_enquiry(struct town *t, size_t i);
const char *town_enquiry_path(struct town *t, size_t i, const char *rest);
/* The value of the hidden field of that name on the page. */
const char *visit_hidden(const struct req *r, const char *name);
bool visit_has(const struct req *r, const char *text);
struct str visit_header(const struct req *r, const char *name);
/* A path made of numbers; of eight, the oldest is overwritten. */
const char *town_path(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
#endif
