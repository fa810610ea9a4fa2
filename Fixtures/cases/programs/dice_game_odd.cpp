// A lock-step game: dice from a seeded engine, the order of death from addresses.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

struct Vec { int32_t x = 0, y = 0; };

class Entity {
public:
    explicit Entity(uint32_t id) : id(id) {}
    virtual ~Entity() = default;
    virtual void step() = 0;
    uint32_t id;        // midas: deterministic
    Vec at;
    int health = 100;   // midas: contaminated
};

class Walker : public Entity {
public:
    using Entity::Entity;
    void step() override { at.x += dx_; at.y += dy_; }
    void turn(int dx, int dy) { dx_ = dx; dy_ = dy; }
private:
    int dx_ = 1, dy_ = 0;   // midas: deterministic
};

class Turret : public Entity {
public:
    using Entity::Entity;
    void step() override { ++charge_; }
private:
    int charge_ = 0;        // midas: deterministic
};

class World {
public:
    Walker *walker() {
        auto made = std::make_unique<Walker>(next_++);
        Walker *raw = made.get();
        all_.push_back(std::move(made));
        return raw;
    }
    void turret() { all_.push_back(std::make_unique<Turret>(next_++)); }
    void tick() {
        for (auto &e : all_) e->step();
        ++frame_;
    }
    void hit(Entity *e) {
        std::uniform_int_distribution<int> d(1, 6);
        e->health -= d(dice_);                      
        if (e->health < 0) fallen_.insert(e);
    }
    void reap() {
        for (Entity *e : fallen_) order_of_death_.push_back(e->id);
        fallen_.clear();
    }
    uint64_t hash() const {
        uint64_t h = 1469598103934665603ull;
        for (auto &e : all_) h = (h ^ static_cast<uint64_t>(e->at.x * 31 + e->at.y)) * 1099511628211ull;
        return h;
    }
    void log_hash() { hashes_.push_back(hash()); }
    Entity *by_id(uint32_t id) {
        for (auto &e : all_) if (e->id == id) return e.get();
        return nullptr;
    }
private:
    std::vector<std::unique_ptr<Entity>> all_;
    std::set<Entity *> fallen_;
    std::vector<uint32_t> order_of_death_;   // midas: pure
    std::vector<uint64_t> hashes_;           // midas: deterministic
    std::mt19937 dice_{std::random_device{}()};
    uint32_t next_ = 1;                      // midas: deterministic
    uint64_t frame_ = 0;                     // midas: deterministic
};

static World world;
static Walker *player;

int main() {
    player = world.walker();
    std::string word;
    while (std::cin >> word) {
        if (word == "tick") world.tick();
        else if (word == "turn") { int x, y; std::cin >> x >> y; player->turn(x, y); }
        else if (word == "turret") world.turret();
        else if (word == "hit") { uint32_t id; std::cin >> id; if (auto *e = world.by_id(id)) world.hit(e); }
        else if (word == "reap") world.reap();
        else if (word == "hash") world.log_hash();
    }
}
