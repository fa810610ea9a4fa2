import MidasBase
import MidasIR

/// Which object or element a place of a function lies in, as expressions over the function's
/// parameters and locals that can be compared: `&accounts[i]`, `p`, where `p` may have been set to
/// one of several.
struct PlaceShapes {
    let function: Function
    private let stores: [LocalID: [InstructionID]]

    /// Expressions that an operand may be, at most; more say nothing.
    private static let limit = 4

    init(_ function: Function) {
        self.function = function
        var stores: [LocalID: [InstructionID]] = [:]
        for id in function.instructions.ids where function.instructions[id].opcode == .store {
            guard let place = function.instructions[id].place.id,
                case .local(let local) = function.places[place].root,
                function.projections(of: place).isEmpty
            else { continue }
            stores[local, default: []].append(id)
        }
        self.stores = stores
    }

    /// The object or element that a place is a part of: without the fields at its end.
    func owners(of place: PlaceID) -> Set<UInt64>? {
        let projections = Array(function.projections(of: place))
        let last = projections.lastIndex {
            if case .index = $0 { return true }
            return false
        }
        var shapes = root(of: place)
        guard let last else { return shapes }
        for projection in projections[...last] {
            shapes = extended(shapes, by: projection)
        }
        return shapes
    }

    /// What the last index of a place is computed from, or that of the address which it lies behind;
    /// nil where there is no index.
    func indexLeaves(of place: PlaceID) -> Set<UInt64>? {
        for projection in function.projections(of: place).reversed() {
            if case .index(let index) = projection { return leaves(of: index, depth: 0) }
        }
        guard case .pointer(let pointer) = function.places[place].root else { return nil }
        return indexLeaves(behind: pointer, depth: 0)
    }

    func indexLeaves(behind pointer: Operand, depth: Int = 0) -> Set<UInt64>? {
        guard depth < 6, let value = pointer.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return indexLeaves(behind: instruction.a, depth: depth + 1)
        case .addressOf: return instruction.place.id.flatMap { indexLeaves(of: $0) }
        case .pointerAdd: return leaves(of: instruction.b, depth: depth + 1)
        case .load:
            guard let store = onlyStore(instruction) else { return nil }
            return indexLeaves(behind: function.instructions[store].a, depth: depth + 1)
        default: return nil
        }
    }

    private func onlyStore(_ load: Instruction) -> InstructionID? {
        guard let local = plainLocal(load.place.id), local.index >= Int(function.parameterCount),
            stores[local]?.count == 1
        else { return nil }
        return stores[local]?.first
    }

    /// The variables that a number is computed from.
    private func leaves(of operand: Operand, depth: Int) -> Set<UInt64>? {
        guard depth < 8 else { return nil }
        guard let value = operand.value else { return [] }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast, .unary: return leaves(of: instruction.a, depth: depth + 1)
        case .binary:
            guard let left = leaves(of: instruction.a, depth: depth + 1),
                let right = leaves(of: instruction.b, depth: depth + 1)
            else { return nil }
            return left.union(right)
        case .load:
            if let store = onlyStore(instruction) {
                return leaves(of: function.instructions[store].a, depth: depth + 1)
            }
            return instruction.place.id.flatMap { address(of: $0, depth: depth) }
        default: return nil
        }
    }

    /// What the object that a pointer points into may be.
    func owners(behind pointer: Operand) -> Set<UInt64>? {
        guard let value = pointer.value else { return shapes(of: pointer, depth: 0) }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return owners(behind: instruction.a)
        case .addressOf: return instruction.place.id.flatMap { owners(of: $0) }
        default: return shapes(of: pointer, depth: 0)
        }
    }

    private func plainLocal(_ place: PlaceID?) -> LocalID? {
        guard let place, function.projections(of: place).isEmpty,
            case .local(let local) = function.places[place].root
        else { return nil }
        return local
    }

    private func root(of place: PlaceID, depth: Int = 0) -> Set<UInt64>? {
        switch function.places[place].root {
        case .pointer(let pointer): return shapes(of: pointer, depth: depth)
        case .local(let local): return [hash(1, UInt64(local.raw))]
        case .global(let symbol): return [hash(2, UInt64(symbol.raw))]
        case .result: return nil
        }
    }

    private func extended(_ shapes: Set<UInt64>?, by projection: Projection, depth: Int = 0)
        -> Set<UInt64>?
    {
        switch projection {
        case .index(let index):
            return combined(3, shapes, self.shapes(of: index, depth: depth + 1))
        case .field(let record, let field):
            return combined(4, shapes, [hash(UInt64(record.raw), UInt64(field))])
        default: return shapes
        }
    }

    private func shapes(of operand: Operand, depth: Int) -> Set<UInt64>? {
        guard depth < 8 else { return nil }
        if let constant = operand.constant {
            switch function.constants[constant] {
            case .integer(let bits, _): return [hash(5, bits)]
            case .global(let symbol): return [hash(2, UInt64(symbol.raw))]
            default: return nil
            }
        }
        guard let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return shapes(of: instruction.a, depth: depth + 1)
        case .addressOf: return instruction.place.id.flatMap { address(of: $0, depth: depth + 1) }
        case .load: return loaded(instruction, depth: depth + 1)
        case .binary, .pointerAdd, .compare:
            return combined(
                6 + UInt64(instruction.opcode.rawValue) << 8 | UInt64(instruction.detail) << 16,
                shapes(of: instruction.a, depth: depth + 1),
                shapes(of: instruction.b, depth: depth + 1))
        default: return [hash(7, UInt64(value.raw))]
        }
    }

    private func address(of place: PlaceID, depth: Int) -> Set<UInt64>? {
        var shapes = root(of: place, depth: depth)
        for projection in function.projections(of: place) {
            shapes = extended(shapes, by: projection, depth: depth)
        }
        return shapes
    }

    /// A local that is set once or to one of few is what it is set to; others are themselves.
    private func loaded(_ instruction: Instruction, depth: Int) -> Set<UInt64>? {
        guard let place = instruction.place.id else { return nil }
        guard let local = plainLocal(place) else {
            return address(of: place, depth: depth).map { Set($0.map { hash(8, $0) }) }
        }
        let written = stores[local, default: []]
        guard local.index >= Int(function.parameterCount), (1...2).contains(written.count) else {
            return [hash(9, UInt64(local.raw))]
        }
        var all: Set<UInt64> = []
        for store in written {
            guard let shapes = shapes(of: function.instructions[store].a, depth: depth + 1) else {
                return [hash(9, UInt64(local.raw))]
            }
            all.formUnion(shapes)
        }
        return all.count <= Self.limit ? all : [hash(9, UInt64(local.raw))]
    }

    private func combined(_ kind: UInt64, _ a: Set<UInt64>?, _ b: Set<UInt64>?) -> Set<UInt64>? {
        guard let a, let b, a.count * b.count <= Self.limit else { return nil }
        var result: Set<UInt64> = []
        for first in a { for second in b { result.insert(hash(kind, hash(first, second))) } }
        return result
    }

    private func hash(_ kind: UInt64, _ value: UInt64) -> UInt64 {
        var hash = StableHash()
        hash.combine(kind)
        hash.combine(value)
        return hash.finish()
    }
}
