// MidasAnalysis: facts about the linked program: points-to, call graph, concurrency, data flow,
// classification. Pure functions from values to values. It knows no files and no output formats.
