#include "loader.h"

#include <dlfcn.h>

#include <stdexcept>

std::unique_ptr<orderbook::Plugin> loadPlugin(const std::string &path) {
    void *library = dlopen(path.c_str(), RTLD_NOW);
    if (library == nullptr) throw std::runtime_error(dlerror());
    using Factory = orderbook::Plugin *(*)();
    auto make = reinterpret_cast<Factory>(dlsym(library, "orderbook_make_plugin"));
    if (make == nullptr) throw std::runtime_error(path + " is no plug-in");
    return std::unique_ptr<orderbook::Plugin>(make());
}
