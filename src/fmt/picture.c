/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/picture.h"

#include <stddef.h>

const char *
picture_type(struct str s)
{
	if (str_starts(s, STR("\x89PNG\r\n\x1a\n")))
		return "image/png";
	if (str_starts(s, STR("\xff\xd8\xff")))
		return "image/jpeg";
	if (str_starts(s, STR("GIF8")))
		return "image/gif";
	if (str_starts(s, STR("RIFF")) &&
		str_eq(str_cut(s, 8, 12), STR("WEBP")))
		return "image/webp";
	return NULL;
}
