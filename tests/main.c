/* SPDX-License-Identifier: EUPL-1.2
 *
 * main.c - runs every TEST, or those whose name holds the first argument.
 * Ends with "N passed, N failed" (", N skipped").
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/test.h"

struct test *tests;
int test_failures;
const char *test_skipped;
const char *test_step;

const char *
test_shared(const char *file)
{
	static _Thread_local char path[512];
	const char *root = getenv("ORDSTYRER_SHARED");

	snprintf(path, sizeof(path), "%s/%s", root ? root : "../shared", file);
	return access(path, R_OK) == 0 ? path : NULL;
}

int
main(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[1] : "";
	int passed = 0, failed = 0, skipped = 0;

	setenv("TZ", "Europe/Oslo", 1);
	tzset();
	for (struct test *t = tests; t; t = t->next) {
		int before = test_failures;

		if (!strstr(t->name, only))
			continue;
		test_skipped = NULL;
		test_step = NULL;
		t->fn();
		fflush(stdout);
		if (test_failures != before) {
			printf("FAIL %s%s%s\n", t->name,
			    test_step ? ", last: " : "",
			    test_step ? test_step : "");
			failed++;
		} else if (test_skipped) {
			printf("SKIP %s: %s\n", t->name, test_skipped);
			skipped++;
		} else {
			passed++;
		}
	}
	printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
	return test_failures != 0;
}
