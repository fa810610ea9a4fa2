/// The words of the text form for enumerators and flags: their names in Swift.
enum Words {
    /// The word of each case, by position in `allCases`.
    static func of<T: CaseIterable>(_: T.Type) -> [String] {
        T.allCases.map { String(describing: $0) }
    }

    static let symbolFlags = [
        "isDefined", "isThreadLocal", "isWeak", "isInline", "isSystem", "neverReturns",
        "returnsTwice", "isPure", "runsAtStart", "runsAtExit", "isMethod", "isStaticMember",
        "isConstructor", "isDestructor", "isVirtual", "isImplicit", "isVariadic", "isConstant",
        "isVolatile", "isTentative", "isStaticLocal", "cannotThrow", "takesThis",
        "isTemplateInstance", "isBuiltin", "isCoroutine", "isAbstract",
    ]

    static let instructionFlags = [
        "isVolatile", "isImplicit", "isInitialization", "cannotOverflow", "givesNew", "isUpdate",
        "isExplicit", "isWeak",
    ]

    static let callFlags = [
        "isConstruction", "isDestruction", "isAllocation", "isDeallocation", "isOperator",
    ]

    /// The words of the bits that are set, lowest first; a bit without a name is `bitN`.
    static func flags(_ bits: UInt32, _ names: [String]) -> [String] {
        var words: [String] = []
        for bit in 0..<32 where bits & 1 << UInt32(bit) != 0 {
            words.append(bit < names.count ? names[bit] : "bit\(bit)")
        }
        return words
    }

    /// The bit of a word, or nil.
    static func bit(_ word: String, _ names: [String]) -> UInt32? {
        if let position = names.firstIndex(of: word) { return 1 << UInt32(position) }
        guard word.hasPrefix("bit"), let bit = UInt32(word.dropFirst(3)), bit < 32 else {
            return nil
        }
        return 1 << bit
    }

    /// What `detail` of an instruction means, or nil where it has no words.
    static func details(of opcode: Opcode) -> [String]? {
        switch opcode {
        case .unary: of(UnaryOperator.self)
        case .binary: of(BinaryOperator.self)
        case .compare: of(Comparison.self)
        case .cast: of(CastKind.self)
        case .atomicLoad, .atomicStore, .atomicUpdate, .compareExchange, .fence:
            of(MemoryOrder.self)
        default: nil
        }
    }
}
