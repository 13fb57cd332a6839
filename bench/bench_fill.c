/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_fill.c - makes a store with ROWS messages for the benchmarks of pages:
 * the newest OPEN enquiries are open, the others answered.
 *
 *	bench_fill ROWS OPEN STORE KEY-FILE
 */
#include <stdlib.h>

#include "bench/fill.h"
#include "ledger/log.h"

int
main(int argc, char **argv)
{
	int64_t rows, open;
	struct fill f;

	if (argc != 5 || !str_to_int(str_from(argv[1]), 1, INT64_MAX, &rows) ||
	    !str_to_int(str_from(argv[2]), 0, INT64_MAX, &open))
		fill_die("want ROWS OPEN STORE KEY-FILE");
	setenv("TZ", "Europe/Oslo", 1);
	fill_open(&f, str_from(argv[3]));
	fill_must(ledger_key_create(&f.a, str_from(argv[4]), STR("localhost")));
	fill_rows(&f, rows, open);
	fill_close(&f);
	return 0;
}
