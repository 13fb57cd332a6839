/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	size_t used, cap;
	alignas(max_align_t) unsigned char mem[];
};

struct arena_defer {
	struct arena_defer *next;
	void (*fn)(void *);
	void *arg;
};

enum { BLOCK_MIN = 16 * 1024 };

static _Noreturn void
out_of_memory(void)
{
	fputs("out of memory\n", stderr);
	abort();
}

static struct arena_block *
block_new(size_t need)
{
	size_t cap = need > BLOCK_MIN ? need : BLOCK_MIN;
	struct arena_block *b = malloc(sizeof(*b) + cap);

	if (!b)
		out_of_memory();
	b->next = NULL;
	b->used = 0;
	b->cap = cap;
	return b;
}

void *
arena_alloc(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->head;
	size_t at = b ? (b->used + align - 1) & ~(align - 1) : 0;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	if (!b || at > b->cap || size > b->cap - at) {
		b = block_new(size);
		b->next = a->head;
		a->head = b;
		at = 0;
	}
	b->used = at + size;
	return memset(b->mem + at, 0, size);
}

void *
arena_array(struct arena *a, size_t size, size_t align, size_t n)
{
	if (n > SIZE_MAX / 2 / size)
		out_of_memory();
	return arena_alloc(a, size * n, align);
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct arena_defer *d = ARENA_NEW(a, struct arena_defer);

	*d = (struct arena_defer){ a->defers, fn, arg };
	a->defers = d;
}

static void
run_defers(struct arena *a)
{
	while (a->defers) {
		struct arena_defer *d = a->defers;

		a->defers = d->next;
		d->fn(d->arg);
	}
}

void
arena_free(struct arena *a)
{
	run_defers(a);
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){ 0 };
}

void
arena_reset(struct arena *a)
{
	struct arena_block *keep = NULL;

	run_defers(a);
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		if (!keep && b->cap == BLOCK_MIN) {
			keep = b;
			keep->used = 0;
		} else {
			free(b);
		}
	}
	if (keep)
		keep->next = NULL;
	*a = (struct arena){ .head = keep };
}
