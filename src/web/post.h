/* SPDX-License-Identifier: EUPL-1.2
 * post.h - what the templates of our own posts show. */
#ifndef WEB_POST_H
#define WEB_POST_H
#include "web/enquiry.h"

struct post_row_view {
	struct str href, title, icon, account, when, text, by;
	struct state_view state;
	size_t pictures;
};
struct post_day {
	struct str title;
	struct post_row_view *rows;
	size_t n;
};
struct posts_view {
	bool may_write;
	struct post_row_view *rows; /* to be decided on, drafts, planned */
	size_t n;
	struct post_row_view *out; /* published */
	size_t nout;
};
struct post_picture_view {
	int64_t seq;
	struct str alt;
};
struct post_version_view {
	int64_t number;
	struct str who, when, title;
	struct html_safe text;
};
struct post_view {
	struct str csrf, title, action, error, told;
	int64_t id, updated_at, version;
	struct state_view state;
	struct str account, when; /* when: it goes, or went, out */
	struct html_safe shown;	  /* the words, where they are not edited */
	struct str link;	  /* where it stands; empty: not known */
	bool is_new, may_edit, may_decide, may_withdraw, may_drop, corrects;
	struct options accounts, kinds, scopes, areas;
	struct str headline, text, at, earliest, correction, remark, alt;
	struct str my_remark; /* of one who decides, as typed */
	struct post_picture_view *pictures;
	size_t npictures;
	bool room; /* for one more picture */
	struct check_view check;
	struct str who; /* who is asked, or may decide */
	bool by_hand;	/* the account's channel cannot: a person posts it */
	struct post_version_view *versions;
	size_t nversions;
};
#endif
