/* SPDX-License-Identifier: EUPL-1.2
 * inbox.h - what the templates of the inbox show. */
#ifndef WEB_INBOX_H
#define WEB_INBOX_H
#include "fmt/texts.h"
#include "model/enquiry.h"
#include "web/view.h"

struct inbox_row {
	int64_t id;
	struct str icon; /* of the channel */
	struct str from; /* the writer, or that the name is masked */
	struct str meta; /* "i går 08.50 · Facebook · Gausdal kommune" */
	struct str excerpt;
	struct str cat_icon, cat;
	bool unread, masked, reputation;
	struct str initials, owner, note; /* owner empty: free */
	bool mine;
	bool can_take, can_thank;
	struct deadline_view deadline;
};
struct inbox_group {
	const char *state; /* late soon ontime paused none done */
	const char *color; /* NULL: none */
	struct str icon, title;
	struct inbox_row *rows;
	size_t n;
};
enum { INBOX_GROUPS = 6 };

struct inbox_tab_view {
	struct str text, href;
	int64_t count; /* -1: none */
	bool here;
};
struct contact_row { /* a connection, to prove an empty inbox */
	struct str icon, name, fetched;
	int64_t they, we; /* they: -1 where the platform does not say */
	struct state_view state;
};
struct inbox_view {
	enum lang lang;
	struct str lead, csrf;
	bool can_enter; /* may enter by hand */
	struct inbox_tab_view tabs[5];
	struct str words, tab;
	struct options accounts, categories, owners;
	struct inbox_group groups[INBOX_GROUPS];
	size_t nrows;
	struct str shown; /* «Viser 12 av 12 ...» */
	bool filtered;
	struct str more;  /* href of the next page, empty: no more */
	struct str since; /* query of the live line: "siden=..." */
	/* an empty list */
	struct str empty_title, empty_text;
	struct contact_row *contacts;
	size_t ncontacts;
	struct str contact_line;
};
struct search_view {
	struct str words, title, more;
	struct inbox_row *rows;
	size_t n;
};
#endif
