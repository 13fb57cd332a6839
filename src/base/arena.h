/* SPDX-License-Identifier: EUPL-1.2
 *
 * arena.h - memory that is freed all at once.  One arena per request or job.
 *
 * arena_alloc never returns NULL: if the machine is out of memory the
 * process logs and aborts, the supervisor restarts it and the store rolls
 * back.  What a client can make us allocate is bounded where it comes in
 * (body size, page size), not here.  Memory comes zeroed.  An arena belongs
 * to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stdalign.h>
#include <stddef.h>

struct arena {
	struct arena_block *head;
	struct arena_defer *defers;
};

void *arena_alloc(struct arena *a, size_t size, size_t align)
    __attribute__((returns_nonnull, malloc, alloc_size(2), warn_unused_result));
/* fn(arg) is called by arena_free and arena_reset, newest first. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);
void arena_free(struct arena *a);
/* As arena_free, but keeps one block for the next round of a loop. */
void arena_reset(struct arena *a);

#define ARENA_NEW(a, T)	     ((T *)arena_alloc((a), sizeof(T), alignof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_array((a), sizeof(T), alignof(T), (n)))
void *arena_array(struct arena *a, size_t size, size_t align, size_t n)
    __attribute__((returns_nonnull));
#endif
