/* SPDX-License-Identifier: EUPL-1.2
 *
 * enquiry.h - what the page of one enquiry shows, and the parts it is made of:
 * what is said (thread_view.c), the answer (composer.c), what happened
 * (history_view.c).
 */
#ifndef WEB_ENQUIRY_H
#define WEB_ENQUIRY_H
#include "fmt/html.h"
#include "model/reply.h"
#include "web/view.h"

/* A message -------------------------------------------------------------- */

struct revision_view {
	struct str text, when;
};
struct msg_view {
	int64_t id;
	bool us, current, deleted, hidden, masked, can_unmask, fresh;
	bool can_hide, can_show;
	bool can_tell; /* its writer, of a hiding, in the thread */
	bool hidden_by_us;
	struct str initials, from, when, iso;
	struct html_safe text;
	struct str note;   /* hidden or deleted: what and why */
	int64_t state_seq; /* entry in the record of that; 0: none */
	struct str edited; /* when; empty: never */
	struct revision_view *earlier;
	size_t nearlier;
	struct str url;
	struct attachment *attachments;
	size_t nattachments;
	struct msg_view *sub; /* answers under it, flat */
	size_t nsub;
};
struct thread_view {
	struct msg_view *now, *rest; /* this enquiry's; the others */
	size_t nnow, nrest;
	struct str sum; /* "They say 41, we hold 41: ..." ; empty: no count */
	bool sum_ok;
	size_t nfresh; /* new or changed since the page was made */
};

/* The answer -------------------------------------------------------------- */

struct fix_view {
	struct str value, text;
	bool strong;
};
struct finding_view {
	int number; /* 0: not tied to a place */
	const char *severity, *color;
	struct str icon, severity_text, title, clause, quote, why;
	struct fix_view fixes[3];
	size_t nfixes;
	bool may_keep; /* with a reason */
	struct str keep_name, reason;
};
struct segment { /* of the preview: plain, or marked with a number */
	struct html_safe text;
	int number;
	const char *color;
	struct str clause;
};
struct check_view {
	struct str action; /* where the text is checked again */
	struct finding_view *findings;
	size_t nfindings;
	struct str sum;
	int64_t blocks, approvals, warnings, advice;
	struct segment *segments;
	size_t nsegments;
	struct str channel, account, initials;
	/* the decision */
	const char *why_color;
	struct str why_icon, why, who;
	bool can_publish, can_ask;
	struct str publish_text, ask_text, counted;
};
/* The political matter of the thread.  REQ: K11 */
struct matter_view {
	bool can_tie;
	struct str tied, suggested; /* sentences; empty: none */
	int64_t suggested_id;
	struct str recommendation, source;
	struct options others;
};
/* REQ: K3 */
struct escalation_view {
	bool open, can_raise, can_take, can_decide;
	struct state_view state; /* text empty: none */
	struct str raised, doubt, note, owner;
	struct options decisions;
};
/* The answer that is written and not out yet. */
struct sent_view {
	bool shown;
	struct state_view state;
	struct html_safe text;
	struct str by, href, link; /* href empty: nowhere */
};
/* Facts beside the answer.  REQ: F1 */
struct fact_row {
	int64_t id;
	struct str title, text, unit;
};
struct fact_offer {
	struct fact_row *v;
	size_t n;
};
struct composer_view {
	bool shown, disabled;
	struct str text, to_whom, saved, error,
	    busy; /* busy: who else writes */
	struct options kinds, tones, scopes, areas;
	int64_t thread_version, read_at;
	bool changed; /* the thread has, since */
	struct check_view check;
	struct str signature; /* what the tool button puts in */
	bool can_refer;
	bool corrects; /* K6: the source is asked for */
	struct str source;
};

/* What happened ----------------------------------------------------------- */

struct event_view {
	struct str icon, text, when;
	int64_t seq;
};

/* What it is marked with, to be corrected. */
struct flag_view {
	struct str name, text;
	bool on;
};
struct flags_view {
	struct flag_view v[TRIAGE_FLAG_COUNT];
	bool any;
	bool locked;	 /* "confidential" stays, for this person */
	bool ask_reason; /* it may be taken away, with one */
	bool open;	 /* something was typed: shown unfolded */
	struct str reason;
};

