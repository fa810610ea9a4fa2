/* A runtime for code compiled with -fsanitize=thread and not linked with ThreadSanitizer: gives the
   processor away at random before accesses to memory and at calls, so that the orders that threads
   can take show within few runs. Seeded by MIDAS_SEED. */
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static unsigned seed;
static unsigned threads;
static __thread uint64_t state;

__attribute__((constructor)) static void read_seed(void) {
    const char *text = getenv("MIDAS_SEED");
    seed = text ? (unsigned)atoi(text) : 1;
}

static uint64_t next(void) {
    if (!state) {
        // A thread begins: those that were created at the same time overtake it.
        unsigned thread = __atomic_add_fetch(&threads, 1, __ATOMIC_RELAXED);
        state = (seed * 2654435761u + thread) * 0x9e3779b97f4a7c15u | 1;
        struct timespec late = {0, (long)((state >> 24) % 400000)};
        if (state >> 60 & 1) nanosleep(&late, 0);
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void rest(uint64_t one_in, long nanoseconds) {
    uint64_t drawn = next();
    if (drawn % one_in) return;
    struct timespec time = {0, (long)((drawn >> 32) % (uint64_t)nanoseconds)};
    if (drawn >> 20 & 1) sched_yield();
    else nanosleep(&time, 0);
}

static void at_access(void) { rest(48, 20000); }

void __tsan_init(void) {}
void __tsan_func_exit(void) {}
void __tsan_func_entry(void *caller) {
    (void)caller;
    rest(3, 60000);
}
void __tsan_vptr_update(void **place, void *value) { (void)place, (void)value; }
void __tsan_vptr_read(void **place) { (void)place; }

#define ACCESS(name)             \
    void __tsan_##name(void *p) { \
        (void)p;                 \
        at_access();             \
    }
#define ACCESSES(size)                                                             \
    ACCESS(read##size)                                                             \
    ACCESS(write##size)                                                            \
    ACCESS(unaligned_read##size)                                                   \
    ACCESS(unaligned_write##size)                                                  \
    ACCESS(volatile_read##size)                                                    \
    ACCESS(volatile_write##size)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(void *p, unsigned long size) { (void)p, (void)size, at_access(); }
void __tsan_write_range(void *p, unsigned long size) { (void)p, (void)size, at_access(); }

#define UPDATE(bits, name)                                                               \
    uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *p, uint##bits##_t v, \
                                                int order) {                             \
        (void)order;                                                                     \
        at_access();                                                                     \
        return __atomic_##name(p, v, __ATOMIC_SEQ_CST);                                  \
    }
#define EXCHANGE(bits, name)                                                             \
    int __tsan_atomic##bits##_compare_exchange_##name(                                   \
        volatile uint##bits##_t *p, uint##bits##_t *expected, uint##bits##_t v, int a, int b) { \
        (void)a, (void)b;                                                                \
        at_access();                                                                     \
        return __atomic_compare_exchange_n(p, expected, v, 0, __ATOMIC_SEQ_CST,          \
                                           __ATOMIC_SEQ_CST);                            \
    }
#define ATOMICS(bits)                                                                    \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *p, int order) { \
        (void)order;                                                                     \
        at_access();                                                                     \
        return __atomic_load_n(p, __ATOMIC_SEQ_CST);                                     \
    }                                                                                    \
    void __tsan_atomic##bits##_store(volatile uint##bits##_t *p, uint##bits##_t v, int order) { \
        (void)order;                                                                     \
        at_access();                                                                     \
        __atomic_store_n(p, v, __ATOMIC_SEQ_CST);                                        \
    }                                                                                    \
    uint##bits##_t __tsan_atomic##bits##_exchange(volatile uint##bits##_t *p,            \
                                                  uint##bits##_t v, int order) {         \
        (void)order;                                                                     \
        at_access();                                                                     \
        return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);                              \
    }                                                                                    \
    UPDATE(bits, fetch_add)                                                              \
    UPDATE(bits, fetch_sub)                                                              \
    UPDATE(bits, fetch_and)                                                              \
    UPDATE(bits, fetch_or)                                                               \
    UPDATE(bits, fetch_xor)                                                              \
    UPDATE(bits, fetch_nand)                                                             \
    EXCHANGE(bits, strong)                                                               \
    EXCHANGE(bits, weak)
ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

void __tsan_atomic_thread_fence(int order) {
    (void)order;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
void __tsan_atomic_signal_fence(int order) { (void)order; }
