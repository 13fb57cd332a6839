/* SPDX-License-Identifier: EUPL-1.2
 * crisis.h - what the page of the crisis and the banner show.  REQ: K12 */
#ifndef WEB_CRISIS_H
#define WEB_CRISIS_H
#include "model/crisis.h"
#include "web/form.h"
#include "web/view.h"

struct held_view { /* one thing that waits for the crisis leadership */
	int64_t id, updated_at, enquiry;
	struct str icon, what, meta, when;
	struct str re;	     /* what is answered; empty: nothing */
	struct str text;     /* as it would go out, or as it was typed */
	bool before, edited; /* made before the crisis; being edited now */
	bool worded;	     /* has words that can be changed */
};
struct crisis_past {
	int64_t epoch;
	struct str reason, when, by;
};
struct crisis_person {
	struct str initials, name, note;
	bool present;
};
struct crisis_view {
	struct str csrf, error, told, lead, set_by, reason;
	bool active, may_set, may_release;
	struct form begin;
	struct held_view *held;
	size_t nheld;
	struct crisis_person *leaders;
	size_t nleaders;
	int64_t report; /* of the one that lasts; 0: none */
	struct crisis_past *past;
	size_t npast;
};

struct crisis_event_row {
	struct str when, what, who, account, text;
	bool under_way;
	int64_t seq;
};
struct crisis_report_view {
	int64_t id;
	struct str title, lead;
	struct crisis_event_row *rows;
	size_t n;
};

struct crisis_settings_view {
	struct str csrf, told;
	int64_t version;
	struct form form;
};

/* The banner, first on every page while it lasts. */
struct banner_line {
	struct str who, phone, href;
};
struct banner_view {
	struct str title, text;
	struct banner_line lines[6];
	size_t n;
};
struct banner_view crisis_banner(const struct req *r);
#endif
