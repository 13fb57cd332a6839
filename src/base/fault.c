/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fault.h"
#ifdef TESTING
_Thread_local int fault_at, fault_seen;
#else
extern int fault_unused; /* ISO C wants something in a file */
#endif
