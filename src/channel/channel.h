/* SPDX-License-Identifier: EUPL-1.2
 *
 * channel.h - what every connector to a platform can do.  One file and one
 * line in channels.def per platform.  Used by app/jobs (fetch, send), web
 * (what can be done here, webhooks) and the conformance tests.
 *
 * A connector is stateless: all it knows is in struct channel_account, all it
 * learns goes out through its results; the caller stores both.  Ids are
 * opaque text.  A connector never touches the store.
 *
 * Thought through against reference/platforms (Facebook, Instagram, X,
 * WordPress, Discourse, Mastodon, Bluesky, and by hand); docs/design/
 * channels.md has the table of which member carries what where.
 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H
#include "http/client.h"
#include "http/req.h"
#include "model/message.h"

/* How dialogue is closed here (SPEC K2): typed, so that no screen says
 * "closed" where comments still come in. */
enum channel_close {
	CLOSE_NATIVE,	   /* the platform closes comments on a post */
	CLOSE_AT_CREATION, /* only when the post is made */
	CLOSE_AUTO_HIDE,   /* we capture, then hide what comes in */
	CLOSE_NOTICE_ONLY, /* nothing can be done but say so */
	CLOSE_BY_HAND	   /* a person does it there and confirms here */
};

/* Why a call did not do what was asked; decides what happens next. */
enum channel_fault {
	FAULT_NONE,
	FAULT_LOGIN,	  /* token refused or expired: stop, alarm */
	FAULT_PERMISSION, /* this function only is barred: stop it, alarm */
	FAULT_THROTTLED,  /* wait retry_after, then again */
	FAULT_TRANSIENT,  /* try again with back-off */
	FAULT_GONE,	  /* healthy, authenticated "not found" (invariant 9) */
	FAULT_CLOSED,	  /* the post takes no comments, ours neither */
	FAULT_DUPLICATE,  /* the platform has this text from us already */
	FAULT_REFUSED,	  /* the content or the act: a person must look */
	FAULT_UNKNOWN	  /* sent, no usable answer: look before any retry */
};
const char *channel_fault_name(enum channel_fault f); /* "login" ... */

struct channel_problem {
	enum channel_fault fault;
	struct str code; /* the platform's own: "rest_comment_closed", "190" */
	usec_t retry_after; /* microseconds from now; 0: not said */
};

/* One account as its connector sees it. */
struct channel_account {
	int64_t id;
	struct str base_url; /* "https://blogg.example.no" */
	struct str user;     /* account name or id there */
	struct str secret;   /* token or password; never logged */
	struct str webhook_secret;
	struct str config; /* the account's JSON, for what is special */
	struct http_client *http;
	usec_t now;
};

/* A post of ours (a thread), as fetched. */
struct channel_post {
	struct str native_id, title, url;
	usec_t published_at;
	bool comments_open;
	int64_t comments; /* as the platform counts; -1: it does not */
};

struct channel_batch {
	struct channel_post *posts;
	size_t nposts;
	struct incoming *messages; /* model/message.h */
	size_t nmessages;
	struct str cursor; /* to be stored with the batch, in one transaction */
	bool more;	   /* call again at once */
};

/* A sweep looks again at known items for edits and deletions nobody told. */
struct channel_known {
	struct str native_id;
	usec_t published_at;
};
struct channel_sweep {
	struct incoming *seen; /* as they are now: unchanged ones too */
	size_t nseen;
	struct str *gone; /* healthy, authenticated "not found" */
	size_t ngone;
};

struct channel_health {
	bool login_ok, can_read, can_reply, can_moderate, can_close;
	usec_t expires_at;  /* of the token; 0: never */
	struct str who;	    /* the user the token is for */
	struct str version; /* of the platform */
};

struct channel_count {			    /* "they say, we hold" */
	struct str native_id;		    /* of the post */
	int64_t visible, held, spam, trash; /* -1: the platform does not say */
};

