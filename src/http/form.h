/* SPDX-License-Identifier: EUPL-1.2
 *
 * form.h - the forms browsers send: application/x-www-form-urlencoded (URL
 * Standard 5) and multipart/form-data (RFC 7578).  Strict: what no browser
 * sends is refused, for two readers of one form must never differ.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H
#include "http/req.h"

/* Errors of both: ERR_INVALID (broken escape, NUL, invalid UTF-8, broken
 * parts), ERR_TOO_LARGE (more than max fields). */
enum err form_parse_pairs(
    struct arena *a, struct str text, size_t max, struct pairs *out) MUST_CHECK;
/* type: the whole Content-Type header.  File bytes are not copied. */
enum err form_parse_multipart(
    struct req *r, struct str type, struct str body, size_t max) MUST_CHECK;
/* By the request's Content-Type: one of the two, or nothing. */
enum err form_read(struct req *r, size_t max) MUST_CHECK;
#endif
