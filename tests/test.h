/* SPDX-License-Identifier: EUPL-1.2
 *
 * test.h - TEST(name) { CHECK(x); }: defined once, found by itself.
 * SKIP("why") ends a test that cannot run here; it is counted and said aloud.
 * A test named after a clause carries a REQ tag in a comment: REQ: K8.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H
#include <stdio.h>

struct test {
	const char *name;
	void (*fn)(void);
	struct test *next;
};
extern struct test *tests;
extern int test_failures;
extern const char *test_skipped; /* why, or NULL */
extern const char *test_step;	 /* where it is, if it tells; else NULL */

#define TEST(id)                                                               \
	static void test_##id(void);                                           \
	__attribute__((constructor)) static void add_##id(void)                \
	{                                                                      \
		static struct test t = { #id, test_##id, NULL };               \
		t.next = tests;                                                \
		tests = &t;                                                    \
	}                                                                      \
	static void test_##id(void)

#define CHECK(x)                                                               \
	do {                                                                   \
		if (!(x)) {                                                    \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #x);         \
			test_failures++;                                       \
		}                                                              \
	} while (0)
#define SKIP(why)                                                              \
	do {                                                                   \
		test_skipped = (why);                                          \
		return;                                                        \
	} while (0)

/* The folder of third-party test data, or NULL where it is not there.  Joined:
 * test_shared("norway/holidays.json") gives a path, or NULL.  Static memory
 * of this thread, overwritten by the next call. */
const char *test_shared(const char *file);
#endif
