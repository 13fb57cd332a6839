/* SPDX-License-Identifier: EUPL-1.2
 *
 * prove.c - proofs that stand without us: that an entry is in the record, and
 * that an older record is the beginning of the newer.
 */
#include <stdio.h>

#include "app/commands.h"
#include "app/open.h"
#include "ledger/log.h"

enum { FILE_MAX = 512 * 1024 };

static const char usage[] =
    "usage: ordstyrer prove ENTRY [--entry]\n"
    "           prints the proof (c2sp.org/tlog-proof) that ENTRY is in the\n"
    "           record; --entry: the entry's own lines, which the proof is of\n"
    "       ordstyrer prove --from SIZE --to SIZE\n"
    "           prints the hashes that show the older record in the newer\n"
    "       ordstyrer prove --check PROOF-FILE ENTRY-FILE [--verifier KEY]\n"
    "       ordstyrer prove --check-consistency OLDER NEWER HASHES"
    " [--verifier KEY]\n"
    "           check such a proof, without the store; OLDER and NEWER are\n"
    "           files with a signed checkpoint each\n"
    "       ordstyrer prove --verifier-key\n"
    "           prints the public key that others check with\n"
    "Exit status: 0 done, 1 the proof does not hold, 2 wrong use,"
    " 3 failure.\n";

static enum err
read_file(struct arena *a, const char *path, struct str *out)
{
	char *p = ARENA_ARRAY(a, char, FILE_MAX);
	FILE *f = fopen(path, "rb");
	bool bad;

	if (!f)
		return fail(ERR_INVALID, "cannot read %s", path);
	*out = (struct str){ p, fread(p, 1, FILE_MAX, f) };
	bad = ferror(f) || out->n == FILE_MAX;
	fclose(f);
	return bad ? fail(ERR_INVALID, "no proof is that long: %s", path) : OK;
}

static enum err
check(struct arena *a, const struct ledger_key *key, struct args *args)
{
	struct str proof, entry;

	if (args->n != 2)
		return fail(ERR_INVALID, "see ordstyrer prove --help");
	TRY(read_file(a, args->v[0], &proof));
	TRY(read_file(a, args->v[1], &entry));
	TRY(ledger_proof_check(key, proof, entry));
	puts("The proof holds: the entry is in the record.");
	return OK;
}

static enum err
check_consistency(
    struct arena *a, const struct ledger_key *key, struct args *args)
{
	struct str older, newer, hashes;

	if (args->n != 3)
		return fail(ERR_INVALID, "see ordstyrer prove --help");
	TRY(read_file(a, args->v[0], &older));
	TRY(read_file(a, args->v[1], &newer));
	TRY(read_file(a, args->v[2], &hashes));
	TRY(ledger_consistency_check(key, older, newer, hashes));
	puts("The proof holds: the older record is in the newer, unchanged.");
	return OK;
}

static enum err
consistency(struct arena *a, struct db *db, const char *from, const char *to)
{
	struct tree_proof p;
	int64_t m, n;

	if (!from || !to || !str_to_int(str_from(from), 1, INT64_MAX, &m) ||
	    !str_to_int(str_from(to), 1, INT64_MAX, &n))
		return fail(ERR_INVALID, "--from and --to want two sizes");
	TRY(ledger_consistency(db, a, m, n, &p));
	printf("%.*s", STR_ARG(ledger_consistency_text(a, &p)));
	return OK;
}

struct advance {
	struct arena *a;
	const struct ledger_key *key;
	struct str note;
	bool fresh;
};

static enum err
advance(struct db *db, void *arg)
{
	struct advance *ad = arg;

	return ledger_advance(
	    db, ad->a, ad->key, clock_now(), &ad->note, &ad->fresh);
}

static enum err
inclusion(struct arena *a, const struct config *c, struct db *db,
    const struct ledger_key *key, struct args *args)
{
	struct advance ad = { .a = a, .key = key };
	bool entry = args_flag(args, "--entry");
	struct ledger_proof p;
	int64_t seq;

	if (args->n != 1 ||
	    !str_to_int(str_from(args->v[0]), 1, INT64_MAX, &seq))
		return fail(ERR_INVALID, "want the number of an entry");
	/* Without the signing key: as far as the newest checkpoint goes. */
	if (key->can_sign)
		TRY(db_tx(db, advance, &ad));
	if (ad.fresh)
		TRY(ledger_publish(a, c->checkpoints, ad.note));
	TRY(ledger_inclusion(db, a, seq, &p));
	printf("%.*s", STR_ARG(entry ? p.entry : ledger_proof_text(a, &p)));
	return OK;
}

static enum err
run(struct arena *a, const struct config *c, struct args *args)
{
	const char *verifier = args_value(args, "--verifier");
	const char *from = args_value(args, "--from");
	const char *to = args_value(args, "--to");
	struct ledger_key key;
	struct db *db;

	if (verifier)
		TRY(note_parse_verifier(a, str_from(verifier), &key));
	else
		TRY(ledger_key_load(a, c->key, &key));
	if (args_flag(args, "--check"))
		return check(a, &key, args);
	if (args_flag(args, "--check-consistency"))
		return check_consistency(a, &key, args);
	if (args_flag(args, "--verifier-key")) {
		printf("%.*s\n", STR_ARG(note_verifier(a, &key)));
		return OK;
	}
	TRY(open_store(a, c, &db));
	if (from || to)
		return consistency(a, db, from, to);
	return inclusion(a, c, db, &key, args);
}

int
command_prove(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	enum err e = config_load(&a, argc, argv, &c, &args);

	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = run(&a, &c, &args);
	arena_free(&a);
	return e == ERR_DENIED ? (command_failed("prove", e), 1)
			       : command_failed("prove", e);
}
