/* A disk that fails on demand, and a witness of who writes without the ledger's lock.
 *
 * Loaded before the C library. While the file named by DISK_FULL exists, writes fail with ENOSPC;
 * while the one named by DISK_FIXED exists, only those to the database itself do, not those to its
 * log; while the one named by DISK_BROKEN exists, fsync and fdatasync fail with EIO. Every write to a
 * file whose name ends in ".db" or ".db-wal" by a process that holds no flock is told, one line
 * each, in the file named by DISK_WITNESS.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

static int locks;

static int wanted(const char *name) {
    const char *path = getenv(name);
    return path && access(path, F_OK) == 0;
}

static int is_ledger(int descriptor, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    const char *end = strrchr(path, '.');
    return end && (!strcmp(end, ".db") || !strcmp(end, ".db-wal"));
}

static void witness(const char *call, int descriptor) {
    char path[4096], line[4200];
    const char *told = getenv("DISK_WITNESS");
    if (!told || locks > 0 || !is_ledger(descriptor, path, sizeof path))
        return;
    int out = open(told, O_WRONLY | O_CREAT | O_APPEND, 0600);
    int length = snprintf(line, sizeof line, "%s %s\n", call, strrchr(path, '/') + 1);
    ssize_t (*really)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    really(out, line, length);
    close(out);
}

int flock(int descriptor, int operation) {
    int (*really)(int, int) = dlsym(RTLD_NEXT, "flock");
    if (operation & LOCK_UN)
        locks = 0;
    int result = really(descriptor, operation);
    if (result == 0 && (operation & LOCK_EX))
        locks = 1;
    return result;
}

static int full(int descriptor) {
    char path[4096];
    if (!is_ledger(descriptor, path, sizeof path))
        return 0;
    int fixed = !strcmp(strrchr(path, '.'), ".db") && wanted("DISK_FIXED");
    if (!fixed && !wanted("DISK_FULL"))
        return 0;
    errno = ENOSPC;
    return 1;
}

static ssize_t put(const char *call, int descriptor, const void *from, size_t size, off_t at) {
    ssize_t (*really)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, call);
    witness(call, descriptor);
    return full(descriptor) ? -1 : really(descriptor, from, size, at);
}

ssize_t pwrite(int descriptor, const void *from, size_t size, off_t at) {
    return put("pwrite", descriptor, from, size, at);
}

ssize_t pwrite64(int descriptor, const void *from, size_t size, off_t at) {
    return put("pwrite64", descriptor, from, size, at);
}

ssize_t write(int descriptor, const void *from, size_t size) {
    ssize_t (*really)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    witness("write", descriptor);
    return full(descriptor) ? -1 : really(descriptor, from, size);
}

static int settle(const char *call, int descriptor) {
    int (*really)(int) = dlsym(RTLD_NEXT, call);
    if (!wanted("DISK_BROKEN"))
        return really(descriptor);
    errno = EIO;
    return -1;
}

int fsync(int descriptor) { return settle("fsync", descriptor); }

int fdatasync(int descriptor) { return settle("fdatasync", descriptor); }
