/* SPDX-License-Identifier: EUPL-1.2
 *
 * input.h - texts from files and pipes, for the commands that read them.
 */
#ifndef APP_INPUT_H
#define APP_INPUT_H
#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { EXIT_DONE, EXIT_NO, EXIT_USAGE, EXIT_BROKEN };

/* The whole of a file; "-" is standard input.  ERR_MISSING, ERR_TOO_LARGE. */
enum err input_all(
    struct arena *a, const char *path, struct str *out) MUST_CHECK;
/* Calls fn with each object of a file of one JSON object a line; the arena is
 * emptied after each.  What fn refuses, and what is no JSON, is told on
 * standard error with the line's number and sets *malformed; the others go on.
 */
enum err input_lines(struct arena *a, const char *path, const char *command,
    enum err (*fn)(struct arena *a, const json_t *o, void *arg), void *arg,
    bool *malformed) MUST_CHECK;
/* "id" of an object as JSON; null where there is none. */
struct str input_id(struct arena *a, const json_t *o);
#endif
