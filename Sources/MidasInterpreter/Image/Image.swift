import MidasBase
import MidasIR

/// A unit made ready to run: variables in memory, functions by address, code in dense form.
final class Image {
    let unit: Unit
    let memory: Memory
    let codes: UnsafeMutablePointer<FunctionCode>
    private(set) var details: [FunctionDetails]
    /// A pointer type, for constants that are addresses.
    let anyPointer: TypeID
    private var kept: [UnsafeMutableRawPointer] = []
    private var addresses: [UInt64]
    private var symbolOfObject: [UInt32: SymbolID] = [:]
    private var strings: [StringID: UInt64] = [:]
    private var definitionOfName: [StringID: SymbolID] = [:]
    private let host: any InterpreterHost

    init(_ unit: Unit, host: any InterpreterHost, fill: UInt8, firstObject: UInt32) {
        self.unit = unit
        self.host = host
        memory = Memory(fill: fill, firstObject: firstObject)
        details = Array(repeating: FunctionDetails(), count: unit.functions.count)
        addresses = Array(repeating: 0, count: unit.symbols.count)
        codes = .allocate(capacity: max(1, unit.functions.count))
        let pointer = unit.types.entries.ids.first { id in
            if case .pointer = unit.types[id] { true } else { false }
        }
        anyPointer = pointer ?? TypeID(UInt32(0))
        for id in unit.functions.ids { (codes + id.index).initialize(to: Self.undecoded(id)) }
        for id in unit.symbols.ids {
            let symbol = unit.symbols[id]
            let isDefined = !symbol.body.isNone || symbol.flags.contains(.isDefined)
            if isDefined { definitionOfName[symbol.name] = id }
        }
    }

    deinit {
        for pointer in kept { pointer.deallocate() }
        codes.deallocate()
    }

    private static func undecoded(_ id: FunctionID) -> FunctionCode {
        let empty = UnsafeMutableRawPointer(bitPattern: 16)!
        return FunctionCode(
            function: id, operations: empty.assumingMemoryBound(to: Operation.self),
            constants: empty.assumingMemoryBound(to: UInt64.self), constantCount: 0,
            registerCount: 0, frameSize: 0,
            parameters: empty.assumingMemoryBound(to: FunctionCode.Slot.self), parameterCount: 0,
            objects: empty.assumingMemoryBound(to: FunctionCode.Slot.self), objectCount: 0,
            resultRegister: -1, isVariadic: false)
    }

