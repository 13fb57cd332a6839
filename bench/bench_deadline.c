/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_deadline.c - deadlines a second, against the yardstick of one
 * localtime_r and one mktime of the C library, which the simplest sum needs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fmt/date.h"
#include "model/worktime.h"

enum { N = 300000 };

static usec_t
arrival(int i)
{
	/* A year from 1 January 2026 on, in steps of 97 seconds. */
	return (1767222000 + (int64_t)i * 97 % 31536000) * SECOND;
}

static double
measure(const struct worktime *w, const struct worktime_closure *c, size_t n,
    int64_t *sum)
{
	usec_t from = clock_mono();

	for (int i = 0; i < N; i++) {
		struct deadline d;

		worktime_deadline(w, arrival(i), c, n, &d);
		*sum += d.due / SECOND % 7;
	}
	return (double)(clock_mono() - from) / N;
}

static double
yardstick(int64_t *sum)
{
	usec_t from = clock_mono();

	for (int i = 0; i < N; i++) {
		time_t t = (time_t)(arrival(i) / SECOND);
		struct tm tm;

		localtime_r(&t, &tm);
		tm.tm_mday++;
		tm.tm_isdst = -1;
		*sum += mktime(&tm) % 7;
	}
	return (double)(clock_mono() - from) / N;
}

int
main(void)
{
	struct worktime_closure c[3];
	struct worktime w;
	int64_t sum = 0;
	double base;

	setenv("TZ", "Europe/Oslo", 1);
	tzset();
	if (worktime_default(&w) != OK)
		return 1;
	for (int i = 0; i < 3; i++)
		c[i] = (struct worktime_closure){ arrival(0) + i * 90 * DAY,
			arrival(0) + i * 90 * DAY + 10 * DAY };
	base = yardstick(&sum);
	printf("localtime_r and mktime %.3f us\n", base);
	for (size_t n = 0; n <= 3; n += 3) {
		double us = measure(&w, c, n, &sum);

		printf("deadline with %zu closures %.3f us, %.2f of the"
		       " yardstick\n",
		    n, us, us / base);
	}
	/* So that nothing is left out as unused. */
	return sum == 0;
}
