import MidasBase
import MidasIR

/// Gives a function of a unit the ids of the program.
extension UnitMap {
    func apply(to mapped: inout Function) {
        mapped.symbol = self[mapped.symbol]
        mapped.resultType = self[mapped.resultType]
        mapEach(&mapped.locals) { local in
            local.name = self[local.name]
            local.type = self[local.type]
            local.typeSpelling = self[local.typeSpelling]
            local.position = self(local.position)
        }
        mapEach(&mapped.instructions) { mapInstruction(&$0) }
        mapEach(&mapped.places) { place in
            if case .global(let symbol) = place.root { place.root = .global(self[symbol]) }
            place.rootType = self[place.rootType]
            place.type = self[place.type]
        }
        for index in mapped.projections.indices {
            mapped.projections[index] = mapProjection(mapped.projections[index])
        }
        mapEach(&mapped.calls) { call in
            call.callee = mapCallee(call.callee)
            call.type = self[call.type]
        }
        mapEach(&mapped.constants) { $0 = mapConstant($0) }
        mapEach(&mapped.assemblies) { assembly in
            assembly.template = self[assembly.template]
            assembly.constraints = assembly.constraints.map { self[$0] }
        }
        mapEach(&mapped.ranges) { range in
            range.begin = self(range.begin)
            range.end = self(range.end)
            range.spelling = self(range.spelling)
            range.macro = self[range.macro]
        }
        for index in mapped.holes.indices {
            mapped.holes[index].reason = self[mapped.holes[index].reason]
        }
    }

    private func mapEach<Tag, Element>(
        _ arena: inout Arena<Tag, Element>, _ body: (inout Element) -> Void
    ) {
        for index in arena.elements.indices { body(&arena.elements[index]) }
    }

    private func mapInstruction(_ instruction: inout Instruction) {
        instruction.type = self[instruction.type]
        switch instruction.opcode {
        case .initializeBytes, .hole:
            instruction.extra = self[StringID(instruction.extra)].raw
        default: break
        }
    }

    private func mapProjection(_ projection: Projection) -> Projection {
        switch projection {
        case .field(let record, let index): .field(self[record], index)
        case .base(let record, let index): .base(self[record], index)
        case .bytes(let offset, let type): .bytes(offset: offset, type: self[type])
        case .index: projection
        }
    }

    private func mapCallee(_ callee: Callee) -> Callee {
        switch callee {
        case .direct(let symbol): .direct(self[symbol])
        case .virtual(let symbol): .virtual(self[symbol])
        case .indirect: callee
        }
    }

    private func mapConstant(_ constant: Constant) -> Constant {
        switch constant {
        case .integer(let bits, let type): .integer(bits, self[type])
        case .floating(let bits, let type): .floating(bits, self[type])
        case .null(let type): .null(self[type])
        case .string(let text, let type, let macro):
            .string(self[text], type: self[type], macro: self[macro])
        case .function(let symbol): .function(self[symbol])
        case .global(let symbol): .global(self[symbol])
        case .label: constant
        case .memberOffset(let offset, let type): .memberOffset(offset, self[type])
        case .memberFunction(let symbol, let type): .memberFunction(self[symbol], self[type])
        case .undefined(let type): .undefined(self[type])
        }
    }
}
