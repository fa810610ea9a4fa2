/// The rooms of both halves, each after every room that it may import.
enum Rooms {
    static let analyser = [
        "MidasBase", "MidasIR", "MidasInterpreter", "MidasDictionary", "CLibClang",
        "MidasBuildDatabase", "MidasClangFrontend", "MidasFindings", "MidasAnalysis",
        "MidasReports", "MidasInstrumentation", "CSystem", "MidasDriver", "midas",
    ]

    static let runtime = [
        "CMidas", "CChecksum", "MidasWire", "MidasRules", "MidasThreads", "MidasExploration",
        "CSystem", "MidasRPC", "CSQLite", "MidasRPCStore",
        "CTLS", "MidasRPCTLS", "CMidasRPC", "MidasRPCExports", "MidasStubs",
        "protoc-gen-midas", "MidasProtocol", "MidasSimulation", "CMidasIO", "MidasTransport",
        "MidasRuntime",
    ]

    /// What a room must not import although it stands above: it must not know of it.
    static let forbidden: [String: Set<String>] = [
        "MidasDictionary": ["MidasIR"],
        "MidasAnalysis": ["CLibClang", "MidasClangFrontend", "MidasBuildDatabase", "MidasReports"],
        "MidasReports": ["MidasAnalysis", "MidasIR", "MidasDictionary"],
        "MidasInstrumentation": ["MidasReports", "CLibClang", "MidasClangFrontend"],
        "MidasExploration": ["MidasRPC", "MidasProtocol"],
        "MidasRules": ["MidasWire"],
    ]

    /// Rooms of pure values: no files, clock, environment or processes.
    static let withoutFoundation: Set<String> = [
        "MidasBase", "MidasIR", "MidasInterpreter", "MidasAnalysis", "MidasFindings",
        "MidasReports", "MidasWire", "MidasExploration", "MidasProtocol",
    ]

    static let systemModules: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Dispatch",
    ]

    /// The one room that may import `CLibClang`.
    static let libclangUser = "MidasClangFrontend"
}
