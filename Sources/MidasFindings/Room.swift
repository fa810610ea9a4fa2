// MidasFindings: the report model (sources, states, paths, shared state, assumptions): the boundary
// between deciding and telling. It does not know how a finding was found.
