/* SPDX-License-Identifier: EUPL-1.2
 *
 * open.h - what most commands begin with: settings, store, and the sentence
 * for an error that ends them.
 */
#ifndef APP_OPEN_H
#define APP_OPEN_H
#include "app/config.h"
#include "db/db.h"

/* Prints "ordstyrer COMMAND: sentence" and gives the exit status of e: 0 OK,
 * 1 a negative answer (ERR_BLOCKED), 2 wrong use (ERR_INVALID), 3 all else. */
int command_failed(const char *command, enum err e);
/* Opens the store for writing; ERR_CONFLICT where its schema is not this
 * program's. */
enum err open_store(
    struct arena *a, const struct config *c, struct db **out) MUST_CHECK;
#endif
