#ifndef TICKETD_QUEUE_H
#define TICKETD_QUEUE_H

/* Accepted connections that wait for a worker. */

void queue_put(int connection);
int queue_take(void);

#endif
