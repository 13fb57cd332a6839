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
enum { FILE_MAX = 4096, HOST_MAX = 253, TAIL_MAX = 8192 };

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

/* It becomes the log's origin, a line of its own in every checkpoint, and part
 * of a key name: no spaces, no "+" (c2sp.org/signed-note). */
static bool
is_host(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '+')
			return false;
	return s.n > 0 && s.n <= HOST_MAX;
}

enum err
ledger_key_create(struct arena *a, struct str path, struct str host)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	const char *file = str_z(a, path);
	struct str text;
	enum err e;
	int fd;

	if (!is_host(host))
		return fail(ERR_INVALID, "not a host name: %.*s",
		    STR_ARG(str_cut(host, 0, 100)));
	fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return OK;
	if (fd < 0)
		return fail(
		    ERR_BROKEN, "cannot make the key file %.*s", STR_ARG(path));
	crypto_sign_keypair(public, secret);
	text = str_printf(a, HEADER "\n%.*s/ledger\n%.*s\n", STR_ARG(host),
	    STR_ARG(note_base64(a, secret, sizeof(secret))));
	e = write_all(fd, text);
	sodium_memzero(secret, sizeof(secret));
	close(fd);
	if (e != OK) /* half a key would be in the way of a whole one */
		(void)unlink(file);
	return e;
}

/* A key whose halves do not belong together signs what nobody can check. */
static bool
derive_public(struct ledger_key *k)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	unsigned char again[crypto_sign_SECRETKEYBYTES];
	bool same;

	crypto_sign_ed25519_sk_to_seed(seed, k->secret);
	crypto_sign_seed_keypair(k->public, again, seed);
	same = sodium_memcmp(again, k->secret, sizeof(again)) == 0;
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(again, sizeof(again));
	return same;
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
		n != sizeof(out->secret) || !derive_public(out))
		return fail(ERR_INVALID, "not a ledger key");
	out->can_sign = true;
	return OK;
}

enum err
ledger_key_load(struct arena *a, struct str path, struct ledger_key *out)
{
	char buf[FILE_MAX];
	struct stat st;
	enum err e;
	ssize_t n;
	int fd = open(str_z(a, path), O_RDONLY | O_CLOEXEC);

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
	e = parse_key(a, (struct str){ buf, (size_t)n }, out);
	sodium_memzero(buf, sizeof(buf));
	return e;
}

/* Where a write was cut short by a crash, the file ends in a torn note: it is
 * taken off, or it would make the next one unreadable too. */
static enum err
cut_torn(int fd)
{
	char tail[TAIL_MAX + 1];
	struct stat st;
	off_t from;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return fail(ERR_BROKEN, "cannot read the checkpoints");
	from = st.st_size > TAIL_MAX ? st.st_size - TAIL_MAX : 0;
	n = pread(fd, tail, TAIL_MAX, from);
	if (n < 0)
		return fail(ERR_BROKEN, "cannot read the checkpoints");
	while (n > 0 &&
	       !str_ends((struct str){ tail, (size_t)n }, STR(LEDGER_NOTE_END)))
		n--;
	if (n == 0 && from > 0) /* no torn note is that long: not our file */
		return fail(ERR_BROKEN, "the file of checkpoints is damaged");
	if (from + n < st.st_size && ftruncate(fd, from + n) != 0)
		return fail(ERR_BROKEN, "cannot mend the file of checkpoints");
	return OK;
}

enum err
ledger_publish(struct arena *a, struct str path, struct str note)
{
	enum err e;
	int fd = open(
	    str_z(a, path), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0)
		return fail(ERR_BROKEN, "cannot write checkpoints to %.*s",
		    STR_ARG(path));
	e = cut_torn(fd);
	if (e == OK)
		e = write_all(
		    fd, str_printf(a, "%.*s" LEDGER_NOTE_END, STR_ARG(note)));
	close(fd);
	return e;
}
