/* SPDX-License-Identifier: EUPL-1.2
 *
 * pg_pipe.c - what goes over the wire, and when somebody waits for it.
 *
 * The connection is always in pipeline mode.  What needs no answer (BEGIN,
 * SAVEPOINT, the rows of a batch) is sent and counted in `pending`; whoever
 * needs an answer sends a sync and collects all up to it.  So a round of the
 * writer that inserts batches costs one or two round trips, not one a row.
 * After an error PostgreSQL skips everything up to the sync and refuses the
 * rest of the transaction: `failed` keeps it until the rollback.
 *
 * Sources: PostgreSQL 15, 34.5 Pipeline Mode, 55.2 Message Flow.
 */
#include <poll.h>
#include <stdio.h>

#include "base/fault.h"
#include "db/pg.h"

/* Failing ----------------------------------------------------------------- */
/* Remembers the transaction's error: every later call gives it again. */
enum err
pg_give_up(struct pg_db *s, enum err e)
{
	if (s->db.in_tx && s->failed == OK) {
		s->failed = e;
		snprintf(s->why, sizeof(s->why), "%s", err_sentence(e));
	}
	return e;
}

void
pg_disconnect(struct pg_db *s)
{
	PQfinish(s->c);
	s->c = NULL;
	s->pending = 0;
	for (size_t i = 0; i < s->cap; i++) {
		s->stmts[i].ready = false;
		for (size_t k = 0; k < PG_SPREADS; k++)
			if (s->stmts[i].spread[k])
				s->stmts[i].spread[k]->ready = false;
	}
}

bool
pg_is_alive(const struct pg_db *s)
{
	return s->c && PQstatus(s->c) == CONNECTION_OK;
}

/* A connection with nothing to answer has nothing to read, unless the server
 * says goodbye. */
static void
look_for_goodbye(struct pg_db *s)
{
	for (int i = 0; i < 3 && pg_is_alive(s); i++) {
		struct pollfd p = { .fd = PQsocket(s->c), .events = POLLIN };

		if (poll(&p, 1, 0) <= 0)
			return;
		(void)PQconsumeInput(s->c);
	}
}

/* Before every call: a connection, and a transaction that can go on. */
enum err
pg_usable(struct pg_db *s)
{
	if (s->db.in_tx) {
		if (s->failed != OK)
			return fail(s->failed, "%s", s->why);
		if (!pg_is_alive(s))
			return pg_give_up(
			    s, fail(ERR_REMOTE, "the connection to PostgreSQL"
						" is gone"));
		return OK;
	}
	look_for_goodbye(s);
	if (pg_is_alive(s))
		return OK;
	pg_disconnect(s);
	return pg_connect(s);
}

/* The pipeline ------------------------------------------------------------ */
static bool
touched(PGresult *r)
{
	const char *tag = PQcmdStatus(r);

	return (*tag == 'I' || *tag == 'U' || *tag == 'D') &&
	       *PQcmdTuples(r) != '\0' && *PQcmdTuples(r) != '0';
}

/* Takes in one answer; keeps the first error. */
static enum err
take_in(struct pg_db *s, PGresult *r, enum err e)
{
	ExecStatusType st = PQresultStatus(r);

	if (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK) {
		if (!s->db.changed)
			s->db.changed = touched(r);
		return e;
	}
	if (e != OK)
		return e;
	if (st == PGRES_PIPELINE_ABORTED)
		return fail(ERR_BROKEN, "PostgreSQL skipped a statement");
	return pg_fail(r);
}

/* Sends a sync and takes in all answers up to it.  *last (may be NULL): the
 * answer to the newest command, to be cleared by the caller. */
enum err
pg_collect(struct pg_db *s, PGresult **last)
{
	enum err e = OK;
	size_t seen = 0;
	int nulls = 0; /* one after each command; two: there is no more */

	if (last)
		*last = NULL;
	if (!PQpipelineSync(s->c))
		nulls = 2;
	while (nulls < 2) {
		PGresult *r = PQgetResult(s->c);

		nulls = r ? 0 : nulls + 1;
		if (!r)
			continue;
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			PQclear(r);
			break;
		}
		e = take_in(s, r, e);
		if (last && ++seen == s->pending)
			*last = r;
		else
			PQclear(r);
	}
	s->pending = 0;
	if (e == OK && nulls == 2)
		e = fail(ERR_REMOTE, "the connection to PostgreSQL is gone");
	if (nulls == 2)
		pg_disconnect(s);
	if (e != OK && last) {
		PQclear(*last);
		*last = NULL;
	}
	return e == OK ? OK : pg_give_up(s, e);
}

enum err
pg_sent(struct pg_db *s, int ok)
{
	if (!ok)
		return pg_give_up(
		    s, fail(ERR_REMOTE, "cannot send to PostgreSQL"));
	s->pending++;
	return s->pending < PENDING_MAX ? OK : pg_collect(s, NULL);
}

/* A command without values whose answer can wait. */
enum err
pg_send_text(struct pg_db *s, const char *text)
{
	return pg_sent(s, !fault() && PQsendQueryParams(s->c, text, 0, NULL,
					  NULL, NULL, NULL, 1));
}

void
pg_drain(struct pg_db *s)
{
	if (pg_is_alive(s) && s->pending > 0 && pg_collect(s, NULL) != OK)
		s->failed = OK;
}
