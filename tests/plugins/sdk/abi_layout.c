/* Pins the layout of the boundary, in C: that abi.h is C11, and that no struct moves. A line here
 * is changed only where a table grew at its end (and CT_ABI_MINOR with it). That it compiles is the
 * test; the figures are those of 64-bit machines. */
#include <copytaster/abi.h>

#define PIN_SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " changed its size")
#define PIN(type, member, bytes) \
  _Static_assert(offsetof(type, member) == (bytes), #type "." #member " moved")

_Static_assert(sizeof(void*) == 8, "the figures below are those of 64-bit machines");
_Static_assert(CT_ABI_MAGIC == 0x63746131, "another magic is another boundary");

PIN_SIZE(ct_text, 16);
PIN_SIZE(ct_token, 16);
PIN(ct_token, begin, 8);
PIN(ct_token, size, 12);
PIN(ct_token, flags, 14);
PIN_SIZE(ct_span, 16);

PIN_SIZE(ct_finding, 48);
PIN(ct_finding, kind, 4);
PIN(ct_finding, cut, 20);
PIN(ct_finding, confidence, 24);
PIN(ct_finding, reading, 32);
PIN_SIZE(ct_garble, 32);
PIN(ct_garble, restored, 16);
PIN_SIZE(ct_duplicate, 72);
PIN(ct_duplicate, of_sequence, 8);
PIN(ct_duplicate, of_id, 16);
PIN(ct_duplicate, resemblance, 48);
PIN(ct_duplicate, evidence, 56);
PIN_SIZE(ct_story, 48);
PIN(ct_story, id, 16);
PIN(ct_story, evidence, 32);
PIN_SIZE(ct_evidence, 16);
PIN_SIZE(ct_topic, 72);
PIN(ct_topic, code, 8);
PIN(ct_topic, parents, 40);
PIN(ct_topic, evidence, 56);
PIN_SIZE(ct_entity, 64);
PIN(ct_entity, text, 16);
PIN(ct_entity, offsets, 48);

/* Grow at the end: what is pinned stays, sizes may rise. */
_Static_assert(sizeof(ct_host) >= 232, "ct_host shrank");
PIN(ct_host, extension, 8);
PIN(ct_host, text, 16);
PIN(ct_host, restored, 64);
PIN(ct_host, verdict, 72);
PIN(ct_host, fail, 144);
PIN(ct_host, kept, 168);
PIN(ct_host, setting_number, 176);
PIN(ct_host, setting_file, 216);
PIN(ct_host, log, 224);
_Static_assert(sizeof(ct_store_api) >= 40, "ct_store_api shrank");
PIN(ct_store_api, get, 8);
PIN(ct_store_api, scan, 32);
PIN_SIZE(ct_failure, 512);

/* The first 16 bytes are read before anything else, for ever. */
_Static_assert(sizeof(ct_plugin) >= 72, "ct_plugin shrank");
PIN(ct_plugin, magic, 0);
PIN(ct_plugin, abi_major, 4);
PIN(ct_plugin, abi_minor, 6);
PIN(ct_plugin, struct_size, 8);
PIN(ct_plugin, flags, 12);
PIN(ct_plugin, name, 16);
PIN(ct_plugin, create, 32);
PIN(ct_plugin, examine, 48);
PIN(ct_plugin, recall, 64);
