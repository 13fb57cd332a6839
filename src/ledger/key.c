/* SPDX-License-Identifier: EUPL-1.2
 *
 * key.c - the signing key's file, and the file of checkpoints.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "ledger/log.h"

#define HEADER "ordstyrer-ledger-key/1"
enum { FILE_MAX = 4096 };

static enum err
write_all(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = fault() ? -1 : write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(ERR_BROKEN, "cannot write to the disk");
		s.p += n;
		s.n -= (size_t)n;
	}
	return fsync(fd) == 0 ? OK
			      : fail(ERR_BROKEN, "cannot write to the disk");
}

enum err
ledger_key_create(struct arena *a, struct str path, struct str host)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct str text;
	enum err e;
	int fd = open(str_z(a, path), O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd < 0 && errno == EEXIST)
		return OK;
	if (fd < 0)
		return fail(ERR_BROKEN, "cannot make the key file %.*s",
		    STR_ARG(path));
	crypto_sign_keypair(public, secret);
	text = str_printf(a, HEADER "\n%.*s/ledger\n%.*s\n", STR_ARG(host),
	    STR_ARG(note_base64(a, secret, sizeof(secret))));
	e = write_all(fd, text);
	sodium_memzero(secret, sizeof(secret));
	close(fd);
	return e;
}

static enum err
parse_key(struct arena *a, struct str text, struct ledger_key *out)
{
	struct str head = str_take(&text, '\n'), base64;
	size_t n;

	out->name = str_copy(a, str_take(&text, '\n'));
	base64 = str_take(&text, '\n');
	if (!str_eq(head, STR(HEADER)) || out->name.n == 0 ||
	    sodium_base642bin(out->secret, sizeof(out->secret), base64.p,
		base64.n, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    n != sizeof(out->secret))
		return fail(ERR_INVALID, "not a ledger key");
	crypto_sign_ed25519_sk_to_pk(out->public, out->secret);
	out->can_sign = true;
	return OK;
}

enum err
ledger_key_load(struct arena *a, struct str path, struct ledger_key *out)
{
	char *buf = ARENA_ARRAY(a, char, FILE_MAX);
	struct stat st;
	ssize_t n;
	int fd = open(str_z(a, path), O_RDONLY);

	*out = (struct ledger_key){ 0 };
	if (fd < 0)
		return fail(ERR_MISSING,
		    "no ledger key at %.*s: `ordstyrer init` makes one",
		    STR_ARG(path));
	n = fstat(fd, &st) == 0 ? read(fd, buf, FILE_MAX) : -1;
	close(fd);
	if (n < 0)
		return fail(ERR_BROKEN, "cannot read the ledger key");
	if (st.st_mode & 077)
		return fail(ERR_INVALID,
		    "the ledger key may be read by others: chmod 600 it");
	return parse_key(a, (struct str){ buf, (size_t)n }, out);
}

enum err
ledger_publish(struct arena *a, struct str path, struct str note)
{
	enum err e;
	int fd = open(str_z(a, path), O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (fd < 0)
		return fail(ERR_BROKEN, "cannot write checkpoints to %.*s",
		    STR_ARG(path));
	/* Notes are parted by an empty line and a line of dashes. */
	e = write_all(fd, str_printf(a, "%.*s\n----\n", STR_ARG(note)));
	close(fd);
	return e;
}
