#ifndef TICKETD_PROTOCOL_H
#define TICKETD_PROTOCOL_H

#include <stddef.h>

/* Executes one command line and writes the answer, with its line feed, into `answer`. */
void execute(const char *line, char *answer, size_t size);

#endif
