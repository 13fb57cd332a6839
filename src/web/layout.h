/* SPDX-License-Identifier: EUPL-1.2
 *
 * layout.h - the frame around every page: head, bar, menu, foot; and the small
 * things pages share (icons, people's names, times).
 */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H
#include "fmt/date.h"
#include "fmt/html.h"
#include "fmt/texts.h"
#include "web/web.h"

enum nav {
	NAV_NONE,
#define NAV(id, path, icon, access, group) NAV_##id,
#include "web/nav.def"
#undef NAV
	NAV_COUNT
};
enum nav_group {
	GROUP_WORK,
	GROUP_FORUM,
	GROUP_INSIGHT,
	GROUP_FOOT,
	GROUP_COUNT
};

struct nav_item {
	struct str path, icon, text;
	bool here;
	int64_t count; /* -1: none shown */
};
struct nav_part {
	struct str title; /* empty: none */
	struct nav_item items[14];
	size_t n;
};
struct lang_choice {
	enum lang lang;
	struct str code, name;
	struct str href; /* this page in it, for who has no login */
	bool here;
};
/* What the frame's templates show. */
struct page {
	struct req *req;
	struct str title; /* of the window, before " – Ordstyrer" */
	enum nav here;
	enum lang lang;
	struct str scheme, csrf, back; /* back: where a choice returns to */
	struct str municipality, person, initials, roles;
	const struct banner_view *banner; /* while a crisis lasts; else NULL */
	bool desk;
	int64_t notices; /* unread */
	struct nav_part parts[GROUP_COUNT];
	struct lang_choice langs[LANG_COUNT];
};

/* Starts the answer's body with the frame; a fragment (htmx) gets none.  The
 * counts of the menu are asked for here: one query. */
enum err web_page_begin(
    struct req *r, struct str title, enum nav here) MUST_CHECK;
void web_page_end(struct req *r);

/* How many enquiries stand where, asked for once a request. */
struct inbox_counts;
enum err web_counts(struct req *r, const struct inbox_counts **out) MUST_CHECK;

/* The text in the reader's language; with one value; with a number. */
struct str say(const struct req *r, enum msg id);
struct str say1(
    const struct req *r, enum msg id, const char *name, struct str value);
struct str say_count(const struct req *r, enum msg id, int64_t n);

/* "Kari Nordli"; empty for nobody. */
struct str who_name(const struct req *r, struct person_id id);
struct str who_initials(struct arena *a, const struct person *p);
/* Initials of a written name: "Tone Bjerke" is TB, "@fjell" F. */
struct str name_initials(struct arena *a, struct str name);
/* "Kari Nordli, leder" or "Kari Nordli", for a sentence that names whom to
 * ask: name and title. */
struct str who_titled(const struct req *r, const struct person *p);
/* The titles of a person's roles, joined by commas. */
struct str who_roles(const struct req *r, const struct person *p);
/* The first page of the menu this person gets in to. */
struct str web_home(unsigned roles);

/* The channel's own name and icon; what is not known is "entered by hand". */
struct str channel_title(const struct req *r, struct str channel);
struct str channel_icon(struct str channel);

/* "i dag 13.05", "i går 08.50", "lørdag 18.20", "14. nov. 18.20" */
struct str when_text(const struct req *r, usec_t t);
/* An end: the last day, "17. desember 2026", where it is the end of a day;
 * else as when_text. */
struct str until_text(const struct req *r, usec_t t);
/* A beginning: the day alone, where it is the start of one. */
struct str from_text(const struct req *r, usec_t t);
/* "13.05" */
struct str clock_text(const struct req *r, usec_t t);
/* "2 t 53 min"; "under ett minutt" */
struct str span_text(const struct req *r, usec_t span);
/* For <time datetime>: RFC 3339 with the local offset. */
struct str iso_text(struct arena *a, usec_t t);
#endif
