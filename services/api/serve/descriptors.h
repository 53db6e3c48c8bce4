/* File descriptors: every client connection is one. */
#ifndef HUIYING_API_DESCRIPTORS_H
#define HUIYING_API_DESCRIPTORS_H

/* Raises this process's limit as far as it may, and says so in the log if that is less than
 * needed. */
void descriptors_raise(int needed);

#endif
