/* The fields of a call and the arguments that calls share. */
#define _GNU_SOURCE
#include "probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fields.h"

char *probe_fields;
size_t probe_used;

static void put(const char *text, size_t size) {
    if (probe_used + size + 1 >= PROBE_FIELD_ROOM) return;
    memcpy(probe_fields + probe_used, text, size);
    probe_used += size;
    probe_fields[probe_used] = 0;
}

static void put_text(const char *text) { put(text, strlen(text)); }

/* Printable bytes stay, others become \xx; tabs and line ends separate fields. */
static void put_escaped(const char *bytes, size_t size) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte > ' ' - 1 && byte < 127 && byte != '\\') {
            put(bytes + i, 1);
        } else {
            char code[3] = {'\\', digits[byte >> 4], digits[byte & 15]};
            put(code, 3);
        }
    }
}

static void begin(char kind, const char *field) {
    put(&kind, 1);
    put("\t", 1);
    put_text(field);
    put("\t", 1);
}

static void put_number(unsigned long long value) {
    char digits[24];
    int at = sizeof digits;
    do digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    put(digits + at, sizeof digits - (size_t)at);
}

void probe_integer(const char *field, long long value) {
    begin('V', field);
    if (value < 0) put("-", 1);
    put_number(value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value);
    put("\n", 1);
}

void probe_bytes(const char *field, const void *bytes, size_t size) {
    begin('V', field);
    put_escaped(bytes, size);
    put("\n", 1);
}

/* Reading one's own memory through the kernel fails where an access would end the process. */
int probe_is_readable(const void *address, size_t size) {
    char byte;
    const char *first = address;
    if (!address) return 0;
    for (size_t at = 0; at < size + 4096; at += 4096) {
        const char *place = first + (at < size ? at : size - 1);
        struct iovec to = {&byte, 1}, from = {(void *)place, 1};
        if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != 1) return 0;
    }
    return 1;
}

void probe_memory(const char *field, const void *bytes, size_t size) {
    if (probe_is_readable(bytes, size)) probe_bytes(field, bytes, size);
}

void probe_text(const char *field, const char *text) {
    size_t length = 0;
    while (length < 256 && probe_is_readable(text + length, 1) && text[length]) length++;
    if (probe_is_readable(text, 1)) probe_bytes(field, text, length);
}

void probe_wide(const char *field, const wchar_t *text) {
    size_t length = 0;
    while (length < 64 && probe_is_readable(text + length, sizeof *text) && text[length]) length++;
    if (probe_is_readable(text, sizeof *text)) probe_bytes(field, text, length * sizeof *text);
}

void probe_address(const char *field, const void *address) {
    begin('V', field);
    put_text(address ? address == (void *)-1 ? "failed" : "address" : "null");
    put("\n", 1);
    begin('A', field);
    put_number((unsigned long)address);
    put("\n", 1);
}

/* `char[65]` has 65 elements of one byte; 0 where the type is no array or its elements no plain
 * numbers. */
static size_t array_size(const char *type) {
    const char *open = strchr(type, '[');
    if (!open) return 0;
    size_t count = (size_t)atol(open + 1), each = 0;
    const char *names[] = {"unsigned char", "signed char", "char", "uint8_t", "unsigned short",
                           "uint16_t", "short", "unsigned int", "uint32_t", "int", "__uint32_t",
                           "unsigned long", "long", "__syscall_slong_t", "double"};
    const size_t sizes[] = {1, 1, 1, 1, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (!strncmp(type, names[i], strlen(names[i])) && strchr("[ ", type[strlen(names[i])]))
            each = sizes[i];
    return count * each;
}

static char field_path[512];

static const char *path(const char *prefix, const char *name) {
    snprintf(field_path, sizeof field_path, "%s.%s", prefix, name);
    return field_path;
}

/* Formats are `%s%s %s = %d\n` with indentation, type and name before the value. */
int probe_member(const char *prefix, const char *format, ...) {
    va_list list;
    va_start(list, format);
    const char *equals = strstr(format, " = ");
    if (!equals || strncmp(format, "%s%s %s", 7)) {
        va_end(list);
        return 0;
    }
    (void)va_arg(list, const char *);
    const char *type = va_arg(list, const char *);
    const char *name = va_arg(list, const char *);
    const char *value = equals + 3;
    if (!strncmp(value, "*%p", 3)) {
        const char *address = va_arg(list, const char *);
        size_t size = array_size(type);
        if (size && !strncmp(type, "char", 4)) size = strnlen(address, size);
        if (array_size(type)) probe_bytes(path(prefix, name), address, size);
    } else if (!strncmp(value, "%p", 2)) {
        probe_address(path(prefix, name), va_arg(list, const void *));
    } else if (!strncmp(value, "\"%s\"", 4) || !strncmp(value, "\"%.", 3)) {
        const char *text = va_arg(list, const char *);
        probe_text(path(prefix, name), text);
        probe_address(path(prefix, name), text);
    } else if (*value == '%') {
        char text[128];
        int length = vsnprintf(text, sizeof text, value, list);
        while (length > 0 && text[length - 1] == '\n') length--;
        probe_bytes(path(prefix, name), text, length > 0 ? (size_t)length : 0);
    }
    va_end(list);
    return 0;
}

#define BUFFERS 12
static _Alignas(64) char buffers[BUFFERS][16384];

void *probe_buffer(int index) { return buffers[index]; }

void *probe_text_buffer(int index) { return strcpy(buffers[index], "12abc"); }

void *probe_wide_buffer(int index) { return wcscpy((wchar_t *)(void *)buffers[index], L"12abc"); }

int probe_file(void) { return open(WORK_FILE, O_RDWR); }

int probe_directory(void) { return open(WORK_DIRECTORY, O_RDONLY | O_DIRECTORY); }

int probe_socket(void) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return -1;
    const char *text = probe_environment("PROBE_MESSAGE", "");
    if (write(pair[1], text, strlen(text)) < 0) return -1;
    return pair[0];
}

int probe_terminal(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master)) return -1;
    return open(ptsname(master), O_RDWR | O_NOCTTY);
}

void *probe_stream(void) { return fopen(WORK_FILE, "r+"); }

void *probe_directory_stream(void) { return opendir(WORK_DIRECTORY); }

int probe_stub() { return 0; }

int probe_compare(const void *a, const void *b) {
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

void *probe_thread(void *argument) { return argument; }

void probe_handler(int signal) { (void)signal; }

void *probe_signaller(void *both) {
    void **objects = both;
    pthread_mutex_lock(objects[0]);
    pthread_cond_signal(objects[1]);
    pthread_mutex_unlock(objects[0]);
    return NULL;
}

void *probe_sleeper(void *argument) {
    usleep(100000);
    return argument;
}

int probe_visit(const char *path) {
    probe_text("visited", path);
    return 0;
}

const void *probe_locale(void) { return newlocale(LC_ALL_MASK, "", (locale_t)0); }

const char *probe_environment(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value ? value : otherwise;
}

int probe_axis_is(const char *axis) { return !strcmp(probe_environment("PROBE_AXIS", ""), axis); }
