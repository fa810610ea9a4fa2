#pragma once

#include <memory>
#include <string>

#include "orderbook/plugin.h"

/// Loads a shared object and makes its plug-in; throws std::runtime_error where that fails.
std::unique_ptr<orderbook::Plugin> loadPlugin(const std::string &path);
