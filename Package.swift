// swift-tools-version: 6.2
import PackageDescription

/// Every room is compiled alike: Swift 6, strict concurrency, warnings are errors.
let roomSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A library room. It may import only what it names here; a test checks that no import goes up.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: roomSettings)
}

/// The tests of a room, in `Tests/<room>Tests`.
func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
        exclude: exclude, swiftSettings: roomSettings)
}

/// What tests share: goldens, temporary folders, child processes.
let testSupport = Target.target(
    name: "TestSupport", path: "Tests/TestSupport", swiftSettings: roomSettings)

/// A host for interpreted programs: a part of the C library, threads.
let interpreterSupport = Target.target(
    name: "InterpreterSupport",
    dependencies: [
        "MidasBase", "MidasIR", "MidasInterpreter", "MidasClangFrontend", "TestSupport",
    ],
    path: "Tests/InterpreterSupport", swiftSettings: roomSettings)

/// The semantic oracle: generated programs, run and analysed.
let oracleSupport = Target.target(
    name: "OracleSupport",
    dependencies: [
        "MidasBase", "MidasIR", "MidasInterpreter", "MidasClangFrontend", "MidasDictionary",
        "MidasFindings", "MidasAnalysis", "InterpreterSupport", "TestSupport",
    ],
    path: "Tests/OracleSupport", swiftSettings: roomSettings)

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let protobufPlugin = Target.Dependency.product(
    name: "SwiftProtobufPluginLibrary", package: "swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The analyser: from a source tree to findings.
let analyser: [Target] = [
    room("MidasBase"),
    room("MidasIR", ["MidasBase"]),
    room("MidasInterpreter", ["MidasBase", "MidasIR"]),
    room("MidasDictionary", ["MidasBase", yams]),
    .target(name: "CLibClang", linkerSettings: [.linkedLibrary("dl")]),
    room("MidasBuildDatabase", ["MidasBase"]),
    room("MidasClangFrontend", ["MidasBase", "MidasIR", "CLibClang", "MidasBuildDatabase"]),
    room("MidasAnalysis", ["MidasBase", "MidasIR", "MidasDictionary", "MidasFindings"]),
    room("MidasFindings", ["MidasBase"]),
    room("MidasReports", ["MidasBase", "MidasFindings"]),
    room(
        "MidasInstrumentation",
        ["MidasBase", "MidasIR", "MidasDictionary", "MidasFindings", "MidasAnalysis"]),
    room(
        "MidasDriver",
        [
            "CSystem", "MidasBase", "MidasIR", "MidasDictionary", "MidasBuildDatabase",
            "MidasClangFrontend", "MidasAnalysis", "MidasFindings", "MidasReports",
            "MidasInstrumentation", yams,
        ]),
    .executableTarget(
        name: "midas", dependencies: ["MidasBase", "MidasDriver", argumentParser],
        swiftSettings: roomSettings),
]

let analyserTests: [Target] = [
    tests("MidasBase"),
    tests("MidasIR", ["MidasBase"]),
    tests(
        "MidasAnalysis",
        ["MidasBase", "MidasIR", "MidasDictionary", "MidasClangFrontend", "MidasFindings"]),
    testSupport,
    interpreterSupport,
    tests("MidasInterpreter", ["MidasBase", "MidasIR", "InterpreterSupport", "TestSupport"]),
    .executableTarget(
        name: "prove", dependencies: ["InterpreterSupport"], path: "Benchmarks/prove",
        swiftSettings: roomSettings),
    oracleSupport,
    .testTarget(
        name: "OracleTests",
        dependencies: [
            "OracleSupport", "InterpreterSupport", "MidasClangFrontend", "MidasFindings",
        ],
        swiftSettings: roomSettings),
    .executableTarget(
        name: "oracle", dependencies: ["OracleSupport"], path: "Benchmarks/oracle",
        exclude: ["run"],
        swiftSettings: roomSettings),
    tests("MidasBuildDatabase"),
    .target(
        name: "PlatformFacts", dependencies: ["MidasBase", "MidasDictionary"],
        path: "Tests/PlatformFacts", swiftSettings: roomSettings),
    .target(
        name: "ProbeHarness", dependencies: ["PlatformFacts", "CLibClang", "MidasClangFrontend"],
        path: "Tests/ProbeHarness", exclude: ["C"], swiftSettings: roomSettings),
    tests("ProbeHarness", ["PlatformFacts"]),
    tests("MidasDictionary", ["MidasBase", "PlatformFacts", "TestSupport"]),
    tests(
        "MidasDriver",
        ["MidasBase", "MidasBuildDatabase", "MidasDictionary", "MidasFindings", "TestSupport"],
        exclude: ["CommandLine/Goldens"]),
    tests("MidasFindings", ["MidasBase"]),
    tests("MidasReports", ["MidasBase", "MidasFindings", "TestSupport"], exclude: ["Goldens"]),
    tests("MidasInstrumentation", ["MidasBase", "MidasFindings", "TestSupport"]),
    tests("MidasClangFrontend", ["MidasBase", "MidasIR", "CLibClang"]),
]

/// The runtime: what a repaired program links.
let runtime: [Target] = [
    .target(name: "CMidas"),
    .target(name: "CChecksum"),
    room("MidasWire", ["CChecksum"]),
    room("MidasRules"),
    room("MidasThreads", ["MidasRules"]),
    .target(name: "CSystem"),
    room("MidasRPC", ["MidasWire", "CSystem"]),
    .systemLibrary(
        name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    room("MidasRPCStore", ["MidasRPC", "CSQLite"]),
    .target(name: "CTLS", linkerSettings: [.linkedLibrary("dl")]),
    room("MidasRPCTLS", ["MidasRPC", "CTLS"]),
    room("MidasStubs", ["MidasRPC", protobuf]),
    .executableTarget(
        name: "protoc-gen-midas", dependencies: [protobuf, protobufPlugin],
        swiftSettings: roomSettings),
    .target(name: "CMidasRPC"),
    room("MidasRPCExports", ["CMidasRPC", "MidasRPC", "MidasRPCTLS"]),
    room("MidasExploration", ["MidasRules"]),
    room("MidasProtocol", ["MidasWire"]),
    room("MidasSimulation", ["MidasProtocol", "MidasWire"]),
    .target(name: "CMidasIO"),
    room("MidasTransport", ["MidasProtocol", "MidasWire", "CMidasIO"]),
    room(
        "MidasRuntime", ["CMidas", "CMidasIO", "MidasProtocol", "MidasTransport", "MidasWire"]),
    .executableTarget(
        name: "TicketShop", dependencies: ["MidasRuntime", "CMidas"], path: "Examples/TicketShop"),
    .executableTarget(
        name: "RuntimeBenchmark", dependencies: ["MidasSimulation", "MidasTransport", "CMidasIO"],
        path: "Benchmarks/Runtime",
        swiftSettings: roomSettings),
]

let runtimeTests: [Target] = [
    tests("MidasWire"),
    .target(
        name: "RulesTestKit", dependencies: ["MidasRules"], path: "Tests/RulesTestKit",
        swiftSettings: roomSettings),
    tests("MidasRules", ["RulesTestKit"]),
    tests("MidasThreads", ["MidasRules", "RulesTestKit"]),
    .target(
        name: "RPCTestKit", dependencies: ["MidasRPC", "MidasRPCStore", "MidasWire"],
        path: "Tests/RPCTestKit",
        swiftSettings: roomSettings),
    tests("MidasRPC", ["MidasWire", "RPCTestKit"], exclude: ["Corpus"]),
    tests("MidasRPCTLS", ["MidasRPC", "RPCTestKit", "TestSupport"]),
    .executableTarget(
        name: "SwiftPeer", dependencies: ["MidasRPC", "MidasStubs", protobuf],
        path: "Tests/StubPeers/Swift", swiftSettings: roomSettings),
    tests(
        "MidasStubs",
        ["MidasRPC", "MidasWire", "RPCTestKit", "TestSupport", "SwiftPeer", "protoc-gen-midas"],
        exclude: ["Goldens"]),
    tests("MidasRPCStore", ["MidasRPC", "RPCTestKit"]),
    tests("MidasExploration", ["MidasRules"]),
    tests("MidasProtocol", ["MidasWire"]),
    tests("MidasSimulation", ["MidasProtocol", "MidasWire"]),
    tests("MidasTransport", ["MidasProtocol", "MidasWire"]),
    tests("MidasRuntime", ["CMidas", "MidasWire", "TicketShop"]),
]

/// Checks of the whole repository.
let repositoryTests: [Target] = [
    .testTarget(name: "RoomTests", swiftSettings: roomSettings),
    .testTarget(
        name: "FixtureTests", dependencies: ["MidasDriver", "TestSupport"],
        swiftSettings: roomSettings),
]

/// Case studies: each a library, a tool that a reader can run, and tests.
func example(
    _ name: String, tool: String, _ dependencies: [Target.Dependency],
    testing: [Target.Dependency] = [], exclude: [String] = []
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, path: "Examples/\(name)/Library",
            swiftSettings: roomSettings),
        .executableTarget(
            name: tool, dependencies: [.byName(name: name)] + dependencies,
            path: "Examples/\(name)/Tool", swiftSettings: roomSettings),
        tests(name, dependencies + testing, exclude: exclude),
    ]
}

