/* SPDX-License-Identifier: EUPL-1.2
 *
 * house_jobs.c - what keeps the store tidy.
 */
#include "app/jobs.h"
#include "model/session.h"

/* Ended sessions, and failed logins that bar nobody any more: nothing is kept
 * longer than it serves (GDPR article 5). */
enum err
job_forget_sessions(struct job *j)
{
	return session_sweep(j->db, j->now);
}
