/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t fixed;

static usec_t
read_clock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (usec_t)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

usec_t
clock_now(void)
{
	usec_t t = atomic_load(&fixed);

	return t ? t : read_clock(CLOCK_REALTIME);
}

usec_t
clock_mono(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void
clock_set(usec_t t)
{
	atomic_store(&fixed, t);
}
