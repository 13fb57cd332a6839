/* SPDX-License-Identifier: EUPL-1.2
 * moderation.h - what the pages of hiding and of the journal show. */
#ifndef WEB_MODERATION_H
#define WEB_MODERATION_H
#include "web/view.h"

struct hiding_row {
	int64_t message, enquiry;
	struct str ground, by, when, account;
	bool may_undo;
	/* Has whoever wrote it been told? */
	struct str told, told_icon;
	const char *told_color;
	bool may_tell; /* is there anything to do, and may they */
	bool can_in_thread;
	struct str in_thread, letter, how; /* how: as typed before */
};
struct count_row {
	struct str ground;
	int64_t n;
};
struct moderation_view {
	struct str asked; /* what was just asked for; empty: nothing */
	struct str csrf, error, complain;
	struct str untold; /* how many have not been told; empty: none */
	bool may_edit, no_address;
	struct hiding_row *rows;
	size_t n;
	struct count_row *counts;
	size_t ncounts;
};
struct rule_row {
	struct str name, text; /* of the field; what it says */
};
struct rules_view {
	struct str csrf, error;
	int64_t version;
	bool may_save;
	struct rule_row *rows;
	size_t n;
	size_t blank; /* empty fields after them */
};
struct proposal_row {
	int64_t enquiry;
	struct str excerpt, when, reason, state;
	bool undecided;
};
struct journal_view {
	struct str csrf, error;
	bool may_decide;
	struct proposal_row *rows;
	size_t n;
};
#endif
