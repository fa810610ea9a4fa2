/* CLibClang: the part of the ABI of libclang that midas uses, and a table filled by dlopen.
 *
 * Declarations are our own, as of LLVM 22; enumerators are stable and append-only from LLVM 14 on,
 * but for the translation unit's cursor kind, which is left out for that reason. A test compares
 * all of them with the header of an installed libclang. */
#ifndef CLIBCLANG_H
#define CLIBCLANG_H

#include "types.h"
#include "functions.h"

/* The functions of the loaded library; NULL where it lacks one. */
typedef struct {
#define CX_MEMBER(result, name, parameters, arguments) result (*name) parameters;
    CX_FUNCTIONS(CX_MEMBER)
#undef CX_MEMBER
} CXTable;

extern CXTable cx_table;

/* Loads the library at `path` into the table. Gives NULL, or why it could not be loaded: a text
 * that is valid until the next call. Not thread-safe; a library once loaded stays. */
const char *cx_load(const char *path);

/* The path of the file that the loaded library was mapped from, or NULL. */
const char *cx_loaded_path(void);

/* Calls through the table: `cx_getCursorType` for `clang_getCursorType`, and so on. */
#define CX_WRAPPER(result, name, parameters, arguments)                                            \
    static inline result cx_##name parameters { return cx_table.name arguments; }                  \
    static inline int cx_has_##name(void) { return cx_table.name != 0; }
CX_FUNCTIONS(CX_WRAPPER)
#undef CX_WRAPPER

#endif
