/* Its flags promise a call that is not there. */
#include <copytaster/abi.h>
static void* make(const ct_host* h, const ct_settings* s, ct_failure* f) {
  (void)h;
  (void)s;
  (void)f;
  return (void*)1;
}
static void drop(void* self) {
  (void)self;
}
const ct_plugin copytaster_plugin = {CT_ABI_MAGIC,
                                     CT_ABI_MAJOR,
                                     CT_ABI_MINOR,
                                     sizeof(ct_plugin),
                                     CT_EXAMINES | CT_SETTLES,
                                     "half",
                                     "1.0.0",
                                     make,
                                     drop,
                                     0,
                                     0,
                                     0};
