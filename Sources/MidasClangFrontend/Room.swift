// MidasClangFrontend: one translation unit to unit IR and diagnostics, by way of libclang.
// It is the only importer of CLibClang and knows no analyses. The environment is the driver's:
// search paths and flags come in as values.
