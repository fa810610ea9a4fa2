// Measures remote calls beside bare sockets in the same run, and checks their promises under faults.
// Prints rows: id, value, unit, bar, whether it holds, separated by tabs.

measureRoundTrips()
measurePipelining()
measureTrouble(calls: 1_000_000)
measureExactlyOnce(calls: 1_000_000)
