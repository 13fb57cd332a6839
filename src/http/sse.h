/* SPDX-License-Identifier: EUPL-1.2
 *
 * sse.h - server-sent events (HTML Standard 9.2): "something has changed"
 * told to every open page.  One hub a store.
 *
 * All streams of a hub read one ring of the newest events, each at its own
 * place.  So an event costs the same memory for one reader as for a thousand,
 * and who falls more than the ring behind is dropped: the browser comes back
 * with Last-Event-ID and catches up.  Events carry ids, never texts about
 * people: the page fetches what it may see.
 */
#ifndef HTTP_SSE_H
#define HTTP_SSE_H
#include "http/req.h"

enum { SSE_RING = 256, SSE_EVENT_MAX = 1024, SSE_KEY_MAX = 64 };

struct sse_hub;
struct sse_replay;

/* Zero: the default in brackets. */
struct sse_options {
	unsigned streams;	    /* at once, in all [512] */
	unsigned per_key;	    /* at once, of one person [8] */
	unsigned heartbeat_seconds; /* a comment at rest [25] */
	unsigned retry_ms;	    /* when the browser comes back [3000] */
	/* Calls sse_replay_add for each event after last_id, oldest first, at
	 * most some hundreds; r->arena is there.  NULL: the ring only. */
	void (*replay)(
	    void *ctx, struct req *r, int64_t last_id, struct sse_replay *to);
	void *ctx;
};

enum err sse_hub_new(
    const struct sse_options *o, struct sse_hub **out) MUST_CHECK;
/* After server_stop: no stream may be open. */
void sse_hub_free(struct sse_hub *h);

/* In handle(): the answer of r is a stream from here on.  key: who (a person,
 * a session; 1 to SSE_KEY_MAX bytes).  ERR_THROTTLED where key has per_key
 * open, ERR_BUSY where the hub is full. */
enum err sse_open(struct sse_hub *h, struct req *r, struct str key) MUST_CHECK;
/* Takes the opening back, where another answer is sent after all or none (a
 * test without a server). */
void sse_close(struct req *r);
/* Any thread.  name: letters; data: text without control characters but line
 * feeds; both together at most SSE_EVENT_MAX bytes.  id: ascending, or 0 for
 * one that is not replayed. */
void sse_publish(
    struct sse_hub *h, struct str name, struct str data, int64_t id);
void sse_replay_add(
    struct sse_replay *to, struct str name, struct str data, int64_t id);
/* Open now, and dropped since the start because they were too slow. */
void sse_counts(struct sse_hub *h, unsigned *open, uint64_t *dropped);
#endif
