/* SPDX-License-Identifier: EUPL-1.2
 *
 * house_jobs.c - what keeps the store tidy.
 */
#include "app/jobs.h"
#include "base/log.h"
#include "model/fact.h"
#include "model/session.h"
#include "model/triage.h"

/* Ended sessions, and failed logins that bar nobody any more: nothing is kept
 * longer than it serves (GDPR article 5). */
enum err
job_forget_sessions(struct job *j)
{
	return session_sweep(j->db, j->now);
}

/* REQ: K5 - what people have corrected is learned, when there is enough of it
 * and it does no worse for it. */
enum err
job_learn_triage(struct job *j)
{
	struct triage_lesson l;
	enum err e = triage_learn(j->db, j->a, j->now, false, &l);

	if (e == ERR_MISSING)
		return OK;
	if (e == OK)
		log_event(LOG_INFO, "triage_learned",
		    "examples=%lld before=%d after=%d kept=%d",
		    (long long)l.examples, l.score_before, l.score_after,
		    l.kept);
	return e;
}

/* REQ: F1 - owners are told before a fact runs out. */
enum err
job_facts_expire(struct job *j)
{
	return fact_tell_expiring(j->db, j->a, j->m, j->now);
}
