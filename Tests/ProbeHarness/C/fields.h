/* Where a call's process leaves its fields for its parent. */
#ifndef FIELDS_H
#define FIELDS_H

#include <stddef.h>

#define PROBE_FIELD_ROOM 65536
extern char *probe_fields;
extern size_t probe_used;

#endif
