/* The right name on something else. */
const char* copytaster_plugin[16] = {"not a table at all"};
