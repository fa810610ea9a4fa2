// midas-flags: -std=c++17 -pthread
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

class Settings {
public:
    void set(const std::string &key, int value) {
        std::unique_lock<std::shared_mutex> hold(guard);
        values[key] = value;  // midas: no-race; source scheduling effective
    }
    int get(const std::string &key) const {
        std::shared_lock<std::shared_mutex> hold(guard);
        auto found = values.find(key);
        return found == values.end() ? 0 : found->second;  // midas: no-race
    }

private:
    mutable std::shared_mutex guard;
    std::map<std::string, int> values;
};

static Settings settings;  // midas: pure
static int seen;           // midas: pure

int main() {
    std::thread a([] { settings.set("limit", 1); });
    std::thread b([] { settings.set("limit", 2); });
    std::thread c([] { seen = settings.get("limit"); });
    a.join();
    b.join();
    c.join();
    return 0;
}
