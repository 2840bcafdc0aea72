#pragma once
#include <wchar.h>
// POSIX, in the C library itself; declared only with feature macros that Swift does not set.
extern int wcwidth(wchar_t character);
