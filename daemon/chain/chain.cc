// The chain: see chain.h.
#include "daemon/chain/chain.h"
