/* The calls that the sandbox answers in the kernel's place, so that clocks and entropy stand still
 * until their axis frees them. */
#ifndef KERNEL_H
#define KERNEL_H

#include <sys/types.h>

struct kernel_answers {
    long seconds;      /* what the clocks show */
    long nanoseconds;
    unsigned entropy;  /* the seed of what getrandom gives */
};

/* In the process to watch: installs the filter; gives the listener's descriptor or -1. */
int kernel_filter(void);
/* In its parent: hides the vDSO from a process that stopped at its exec, and fixes AT_RANDOM. */
void kernel_patch(pid_t process, unsigned entropy);
/* In the watched process: the next answers are those that the first were. */
void kernel_restart(void);
/* In its parent: answers calls until `process` ends, and gives its wait status. */
int kernel_serve(int listener, pid_t process, const struct kernel_answers *answers);

#endif
