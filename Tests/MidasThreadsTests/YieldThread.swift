import Glibc

/// Lets other threads run while a test waits for one of them.
func yieldThread() { usleep(100) }
