/// Makes programs in the shapes that servers have, from a seed: state in globals, structs, arrays and
/// lists; helpers, callbacks and tables of functions; handlers that a loop calls, or a library's
/// entries; a few sources of nondeterminism, and what kills their effect again.
///
/// What it makes is defined: indices stay inside, pointers lead somewhere, locals begin with a value.
public struct Generator {
    var random: SeededRandom
    let language: SourceProgram.Language
    var environment = Environment()
    /// At file scope, in the order of the text.
    var declarations: [SourceNode] = []
    var functions: [SourceNode] = []
    /// How many more places of the program may be sources.
    var sourcesLeft: Int
    let isLibrary: Bool
    let hasThreads: Bool
    private var names = 0

    public static func program(seed: UInt64) -> SourceProgram {
        let language: SourceProgram.Language = seed % 3 == 2 ? .cxx : .c
        return program(seed: seed, language: language)
    }

    public static func program(
        seed: UInt64, language: SourceProgram.Language
    ) -> SourceProgram {
        var generator = Generator(seed: seed, language: language)
        return generator.make(seed)
    }

    private init(seed: UInt64, language: SourceProgram.Language) {
        random = SeededRandom(seed)
        self.language = language
        sourcesLeft = random.between(1, 4)
        let isLibrary = random.chance(25)
        self.isLibrary = isLibrary
        let wantsThreads = random.chance(12)
        hasThreads = !isLibrary && wantsThreads
    }

    mutating func name(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }

    private mutating func make(_ seed: UInt64) -> SourceProgram {
        declareState()
        if language == .cxx { declareClasses() }
        for _ in 0..<random.between(2, 5) { addHelper() }
        if language == .cxx { addTemplates() }
        declareTables()
        if hasThreads { addThreadBody() }
        let handlers = (0..<random.between(2, 4)).map { _ in addHandler() }
        var program = SourceProgram(
            seed: seed, language: language, nodes: [], requests: requests())
        if isLibrary {
            program.driver = driver(handlers)
        } else {
            addMain(handlers)
        }
        program.nodes = Prelude.nodes(language) + declarations + functions
        return program
    }

    // MARK: Requests

    private mutating func requests() -> [[UInt8]] {
        (0..<random.between(6, 12)).map { _ in
            [random.below(8), random.below(40), random.below(40)].flatMap { number in
                [UInt8(number), 0, 0, 0]
            }
        }
    }

    private mutating func addHandler() -> String {
        let name = name("h")
        var scope = Scope(result: isLibrary ? .int : .none)
        scope.readOnly = isLibrary ? ["x", "y"] : ["r->a", "r->b"]
        var body = locals(&scope)
        body += statements(&scope, random.between(3, 8), depth: 0)
        if isLibrary { body.append(SourceNode("return \(expression(scope, 1));", role: .fixed)) }
        let head =
            isLibrary
            ? "int \(name)(int x, int y) {" : "static void \(name)(struct request *r) {"
        functions.append(SourceNode(head, body, role: .function))
        return name
    }

    private mutating func addMain(_ handlers: [String]) {
        var scope = Scope(result: .zero)
        scope.mayLeave = false
        var body = [SourceNode("struct request r;", role: .fixed)]
        body.append(SourceNode("memset(&r, 0, sizeof r);"))
        if random.chance(50) {
            let local = name("v")
            body.append(SourceNode("int \(local) = \(literal());", role: .fixed))
            scope.ints.append(local)
        }
        if random.chance(40) { body += statements(&scope, random.between(1, 3), depth: 1) }
        scope.readOnly = ["r.a", "r.b"]
        scope.isInLoop = true
        var loop: [SourceNode] = []
        if random.chance(30) { loop += statements(&scope, random.between(1, 2), depth: 1) }
        loop += dispatch(handlers)
        if random.chance(30) { loop += statements(&scope, random.between(1, 2), depth: 1) }
        body.append(
            SourceNode("while (read(0, &r, sizeof r) == (long)sizeof r) {", loop, role: .fixed))
        body.append(SourceNode("return 0;", role: .fixed))
        functions.append(SourceNode("int main(void) {", body, role: .function))
    }

