import MidasBase
import MidasDictionary
import MidasIR

/// Whether a comparison that a program gives to a sort is one total order over all that its elements
/// hold: then what compares equal is equal, and a sort leaves nothing to chance.
///
/// It is run on two elements of which only this is known: how some of their parts compare. While the
/// outcome depends on a part of which nothing is known, that part is the next in the order, if the
/// outcome is the one where it is less and the opposite where it is greater, whatever the parts behind
/// it are. So the order is lexicographic, and total if the parts are all there is.
struct ComparisonOrder {
    private let context: FlowContext
    private let instance: InstanceID
    private let hidden: Int

    init(_ context: FlowContext, _ instance: InstanceID, hidden: Int) {
        self.context = context
        self.instance = instance
        self.hidden = hidden
    }

    /// How many parts an order may compare.
    private static let partLimit = 64

    var isTotal: Bool {
        var relations = ElementRelations()
        var parts: Set<[ElementTerm.Step]> = []
        while parts.count < Self.partLimit {
            relations.asked = nil
            if let outcome = outcome(&relations) { return outcome == 0 && cover(parts) }
            guard let part = relations.asked else { return false }
            guard let less = outcome(relations, part, -1),
                let greater = outcome(relations, part, 1), less != greater,
                isTruth || less == -greater
            else { return false }
            relations.know(part, 0)
            parts.insert(part)
        }
        return false
    }

    private var isTruth: Bool {
        if case .bool = context.program.types[context.function(instance).resultType] {
            return true
        }
        return false
    }

    private func outcome(
        _ relations: ElementRelations, _ part: [ElementTerm.Step], _ sign: Int
    ) -> Int? {
        var relations = relations
        relations.know(part, sign)
        return outcome(&relations)
    }

    /// 0 or 1 of a truth value, else the sign; nil where it depends on what is not known.
    private func outcome(_ relations: inout ElementRelations) -> Int? {
        var run = ComparisonRun(context, instance, relations)
        defer { relations = run.relations }
        let count = Int(context.function(instance).parameterCount)
        let arguments = (0..<count).map { index -> ElementTerm in
            switch index - hidden {
            case 0: .value(.first, [])
            case 1: .value(.second, [])
            default: .value(.neither, [.parameter(UInt32(index))])
            }
        }
        switch run.result(arguments) {
        case .number(let number): return isTruth ? (number != 0 ? 1 : 0) : number.signum().int
        case .sign(let sign): return isTruth ? abs(sign) : sign
        default: return nil
        }
    }

    /// Whether elements whose parts are all equal are equal.
    private func cover(_ parts: Set<[ElementTerm.Step]>) -> Bool {
        parts.contains { part in
            let leading = part.prefix { $0 == .pointee }
            if leading.count == part.count { return true }
            guard case .field(let record, _) = part[leading.count] else { return false }
            return context.program.types.isCovered(record, at: Array(leading), by: parts)
        }
    }
}

extension Int64 {
    fileprivate var int: Int { Int(self) }
}
