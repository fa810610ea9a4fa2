import MidasBase
import MidasIR
import MidasInterpreter

/// The persistent memory of a program at one quiescence point, and what the request before wrote.
struct Snapshot {
    struct Output: Hashable {
        var file: String
        var line: UInt32
    }

    /// What an address points into.
    enum Target: Hashable {
        case symbol(SymbolID)
        /// A heap object, or a local that is still alive.
        case object(UInt64, isHeap: Bool)
        case nothing
    }

    struct Variable {
        var symbol: SymbolID
        var address: UInt64
    }

    private(set) var variables: [Variable] = []
    private(set) var locals: [Interpreter.LiveLocal] = []
    private(set) var outputs: [Output: [UInt8]] = [:]
    /// By the number of the object: its bytes.
    private var contents: [UInt64: [UInt8]] = [:]
    private var symbols: [UInt64: SymbolID] = [:]
    private var heap: Set<UInt64> = []

    init(_ machine: Interpreter, outputs: [Output: [UInt8]]) {
        self.outputs = outputs
        locals = machine.outermostLocals
        let unit = machine.unit
        for id in unit.symbols.ids {
            let symbol = unit.symbols[id]
            guard symbol.kind == .variable,
                symbol.flags.contains(.isDefined) || symbol.flags.contains(.isTentative)
            else { continue }
            let address = machine.address(of: id)
            guard address != 0 else { continue }
            variables.append(Variable(symbol: id, address: address))
            collect(from: address, machine)
        }
        for local in locals { collect(in: local.bytes, machine) }
    }

    /// Everything that whole words could be pointers to: what is taken needlessly is not looked at.
    private mutating func collect(from address: UInt64, _ machine: Interpreter) {
        let id = address >> 32
        guard id != 0, contents[id] == nil else { return }
        if let symbol = machine.symbol(at: address) { symbols[id] = symbol }
        let size = machine.objectSize(address)
        guard size > 0, let bytes = try? machine.read(id << 32, Int(size)) else { return }
        if machine.isAllocated(address) { heap.insert(id) }
        contents[id] = bytes
        collect(in: bytes, machine)
    }

    private mutating func collect(in bytes: [UInt8], _ machine: Interpreter) {
        for start in stride(from: 0, to: bytes.count - 7, by: 8) {
            let word = Self.number(bytes[start..<start + 8])
            if let symbol = machine.symbol(at: word) { symbols[word >> 32] = symbol }
            collect(from: word, machine)
        }
    }

    func bytes(_ address: UInt64, _ count: Int) -> ArraySlice<UInt8>? {
        let start = Int(address & 0xFFFF_FFFF)
        guard let object = contents[address >> 32], start + count <= object.count else {
            return nil
        }
        return object[start..<start + count]
    }

    func size(of address: UInt64) -> Int { contents[address >> 32]?.count ?? 0 }

    func target(_ address: UInt64) -> Target {
        let id = address >> 32
        if let symbol = symbols[id] { return .symbol(symbol) }
        return contents[id] == nil ? .nothing : .object(id, isHeap: heap.contains(id))
    }

    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
