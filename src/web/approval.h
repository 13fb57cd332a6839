/* SPDX-License-Identifier: EUPL-1.2
 * approval.h - what the pages of approval and of the outbox show. */
#ifndef WEB_APPROVAL_H
#define WEB_APPROVAL_H
#include "web/enquiry.h"

struct waiting_view {
	int64_t id;
	struct str icon, from, meta, text, clause, asked;
	bool may_decide, mine;
	struct deadline_view deadline;
};
struct approvals_view {
	struct str lead, csrf;
	struct waiting_view *rows;
	size_t n;
};

struct version_part {
	struct html_safe text;
	bool changed;
};
struct version_view {
	int64_t number; /* 0: as it stands in the form, not saved */
	bool old;	/* the left one of a pair */
	struct str who, when;
	struct version_part *parts;
	size_t nparts;
};
/* A version beside the one before it, with what differs marked.  F3 */
struct version_pair {
	struct version_view was, is;
};
struct kept_view { /* a finding kept by its writer, and why */
	struct str clause, quote, reason;
};
struct approval_view {
	struct str csrf, error;
	int64_t id, version, enquiry;
	struct str title, lead, why; /* why: the clause one decides by */
	struct html_safe said;	     /* what is answered */
	struct str said_by;
	struct version_view first; /* where there is no more than that */
	struct version_pair *pairs;
	size_t npairs;
	struct str text, remark;
	struct check_view check;
	struct kept_view *kept;
	size_t nkept;
	bool may_decide, mine, waits;
	struct str who; /* who can decide, where one cannot */
	struct deadline_view deadline;
};

struct trouble_view {
	int64_t id, enquiry;
	struct state_view state;
	struct str icon, account, act, text, why, when;
	bool may_settle, is_reply;
	bool may_be_there; /* it has been on its way, or failed there */
	int64_t post;	   /* of the act post; 0: none */
	bool crisis;	   /* the crisis leadership decides on it */
	bool taken;	   /* by hand: somebody is at it */
};
struct outbox_view {
	struct str csrf, lead, error;
	struct trouble_view *rows;
	size_t n;
	struct trouble_view *hand; /* to be posted by a person */
	size_t nhand;
};
#endif
