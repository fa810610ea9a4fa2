import MidasBase
import MidasIR
import Testing

@Suite struct FunctionBuilderTests {
    /// `if (p) r = 1; else r = 2; return r;` with the arms made in the wrong order, and a block
    /// that nothing enters.
    @Test func blocksAreOrderedAndUnreachableOnesLeftOut() {
        var types = TypeTable()
        let int = types.intern(.integer(bits: 32, signed: true), size: 4, alignment: 4)
        var builder = FunctionBuilder(
            symbol: SymbolID(UInt32(0)), resultType: int, range: .none)
        let local = builder.function.locals.append(
            Local(
                kind: .parameter, name: StringTable.empty, type: int,
                typeSpelling: StringTable.empty))
        let place = builder.place(.local(local), rootType: int, type: int)
        let join = builder.makeBlock()
        let second = builder.makeBlock()
        let first = builder.makeBlock()
        let dead = builder.makeBlock()
        let condition = builder.emit(.load, type: int, place: place)
        builder.terminate(.branch(condition, first, second))
        for (block, value) in [(second, UInt64(2)), (first, 1)] {
            builder.continueIn(block)
            let constant = builder.constant(.integer(value, int))
            builder.emit(.store, type: int, a: constant, place: place)
            builder.jump(to: join)
        }
        builder.continueIn(dead)
        builder.jump(to: join)
        builder.continueIn(join)
        let result = builder.emit(.load, type: int, place: place)
        builder.terminate(.return(result))
        let function = builder.finish()

        #expect(function.blocks.count == 4)
        #expect(function.instructions.count == 4)
        #expect(
            function.blocks.elements[0].terminator
                == .branch(.value(InstructionID(UInt32(0))), BlockID(1), BlockID(2)))
        #expect(
            function.blocks.elements[3].terminator
                == .return(.value(InstructionID(UInt32(3)))))
        #expect(function.instructions.elements[1].a == .constant(ConstantID(UInt32(1))))
    }
}
