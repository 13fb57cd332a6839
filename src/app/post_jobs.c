/* SPDX-License-Identifier: EUPL-1.2
 *
 * post_jobs.c - posts whose time goes by.  What is due leaves by itself: it
 * stands in the outbox with its time.
 */
#include "app/jobs.h"
#include "model/post.h"

/* REQ: F3 - nothing that waits for a decision expires in silence. */
enum err
job_posts_late(struct job *j)
{
	return post_tell_late(j->db, j->a, j->m, j->now);
}
