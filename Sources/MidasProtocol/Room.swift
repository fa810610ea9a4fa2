// MidasProtocol: state machines without I/O: at-most-once calls, total order and views, choice,
// compensation, state transfer. Time and randomness are arguments. It knows no sockets, no threads.
//
// `Ledger` is what every replica of a tier knows alike: a pure function of the delivered prefix.
// `Replica` is what one replica has done so far: it takes events and appends actions.
