/* SPDX-License-Identifier: EUPL-1.2
 *
 * htmltext.h - what a reader sees of a piece of HTML, as plain text: entities
 * resolved, paragraphs and line breaks as line feeds, everything else that is
 * not text left out.  Hostile input is only ever text.
 */
#ifndef FMT_HTMLTEXT_H
#define FMT_HTMLTEXT_H
#include "base/str.h"

struct str html_to_text(struct arena *a, struct str html);
#endif
