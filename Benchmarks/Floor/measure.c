/* Runs a program to its end, its output thrown away, and prints what that took on one line:
 * milliseconds on the clock, milliseconds of processor time (user and system), and the most
 * memory that it held, in kilobytes.
 *
 *   measure PROGRAM [ARGUMENT…]
 *
 * A program of its own, because Linux counts a child's memory from that of its parent on.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double milliseconds(struct timeval time) {
  return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static void become(char **arguments) {
  int nothing = open("/dev/null", O_WRONLY);
  if (nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0) _exit(126);
  execvp(arguments[0], arguments);
  _exit(127);
}

int main(int argc, char **argv) {
  struct timespec start, end;
  struct rusage usage;
  int status;
  if (argc < 2) {
    fprintf(stderr, "usage: measure PROGRAM [ARGUMENT...]\n");
    return 64;
  }
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) become(argv + 1);
  if (wait4(child, &status, 0, &usage) < 0) fail("wait4");
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "%s did not end well: status %d\n", argv[1], status);
    return 1;
  }
  printf("%.3f %.3f %ld\n",
         (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6,
         milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), usage.ru_maxrss);
  return 0;
}
