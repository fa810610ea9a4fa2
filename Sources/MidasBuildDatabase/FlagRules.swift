/// Which compiler flags are handed to the parser.
///
/// A database is untrusted, so this is a list of what may pass: flags that change what the source
/// means. Flags that load code (`-fplugin`, `-Xclang -load`), run programs (`-specs`, `-wrapper`) or
/// write files (`-o`, `-MF`, `-save-temps`, module caches) are thereby out.
enum FlagRules {
    /// How many words a flag takes beside its own.
    enum Shape {
        /// `-nostdinc`
        case alone
        /// `-I DIR` or `-IDIR`
        case joinedOrSeparate
        /// `-isysroot DIR`
        case separate
        /// `-std=VALUE`
        case joined
    }

    /// Flags with a value that pass. The longest that fits decides.
    static let withValue: [(flag: String, shape: Shape)] = [
        ("-I", .joinedOrSeparate), ("-D", .joinedOrSeparate), ("-U", .joinedOrSeparate),
        ("-include", .joinedOrSeparate), ("-imacros", .joinedOrSeparate),
        ("-isystem", .joinedOrSeparate), ("-iquote", .joinedOrSeparate),
        ("-idirafter", .joinedOrSeparate), ("-isysroot", .joinedOrSeparate),
        ("-iprefix", .joinedOrSeparate), ("-iwithprefixbefore", .joinedOrSeparate),
        ("-iwithprefix", .joinedOrSeparate), ("-cxx-isystem", .joinedOrSeparate),
        ("-stdlib++-isystem", .joinedOrSeparate),
        ("--sysroot=", .joined), ("--sysroot", .separate), ("-std=", .joined), ("--std=", .joined),
        ("-stdlib=", .joined), ("--target=", .joined), ("-target", .separate),
        ("--gcc-toolchain=", .joined), ("-x", .joinedOrSeparate), ("-O", .joined),
    ]

    static let alone: Set<String> = [
        "-ansi", "-nostdinc", "-nostdinc++", "-nostdlibinc", "-undef", "-trigraphs", "-pthread",
        "-pthreads", "-fopenmp", "-fopenmp-simd", "-m32", "-m64", "-mx32", "-mthumb", "-marm",
        "-mms-bitfields", "-mno-ms-bitfields", "-msoft-float", "-mhard-float",
    ]

    /// `-f` and `-m` flags that change meaning; `no-` may stand before the name.
    static let meaning: Set<String> = [
        "exceptions", "rtti", "signed-char", "unsigned-char", "short-enums", "short-wchar",
        "signed-bitfields", "unsigned-bitfields", "ms-extensions", "ms-compatibility",
        "gnu89-inline",
        "freestanding", "hosted", "builtin", "coroutines", "coroutines-ts", "char8_t", "blocks",
        "wrapv", "trapv", "PIC", "pic", "PIE", "pie", "fast-math", "finite-math-only",
        "unsafe-math-optimizations", "associative-math", "math-errno", "rounding-math",
        "operator-names", "dollars-in-identifiers", "aligned-allocation", "aligned-new",
        "sized-deallocation", "common", "permissive", "declspec", "elide-constructors",
        "threadsafe-statics", "use-cxa-atexit", "emulated-tls", "relaxed-template-template-args",
        "strict-enums", "pack-struct", "gnu-keywords", "asm", "inline",
        "delayed-template-parsing",
    ]

    /// `-f` and `-m` flags with a value that change meaning.
    static let meaningWithValue = [
        "pack-struct=", "template-depth=", "constexpr-depth=", "constexpr-steps=",
        "bracket-depth=", "builtin-", "fp-contract=", "openmp=", "arch=", "cpu=",
        "abi=", "float-abi=", "fpu=", "long-double-", "sse", "avx", "aes", "fma", "bmi", "popcnt",
        "lzcnt", "f16c", "pclmul", "rdrnd", "rdseed", "sha", "crc32", "mmx", "3dnow", "altivec",
        "vsx",
    ]

    /// Flags that concern only warnings, debugging, optimisation or linking: dropped in silence.
    static let quietPrefixes = ["-W", "-w", "-g", "-l", "-L", "-pedantic", "-Q", "-pipe", "-v"]
    static let quiet: Set<String> = [
        "-c", "-S", "-E", "-s", "-static", "-shared", "-rdynamic", "-nostdlib", "-nodefaultlibs",
        "-nostartfiles", "-pie", "-no-pie", "-p", "-pg", "-H", "-P", "-C", "-CC", "-MD", "-MMD",
        "-M",
        "-MM", "-MP", "-MG", "-MV", "-fsyntax-only", "-static-libgcc", "-static-libstdc++",
    ]

    /// Dropped flags that take the next word with them.
    static let droppedWithValue: Set<String> = [
        "-o", "-MF", "-MT", "-MQ", "-MJ", "-Xclang", "-Xlinker", "-Xassembler", "-mllvm", "-T",
        "-z",
        "-u", "-e", "-arch", "-framework", "-L", "-l", "-B", "-aux-info", "-dumpbase", "-dumpdir",
        "-auxbase", "-wrapper", "--param", "-include-pch", "--serialize-diagnostics", "-specs",
        "-working-directory", "-ivfsoverlay", "-index-store-path", "-dependency-file", "--config",
        "-rpath", "-install_name", "-A",
    ]
}
