/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/vfs_power.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

enum { FILES = 8, SECTOR = 512 };

struct op { /* a write, or with p NULL a truncation to `at` */
	struct op *next;
	size_t at, n;
	unsigned char *p;
};

struct image {
	char path[256];
	unsigned char *p; /* what is surely on disk */
	size_t n, cap;
	struct op *first, **last; /* since */
	struct arena since;
};

struct power_file {
	sqlite3_file base;
	struct image *image; /* NULL: temporary, not watched */
	sqlite3_file *real;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* all below */
static struct image images[FILES];
static long ops, fail_at;
static bool dead;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs power_vfs;

/* The images -------------------------------------------------------------- */
static void
reserve(struct image *m, size_t n)
{
	unsigned char *bigger;

	if (n <= m->cap)
		return;
	m->cap = n * 2;
	bigger = realloc(m->p, m->cap);
	if (!bigger)
		abort();
	m->p = bigger;
}

static void
image_write(struct image *m, size_t at, const unsigned char *p, size_t n)
{
	reserve(m, at + n);
	if (at > m->n)
		memset(m->p + m->n, 0, at - m->n);
	memcpy(m->p + at, p, n);
	if (at + n > m->n)
		m->n = at + n;
}

static void
image_apply(struct image *m, const struct op *op)
{
	if (op->p)
		image_write(m, op->at, op->p, op->n);
	else if (op->at < m->n)
		m->n = op->at;
}

static void
image_forget(struct image *m)
{
	m->first = NULL;
	m->last = &m->first;
	arena_reset(&m->since);
}

static void
image_load(struct image *m, const char *path)
{
	FILE *f = fopen(path, "rb");
	unsigned char part[65536];
	size_t n;

	snprintf(m->path, sizeof(m->path), "%s", path);
	m->n = 0;
	image_forget(m);
	while (f && (n = fread(part, 1, sizeof(part), f)) > 0)
		image_write(m, m->n, part, n);
	if (f)
		fclose(f);
}

static struct image *
image_of(const char *path)
{
	for (int i = 0; i < FILES; i++) {
		if (strcmp(images[i].path, path) == 0)
			return &images[i];
		if (!images[i].path[0]) {
			image_load(&images[i], path);
			return &images[i];
		}
	}
	abort();
}

static void
remember(struct image *m, const void *p, size_t n, size_t at)
{
	struct op *op = ARENA_NEW(&m->since, struct op);

	*op = (struct op){ .at = at, .n = n };
	if (p) {
		op->p = ARENA_ARRAY(&m->since, unsigned char, n + 1);
		memcpy(op->p, p, n);
	}
	*m->last = op;
	m->last = &op->next;
}

/* Counts; false: the power is gone.  The write that it is gone in may still
 * have reached the disk in part, so it is remembered. */
static bool
powered(void)
{
	bool was_dead = dead;

	ops++;
	if (!dead && fail_at && ops >= fail_at)
		dead = true;
	return !was_dead;
}

/* File methods ------------------------------------------------------------ */
static struct power_file *
self(sqlite3_file *f)
{
	return (struct power_file *)f;
}

static sqlite3_file *
real(sqlite3_file *f)
{
	return self(f)->real;
}

static int
power_close(sqlite3_file *f)
{
	return real(f)->pMethods ? real(f)->pMethods->xClose(real(f))
				 : SQLITE_OK;
}

static int
power_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	bool off;

	pthread_mutex_lock(&lock);
	off = dead;
	pthread_mutex_unlock(&lock);
	return off ? SQLITE_IOERR_READ
		   : real(f)->pMethods->xRead(real(f), p, n, at);
}

