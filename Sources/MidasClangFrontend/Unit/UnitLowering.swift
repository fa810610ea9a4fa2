import CLibClang
import MidasBase
import MidasIR

/// Lowers one translation unit. It holds what is known of the unit's types, declarations and files
/// while the syntax tree is alive, and the unit in the making.
final class UnitLowering {
    var unit: Unit
    let translationUnit: CXTranslationUnit
    let options: LoweringOptions
    let cursors = CursorStack()

    /// Types by their clang pointer, and what is known of each.
    var typeNumbers = PointerMap(minimumCapacity: 1024)
    var typeDetails: [TypeDetails] = []
    /// The definition of each record, by the record's id.
    var recordTypes: [CXType] = []
    var isRecordCompleted: [Bool] = []

    /// Declarations by their clang pointer, and what each is in the IR.
    var declarationNumbers = PointerMap(minimumCapacity: 4096)
    var declarations: [Declaration] = []
    /// Qualified names of namespaces and classes.
    var scopeNames = PointerMap()

    /// Files by their clang pointer.
    var fileNumbers = PointerMap()
    var fileContents: [UnsafeBufferPointer<UInt8>] = []
    var fileLines: [LineStarts?] = []
    /// The inclusion in which the last location was.
    var window: FileWindow?
    /// Offsets of errors in each file, by the file's id.
    var errorOffsets: [[UInt32]] = []

    /// Bodies that are referenced and not yet lowered.
    var pendingBodies: [PendingBody] = []
    var pendingIndex = 0

    /// What classes do implicitly.
    var classTraits: [RecordID: ClassTraits] = [:]
    var destructors: [RecordID: SymbolID] = [:]
    var implicitRequested: Set<SymbolID> = []
    var closures: [RecordID: ClosureCaptures] = [:]
    /// The functions that lambdas become when they are converted to pointers.
    var invokers: [RecordID: SymbolID] = [:]
    var runtimeFunctions: [String: SymbolID] = [:]

    /// Expressions met and not lowered, by cursor kind.
    var coverage: [UInt32: (total: UInt32, unknown: UInt32)] = [:]

    let void: TypeID
    let int: TypeID
    let bool: TypeID
    let pointerDifference: TypeID
    let size: TypeID
    let voidPointer: TypeID
    let char: TypeID
    let charPointer: TypeID

    struct PendingBody {
        var symbol: SymbolID
        var definition: CXCursor
        /// The class, for a special member that the parser shows no body of.
        var implicitMember: RecordID?
        /// The call operator that the function of a lambda calls.
        var calls: SymbolID?
    }

    init(
        _ translationUnit: CXTranslationUnit, path: String, language: Unit.Language,
        options: LoweringOptions
    ) {
        self.translationUnit = translationUnit
        self.options = options
        var unit = Unit(path: path, language: language)
        func intern(_ node: TypeNode, _ size: UInt64) -> TypeID {
            unit.types.intern(node, size: size, alignment: UInt32(size))
        }
        void = unit.types.intern(.void, size: TypeEntry.unknownSize, alignment: 1)
        int = intern(.integer(bits: 32, signed: true), 4)
        bool = intern(.bool, 1)
        pointerDifference = intern(.integer(bits: 64, signed: true), 8)
        size = intern(.integer(bits: 64, signed: false), 8)
        voidPointer = intern(.pointer(void), 8)
        char = intern(.integer(bits: 8, signed: true), 1)
        charPointer = intern(.pointer(char), 8)
        self.unit = unit
    }

    /// The types of the unit. To be asked instead of `unit.types` by expressions that may add to it.
    var types: TypeView { TypeView(self) }

    func text(_ id: StringID) -> String { unit.strings[id] }

    var isCXX: Bool { unit.language == .cxx }

    /// The id of a string of the library, which is given back to it. Builds no Swift string.
    func intern(_ string: CXString) -> StringID {
        defer { cx_disposeString(string) }
        guard let text = cx_getCString(string) else { return StringTable.empty }
        return intern(text)
    }

    func intern(_ text: UnsafePointer<CChar>) -> StringID {
        var length = 0
        while text[length] != 0 { length += 1 }
        return text.withMemoryRebound(to: UInt8.self, capacity: max(length, 1)) {
            unit.strings.intern(UnsafeBufferPointer(start: $0, count: length))
        }
    }

    func countExpression(_ kind: CXCursorKind, isUnknown: Bool) {
        coverage[UInt32(kind.rawValue), default: (0, 0)].total += isUnknown ? 0 : 1
        if isUnknown { coverage[UInt32(kind.rawValue), default: (0, 0)].unknown += 1 }
    }

    /// Lowers every definition of the unit that stands outside system headers, then what these
    /// refer to.
    func lowerAll() {
        collectDiagnostics()
        lowerDeclarations(in: cx_getTranslationUnitCursor(translationUnit))
        while pendingIndex < pendingBodies.count {
            let body = pendingBodies[pendingIndex]
            pendingIndex += 1
            lower(body)
        }
        finishRecords()
        finishCoverage()
    }

    private func finishCoverage() {
        for (raw, counts) in coverage.sorted(by: { $0.key < $1.key }) {
            let kind = CXCursorKind(rawValue: raw) ?? .unexposedExpr
            unit.coverage.append(
                ExpressionCoverage(
                    kind: intern(cx_getCursorKindSpelling(kind)), total: counts.total,
                    unknown: counts.unknown))
        }
    }
}
