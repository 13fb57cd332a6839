/* SPDX-License-Identifier: EUPL-1.2
 *
 * vfs_power.h - a layer over SQLite's file access in which the power can fail.
 * It holds in memory, per file, what a disk is bound to have (all up to the
 * last sync) and the writes since, which it may have, in part or not at all.
 *
 *	power_install();
 *	power_begin(40);	the 40th write or sync from now fails, and all
 *after
 *	... open a store, use it, close it ...
 *	power_restore(POWER_TORN, seed);	the files as after the failure
 */
#ifndef TESTS_VFS_POWER_H
#define TESTS_VFS_POWER_H
#include <stdbool.h>

enum power_keep {
	POWER_NOTHING, /* all unsynced writes are lost */
	POWER_PREFIX,  /* some of the first are kept */
	POWER_TORN     /* any sectors of any of them are kept, in no order */
};

void power_install(void); /* as the default; remove when all is closed */
void power_remove(void);
/* Starts with the files as they are; fail_at 0: never. */
void power_begin(long fail_at);
bool power_failed(void);
long power_ops(void); /* writes, truncations and syncs since power_begin */
/* After everything is closed: puts the files as a disk would have them. */
void power_restore(enum power_keep keep, unsigned seed);
#endif
