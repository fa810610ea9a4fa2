// MidasInstrumentation: from findings and the program's form to edits of the source: where replicas
// record what differs. It does not know files, processes, or in which format edits are shown.
