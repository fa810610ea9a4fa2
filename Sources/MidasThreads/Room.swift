// MidasThreads: threads for what is otherwise values: a pool's thread of control, worker threads for
// long work, queues whose readers sleep. It knows no rules of its own and no sockets.
