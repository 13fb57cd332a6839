/* SPDX-License-Identifier: EUPL-1.2
 *
 * employer.h - the municipality as an employer in a private text: its names and
 * its units.  Shared by the rules P3, P8 and P9.
 */
#ifndef POLICY_EMPLOYER_H
#define POLICY_EMPLOYER_H
#include "policy/look.h"

/* Calls fn for each mention of the employer: the names (but for the bare name
 * of the place, which is where people live), and the units where they are
 * written as names. */
void employer_mentions(const struct look *l,
    void (*fn)(const struct look *l, size_t from, size_t to, void *arg),
    void *arg);
/* Is it named in [from, to)?  *at: the first place. */
bool employer_named(const struct look *l, size_t from, size_t to, size_t *at);
#endif
