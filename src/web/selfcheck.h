/* SPDX-License-Identifier: EUPL-1.2
 * selfcheck.h - what the self-check of a private draft shows.  REQ: P1 P7 */
#ifndef WEB_SELFCHECK_H
#define WEB_SELFCHECK_H
#include "web/enquiry.h"

struct selfcheck_view {
	struct str csrf, text;
	struct options roles; /* private, professional, official */
	bool checked;
	bool official;	      /* P1: that leads to the desk */
	struct str desk_href; /* empty: this person has no desk */
	struct str sum;
	struct finding_view *v;
	size_t n;
	bool to_rights;	       /* something is said of criticism or role */
	struct str disclosure; /* P4: an offered sentence; empty: none */
};
#endif
