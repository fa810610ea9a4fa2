// MidasSimulation: seeded network, clock, crash and partition scripts over `MidasProtocol`; a
// product that users can test their handlers with. It knows no real I/O.
//
// `World` is all processes and the order between them, as one value. `Walk` takes one seeded path
// through its steps, `Search` all of them; `Shrink` makes a failing path short.
