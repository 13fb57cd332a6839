/* SPDX-License-Identifier: EUPL-1.2
 *
 * picture.h - a picture is what its first bytes say, not what its sender calls
 * it: PNG, JPEG, GIF and WebP, which browsers and platforms show.  And a
 * picture that goes out says nothing beside what it shows.
 */
#ifndef FMT_PICTURE_H
#define FMT_PICTURE_H
#include "base/arena.h"
#include "base/str.h"

enum { PICTURE_PIXELS = 100 * 1000 * 1000 };

/* "image/png" ..., or NULL: none of these. */
const char *picture_type(struct str bytes);
/* The same image without what cameras and programs write beside it: where,
 * when, with what and by whom it was taken, the copy from before it was cut,
 * and whatever comes after its end.  How it is to be turned, its colours and
 * its movement stay.  Empty: broken, cut off, or more than PICTURE_PIXELS.
 * Whole and in the arena, bytes of its own.
 * Sources: PNG (W3C, third edition) 5, 11; ITU-T T.81 annex B; Exif 2.3 4.5,
 * 4.6; GIF89a; RFC 9649 (WebP) 2. */
struct str picture_clean(struct arena *a, struct str bytes);
#endif
