/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/assets.h"

#include <stdio.h>
#include <stdlib.h>

const struct asset *
asset_by_path(struct str path)
{
	for (size_t i = 0; i < assets_n; i++)
		if (str_eq(assets[i].path, path))
			return &assets[i];
	return NULL;
}

struct str
asset_path(struct str name)
{
	for (size_t i = 0; i < assets_n; i++)
		if (str_eq(assets[i].name, name))
			return assets[i].path;
	fprintf(stderr, "no asset is called %.*s\n", STR_ARG(name));
	abort();
}
