/* A filter of another major: refused with both versions named. */
#include <copytaster/abi.h>
const ct_plugin copytaster_plugin = {
    CT_ABI_MAGIC, CT_ABI_MAJOR + 1, 0, sizeof(ct_plugin), CT_EXAMINES, "x", "1.0.0", 0, 0, 0, 0, 0};
