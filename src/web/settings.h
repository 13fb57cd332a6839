/* SPDX-License-Identifier: EUPL-1.2
 * settings.h - what the pages of settings and of hours show. */
#ifndef WEB_SETTINGS_H
#define WEB_SETTINGS_H
#include "model/worktime.h"
#include "web/form.h"
#include "web/trial_view.h"

struct hours_time { /* one field for a clock time; plain text, so that no
		     * browser shows it as "PM" */
	struct str name, value;
};
struct hours_day {
	struct str title, error;
	struct hours_time open[SPANS_MAX], close[SPANS_MAX];
};
struct hours_own { /* "24.12", "31.07.2026", "påske-4" */
	struct str day_name, day, closes_name, closes, error;
};
enum { HOURS_SPARE = 3 }; /* empty rows for more own days */
struct hours_form {
	struct hours_day week[7], summer[7];
	int spans; /* columns */
	struct str summer_from, summer_to, summer_error;
	bool has_summer;
	struct hours_own own[OWN_DAYS_MAX];
	size_t nown, nwrong;
	struct str error; /* of the whole */
};
struct hours_example {
	struct str arrives, due;
	struct str steps[STEPS_MAX];
	size_t nsteps;
};
enum { HOURS_EXAMPLES = 5 };
struct hours_view {
	struct str csrf, title, lead, action, back, back_text, told;
	int64_t version;
	struct hours_form form;
	struct str summary; /* of an enquiry that comes now */
	struct hours_example examples[HOURS_EXAMPLES];
	size_t nexamples;
	bool account, own; /* an account's; has hours of its own */
};
struct settings_view {
	struct str csrf, told;
	int64_t version;
	struct form form;
	struct str typed; /* to try the registers on */
	struct trial_view trial;
};

/* Fills the form from what was posted, else from the hours stored. */
void hours_fill(
    const struct req *r, const struct worktime *stored, struct hours_form *f);
/* The hours of what was posted; false: something in it is marked wrong. */
bool hours_read(
    const struct req *r, struct hours_form *f, struct worktime *out);
/* What these hours make of an enquiry now, and of the examples of SPEC 3. */
void hours_preview(
    const struct req *r, const struct worktime *w, struct hours_view *v);
struct mail_view {
	struct str csrf, told, error, error_when;
	bool set, has_address;
	int64_t waiting, sent, failed;
};
#endif
