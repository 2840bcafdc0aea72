#pragma once
#include <git2.h>

/* git_libgit2_opts is variadic, which Swift cannot call: one function for each shape. */
static inline int allotment_git_set_option_int(int option, int value) {
  return git_libgit2_opts(option, value);
}

static inline int allotment_git_set_option_size(int option, size_t value) {
  return git_libgit2_opts(option, value);
}

static inline int allotment_git_set_option_text(int option, const char *value) {
  return git_libgit2_opts(option, value);
}

static inline int allotment_git_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int allotment_git_set_certificates(const char *file, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, path);
}