static int
power_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	struct image *m = self(f)->image;
	int rc = SQLITE_IOERR_WRITE;

	pthread_mutex_lock(&lock);
	if (!m || powered()) {
		if (m)
			remember(m, p, (size_t)n, (size_t)at);
		if (!m || !dead)
			rc = real(f)->pMethods->xWrite(real(f), p, n, at);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

static int
power_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct image *m = self(f)->image;
	int rc = SQLITE_IOERR_TRUNCATE;

	pthread_mutex_lock(&lock);
	if (!m || powered()) {
		if (m)
			remember(m, NULL, 0, (size_t)size);
		if (!m || !dead)
			rc = real(f)->pMethods->xTruncate(real(f), size);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

/* The only thing that makes writes sure.  (The real sync is left out: it
 * would only take time.) */
static int
power_sync(sqlite3_file *f, int flags)
{
	struct image *m = self(f)->image;
	int rc = SQLITE_IOERR_FSYNC;

	(void)flags;
	pthread_mutex_lock(&lock);
	if (!m || (powered() && !dead)) {
		for (struct op *op = m ? m->first : NULL; op; op = op->next)
			image_apply(m, op);
		if (m)
			image_forget(m);
		rc = SQLITE_OK;
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

static int
power_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real(f)->pMethods->xFileSize(real(f), size);
}

static int
power_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int
power_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int
power_check_lock(sqlite3_file *f, int *out)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int
power_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int
power_sector(sqlite3_file *f)
{
	(void)f;
	return SECTOR;
}

/* A plain disk: it promises nothing. */
static int
power_traits(sqlite3_file *f)
{
	(void)f;
	return 0;
}

static int
power_shm_map(
    sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}

static int
power_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void
power_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int
power_shm_unmap(sqlite3_file *f, int delete)
{
	return real(f)->pMethods->xShmUnmap(real(f), delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* no mapping */
	.xClose = power_close,
	.xRead = power_read,
	.xWrite = power_write,
	.xTruncate = power_truncate,
	.xSync = power_sync,
	.xFileSize = power_size,
	.xLock = power_lock,
	.xUnlock = power_unlock,
	.xCheckReservedLock = power_check_lock,
	.xFileControl = power_control,
	.xSectorSize = power_sector,
	.xDeviceCharacteristics = power_traits,
	.xShmMap = power_shm_map,
	.xShmLock = power_shm_lock,
	.xShmBarrier = power_shm_barrier,
	.xShmUnmap = power_shm_unmap,
};

/* VFS methods ------------------------------------------------------------- */
static int
power_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
    int *out_flags)
{
	struct power_file *p = self(f);
	int rc;

	(void)vfs;
	*p = (struct power_file){ .real = (sqlite3_file *)(p + 1) };
	memset(p->real, 0, (size_t)real_vfs->szOsFile);
	pthread_mutex_lock(&lock);
	rc = dead ? SQLITE_CANTOPEN
		  : real_vfs->xOpen(real_vfs, name, p->real, flags, out_flags);
	if (rc == SQLITE_OK && name)
		p->image = image_of(name);
	pthread_mutex_unlock(&lock);
	if (rc == SQLITE_OK)
		p->base.pMethods = &methods;
	return rc;
}

/* Deleting is taken as done at once: SQLite deletes only a log of which
 * nothing is needed any more. */
static int
power_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	int rc = SQLITE_IOERR_DELETE;

	(void)vfs;
	pthread_mutex_lock(&lock);
	if (!dead) {
		rc = real_vfs->xDelete(real_vfs, name, sync_dir);
		for (int i = 0; i < FILES; i++)
			if (strcmp(images[i].path, name) == 0) {
				images[i].n = 0;
				image_forget(&images[i]);
			}
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

void
power_install(void)
{
	(void)sqlite3_initialize();
	real_vfs = sqlite3_vfs_find(NULL);
	power_vfs = *real_vfs;
	power_vfs.zName = "power";
	power_vfs.pNext = NULL;
	power_vfs.szOsFile = (int)sizeof(struct power_file) +
			     real_vfs->szOsFile;
	power_vfs.xOpen = power_open;
	power_vfs.xDelete = power_delete;
	(void)sqlite3_vfs_register(&power_vfs, 1);
}

void
power_remove(void)
{
	(void)sqlite3_vfs_unregister(&power_vfs);
	(void)sqlite3_vfs_register(real_vfs, 1);
	for (int i = 0; i < FILES; i++) {
		free(images[i].p);
		arena_free(&images[i].since);
		images[i] = (struct image){ 0 };
	}
}

void
power_begin(long at)
{
	pthread_mutex_lock(&lock);
	for (int i = 0; i < FILES; i++)
		images[i].path[0] = '\0'; /* loaded anew when opened */
	ops = 0;
	fail_at = at;
	dead = false;
	pthread_mutex_unlock(&lock);
}

bool
power_failed(void)
{
	return dead;
}

long
power_ops(void)
{
	return ops;
}

/* After the failure ------------------------------------------------------- */
static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16 & 0x7fff;
}

static void
apply_torn(struct image *m, const struct op *op, unsigned *seed)
{
	if (!op->p) {
		if (next(seed) % 2)
			image_apply(m, op);
		return;
	}
	for (size_t at = 0; at < op->n; at += SECTOR) {
		size_t n = op->n - at < SECTOR ? op->n - at : SECTOR;

		if (next(seed) % 2)
			image_write(m, op->at + at, op->p + at, n);
	}
}

static void
apply_some(struct image *m, enum power_keep keep, unsigned *seed)
{
	size_t n = 0, kept;

	for (struct op *op = m->first; op; op = op->next)
		n++;
	kept = keep == POWER_PREFIX ? next(seed) % (n + 1) : n;
	for (struct op *op = m->first; op && kept > 0; op = op->next, kept--) {
		if (keep == POWER_PREFIX)
			image_apply(m, op);
		else if (keep == POWER_TORN)
			apply_torn(m, op, seed);
	}
}

void
power_restore(enum power_keep keep, unsigned seed)
{
	char shm[300];

	for (int i = 0; i < FILES && images[i].path[0]; i++) {
		struct image *m = &images[i];
		FILE *f;

		apply_some(m, keep, &seed);
		f = fopen(m->path, "wb");
		if (!f || fwrite(m->p, 1, m->n, f) != m->n || fclose(f) != 0)
			abort();
		snprintf(shm, sizeof(shm), "%.255s-shm", m->path);
		(void)unlink(shm);
	}
}
