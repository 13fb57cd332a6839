/* SPDX-License-Identifier: EUPL-1.2
 * error.h - what the page for an error shows: what happened, what it means
 * and what to do; and what was typed, which is never lost. */
#ifndef WEB_ERROR_H
#define WEB_ERROR_H
#include "fmt/html.h"

struct error_view {
	struct str what, help;
	struct str kept, kept_label;
	struct str back, back_text;
};
#endif
