/* SPDX-License-Identifier: EUPL-1.2
 *
 * duty_jobs.c - reminders, closings, and accounts gone silent.
 * REQ: K1 K2 K4
 */
#include "app/jobs.h"
#include "channel/channel.h"
#include "model/approval.h"
#include "model/closing.h"
#include "model/presence.h"
#include "model/roster.h"

enum err
job_remind(struct job *j)
{
	size_t n;

	TRY(roster_remind(j->db, j->a, j->m, j->now, &n));
	return approval_remind(j->db, j->a, j->m, j->now, &n);
}

enum err
job_close_forums(struct job *j)
{
	for (size_t i = 0; i < j->m->naccounts; i++) {
		const struct account *acct = &j->m->accounts[i];
		const struct channel *ch = channel_find(acct->channel);
		struct closing_way way = { .native = ch &&
						     ch->close == CLOSE_NATIVE,
			.by_hand = !ch || ch->close == CLOSE_BY_HAND,
			.tells = ch && (ch->can.publish ||
					   ch->close == CLOSE_BY_HAND) };
		size_t did;

		if (str_eq(acct->state, STR("active")) ||
			str_eq(acct->state, STR("closed")))
			TRY(closing_step(
			    j->db, j->a, j->m, acct, way, j->now, &did));
	}
	return OK;
}

enum err
job_nudge(struct job *j)
{
	return presence_nudge(j->db, j->a, j->m, j->now);
}
