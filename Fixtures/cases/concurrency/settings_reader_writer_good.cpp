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
        values[key] = value;  // midas: no-race
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

static Settings settings;  // midas: deterministic
static int seen[2];        // midas: superficial

int main() {
    settings.set("limit", 1);
    settings.set("depth", 2);
    std::thread a([] { seen[0] = settings.get("limit"); });
    std::thread b([] { seen[1] = settings.get("depth"); });
    a.join();
    b.join();
    settings.set("limit", seen[0] + 1);
    return 0;
}
