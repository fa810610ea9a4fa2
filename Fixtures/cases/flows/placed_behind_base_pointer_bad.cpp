// midas-flags: -std=c++17
#include <cstdlib>
#include <new>

/* Memory for any task is taken as that of the base, and a task is made in it. */
struct Task {
    virtual void run() {}
    virtual ~Task() = default;
    int priority = 0;
};
struct Draw : Task {
    long drawn = 0;                        // midas: pure
    void run() override { drawn = random(); }  // midas: source random effective
};
struct Idle : Task {
    long rounds = 0;  // midas: deterministic
    void run() override { rounds++; }
};

static Task *make(int kind) {
    Task *task = static_cast<Task *>(malloc(kind ? sizeof(Draw) : sizeof(Idle)));
    if (kind)
        new (static_cast<void *>(task)) Draw();
    else
        new (static_cast<void *>(task)) Idle();
    return task;
}

static Task *task;

void handle(int kind) {
    if (!task) task = make(kind);
    task->run();
}
