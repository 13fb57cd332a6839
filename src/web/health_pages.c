/* SPDX-License-Identifier: EUPL-1.2
 *
 * health_pages.c - what operators and their watchers ask (SPEC 8).
 *
 *   /healthz  the process lives.  Asks nothing of the store, tells nothing,
 *             so anybody may ask.
 *   /readyz   the store answers, its schema is this program's, and no event
 *             has waited longer than READY_WAIT for a signed checkpoint.  503
 *             with one reason a line otherwise.
 *   /metrics  OpenMetrics 1.0 text.
 *
 * The last two answer the machine itself (a loopback peer, or a unix socket
 * without a forwarded address) and bearer tokens with the scope read; a proxy
 * on the same machine must say whom it speaks for (X-Forwarded-For), as
 * docs/design/server.md demands of it.
 */
#include "db/migrate.h"
#include "http/sse.h"
#include "ledger/log.h"
#include "web/inside.h"
#include "web/pages.h"

#define READY_WAIT (10 * MINUTE)

static const struct sql q_head = SQL("SELECT size FROM ledger_head WHERE id = 1");
static const struct sql q_event_at = SQL("SELECT at FROM event WHERE seq = $1");
static const struct sql q_tallies = SQL("SELECT name, n FROM tally"
	" WHERE name IN ('open', 'free', 'approval') ORDER BY name");
static const struct sql q_connections = SQL("SELECT state, COUNT(*) FROM connection"
	" GROUP BY state ORDER BY state");
static const struct sql q_outbox = SQL("SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state");

enum err
page_healthz(struct req *r)
{
	answer_text(r, 200, STR("ok\n"));
	return OK;
}

/* A page's own words for an error: a watcher reads no HTML. */
static enum err
plain(struct req *r, enum err e, struct str text)
{
	buf_put(&r->answer.body.out, text);
	r->answer.type = "text/plain; charset=utf-8";
	return e;
}

static enum err
admit(struct req *r)
{
	bool here = r->peer.n == 0 || str_starts(r->peer, STR("127.")) ||
					  str_eq(r->peer, STR("::1"));

	if (here || (r->session && r->session->api))
		return OK;
	answer_header(r, STR("www-authenticate"), STR("Bearer realm=\"api\""));
	return plain(r, ERR_LOGIN,
	    STR("this address answers the machine itself, and bearer tokens"
		" with the scope read\n"));
}

/* Ready ------------------------------------------------------------------- */

static enum err
head_size(struct req *r, int64_t *size)
{
	struct db_rows rows;

	TRY(db_query(r->db, r->arena, &q_head, DB_NOARGS, &rows));
	*size = rows.n ? db_get_int(&rows, 0, 0) : 0;
	return OK;
}

/* Since when the oldest event without a signed root has waited; 0: none. */
static enum err
waits_since(struct req *r, usec_t *since)
{
	struct str note;
	struct db_rows rows;
	int64_t head, size = 0;
	usec_t at;
	enum err e = ledger_latest(r->db, r->arena, &note, &size, &at);

	*since = 0;
	if (e != OK && e != ERR_MISSING)
		return e;
	TRY(head_size(r, &head));
	if (head <= size)
		return OK;
	TRY(db_query(
	    r->db, r->arena, &q_event_at, DB_ARGS(db_int(size + 1)), &rows));
	if (rows.n)
		*since = db_get_int(&rows, 0, 0);
	return OK;
}

static void
fault(struct buf *b, enum err e)
{
	if (e != OK)
		buf_printf(b, "%s\n", err_sentence(e));
}

enum err
page_readyz(struct req *r)
{
	struct buf why = { .arena = r->arena };
	usec_t since = 0;

	TRY(admit(r));
	fault(&why, migrate_check(r->db, r->arena));
	fault(&why, waits_since(r, &since));
	if (since && r->now - since > READY_WAIT)
		buf_printf(&why,
		    "events have waited %lld s for a signed checkpoint\n",
		    (long long)((r->now - since) / SECOND));
	if (why.n)
		return plain(r, ERR_BUSY, buf_str(&why));
	answer_text(r, 200, STR("ready\n"));
	return OK;
}

/* Metrics ----------------------------------------------------------------- */

static void
family(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# TYPE ordstyrer_%s %s\n# HELP ordstyrer_%s %s\n", name,
	    type, name, help);
}

static void
counter(struct buf *b, const char *name, int64_t v, const char *help)
{
	family(b, name, "counter", help);
	buf_printf(b, "ordstyrer_%s_total %lld\n", name, (long long)v);
}

static void
gauge(struct buf *b, const char *name, int64_t v, const char *help)
{
	family(b, name, "gauge", help);
	buf_printf(b, "ordstyrer_%s %lld\n", name, (long long)v);
}

