// MidasDriver: configuration, cache, jobs, progress, exit codes. All files, processes, clock and
// environment live here. It knows no algorithm.