/// What `Benchmarks/run` runs.
let benchmarks: [Target] = [
    .executableTarget(
        name: "DictionaryBenchmark",
        dependencies: ["MidasDictionary", "MidasDriver", "PlatformFacts"],
        path: "Benchmarks/Dictionary", swiftSettings: roomSettings),
    .executableTarget(
        name: "DictionaryProbe",
        dependencies: ["MidasDictionary", "PlatformFacts", "ProbeHarness"],
        path: "Benchmarks/Probe", swiftSettings: roomSettings),
    .executableTarget(
        name: "RulesBenchmark",
        dependencies: [
            "MidasRules", "MidasExploration", "LogReplication", "MembershipNotifier",
            "MapReduce",
        ],
        path: "Benchmarks/Rules", swiftSettings: roomSettings),
    .executableTarget(
        name: "RPCBenchmark", dependencies: ["MidasRPC", "MidasRPCStore", "RPCTestKit"],
        path: "Benchmarks/RPC", swiftSettings: roomSettings),
]

/// Without the hooks of comparisons a target runs several times as fast, and finds less by itself:
/// it goes on from what the other build has found.
let fuzzFast: (dependencies: [Target.Dependency], settings: [LinkerSetting]) =
    Context.environment["MIDAS_FUZZ"] != "fast"
    ? ([], [])
    : (
        ["FuzzFast"],
        [
            .unsafeFlags(
                ["1", "2", "4", "8"].flatMap { size in
                    ["cmp", "const_cmp"].flatMap {
                        ["-Xlinker", "--wrap=__sanitizer_cov_trace_\($0)\(size)"]
                    }
                })
        ]
    )

