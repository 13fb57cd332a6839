/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_builtin.c - the model trained at build (tools/triage_train.c) and put
 * into the binary.
 */
#include <assert.h>
#include <pthread.h>

#include "policy/triage_internal.h"

static struct arena keep;
static const struct triage_model *model;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
load(void)
{
	struct str bytes = { (const char *)triage_model_bytes,
		triage_model_size };
	enum err e = triage_model_read(&keep, bytes, &model);

	assert(e == OK);
	(void)e;
}

const struct triage_model *
triage_builtin(void)
{
	pthread_once(&once, load);
	return model;
}