static void
put_latency(struct buf *b, const struct server_stats *s)
{
	static const double bounds[] = SERVER_BUCKETS;
	const char *name = "http_request_duration_seconds";
	uint64_t sum = 0;

	family(b, name, "histogram", "from the head to the answer being ready");
	buf_printf(b, "# UNIT ordstyrer_%s seconds\n", name);
	for (size_t i = 0; i < SERVER_NBUCKETS; i++) {
		sum += s->buckets[i];
		if (i + 1 < SERVER_NBUCKETS)
			buf_printf(b,
			    "ordstyrer_%s_bucket{le=\"%.4g%s\"} %llu\n", name,
			    bounds[i],
			    bounds[i] >= 1 && bounds[i] != 2.5 ? ".0" : "",
			    (unsigned long long)sum);
	}
	buf_printf(b,
	    "ordstyrer_%s_bucket{le=\"+Inf\"} %llu\n"
	    "ordstyrer_%s_count %llu\nordstyrer_%s_sum %.6f\n",
	    name, (unsigned long long)sum, name, (unsigned long long)sum, name,
	    (double)s->microseconds / 1e6);
}

static void
put_server(struct buf *b, const struct server_stats *s)
{
	family(b, "http_requests", "counter", "answers sent, by class");
	for (int i = 1; i < 6; i++)
		buf_printf(b,
		    "ordstyrer_http_requests_total{class=\"%dxx\"} %llu\n", i,
		    (unsigned long long)s->by_class[i]);
	buf_printf(b, "ordstyrer_http_requests_total{class=\"cut\"} %llu\n",
	    (unsigned long long)s->by_class[0]);
	put_latency(b, s);
	gauge(b, "http_connections", (int64_t)s->connections_open,
	    "connections open now");
	gauge(b, "http_requests_in_flight", (int64_t)s->in_flight,
	    "requests under way now, streams included");
}

static void
put_store(struct buf *b, struct web *w)
{
	struct store_stats s;

	if (!w->store)
		return;
	s = store_stats(w->store);
	counter(b, "store_commits", s.commits, "transactions committed");
	counter(b, "store_jobs", s.jobs, "writes done, many to a commit");
	counter(b, "store_jobs_failed", s.failed, "writes that failed");
	gauge(b, "store_jobs_waiting", s.waiting, "writes waiting now");
}

static enum err
put_states(struct req *r, struct buf *b, const struct sql *q, const char *name,
    const char *label, const char *help)
{
	struct db_rows rows;

	TRY(db_query(r->db, r->arena, q, DB_NOARGS, &rows));
	family(b, name, "gauge", help);
	for (size_t i = 0; i < rows.n; i++)
		buf_printf(b, "ordstyrer_%s{%s=\"%.*s\"} %lld\n", name, label,
		    STR_ARG(db_get_text(&rows, i, 0)),
		    (long long)db_get_int(&rows, i, 1));
	return OK;
}

static enum err
put_ledger(struct req *r, struct buf *b)
{
	struct str note;
	int64_t head, size = 0;
	usec_t at = 0;
	enum err e = ledger_latest(r->db, r->arena, &note, &size, &at);

	if (e != OK && e != ERR_MISSING)
		return e;
	TRY(head_size(r, &head));
	gauge(b, "ledger_entries", head, "events in the record");
	gauge(b, "ledger_checkpoint_entries", size,
	    "events under the newest signed checkpoint");
	family(b, "ledger_checkpoint_timestamp_seconds", "gauge",
	    "when the newest checkpoint was signed");
	buf_lit(b, "# UNIT ordstyrer_ledger_checkpoint_timestamp_seconds"
		   " seconds\n");
	buf_printf(b, "ordstyrer_ledger_checkpoint_timestamp_seconds %lld\n",
	    (long long)(at / SECOND));
	return OK;
}

static void
put_streams(struct buf *b, struct web *w)
{
	uint64_t dropped;
	unsigned open;

	if (!w->hub)
		return;
	sse_counts(w->hub, &open, &dropped);
	gauge(b, "streams", (int64_t)open, "live pages open now");
	counter(b, "streams_dropped", (int64_t)dropped,
	    "live pages cut off for being too slow");
}

enum err
page_metrics(struct req *r)
{
	struct web *w = r->visit->web;
	struct buf b = { .arena = r->arena };
	struct server_stats s;
	bool has = false;

	TRY(admit(r));
	pthread_mutex_lock(&w->lock);
	if (w->server) {
		server_stats(w->server, &s);
		has = true;
	}
	pthread_mutex_unlock(&w->lock);
	if (has)
		put_server(&b, &s);
	put_store(&b, w);
	TRY(put_states(r, &b, &q_tallies, "enquiries", "state",
	    "enquiries that stand in the inbox"));
	TRY(put_states(r, &b, &q_connections, "connections", "state",
	    "accounts by the state of their connection"));
	TRY(put_states(
	    r, &b, &q_outbox, "outbox", "state", "what shall leave, by state"));
	TRY(put_ledger(r, &b));
	put_streams(&b, w);
	buf_lit(&b, "# EOF\n");
	r->answer.status = 200;
	r->answer.type = "application/openmetrics-text; version=1.0.0; "
			 "charset=utf-8";
	r->answer.fixed = b.p;
	r->answer.fixed_n = b.n;
	return OK;
}
