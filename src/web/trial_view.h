/* SPDX-License-Identifier: EUPL-1.2
 * trial_view.h - the effect of a change of words or registers, as it is shown.
 */
#ifndef WEB_TRIAL_VIEW_H
#define WEB_TRIAL_VIEW_H
#include "model/trial.h"
#include "web/view.h"

struct trial_row {
	struct str href, label, come, go; /* href empty: nothing to open */
};
struct trial_view {
	bool tried;
	struct str sum, warning, typed_says;
	struct trial_row *rows;
	size_t n;
};
/* The trial of whoever asks. */
struct trial_of trial_of(const struct req *r, struct str typed);
/* typed: whether a text was given.  Sets all but the warning. */
struct trial_view trial_view(
    const struct req *r, const struct trial *t, bool typed);
#endif
