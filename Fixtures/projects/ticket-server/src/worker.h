#ifndef TICKETD_WORKER_H
#define TICKETD_WORKER_H

/* Starts threads that serve queued connections for ever. */
int start_workers(unsigned count);

#endif
