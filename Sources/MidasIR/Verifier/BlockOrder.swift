import MidasBase

/// Checks that the entry reaches every block, and that each but the entry comes after one of its
/// predecessors, as in a reverse postorder.
enum BlockOrder {
    static func errors(in function: Function, of unit: Unit) -> [VerifierError] {
        let graph = function.controlFlow
        let reached = Set(Dominators.reversePostorder(of: graph, root: 0))
        let predecessors = graph.reversed
        var errors: [VerifierError] = []
        for id in function.blocks.ids {
            let message: String
            if !reached.contains(id.raw) {
                message = "control cannot reach the block"
            } else if id.index > 0, !predecessors[id.index].contains(where: { $0 < id.raw }) {
                message = "the block stands before everything that leads to it"
            } else {
                continue
            }
            errors.append(
                VerifierError(
                    function: unit.strings[unit.symbols[function.symbol].qualifiedName], block: id,
                    message: message))
        }
        return errors
    }
}
