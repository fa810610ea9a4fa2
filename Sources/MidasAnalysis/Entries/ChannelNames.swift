import MidasBase
import MidasIR

/// Where the text comes from that names what a call opens.
enum NameOrigin: Hashable {
    case literal(StringID)
    /// What the program was started with.
    case programArgument
}

extension ChannelKinds {
    /// All texts that a path may be, through variables, fields, arguments and results; nil where it
    /// may be any other.
    func names(_ operand: Operand, in instance: InstanceID) -> Set<NameOrigin>? {
        var open = [Origin(instance: instance, operand: operand)]
        var seen = Set(open)
        var found: Set<NameOrigin> = []
        var steps = 0
        while let origin = open.popLast() {
            steps += 1
            guard steps < Self.stepLimit, let next = follow(origin, &found) else { return nil }
            for origin in next where seen.insert(origin).inserted { open.append(origin) }
        }
        return found.isEmpty ? nil : found
    }

    private func follow(_ origin: Origin, _ found: inout Set<NameOrigin>) -> [Origin]? {
        let function = calls.function(origin.instance)
        if let text = function.literal(origin.operand) {
            found.insert(.literal(text))
            return []
        }
        if let constant = origin.operand.constant {
            // A null pointer names nothing.
            if case .null = function.constants[constant] { return [] }
            return nil
        }
        if let parts = texts.parts(of: origin.operand, in: origin.instance) { return parts }
        guard let value = origin.operand.value else { return nil }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast: return [Origin(instance: origin.instance, operand: step.a)]
        case .load:
            guard let place = step.place.id else { return nil }
            if isProgramArgument(place, origin.instance) {
                found.insert(.programArgument)
                return []
            }
            return stored(at: place, origin.instance)
        case .call:
            let site = CallSite(instance: origin.instance, instruction: value)
            guard let targets = calls.facts.callGraph.targets[site] else { return nil }
            var all: [Origin] = []
            for target in targets {
                guard case .instance(let callee) = target else { return nil }
                all += returned(by: callee)
            }
            return all
        default: return nil
        }
    }

    /// Whether a pointer to text is read from memory that was handed to the program from outside:
    /// in a program that is the argument vector of `main`.
    private func isProgramArgument(_ place: PlaceID, _ instance: InstanceID) -> Bool {
        guard calls.program.main != nil, case .pointer = calls.function(instance).places[place].root
        else { return false }
        let cells = calls.facts.sets[calls.facts.placeCells[instance][place.index]]
        return !cells.isEmpty
            && cells.allSatisfy { cell in
                if case .outside = calls.facts.objects[calls.facts.cells[cell].object].kind {
                    return true
                }
                return false
            }
    }
}
