import MidasBase
import MidasDictionary
import MidasIR

extension BoundCall {
    /// Whether no condition is known to be false.
    func mayHold(_ conditions: [Condition], _ whole: WholeProgramFacts) -> Bool {
        conditions.allSatisfy { decide($0, whole) != false }
    }

    /// Whether all conditions are known to be true.
    func holds(_ conditions: [Condition], _ whole: WholeProgramFacts) -> Bool {
        conditions.allSatisfy { decide($0, whole) == true }
    }

    /// Whether no condition on the key of a container is known to be false.
    func mayHold(_ conditions: [Condition], key: TypeID?) -> Bool {
        conditions.allSatisfy { condition in
            guard case .keyType(let kind) = condition, let key, let found = classOf(key) else {
                return true
            }
            return found == kind
        }
    }

    /// Nil where it cannot be decided.
    private func decide(_ condition: Condition, _ whole: WholeProgramFacts) -> Bool? {
        switch condition {
        case .equals(let index, let number): return integer(index).map { $0 == number }
        case .differs(let index, let number): return integer(index).map { $0 != number }
        case .hasBits(let index, let bits): return integer(index).map { $0 & bits == bits }
        case .lacksBits(let index, let bits): return integer(index).map { $0 & bits != bits }
        case .isConstant(let index): return integer(index) != nil ? true : nil
        case .text(let index, let text): return literalText(index).map { $0 == text }
        case .differsText(let index, let text): return literalText(index).map { $0 != text }
        case .names(let index, let pattern):
            return literalText(index).map { matches($0.utf8, pattern.utf8) }
        case .channel(let index, let kind):
            guard let operand = argument(index),
                let kinds = context.channels.kinds(of: operand, in: instance)
            else { return nil }
            return kinds.contains(kind)
        case .argumentCount(let count): return explicitArguments.count == Int(count)
        case .argumentType(let index, let kind):
            guard let operand = argument(index), var type = type(of: operand) else { return nil }
            if isReference(index) { type = context.program.types.element(type) ?? type }
            guard let found = classOf(type) else { return nil }
            if found == .iterator || found == .pointer, kind != found, kind != .iterator,
                let element = elementType(of: operand)
            {
                return classOf(element).map { $0 == kind }
            }
            return found == kind || found == .pointer && kind == .iterator
        case .keyType(let kind):
            return container(at: .receiver)?.key.flatMap { classOf($0) }.map { $0 == kind }
        case .totalOrder: return sortsTotally
        case .severalThreads: return whole.hasThreads
        case .unseeded(let state):
            if !whole.overwrittenStates.contains(Int(state.raw)) { return true }
            let site = CallSite(instance: instance, instruction: instruction)
            return whole.generators.isSeeded(state, at: site) ? false : nil
        }
    }

    private func literalText(_ index: UInt8) -> String? {
        argument(index).flatMap { function.literal($0) }.map { text(of: $0) }
    }

    /// The characters of a literal, which ends where C says it does: at its first null.
    private func text(of literal: StringID) -> String {
        String(context.program.strings[literal].prefix { $0 != "\0" })
    }

    private func classOf(_ type: TypeID) -> TypeClass? {
        let types = context.program.types
        switch types[type] {
        case .reference(let target, _): return classOf(target)
        case .pointer(let target):
            if case .function = types[target] { return .function }
            return .pointer
        case .bool, .integer, .enumeration: return .arithmetic
        case .floating: return .floatingPoint
        case .record(let id):
            let record = types.records[id]
            guard let model = context.dictionary.type(context.program.strings[record.templateName])
            else { return .other }
            switch model.role {
            case .text: return .text
            case .iterator: return .iterator
            case .container, .view: return .range
            case .tryTag: return .tryTag
            case .randomDevice: return .randomDevice
            default: return .other
            }
        default: return nil
        }
    }

    /// `*` stands for any run of characters.
    private func matches(_ text: String.UTF8View, _ pattern: String.UTF8View) -> Bool {
        var rows = [true]
        for _ in text { rows.append(false) }
        for symbol in pattern {
            var next = [Bool](repeating: false, count: rows.count)
            let isStar = symbol == UInt8(ascii: "*")
            if isStar { next[0] = rows[0] }
            for (index, character) in text.enumerated() {
                next[index + 1] =
                    isStar ? rows[index + 1] || next[index] : rows[index] && character == symbol
            }
            rows = next
        }
        return rows[rows.count - 1]
    }
}

extension BoundCall {
    /// What differs about the contents of the file that this call opens.
    func contents(ofFileNamedBy path: Path?) -> [Refinement] {
        guard let path, case .argument(let index) = path.root, let operand = argument(index),
            let names = context.channels.names(operand, in: instance)
        else { return [.inputFile] }
        var contents: Set<Refinement> = []
        for name in names { contents.formUnion(self.contents(ofFileNamed: name)) }
        return contents.sorted { $0.rawValue < $1.rawValue }
    }

    /// Nothing for a regular file that a program opens while it starts.
    private func contents(ofFileNamed name: NameOrigin) -> [Refinement] {
        if case .literal(let literal) = name {
            let kind = ChannelKind.named(text(of: literal))
            if kind != .file { return kind.contents.map { [$0] } ?? [] }
        }
        let isAtStart = context.phase(of: instruction, in: instance) == .start
        let isDeterministic =
            isAtStart && context.program.main != nil && context.options.profile != .strict
        return isDeterministic ? [] : [.inputFile]
    }
}

extension FunctionModel {
    fileprivate var concernsOrder: Bool {
        if traits.contains(.iterates) || !orderRemovals.isEmpty { return true }
        return outputs.contains { output in
            if case .refinement(let refinement) = output.cause {
                return refinement.category == .ordering
            }
            return false
        }
    }
}

/// Facts about a whole program that conditions of models ask for.
struct WholeProgramFacts {
    var hasThreads = false
    /// Whether something comes in no fixed order.
    var hasOrder = false
    /// Hidden states that some call overwrites.
    private(set) var overwrittenStates = BitSet()
    /// Where these are overwritten whatever led there.
    private(set) var generators = SeededGenerators()

    init(_ context: FlowContext, _ order: CallOrder) {
        hasOrder = context.concurrency.unorderedSites.contains { $0.kinds.contains(.ordersOnly) }
        for (site, targets) in context.facts.callGraph.targets {
            for target in targets {
                guard let model = context.model(target) else { continue }
                hasOrder = hasOrder || model.concernsOrder
                for overwrite in model.overwrites {
                    if case .state(let id) = overwrite.path.root {
                        overwrittenStates.insert(Int(id.raw))
                    }
                }
                let callbacks = context.facts.callGraph.callbacks[site] ?? []
                for callback in callbacks where Int(callback.model) < model.callbacks.count {
                    if model.callbacks[Int(callback.model)].moment == .thread { hasThreads = true }
                }
            }
        }
        if !overwrittenStates.isEmpty {
            generators = SeededGenerators(context, order, overwritten: overwrittenStates)
        }
    }
}
