/* SPDX-License-Identifier: EUPL-1.2
 * lexicon.h - what the pages of the words of the checks show. */
#ifndef WEB_LEXICON_H
#define WEB_LEXICON_H
#include "web/form.h"
#include "web/trial_view.h"

struct class_row {
	struct str href, title, about;
	int64_t words, added, removed;
};
struct version_row {
	int64_t version;
	struct str who, when;
	bool current;
};
struct lexicon_view {
	struct str csrf;
	int64_t version;
	struct class_row *rows;
	size_t n;
	struct version_row *versions;
	size_t nversions;
	bool may_edit;
};
struct class_view {
	struct str csrf, title, about, action, error;
	int64_t version;
	bool may_edit;
	struct str add, remove, typed;
	struct trial_view trial;
	struct str words; /* the built-in ones */
};
#endif
