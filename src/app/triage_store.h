/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_store.h - the part of ordstyrer triage that needs a store.
 */
#ifndef APP_TRIAGE_STORE_H
#define APP_TRIAGE_STORE_H
#include <stdbool.h>

/* Is it --train without a file? */
bool triage_of_store(int argc, char **argv);
/* The command's exit status: 1 where the lesson was not kept, or there is too
 * little to learn from. */
int triage_train_store(int argc, char **argv);
#endif