/// Fuzz targets have libFuzzer's `main`, so they are built on demand: `Fuzzing/run`.
let fuzzing: [Target] =
    Context.environment["MIDAS_FUZZ"] == nil
    ? []
    : [.target(name: "FuzzFast", path: "Fuzzing/Fast")]
        + ["Server", "Client", "Greeting", "Store"].map { input in
            .executableTarget(
                name: "Fuzz\(input)", dependencies: ["RPCTestKit"] + fuzzFast.dependencies,
                path: "Fuzzing/\(input)",
                swiftSettings: roomSettings + [.unsafeFlags(["-parse-as-library"])],
                linkerSettings: fuzzFast.settings)
        }

let examples: [Target] = [
    example(
        "MapReduce", tool: "map-reduce",
        ["MidasRules", "MidasThreads", "MidasExploration", "MidasRPC", "MidasWire"],
        testing: ["TestSupport"], exclude: ["Facts", "Functions"]),
    example("LogReplication", tool: "log-replication", ["MidasRules", "MidasExploration"]),
    example("MembershipNotifier", tool: "membership-notifier", ["MidasRules", "MidasExploration"]),
].flatMap { $0 }

let package = Package(
    name: "midas",
    products: [
        .executable(name: "midas", targets: ["midas"]),
        .executable(name: "protoc-gen-midas", targets: ["protoc-gen-midas"]),
        .library(name: "midas-rpc", type: .dynamic, targets: ["MidasRPCExports"]),
        .library(name: "midas-runtime", type: .dynamic, targets: ["MidasRuntime"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: analyser + analyserTests + runtime + runtimeTests + repositoryTests
        + examples + benchmarks + fuzzing,
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)
