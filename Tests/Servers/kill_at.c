// Loaded before the C library (LD_PRELOAD): kills the process before the KILL_AT-th call that
// leaves something behind, on disk or with another process. Its children are left alone.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long left;

__attribute__((constructor)) static void begin(void) {
  const char *number = getenv("KILL_AT");
  atomic_store(&left, number ? atol(number) : 0);
  unsetenv("KILL_AT");
  unsetenv("LD_PRELOAD");
}

static void step(void) {
  if (atomic_fetch_sub(&left, 1) == 1) kill(getpid(), SIGKILL);
}

static int is_socket(int file) {
  struct stat status;
  return fstat(file, &status) == 0 && S_ISSOCK(status.st_mode);
}

#define STEP(result, name, parameters, arguments, counts)                \
  result name parameters {                                               \
    static result(*real) parameters;                                     \
    if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);     \
    if (counts) step();                                                  \
    return real arguments;                                               \
  }

STEP(int, fsync, (int file), (file), 1)
STEP(int, fdatasync, (int file), (file), 1)
STEP(int, rename, (const char *from, const char *to), (from, to), 1)
STEP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), 1)
STEP(int, symlink, (const char *to, const char *path), (to, path), 1)
STEP(int, symlinkat, (const char *to, int folder, const char *path), (to, folder, path), 1)
STEP(int, mkdir, (const char *path, mode_t mode), (path, mode), 1)
STEP(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), 1)
STEP(int, unlink, (const char *path), (path), 1)
STEP(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), 1)
STEP(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count),
     is_socket(file))
STEP(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count),
     is_socket(file))
STEP(ssize_t, send, (int file, const void *bytes, size_t count, int flags),
     (file, bytes, count, flags), 1)
STEP(ssize_t, sendmsg, (int file, const struct msghdr *message, int flags),
     (file, message, flags), 1)
