/* The floor of reading: libyaml's event loop over files, and nothing else.
 *
 *   events FILE               one file, once
 *   events FOLDER             all its .yaml files, once, on one core
 *   events FOLDER THREADS N   all of them N times from memory; prints the milliseconds of each time
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

struct text {
  unsigned char *bytes;
  size_t length;
};

static struct text *texts;
static size_t count;
static atomic_size_t next_text;
static atomic_long events;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static struct text load(int folder, const char *name) {
  struct stat status;
  int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &status) != 0) fail(name);
  struct text text = {malloc((size_t)status.st_size + 1), (size_t)status.st_size};
  if (text.bytes == NULL || read(file, text.bytes, text.length) != status.st_size) fail(name);
  close(file);
  return text;
}

static void load_folder(const char *path) {
  size_t room = 0;
  DIR *folder = opendir(path);
  if (folder == NULL) fail(path);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    size_t length = strlen(entry->d_name);
    if (length < 5 || strcmp(entry->d_name + length - 5, ".yaml") != 0) continue;
    if (count == room) {
      room = room ? room * 2 : 1024;
      texts = realloc(texts, room * sizeof *texts);
      if (texts == NULL) fail("realloc");
    }
    texts[count++] = load(dirfd(folder), entry->d_name);
  }
  closedir(folder);
}

static long parse(struct text text) {
  yaml_parser_t parser;
  yaml_event_t event;
  long seen = 0;
  if (!yaml_parser_initialize(&parser)) fail("yaml_parser_initialize");
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, text.bytes, text.length);
  for (int done = 0; !done; seen++) {
    if (!yaml_parser_parse(&parser, &event)) {
      fprintf(stderr, "no YAML: %s\n", parser.problem);
      exit(1);
    }
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return seen;
}

static void *work(void *unused) {
  (void)unused;
  long seen = 0;
  for (size_t index; (index = atomic_fetch_add(&next_text, 1)) < count;) {
    seen += parse(texts[index]);
  }
  atomic_fetch_add(&events, seen);
  return NULL;
}

static double parse_all(int threads) {
  struct timespec start, end;
  pthread_t others[64];
  atomic_store(&next_text, 0);
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int index = 1; index < threads; index++) pthread_create(&others[index], NULL, work, NULL);
  work(NULL);
  for (int index = 1; index < threads; index++) pthread_join(others[index], NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6;
}

int main(int argc, char **argv) {
  if (argc != 2 && argc != 4) {
    fprintf(stderr, "usage: events FILE | FOLDER [THREADS ROUNDS]\n");
    return 64;
  }
  struct stat status;
  if (stat(argv[1], &status) != 0) fail(argv[1]);
  if (S_ISDIR(status.st_mode)) {
    load_folder(argv[1]);
  } else {
    texts = malloc(sizeof *texts);
    if (texts == NULL) fail("malloc");
    texts[count++] = load(AT_FDCWD, argv[1]);
  }
  int threads = argc == 4 ? atoi(argv[2]) : 1;
  int rounds = argc == 4 ? atoi(argv[3]) : 1;
  if (threads < 1 || threads > 64 || rounds < 1 || rounds > 1000) return 64;
  for (int round = 0; round < rounds; round++) {
    double milliseconds = parse_all(threads);
    if (argc == 4) printf("%.3f\n", milliseconds);
  }
  return events > 0 ? 0 : 1;
}
