/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress.h - a stand-in that behaves as WordPress does at the addresses our
 * connector uses, in memory: for the demo and for tests.  Strict where the
 * real one is: unknown status words match nothing, trash is a state of its
 * own, the same text twice is refused, a closed post takes nothing from
 * anybody.  The same conformance suite runs against both.
 *
 * It also shows its posts to people, with a form to write as a citizen.
 */
#ifndef STANDIN_WORDPRESS_H
#define STANDIN_WORDPRESS_H
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct standin_wp;
struct standin_wp_options {
	struct str listen;	   /* "127.0.0.1:0" */
	struct str user, password; /* of the application password */
	struct str title;	   /* of the site */
	struct str own_name;	   /* what the user is called */
};
/* Stopped by standin_wp_stop, which must be called. */
enum err standin_wp_start(struct arena *a, const struct standin_wp_options *o,
    struct standin_wp **out) MUST_CHECK;
void standin_wp_stop(struct standin_wp *s);
int standin_wp_port(const struct standin_wp *s);

int64_t standin_wp_add_post(
    struct standin_wp *s, struct str title, struct str text, usec_t at);
/* parent 0: top of the thread; author empty: the site's own user. */
int64_t standin_wp_add_comment(struct standin_wp *s, int64_t post,
    int64_t parent, struct str author, struct str text, usec_t at);
/* As a moderator in the site's own pages would. */
void standin_wp_hold(struct standin_wp *s, int64_t comment);
void standin_wp_approve(struct standin_wp *s, int64_t comment);
void standin_wp_spam(struct standin_wp *s, int64_t comment);
void standin_wp_trash(struct standin_wp *s, int64_t comment);
void standin_wp_erase(struct standin_wp *s, int64_t comment);
void standin_wp_edit(struct standin_wp *s, int64_t comment, struct str text);
/* How many comments of the site's own user say that, in any state: for "at
 * most once as readers see it". */
int standin_wp_says(struct standin_wp *s, struct str text);

/* What goes wrong with the next n calls. */
enum standin_fault {
	STANDIN_OK,
	STANDIN_CUT,	    /* does what is asked, then answers nothing */
	STANDIN_CUT_BEFORE, /* does nothing, answers nothing */
	STANDIN_HTML,	    /* 500 and a page of HTML, nothing done */
	STANDIN_LIMIT,	    /* 429 with Retry-After */
	STANDIN_LOGIN,	    /* 401 rest_not_logged_in */
	STANDIN_BROKEN,	    /* 200 and half an answer, done */
	STANDIN_EMPTY	    /* 200 and an empty list, nothing done */
};
void standin_wp_fault(struct standin_wp *s, enum standin_fault f, int n);
/* The same for calls of that method ("POST") whose route begins so alone:
 * "/wp/v2/comments/" is any one comment, "/wp/v2/comments" them all too. */
void standin_wp_fault_on(struct standin_wp *s, enum standin_fault f, int n,
    const char *method, const char *route);
#endif