    private mutating func dispatch(_ handlers: [String]) -> [SourceNode] {
        switch random.below(3) {
        case 0:
            let table = name("t")
            let list = handlers.joined(separator: ", ")
            functions.append(
                SourceNode(
                    "static void (*const \(table)[])(struct request *) = {\(list)};",
                    role: .declaration))
            return [SourceNode("\(table)[r.op % \(handlers.count)](&r);")]
        case 1:
            var cases: [SourceNode] = []
            for (index, handler) in handlers.enumerated() {
                cases.append(SourceNode("case \(index):", role: .fixed))
                cases.append(SourceNode("\(handler)(&r);"))
                cases.append(SourceNode("break;", role: .fixed))
            }
            return [SourceNode("switch (r.op % \(handlers.count)) {", cases)]
        default:
            return handlers.enumerated().map { index, handler in
                SourceNode(
                    "if (r.op % \(handlers.count) == \(index)) {", [SourceNode("\(handler)(&r);")])
            }
        }
    }

    /// Calls a library's entries one after another, the same in every world.
    private mutating func driver(_ handlers: [String]) -> [SourceNode] {
        var calls: [SourceNode] = []
        for _ in 0..<random.between(6, 12) {
            let arguments = "\(random.below(40)), \(random.below(40))"
            calls.append(SourceNode("\(random.pick(handlers))(\(arguments));"))
            calls.append(SourceNode("checkpoint();"))
        }
        let linkage = language == .cxx ? "extern \"C\" " : "extern "
        return [
            SourceNode("\(linkage)void checkpoint(void);", role: .declaration),
            SourceNode("int main(void) {", calls, role: .function),
        ]
    }
}

/// What a program declares of the outside, instead of headers.
enum Prelude {
    static func nodes(_ language: SourceProgram.Language) -> [SourceNode] {
        let all =
            (language == .cxx ? ["extern \"C\" {"] : []) + lines
            + (language == .cxx ? ["}"] : [])
        return all.map { SourceNode($0, role: .declaration) }
    }

    private static let lines = [
        "typedef unsigned long size_t;",
        "struct timeval { long tv_sec; long tv_usec; };",
        "struct timespec { long tv_sec; long tv_nsec; };",
        "long time(long *);",
        "long clock(void);",
        "int gettimeofday(struct timeval *, void *);",
        "int clock_gettime(int, struct timespec *);",
        "long getrandom(void *, size_t, unsigned);",
        "int rand(void);",
        "void srand(unsigned);",
        "int getpid(void);",
        "char *getenv(const char *);",
        "int atoi(const char *);",
        "void *malloc(size_t);",
        "void *calloc(size_t, size_t);",
        "void free(void *);",
        "void *memcpy(void *, const void *, size_t);",
        "void *memmove(void *, const void *, size_t);",
        "void *memset(void *, int, size_t);",
        "size_t strlen(const char *);",
        "int strcmp(const char *, const char *);",
        "char *strcpy(char *, const char *);",
        "int snprintf(char *, size_t, const char *, ...);",
        "int printf(const char *, ...);",
        "struct _IO_FILE;",
        "extern struct _IO_FILE *stderr;",
        "int fprintf(struct _IO_FILE *, const char *, ...);",
        "long read(int, void *, size_t);",
        "long write(int, const void *, size_t);",
        "void exit(int) __attribute__((noreturn));",
        "void qsort(void *, size_t, size_t, int (*)(const void *, const void *));",
        "typedef unsigned long pthread_t;",
        "typedef union { char size[40]; long align; } pthread_mutex_t;",
        "int pthread_create(pthread_t *, const void *, void *(*)(void *), void *);",
        "int pthread_join(pthread_t, void **);",
        "int pthread_mutex_lock(pthread_mutex_t *);",
        "int pthread_mutex_unlock(pthread_mutex_t *);",
        "struct request { int op; int a; int b; };",
    ]
}
