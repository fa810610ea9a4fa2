import MidasBase
import MidasDictionary
import MidasIR

/// What a creating call hands to its threads, as far as that tells them apart.
enum ArgumentForm: Hashable {
    case unknown
    /// Another value in every round of the creating loop; fields assigned another number each, as
    /// functions of the round. `stride`: of addresses, how many bytes apart they are at least.
    case perRound(fields: [FieldKey: [ThreadValue]], stride: Int64? = nil)
    /// Always this: a literal, or the address of one cell with an index.
    case fixed(UInt64)

    struct FieldKey: Hashable {
        var record: RecordID
        var field: UInt32
    }

    var isPerRound: Bool {
        if case .perRound = self { return true }
        return false
    }
}

/// Finds what differs between threads that one call creates: an argument, a field of what it points
/// to, or a value that a lambda captured.
struct ArgumentForms {
    let view: ThreadView
    let reach: ThreadReach

    /// One thing that the thread's function is given.
    struct Handed {
        var operand: Operand
        /// The parameter that takes it.
        var parameter: LocalID
        /// It is copied from behind a reference.
        var isByReference = false
        /// It is the function object itself: its captures are what differs.
        var isClosure = false
    }

    /// All that is handed over, with what tells threads apart about it.
    func found(_ site: CallSite, _ start: InstanceID) -> [(handed: Handed, form: ArgumentForm)] {
        handed(site, start).map { ($0, form(site, $0)) }
    }

    /// The objects that a thread may reach by what it was handed, where that is an address.
    func objects(_ site: CallSite, _ handed: Handed) -> Set<ObjectID> {
        guard !handed.isClosure else { return [] }
        var cells = view.pointees(handed.operand, site.instance)
        if handed.isByReference { cells = cells.flatMap { view.contents($0) } }
        return Set(cells.map { view.facts.cells[$0].object })
    }

    // MARK: What is handed over

    private func handed(_ site: CallSite, _ start: InstanceID) -> [Handed] {
        let function = view.function(site.instance)
        let call = CallID(function.instructions[site.instruction].extra)
        let isByReference = view.takesThis(function.calls[call].callee)
        var all: [Handed] = []
        for model in view.externalModels(site.instance, site.instruction) {
            for callback in model.callbacks where callback.moment == .thread {
                let callee = view.operand(
                    of: callback.function.root, site.instance, site.instruction)
                let isClosure = callee.map { self.isClosure($0, start, site.instance) } ?? false
                if isClosure, let callee {
                    all.append(Handed(operand: callee, parameter: LocalID(0), isClosure: true))
                }
                let hidden = isClosure ? 1 : 0
                let own = callback.ownParameters(
                    of: Int(view.function(start).parameterCount) - hidden,
                    argumentCount: function.arguments(of: call).count - (isByReference ? 1 : 0))
                for (position, operand) in arguments(of: callback, site).enumerated() {
                    all.append(
                        Handed(
                            operand: operand, parameter: LocalID(position + hidden + own),
                            isByReference: isByReference))
                }
            }
        }
        let count = view.function(start).parameterCount
        return all.filter { $0.parameter.index < count }
    }

    /// The function is a member of what the operand points to, not a function that it names.
    private func isClosure(_ callee: Operand, _ start: InstanceID, _ instance: InstanceID) -> Bool {
        guard view.takesThis(.direct(view.function(start).symbol)) else { return false }
        return view.pointees(callee, instance).contains { cell in
            if case .function = view.facts.objects[view.facts.cells[cell].object].kind {
                return false
            }
            return true
        }
    }

    private func arguments(of callback: Callback, _ site: CallSite) -> [Operand] {
        var operands: [Operand] = []
        for argument in callback.arguments {
            guard case .path(let path) = argument else { break }
            if path.root == .variadic, case .argument(let index) = callback.function.root {
                // All that follow the function are handed on.
                var next = index + 1
                while let operand = view.operand(
                    of: .argument(next), site.instance, site.instruction)
                {
                    operands.append(operand)
                    next += 1
                }
                break
            }
            guard let operand = view.operand(of: path.root, site.instance, site.instruction) else {
                break
            }
            operands.append(operand)
        }
        return operands
    }

    // MARK: Forms

    private func form(_ site: CallSite, _ handed: Handed) -> ArgumentForm {
        let function = view.function(site.instance)
        if let caller = callerForm(site, handed.operand, function) { return caller }
        let rounds = RoundValues(view, site.instance)
        if reach.isInLoop(view, site.instance, site.instruction) {
            if handed.isClosure {
                guard let object = rounds.object(behind: handed.operand) else { return .unknown }
                let fields = rounds.numberedFields(of: object)
                return fields.isEmpty ? .unknown : .perRound(fields: fields)
            }
            let differs =
                handed.isByReference
                ? rounds.differsBehind(handed.operand) : rounds.differs(handed.operand)
            guard differs else { return .unknown }
            return .perRound(
                fields: rounds.numberedFields(),
                stride: rounds.stride(handed.operand, isByReference: handed.isByReference))
        }
        if handed.isClosure { return .unknown }
        return FixedArguments(view: view).form(
            handed.operand, function, site.instance, isByReference: handed.isByReference)
    }

    /// The argument is a parameter of the creating function, which is called at one place: it differs
    /// if it does there.
    private func callerForm(_ site: CallSite, _ operand: Operand, _ function: Function)
        -> ArgumentForm?
    {
        for parameter in 0..<function.parameterCount {
            let given = ThreadValue(base: .argument(parameter))
            let trace = ThreadValueTrace(
                function, view.program.types, seeds: [LocalID(parameter): given])
            guard trace.trace(operand) == given else { continue }
            let callers = reach.callers[site.instance.index]
            guard callers.count == 1, let caller = callers.first,
                reach.isInLoop(view, caller.instance, caller.instruction)
            else { return nil }
            let outer = view.function(caller.instance)
            let call = CallID(outer.instructions[caller.instruction].extra)
            let arguments = outer.arguments(of: call)
            let position = arguments.startIndex + Int(parameter)
            let rounds = RoundValues(view, caller.instance)
            guard position < arguments.endIndex, rounds.differs(arguments[position]) else {
                return nil
            }
            return .perRound(
                fields: rounds.numberedFields(), stride: rounds.stride(arguments[position]))
        }
        return nil
    }
}
