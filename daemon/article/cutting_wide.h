// The wide twin of cutting.h, for machines that can.
#pragma once

#include "daemon/article/cutting.h"

namespace copytaster {

#if defined(__x86_64__)
bool canCutWide();
// cut(), where canCutWide().
void cutWide(Cutting& cutting);
#endif

}  // namespace copytaster
