#pragma once
#include <stringprep.h>
