/* SPDX-License-Identifier: EUPL-1.2
 * duty.h - what the pages of duty, of notices and of presence show. */
#ifndef WEB_DUTY_H
#define WEB_DUTY_H
#include "web/form.h"
#include "web/view.h"

struct shift_row {
	int64_t id;
	struct str when, who, account, asked;
	bool now, mine, may_remove, may_answer;
};
struct duty_view {
	struct str csrf, error, on_duty;
	bool may_make;
	struct shift_row *rows;
	size_t n;
	struct str *gaps; /* days on which nobody is on duty */
	size_t ngaps;
	struct away_row {
		struct str who, when, substitute;
	} * away;
	size_t naway;
	struct options people; /* to ask for a swap */
	struct form form;
	struct task_row {
		int64_t id;
		struct str text, account;
		bool may_confirm;
	} * tasks;
	size_t ntasks;
};
struct notice_row {
	int64_t id;
	struct str text, href, when;
	bool unread;
	struct str subject; /* empty: nothing to say */
};
struct notices_view {
	struct str csrf;
	struct notice_row *rows;
	size_t n, unread;
};
struct presence_row {
	int64_t account;
	struct str name, icon, last, backlog, late, on_time4, on_time12, duty;
	bool silent;
};
struct presence_view {
	struct presence_row *rows;
	size_t n;
};
struct calendar_view {
	struct str csrf, made, mine, all; /* mine, all: just made; empty: not */
};
#endif
