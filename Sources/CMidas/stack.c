#define _GNU_SOURCE
#include "midas_stack.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if !defined(__x86_64__)
#error "stack switching is written for x86-64"
#endif

// What a suspended stack keeps at its pointer: the registers that a function must preserve (System
// V ABI for AMD64, section 3.2.1), floating-point control words first.
void midas_stack_switch(void **save, void *load);

__asm__(".text\n"
        ".hidden midas_stack_switch\n"
        ".globl midas_stack_switch\n"
        ".type midas_stack_switch, @function\n"
        "midas_stack_switch:\n"
        "    pushq %rbp\n"
        "    pushq %rbx\n"
        "    pushq %r12\n"
        "    pushq %r13\n"
        "    pushq %r14\n"
        "    pushq %r15\n"
        "    subq $8, %rsp\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    movq %rsp, (%rdi)\n"
        "    movq %rsi, %rsp\n"
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    addq $8, %rsp\n"
        "    popq %r15\n"
        "    popq %r14\n"
        "    popq %r13\n"
        "    popq %r12\n"
        "    popq %rbx\n"
        "    popq %rbp\n"
        "    ret\n"
        ".size midas_stack_switch, .-midas_stack_switch\n"
        ".hidden midas_stack_begin\n"
        ".globl midas_stack_begin\n"
        ".type midas_stack_begin, @function\n"
        "midas_stack_begin:\n"
        "    movq %r12, %rdi\n"
        "    callq *%r13\n"
        "    ud2\n"
        ".size midas_stack_begin, .-midas_stack_begin\n");

void midas_stack_begin(void);

// Who resumed, and on which stack; of this thread.
static __thread void *resumer;
static __thread struct midas_stack *current;
static __thread int suspended_with;

int midas_stack_make(struct midas_stack *stack, size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size = (size + page - 1) / page * page + page;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return -1;
    if (mprotect(memory, page, PROT_NONE) < 0) {
        munmap(memory, size);
        return -1;
    }
    *stack = (struct midas_stack){.memory = memory, .size = size, .pointer = NULL};
    return 0;
}

void midas_stack_free(struct midas_stack *stack) {
    if (stack->memory)
        munmap(stack->memory, stack->size);
    stack->memory = NULL;
}

void midas_stack_prepare(struct midas_stack *stack, void (*entry)(void *), void *argument) {
    // At the entry of a function the stack pointer is 8 below a multiple of 16; `begin` calls, so
    // it starts at a multiple of 16.
    uintptr_t top = (uintptr_t)(stack->memory + stack->size) & ~(uintptr_t)15;
    uint64_t *words = (uint64_t *)(top - 80);
    memset(words, 0, 80);
    uint32_t vectors;
    uint16_t floats;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(vectors), "=m"(floats));
    memcpy(words, &vectors, 4);
    memcpy((char *)words + 4, &floats, 2);
    words[3] = (uint64_t)(uintptr_t)entry;     // r13
    words[4] = (uint64_t)(uintptr_t)argument;  // r12
    words[7] = (uint64_t)(uintptr_t)midas_stack_begin;
    stack->pointer = words;
}

int midas_stack_resume(struct midas_stack *stack) {
    void *before = resumer;
    struct midas_stack *outer = current;
    current = stack;
    midas_stack_switch(&resumer, stack->pointer);
    current = outer;
    resumer = before;
    return suspended_with;
}

void midas_stack_suspend(int reason) {
    suspended_with = reason;
    midas_stack_switch(&current->pointer, resumer);
}

size_t midas_stack_used(const struct midas_stack *stack) {
    return (size_t)(stack->memory + stack->size - (unsigned char *)stack->pointer);
}
