import MidasBase
import MidasIR
import Testing

/// Each test breaks one invariant of a sound unit and expects to be told which, and where.
@Suite struct VerifierTests {
    private func broken(_ change: (inout Function) -> Void) -> [String] {
        var unit = SampleUnit.counter
        change(&unit.functions[FunctionID(UInt32(0))])
        return UnitVerifier.verify(unit).map(\.description)
    }

    private func instruction(_ raw: Int) -> InstructionID { InstructionID(raw) }

    @Test func aSoundUnitHasNoErrors() {
        #expect(broken { _ in } == [])
    }

    @Test func idsNameSomething() {
        #expect(
            broken { $0.instructions[instruction(1)].place = OptionalID(PlaceID(9)) } == [
                "function 'bump': an id names a place that is not there"
            ])
        #expect(
            broken { $0.blocks[BlockID(0)].terminator = .jump(BlockID(1)) } == [
                "function 'bump': an id names a block that is not there"
            ])
    }

    @Test func valuesAreComputedBeforeTheirUse() {
        #expect(
            broken { $0.instructions[instruction(2)].a = .value(instruction(2)) } == [
                "function 'bump', block b0, instruction v2: "
                    + "v2 is used where it may not be computed yet"
            ])
    }

    @Test func valuesOfOneArmAreNotUsedAfterTheJoin() {
        let errors = broken { function in
            // b0 branches to b1 (all instructions) or b2, which returns what b1 computed.
            let whole = function.blocks[BlockID(0)]
            let condition = function.constants.append(.integer(1, TypeID(1)))
            var entry = whole
            entry.end = 0
            entry.terminator = .branch(.constant(condition), BlockID(1), BlockID(2))
            var arm = whole
            arm.terminator = .jump(BlockID(2))
            var last = whole
            last.start = whole.end
            function.blocks = Arena([entry, arm, last])
        }
        #expect(
            errors == [
                "function 'bump', block b2: v2 is used where it may not be computed yet"
            ])
    }

    @Test func operandsFitOpcodes() {
        #expect(
            broken { $0.instructions[instruction(2)].a = .value(instruction(0)) } == [
                "function 'bump', block b0, instruction v2: "
                    + "the first operand is pointer, not integer(bits: 32)"
            ])
        #expect(
            broken { $0.instructions[instruction(3)].a = .none } == [
                "function 'bump', block b0, instruction v3: the stored value is missing"
            ])
        #expect(
            broken { $0.instructions[instruction(2)].detail = 99 } == [
                "function 'bump', block b0, instruction v2: detail is out of range"
            ])
    }

    @Test func placesFitTheirTypes() {
        let errors = broken { $0.places[PlaceID(1)].rootType = TypeID(1) }
        #expect(
            errors == ["function 'bump': place p1 steps into another type than it is"])
    }

    @Test func blocksAreReachable() {
        let errors = broken { function in
            var last = function.blocks[BlockID(0)]
            last.start = last.end
            last.terminator = .unreachable
            function.blocks.append(last)
        }
        #expect(errors == ["function 'bump', block b1: control cannot reach the block"])
    }

    @Test func unwindTargetsBeginWithLandingPads() {
        let errors = broken { function in
            function.blocks[BlockID(0)].unwind = OptionalID(BlockID(1))
            var last = function.blocks[BlockID(0)]
            last.start = last.end
            last.unwind = .none
            last.terminator = .unreachable
            function.blocks.append(last)
        }
        #expect(
            errors == [
                "function 'bump', block b0: unwinds to b1, which does not begin with landingPad"
            ])
    }

    @Test func theResultFits() {
        #expect(
            broken { $0.blocks[BlockID(0)].terminator = .return(.value(InstructionID(0))) } == [
                "function 'bump', block b0: the result is pointer, not integer(bits: 32)"
            ])
    }
}
