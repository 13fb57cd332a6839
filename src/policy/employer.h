/* SPDX-License-Identifier: EUPL-1.2
 *
 * employer.h - the municipality as an employer in a private text: its names and
 * its units.  Shared by the rules P3, P8 and P9.
 */
#ifndef POLICY_EMPLOYER_H
#define POLICY_EMPLOYER_H
#include "policy/look.h"

/* Every mention of the employer, settled: the names (but for the bare name of
 * the place, which is where people live), and the units where they are written
 * as names. */
struct spans employer_mentions(const struct look *l);
#endif
