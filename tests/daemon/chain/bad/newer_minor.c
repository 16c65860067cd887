/* A filter that wants calls this host does not have yet. */
#include <copytaster/abi.h>
const ct_plugin copytaster_plugin = {CT_ABI_MAGIC,
                                     CT_ABI_MAJOR,
                                     CT_ABI_MINOR + 1,
                                     sizeof(ct_plugin),
                                     CT_EXAMINES,
                                     "x",
                                     "1.0.0",
                                     0,
                                     0,
                                     0,
                                     0,
                                     0};
