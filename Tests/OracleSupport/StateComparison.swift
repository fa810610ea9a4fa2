import MidasBase
import MidasFindings
import MidasIR
import MidasInterpreter

/// Which states of two runs differ at a quiescence point, by the names that a report gives them.
///
/// Pointers are equal that lead to the same variable, or to objects that stand for each other: those
/// that the same path from a variable leads to. What a nondeterministic pointer leads to is not
/// compared: there is no telling which objects correspond.
struct StateComparison {
    /// Names, each with the class that the report gives; nil for one that the report leaves out.
    private(set) var differing: [String: Classification?] = [:]
    private let unit: MidasIR.Unit
    private let classes: StateClasses
    private let first: Snapshot
    private let second: Snapshot
    private var partners: [UInt64: UInt64] = [:]
    private var partnersBack: [UInt64: UInt64] = [:]

    /// - Parameter isStart: before the first request the locals of `main` hold what only it has
    ///   seen; what a request may find of them counts at the end of the request.
    init(
        _ unit: MidasIR.Unit, _ classes: StateClasses, _ first: Snapshot, _ second: Snapshot,
        isStart: Bool
    ) {
        self.unit = unit
        self.classes = classes
        self.first = first
        self.second = second
        for (a, b) in zip(first.variables, second.variables) { compare(a, b) }
        if !isStart { for (a, b) in zip(first.locals, second.locals) { compare(a, b) } }
        compareOutputs()
    }

    private mutating func compare(_ a: Snapshot.Variable, _ b: Snapshot.Variable) {
        let symbol = unit.symbols[a.symbol]
        let size = first.size(of: a.address)
        guard let bytes = first.bytes(a.address, size), let others = second.bytes(b.address, size)
        else { return }
        walk(symbol.type, bytes, others, [unit.strings[symbol.qualifiedName]])
    }

    /// Locals are states where the report lists them: where a later request may read them.
    private mutating func compare(_ a: Interpreter.LiveLocal, _ b: Interpreter.LiveLocal) {
        let function = unit.functions[a.function]
        let local = function.locals[a.local]
        let owner = unit.strings[unit.symbols[function.symbol].qualifiedName]
        let name = "\(owner).\(unit.strings[local.name])"
        guard a.local == b.local, classes.states[name] != nil else { return }
        walk(local.type, a.bytes[...], b.bytes[...], [name])
    }

    private mutating func compareOutputs() {
        for output in Set(first.outputs.keys).union(second.outputs.keys)
        where first.outputs[output] != second.outputs[output] {
            let name = "output in line \(output.line)"
            differing[name] = .some(classes.outputs[Int(output.line)])
        }
    }

    // MARK: Values

    private mutating func walk(
        _ type: TypeID, _ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, _ names: [String]
    ) {
        let size = Int(clamping: unit.types.size(type))
        switch unit.types[type] {
        case .pointer(let element), .reference(let element, _):
            guard a.count >= 8, b.count >= 8 else { return }
            follow(
                Snapshot.number(a.prefix(8)), Snapshot.number(b.prefix(8)), element, names)
        case .array(let element, let count):
            elements(of: element, Int(count), a, b, names)
        case .incompleteArray(let element):
            elements(of: element, .max, a, b, names)
        case .atomic(let inner): walk(inner, a, b, names)
        case .record(let id): record(id, a, b, names)
        case .void, .function, .opaque, .nullPointer: break
        default:
            if a.prefix(size) != b.prefix(size) { note(names) }
        }
    }

    private mutating func elements(
        of element: TypeID, _ count: Int, _ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>,
        _ names: [String]
    ) {
        let size = Int(clamping: unit.types.size(element))
        guard size > 0, size < 1 << 20 else { return }
        for index in 0..<min(count, a.count / size, b.count / size) {
            walk(element, a.dropFirst(index * size), b.dropFirst(index * size), names)
        }
    }

    private mutating func record(
        _ id: RecordID, _ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, _ names: [String]
    ) {
        let record = unit.types.records[id]
        for base in record.bases {
            let offset = Int(base.offset)
            self.record(base.record, a.dropFirst(offset), b.dropFirst(offset), names)
        }
        for field in record.fields {
            let owner = unit.strings[record.name]
            let name = unit.strings[field.name]
            guard !name.isEmpty else { continue }
            let all = names + [owner.isEmpty ? name : "\(owner)::\(name)"]
            let start = Int(field.bitOffset / 8)
            let (mine, others) = (a.dropFirst(start), b.dropFirst(start))
            if let width = field.bitWidth {
                let shift = field.bitOffset % 8
                let mask = (UInt64(1) << UInt64(min(width, 63))) - 1
                let values = [mine, others].map { Snapshot.number($0.prefix(8)) >> shift & mask }
                if values[0] != values[1] { note(all) }
            } else if record.kind == .union {
                let size = Int(clamping: unit.types.size(field.type))
                if mine.prefix(size) != others.prefix(size) { note(all) }
            } else {
                walk(field.type, mine, others, all)
            }
        }
    }

    private mutating func note(_ names: [String]) {
        for name in names { differing[name] = .some(classes.states[name]) }
    }

    // MARK: Pointers

    private mutating func follow(
        _ a: UInt64, _ b: UInt64, _ element: TypeID, _ names: [String]
    ) {
        let (from, to) = (UInt64(UInt32.max) & a, UInt64(UInt32.max) & b)
        switch (first.target(a), second.target(b)) {
        case (.nothing, .nothing):
            if (a == 0) != (b == 0) { note(names) }
        case (.symbol(let mine), .symbol(let other)):
            if mine != other || from != to { note(names) }
        case (.object(let mine, let isHeap), .object(let other, _)):
            if partners[mine] == other && from == to { return }
            guard from == to, partners[mine] == nil, partnersBack[other] == nil else {
                return note(names)
            }
            guard !names.contains(where: classes.isNondeterministic) else { return }
            partners[mine] = other
            partnersBack[other] = mine
            pointees(mine << 32, other << 32, element, isHeap ? names : [])
        default: note(names)
        }
    }

    /// The label of a pointer covers what it points to where that has no declaration of its own.
    private mutating func pointees(
        _ a: UInt64, _ b: UInt64, _ element: TypeID, _ names: [String]
    ) {
        guard let mine = first.bytes(a, first.size(of: a)),
            let others = second.bytes(b, second.size(of: b))
        else { return }
        let isRecord = unit.types.record(element) != nil
        guard isRecord || !names.isEmpty else { return }
        elements(of: element, .max, mine, others, isRecord ? [] : names)
    }
}

/// The classes that a report gives, by the names of states and the lines of outputs.
struct StateClasses {
    private(set) var states: [String: Classification] = [:]
    private(set) var outputs: [Int: Classification] = [:]

    init(_ report: Report) {
        for state in report.states {
            if state.kind == .output {
                let line = state.location.line
                outputs[line] = min(outputs[line] ?? .deterministic, state.classification)
            } else {
                states[state.name] =
                    min(states[state.name] ?? .deterministic, state.classification)
            }
        }
    }

    func isNondeterministic(_ name: String) -> Bool {
        (states[name] ?? .deterministic) < .superficial
    }
}
