/* SPDX-License-Identifier: EUPL-1.2
 *
 * picture.h - a picture is what its first bytes say, not what its sender calls
 * it: PNG, JPEG, GIF and WebP, which browsers and platforms show.
 */
#ifndef FMT_PICTURE_H
#define FMT_PICTURE_H
#include "base/str.h"

/* "image/png" ..., or NULL: none of these. */
const char *picture_type(struct str bytes);
#endif
