// MidasBuildDatabase: which files are compiled, with which flags. Everything it reads is untrusted
// and handed to it as values. It does not know clang's AST.
