/* Files that the calls of a run find. */
#ifndef FIXTURE_H
#define FIXTURE_H

/* Makes the work files anew, as they are on this axis. */
void fixture_restore(const char *axis);
/* Writes the databases of the C library into a folder that becomes /etc. */
void fixture_databases(const char *folder, int other);
/* Writes who is logged in (utmp(5)) into a folder that becomes /run. */
void fixture_logins(const char *folder, int other);

#endif
