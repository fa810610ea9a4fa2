import MidasBase
import MidasIR
import Testing

@testable import MidasAnalysis

/// Which branches decide what arrives where control flow joins.
@Suite struct JoinGateTests {
    /// The control flow of a function: by block, where it may go; nowhere is a return.
    private func regions(_ successors: [[UInt32]]) -> ControlRegions {
        var function = Function(symbol: SymbolID(UInt32(0)), resultType: TypeID(UInt32(0)))
        for nexts in successors {
            let terminator: Terminator =
                switch nexts.count {
                case 0: .return(.none)
                case 1: .jump(BlockID(nexts[0]))
                default: .branch(.none, BlockID(nexts[0]), BlockID(nexts[1]))
                }
            function.blocks.append(
                Block(
                    start: 0, end: 0, terminator: terminator, terminatorRange: RangeID(UInt32(0)),
                    terminatorStatement: StatementID(UInt32(0)), unwind: .none))
        }
        return ControlRegions(function, endsInCall: { _ in false })
    }

    private func deciding(
        _ successors: [[UInt32]], at join: Int, _ contents: [(block: Int, content: Int)]
    ) -> [Int] {
        var gates = JoinGates(join, regions(successors))
        return gates.deciding(contents)
    }

    /// `if (0) goto 4; if (1) 2 else 3; 4:`
    private let earlyWayOut: [[UInt32]] = [[4, 1], [2, 3], [4], [4], []]

    @Test func aTestWithOneContentOnBothArmsDecidesNothing() {
        #expect(deciding(earlyWayOut, at: 4, [(0, 0), (2, 1), (3, 1)]) == [0])
    }

    @Test func differentContentsAreDecidedByEveryTestOnTheWay() {
        #expect(deciding(earlyWayOut, at: 4, [(0, 0), (2, 1), (3, 2)]) == [0, 1])
        #expect(deciding(earlyWayOut, at: 4, [(0, 0), (2, 1), (3, 0)]) == [0, 1])
    }

    /// `while (1) { if (2) 3 else 4; }`
    private let loop: [[UInt32]] = [[1], [2, 5], [3, 4], [1], [1], []]

    @Test func howOftenALoopRunsDecidesWhatItLeaves() {
        #expect(deciding(loop, at: 1, [(0, 0), (3, 1), (4, 1)]) == [1])
        #expect(deciding(loop, at: 1, [(0, 0), (3, 1), (4, 2)]) == [1, 2])
    }
}