    /// Values in memory that lives as long as the image.
    func keep<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
        let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(1, values.count))
        pointer.initialize(from: values, count: values.count)
        kept.append(UnsafeMutableRawPointer(pointer))
        return pointer
    }

    // MARK: Functions

    /// The symbol that is called in place of one: what it is an alias of, or the definition of the
    /// same name.
    func definition(of symbol: SymbolID) -> SymbolID {
        let declared = unit.symbols[symbol]
        if declared.alias != StringTable.empty, let target = definitionOfName[declared.alias] {
            return target
        }
        return symbol
    }

    func code(of symbol: SymbolID) -> UnsafeMutablePointer<FunctionCode>? {
        unit.symbols[symbol].body.id.map { codes + $0.index }
    }

    func prepare(_ code: UnsafeMutablePointer<FunctionCode>) {
        guard !code.pointee.isDecoded else { return }
        let id = code.pointee.function
        var decoder = FunctionDecoder(self, unit.functions[id])
        code.pointee = decoder.decode(id)
        details[id.index] = decoder.details
    }

    /// The symbol whose address this is.
    func symbol(at address: UInt64) -> SymbolID? {
        symbolOfObject[UInt32(truncatingIfNeeded: address >> 32)]
    }

    func name(_ symbol: SymbolID) -> String { unit.strings[unit.symbols[symbol].name] }

    // MARK: Variables

    /// The address of a function or variable; variables are zero until they are initialised.
    func address(of symbol: SymbolID) -> UInt64 {
        let symbol = definition(of: symbol)
        if addresses[symbol.index] != 0 { return addresses[symbol.index] }
        var address: UInt64 = 0
        let declared = unit.symbols[symbol]
        if isMissing(declared) { return 0 }
        if declared.kind == .function {
            address = UInt64(memory.reserve(1) ?? 0) << 32
        } else {
            let bytes = isProvided(declared) ? host.variable(name(symbol)) : nil
            let size = max(unit.types.bytes(declared.type), UInt64(bytes?.count ?? 0))
            address = memory.allocate(size, zeroed: true) ?? 0
            bytes?.withUnsafeBytes { _ = memory.write(address, $0) }
        }
        addresses[symbol.index] = address
        symbolOfObject[UInt32(truncatingIfNeeded: address >> 32)] = symbol
        return address
    }

    /// A weak symbol that nothing defines has no address.
    private func isMissing(_ symbol: Symbol) -> Bool {
        symbol.flags.contains(.isWeak) && isProvided(symbol) && symbol.body.isNone
            && !host.knows(unit.strings[symbol.name])
    }

    private func isProvided(_ symbol: Symbol) -> Bool {
        !symbol.flags.contains(.isDefined) && !symbol.flags.contains(.isTentative)
    }

    /// Where a variable's bytes are, and how far away their shadow.
    func storage(of symbol: SymbolID) -> (UnsafeMutableRawPointer, Int) {
        let object = memory.objects[Int(address(of: symbol) >> 32)]
        return (object.bytes, object.shadowDistance)
    }

    func writableSize(of symbol: SymbolID) -> Int {
        Int(memory.objects[Int(address(of: symbol) >> 32)].writableSize)
    }

    // MARK: Constants

    /// The two registers of a constant.
    func bits(of constant: Constant, in symbol: SymbolID) -> (UInt64, UInt64) {
        switch constant {
        case .integer(let bits, let type):
            let isNegative = unit.types.isSigned(type) && Int64(bitPattern: bits) < 0
            return (bits, isNegative ? UInt64.max : 0)
        case .floating(let bits, let type): return floating(Double(bitPattern: bits), type)
        case .null(let type):
            if case .memberPointer = unit.types[type], unit.types.size(type) == 8 {
                return (UInt64.max, 0)
            }
            return (0, 0)
        case .string(let text, _, _): return (string(text), 0)
        case .function(let symbol), .global(let symbol): return (address(of: symbol), 0)
        case .label(let block): return (UInt64(block.raw) + 1, 0)
        case .memberOffset(let offset, _): return (offset, 0)
        case .memberFunction(let symbol, _):
            let isVirtual = unit.symbols[symbol].flags.contains(.isVirtual)
            return (address(of: symbol) + (isVirtual ? 1 : 0), 0)
        case .undefined: return (0, 0)
        }
    }

    private func floating(_ value: Double, _ type: TypeID) -> (UInt64, UInt64) {
        switch unit.types.kind(type) {
        case .f32: (UInt64(Float(value).bitPattern), 0)
        case .wide: Float80(value).words
        default: (value.bitPattern, 0)
        }
    }

    private func string(_ text: StringID) -> UInt64 {
        if let known = strings[text] { return known }
        let address = unit.strings.withBytes(text) { bytes in
            let address = memory.allocate(UInt64(bytes.count)) ?? 0
            _ = memory.write(address, UnsafeRawBufferPointer(bytes))
            memory.makeReadOnly(address)
            return address
        }
        strings[text] = address
        return address
    }
}

extension Float80 {
    /// The 16 bytes of an x87 extended value as two words.
    var words: (UInt64, UInt64) {
        let sign: UInt64 = self.sign == .minus ? 0x8000 : 0
        return (
            isZero ? 0 : significandWord,
            sign | UInt64(exponentBitPattern)
        )
    }

    private var significandWord: UInt64 {
        isNormal || isInfinite || isNaN ? 1 << 63 | significandBitPattern : significandBitPattern
    }

    init(_ words: (UInt64, UInt64)) {
        self.init(
            sign: words.1 & 0x8000 == 0 ? .plus : .minus,
            exponentBitPattern: UInt(words.1 & 0x7FFF),
            significandBitPattern: words.0 & (1 << 63 - 1))
    }
}
