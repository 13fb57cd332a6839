/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_replay.c - every kept input of tests/data/fuzz/NAME through the harness
 * tests/fuzz/fuzz_NAME.c, in the plain tests: what was once found stays found.
 * The list is made by the Makefile from the harnesses that are there.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

enum { INPUT_MAX = 1 << 20 };

/* Each input in memory of its own length, so that a sanitizer sees a read past
 * its end.  How many there were. */
static int
replay(const char *dir, int (*one)(const uint8_t *, size_t))
{
	DIR *d = opendir(dir);
	int count = 0;

	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		char path[512];
		uint8_t *data = malloc(INPUT_MAX);
		FILE *f;
		size_t n;

		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
		if (f && data) {
			n = fread(data, 1, INPUT_MAX, f);
			data = realloc(data, n + (n == 0));
			(void)one(data, n);
			count++;
		}
		if (f)
			fclose(f);
		free(data);
	}
	if (d)
		closedir(d);
	return count;
}

#define FUZZ(name)                                                             \
	int fuzz_##name(const uint8_t *data, size_t n);                        \
	TEST(fuzz_replay_##name)                                               \
	{                                                                      \
		CHECK(replay("tests/data/fuzz/" #name, fuzz_##name) > 0);      \
	}
#include "fuzz_list.h"
