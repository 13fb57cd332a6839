/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/version.h"

#include <curl/curl.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"

int
command_version(int argc, char **argv)
{
	if (argc > 1) {
		puts("usage: ordstyrer version\n"
		     "Prints the program's version and its libraries'.");
		return strcmp(argv[1], "--help") == 0 ? 0 : 2;
	}
	printf("ordstyrer %s\n"
	       "sqlite %s, libpq %d, libmicrohttpd %s, libcurl %s, libsodium"
	       " %s\n",
	    ORDSTYRER_VERSION, sqlite3_libversion(), PQlibVersion(),
	    MHD_get_version(), curl_version_info(CURLVERSION_NOW)->version,
	    sodium_version_string());
	return 0;
}
