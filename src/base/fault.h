/* SPDX-License-Identifier: EUPL-1.2
 *
 * fault.h - let tests make the n-th outside call fail.  Every call that can
 * fail for reasons outside us (database, network, files) asks fault() first.
 * Only builds with -DTESTING can be made to fail.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H
#include <stdbool.h>
#ifdef TESTING
extern _Thread_local int fault_at, fault_seen; /* fault_at 0: never */
static inline bool
fault(void)
{
	return ++fault_seen == fault_at;
}
#else
#define fault() false
#endif
#endif
