/* SPDX-License-Identifier: EUPL-1.2
 *
 * main.c - finds the command and runs it.
 */
#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/commands.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
#define COMMAND(name, summary) { #name, command_##name, summary },
#include "app/commands.def"
#undef COMMAND
};
enum { NCOMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void
print_help(FILE *f)
{
	fputs("usage: ordstyrer COMMAND [OPTIONS]\n\n"
	      "Runs a municipality's presence in social media by its own "
	      "guidelines.\n\n",
	    f);
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(
		    f, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\nordstyrer COMMAND --help tells more of each.\n", f);
}

int
main(int argc, char **argv)
{
	/* Before any thread: all local time is Norway's (fmt/date.h). */
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no thread yet */
	setenv("TZ", "Europe/Oslo", 1);
	tzset();
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
		fputs("ordstyrer: the crypto or network library does not"
		      " start\n",
		    stderr);
		return 3;
	}
	if (argc < 2) {
		print_help(stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return 0;
	}
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "ordstyrer: no command is called %s\n\n", argv[1]);
	print_help(stderr);
	return 2;
}
