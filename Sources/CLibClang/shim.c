#define _GNU_SOURCE
#include "CLibClang.h"

#include <dlfcn.h>
#include <stddef.h>

CXTable cx_table;

const char *cx_load(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
#define CX_RESOLVE(result, name, parameters, arguments)                                            \
    *(void **)&cx_table.name = dlsym(library, "clang_" #name);
    CX_FUNCTIONS(CX_RESOLVE)
#undef CX_RESOLVE
    if (cx_table.parseTranslationUnit2 == NULL) return "it lacks clang_parseTranslationUnit2";
    return NULL;
}

const char *cx_loaded_path(void) {
    Dl_info info;
    if (cx_table.createIndex == NULL) return NULL;
    if (dladdr(*(void **)&cx_table.createIndex, &info) == 0) return NULL;
    return info.dli_fname;
}
