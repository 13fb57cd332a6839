/* SPDX-License-Identifier: EUPL-1.2
 *
 * jobs.h - what the program does by itself: reminders, closings, ends.
 *
 * A job is one file and one line in jobs.def:
 *
 *	enum err job_duty_remind(struct job *j)
 *
 * It runs inside the writer's transaction, the same one that sets when it is
 * due again: what it did and that it was done stand or fall together, so a
 * killed program repeats it whole or not at all, and of several programs on one
 * store only one runs it (the row is taken under the transaction's lock).  A
 * job must be short and must not call out; what has to leave goes by the outbox
 * or the notifications.  An error rolls it back; it is tried again after a
 * minute and more, and stands in job_lease and the log.
 */
#ifndef APP_JOBS_H
#define APP_JOBS_H
#include "db/store.h"
#include "model/municipality.h"

struct job {
	struct db *db;
	struct arena *a;
	const struct municipality *m; /* as it stands in the transaction */
	usec_t now;
};

/* The jobs themselves, as jobs.def lists them. */
#define JOB(name, every) enum err job_##name(struct job *j) MUST_CHECK;
#include "app/jobs.def"
#undef JOB

struct jobs;
/* Starts the thread that looks for what is due; stopped by jobs_stop. */
enum err jobs_start(
    struct arena *a, struct store *store, struct jobs **out) MUST_CHECK;
void jobs_stop(struct jobs *j);

/* All that is due at `now`, in the transaction that is open: what the thread
 * does, for tests and the demo.  *ran counts. */
enum err jobs_run_due(
    struct db *db, struct arena *a, usec_t now, size_t *ran) MUST_CHECK;
/* One by its name, due or not; ERR_MISSING: no such. */
enum err job_run(
    struct db *db, struct arena *a, struct str name, usec_t now) MUST_CHECK;
#endif