struct channel_send {
	struct str thread_native, parent_native; /* where it hangs */
	struct str text;			 /* plain text */
	struct str marker; /* our own id of this send, where one can be given
			    * (Idempotency-Key, rkey); same at every try */
	usec_t since;	   /* when the first try began, for looking */
};

struct channel_picture {
	struct str name, type, content; /* type: of its bytes, "image/png" */
	struct str alt;			/* never empty */
};
/* A post of ours as it shall stand there. */
struct channel_article {
	struct str title, text; /* plain text */
	struct str native_id;	/* of the one to be changed; empty: a new one */
	const struct channel_picture *pictures;
	size_t npictures;
	bool comments_open;
	usec_t since; /* when the first try began, for looking */
};

struct channel {
	const char *name;	  /* in the store and in URLs */
	const char *title;	  /* for people: a proper name */
	const char *icon;	  /* symbol in icons.svg */
	enum channel_close close; /* how dialogue is closed here */
	struct channel_can {
		bool fetch, sweep, push, reply, hide, edit_own, count, nested,
		    private_reply, publish;
	} can;
	int32_t text_max; /* characters of a reply; 0: no limit known */
	usec_t poll_every, sweep_every; /* the usual pace */
	int32_t calls_per_hour; /* budget the platform grants; 0: not stated */

	/* Every function: OK, or ERR_REMOTE / ERR_UNKNOWN with *p told.  NULL
	 * where `can` says no. */

	enum err (*health)(struct arena *a, const struct channel_account *acct,
	    struct channel_health *out, struct channel_problem *p);
	/* New and changed since cursor (empty: from the start), oldest first,
	 * nested answers too; overlaps rather than misses. */
	enum err (*fetch)(struct arena *a, const struct channel_account *acct,
	    struct str cursor, struct channel_batch *out,
	    struct channel_problem *p);
	/* At most `sweep_max` known items in one call. */
	enum err (*sweep)(struct arena *a, const struct channel_account *acct,
	    const struct channel_known *known, size_t n,
	    struct channel_sweep *out, struct channel_problem *p);
	size_t sweep_max;
	enum err (*count)(struct arena *a, const struct channel_account *acct,
	    struct str post_native, struct channel_count *out,
	    struct channel_problem *p);
	enum err (*reply)(struct arena *a, const struct channel_account *acct,
	    const struct channel_send *s, struct str *native_id,
	    struct channel_problem *p);
	/* After FAULT_UNKNOWN: is this send there?  OK with *native_id empty:
	 * certainly not.  ERR_UNKNOWN: could not be decided. */
	enum err (*look)(struct arena *a, const struct channel_account *acct,
	    const struct channel_send *s, struct str *native_id,
	    struct channel_problem *p);
	/* Makes the post, or changes it (native_id), with alt text for each
	 * picture. */
	enum err (*publish)(struct arena *a, const struct channel_account *acct,
	    const struct channel_article *x, struct str *native_id,
	    struct channel_problem *p);
	enum err (*look_post)(struct arena *a,
	    const struct channel_account *acct, const struct channel_article *x,
	    struct str *native_id, struct channel_problem *p); /* as look */
	enum err (*hide)(struct arena *a, const struct channel_account *acct,
	    struct str native_id, bool hidden, struct channel_problem *p);
	/* Close or reopen comments on a post. */
	enum err (*set_open)(struct arena *a,
	    const struct channel_account *acct, struct str post_native,
	    bool open, struct channel_problem *p);
	/* A pushed delivery: checks the signature over the raw body, then turns
	 * it into items.  ERR_DENIED: bad signature.  A probe (hub.challenge,
	 * CRC) is answered through r->answer, with an empty batch. */
	enum err (*push)(struct arena *a, const struct channel_account *acct,
	    struct req *r, struct channel_batch *out);
};

const struct channel *channel_find(struct str name); /* NULL: no such */
const struct channel *channel_at(size_t i);	     /* NULL: past the end */
#endif
