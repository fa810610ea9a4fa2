import MidasBase

/// One translation unit under one set of flags, lowered.
public struct Unit: Equatable, Sendable {
    /// The main file, as the driver named it.
    public var path: StringID
    public var language: Language
    public var strings = StringTable()
    public var files: Arena<FileTag, SourceFile> = Arena()
    public var types = TypeTable()
    public var symbols: Arena<SymbolTag, Symbol> = Arena()
    public var functions: Arena<FunctionTag, Function> = Arena()
    public var diagnostics: [UnitDiagnostic] = []
    /// Expressions by what libclang calls them: lowered as they should be, and as `unknown`.
    public var coverage: [ExpressionCoverage] = []
    /// Lines of the files below the root that the unit read first, for statistics.
    public var lineCount: UInt32 = 0

    public enum Language: UInt8, Sendable, CaseIterable { case c, cxx }

    public init(path: String, language: Language) {
        self.language = language
        self.path = StringTable.empty
        self.path = strings.intern(path)
    }
}

/// What the parser, or lowering, said about a unit.
public struct UnitDiagnostic: Hashable, Sendable {
    public enum Severity: UInt8, Hashable, Sendable, CaseIterable {
        case note, warning, error, fatal
    }

    public var severity: Severity
    public var message: StringID
    public var position: SourcePosition

    public init(severity: Severity, message: StringID, position: SourcePosition) {
        self.severity = severity
        self.message = message
        self.position = position
    }
}

/// How many expressions of one kind were met, and how many of them became `unknown`.
public struct ExpressionCoverage: Hashable, Sendable {
    public var kind: StringID
    public var total: UInt32
    public var unknown: UInt32

    public init(kind: StringID, total: UInt32, unknown: UInt32) {
        self.kind = kind
        self.total = total
        self.unknown = unknown
    }
}