struct enquiry_view {
	enum lang lang;
	struct str csrf;
	int64_t id, before, after;
	struct str channel_icon, title, lead;
	struct deadline_view deadline;
	struct str *sum;
	size_t nsum;
	struct str owner, owner_initials, owner_since;
	bool mine, free, can_take, can_release, can_hand, can_sort, can_close,
	    can_reopen, can_thank;
	struct options people, categories, grounds;
	struct str cat_icon, cat, cat_hint;
	bool suggested;
	struct str cat_why, flag_note;
	struct flags_view flags;
	struct str told;       /* what was just asked for; empty: nothing */
	struct str state_note; /* answered, closed, waiting: what and when */
	struct str error;      /* of an act that did not go through */
	struct thread_view thread;
	struct str thread_url, thread_title;
	bool can_close_thread, can_open_thread;
	struct options hide_grounds;
	struct matter_view matter;
	struct escalation_view escalation;
	struct fact_offer facts;
	struct composer_view composer;
	struct sent_view sent;
	struct event_view *events;
	size_t nevents;
};

/* What was typed of the marks, where it did not go through. */
struct flags_form {
	unsigned flags;
	struct str reason;
};

/* What a page is shown with, beside what the store says. */
struct enquiry_show {
	const struct reply_form *form; /* what was typed; NULL: the draft */
	struct message_id unmask;      /* shown in full, as was asked for */
	usec_t read_at;		       /* the page the form stood on; 0: now */
	struct str error;
	const struct flags_form *flags; /* NULL: as they stand */
};
enum err enquiry_page(struct req *r, struct enquiry_id id,
    const struct enquiry_show *show) MUST_CHECK;

/* flags_pages.c */
void flags_view_fill(const struct req *r, const struct enquiry *e,
    const struct flags_form *typed, struct flags_view *out);
/* Marks it as told, and hides it there where that is now called for (K8). */
enum err flags_set(struct req *r, const struct enquiry *e, unsigned flags,
    struct str reason) MUST_CHECK;

/* What anybody at the desk sees of a masked text until they ask for it, and are
 * recorded as having asked: numbers as bars where those are all that is to be
 * kept from sight, else `whole` in its place. */
struct str masked_text(const struct req *r, struct str text, struct str whole);

/* thread_view.c */
struct thread_ask {
	const struct enquiry *e;
	const struct thread *t;
	struct message_id unmask;
	usec_t read_at;
};
enum err thread_view_fill(struct req *r, const struct thread_ask *ask,
    struct thread_view *out) MUST_CHECK;
/* history_view.c */
enum err history_view_fill(
    struct req *r, struct enquiry_id id, struct enquiry_view *v) MUST_CHECK;
enum err sent_view_fill(
    struct req *r, struct enquiry_id id, struct sent_view *v) MUST_CHECK;
/* What happened, in words. */
struct str history_text(const struct req *r, const struct event_row *e);
/* escalation_pages.c */
enum err escalation_view_fill(struct req *r, const struct enquiry *q,
    struct escalation_view *out) MUST_CHECK;
/* fact_pages.c; said: what is asked */
enum err fact_offer_fill(struct req *r, const struct enquiry *e,
    struct str said, struct fact_offer *out) MUST_CHECK;
/* matter_view.c; what is asked, under what post */
struct str enquiry_said(
    struct req *r, const struct enquiry *e, const struct thread *t);
enum err matter_view_fill(struct req *r, const struct enquiry *e,
    const struct thread *t, struct matter_view *out) MUST_CHECK;
/* composer.c: the fields of the form, and the same with a fix applied. */
struct reply_form composer_form(const struct req *r, const struct enquiry *e);
enum err composer_fix(
    struct req *r, const struct enquiry *e, struct reply_form *f) MUST_CHECK;
/* One finding mended in one click; e NULL: the text answers nobody. */
struct str composer_mend(struct req *r, const struct enquiry *e, struct str act,
    struct str text, const struct finding *f);
/* The reasons given in the form for what is kept of this text. */
struct overrule *composer_reasons(
    const struct req *r, struct str text, size_t *n);
/* composer_view.c; v->action is set by the caller */
void check_fill(struct req *r, const struct account *acct, struct str text,
    struct reply_ruling *j, struct check_view *v);
struct options composer_areas(const struct req *r, struct unit_id now);
enum err composer_check(struct req *r, const struct enquiry *e,
    const struct reply_form *f, struct check_view *out) MUST_CHECK;
/* The same, as the words of another person (their signature). */
enum err composer_check_as(struct req *r, const struct enquiry *e,
    const struct reply_form *f, const struct person *as,
    struct check_view *out) MUST_CHECK;
enum err composer_fill(struct req *r, const struct enquiry *e,
    const struct thread *t, const struct enquiry_show *show,
    struct composer_view *out) MUST_CHECK;
#endif
