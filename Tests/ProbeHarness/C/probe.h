/* What generated calls use: places for arguments, and the fields that a call leaves behind.
 *
 * Each call runs in a process of its own. It writes its fields into memory that it shares with its
 * parent, so that it may close, replace or exhaust any descriptor. */
#ifndef PROBE_H
#define PROBE_H

#include <complex.h>
#include <stdarg.h>
#include <stddef.h>
#include <wchar.h>

/* Work files of a call, made anew before each. */
#define WORK "/tmp/work"
#define WORK_FILE WORK "/file"
#define WORK_DIRECTORY WORK "/directory"
#define WORK_LINK WORK "/link"
#define WORK_NEW WORK "/new"

struct probe_call {
    const char *name;
    void (*call)(void);
    /* NULL where no library has the function. */
    const void *function;
};
extern const struct probe_call probe_calls[];
extern const int probe_call_count;

/* Fields: a value, which is compared as text, or an address, which is compared apart. */
void probe_integer(const char *field, long long value);
void probe_bytes(const char *field, const void *bytes, size_t size);
void probe_text(const char *field, const char *text);
void probe_wide(const char *field, const wchar_t *text);
void probe_address(const char *field, const void *address);
/* A value that the C library may have left half written: nothing where it cannot be read. */
void probe_memory(const char *field, const void *bytes, size_t size);
int probe_is_readable(const void *address, size_t size);

/* The callable of clang's __builtin_dump_struct: fields one by one, so that padding stays out. */
int probe_member(const char *prefix, const char *format, ...);
#define PROBE_RECORD(FIELD, POINTER)                                                               \
    do {                                                                                           \
        if (probe_is_readable((POINTER), sizeof *(POINTER)))                                       \
            __builtin_dump_struct((POINTER), probe_member, FIELD);                                 \
    } while (0)

/* Arguments. */
void *probe_buffer(int index);               /* 16384 bytes, zero */
void *probe_text_buffer(int index);          /* the same, with a text at its beginning */
void *probe_wide_buffer(int index);
int probe_file(void);                        /* WORK_FILE, open for reading and writing */
int probe_directory(void);                   /* a descriptor of WORK_DIRECTORY */
int probe_socket(void);                      /* a connected socket with bytes to read */
int probe_terminal(void);                    /* the slave of a new pseudo-terminal */
void *probe_stream(void);                    /* a stream over WORK_FILE */
void *probe_directory_stream(void);          /* a DIR over WORK_DIRECTORY */
int probe_stub();                            /* a callback that gives 0 */
int probe_compare(const void *, const void *);
void *probe_thread(void *);
void probe_handler(int);
void *probe_signaller(void *);               /* signals a condition: given {mutex, condition} */
void *probe_sleeper(void *);
int probe_visit(const char *path);           /* leaves the path as a field */
const void *probe_locale(void);
/* What the sandbox varies: contents, times and so on come from here. */
const char *probe_environment(const char *name, const char *otherwise);
int probe_axis_is(const char *axis);

#endif
