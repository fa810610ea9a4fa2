import MidasBase
import MidasDictionary
import MidasIR
import Testing

@testable import MidasAnalysis

/// Which code runs in requests of timers and the like.
@Suite struct InternalRequestTests {
    /// `while (go) { rounds; n = wait(…, limit); if (n == 0) idle else served }`; `wait` is a function of
    /// the program that gives back what `poll` says, or another number.
    private func loop(limit: Int, ownAnswer: Bool = false) -> [String] {
        var sketch = ProgramSketch()
        let number = sketch.int
        let poll = sketch.external(
            "poll", [sketch.pointer, sketch.int, sketch.int], result: sketch.int)
        let go = sketch.global("go", sketch.int)
        let state = sketch.global("state", sketch.int)
        let wait = sketch.declare("wait", [sketch.int], result: sketch.int)
        sketch.define(wait) { body in
            let ready = body.call(
                poll, body.integer(0), body.integer(1), body.load(body.parameter(0)))
            if ownAnswer {
                let answer = body.local("answer", number)
                body.when(ready, is: 0) {
                    $0.store($0.integer(7), answer)
                } otherwise: {
                    $0.store($0.integer(8), answer)
                }
                body.giveBack(body.load(answer))
            } else {
                body.giveBack(ready)
            }
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.loop {
                $0.load($0.place(go))
            } _: { body in
                let ready = body.call(wait, body.integer(limit))
                body.when(ready, is: ownAnswer ? 7 : 0) {
                    $0.store($0.integer(1), $0.place(state))
                } otherwise: {
                    $0.store($0.integer(2), $0.place(state))
                }
            }
        }
        return sketch.entryLines("internal")
    }

    @Test func aRoundThatATimeOutBeginsRunsTheArmOfZeroAlone() {
        #expect(
            loop(limit: 100) == [
                "internal main blocks 1 2 3 5 alone 3 by wait",
                "internal wait blocks 0 alone  by wait",
            ])
    }

    @Test func waitingAsLongAsItTakesBeginsNoRound() { #expect(loop(limit: -1) == []) }

    @Test func whatAWrapperMakesOfTheResultIsFollowed() {
        #expect(
            loop(limit: 100, ownAnswer: true) == [
                "internal main blocks 1 2 3 5 alone 3 by wait",
                "internal wait blocks 0 1 3 alone 1 by wait",
            ])
    }

    @Test func numbersThatMayDifferAreNotKnown() throws {
        let three = try #require(IdleValue(3, isIdle: false))
        let zero = try #require(IdleValue(0, isIdle: true))
        #expect(IdleValue.meet(three, three) == three)
        #expect(IdleValue.meet(three, zero) == nil)
        #expect(IdleValue.meet(nil, zero) == nil)
        #expect(IdleValue.combine(nil, zero, .and) == zero)
        #expect(IdleValue.combine(nil, zero, .add) == nil)
        #expect(IdleValue.combine(three, zero, .divide) == nil)
        #expect(IdleValue.combine(three, three, .multiply)?.number == 9)
        #expect(IdleValue.compare(zero, three, .less)?.number == 1)
        #expect(IdleValue(Int64(1) << 40, isIdle: false) == nil)
    }

    @Test func statesKeepWhatBothWaysKnow() throws {
        let one = try #require(IdleValue(1, isIdle: false))
        let two = try #require(IdleValue(2, isIdle: true))
        let (a, b) = (IdleState.Variable.local(LocalID(0)), IdleState.Variable.local(LocalID(1)))
        var state = IdleState()
        state[a] = one
        state[b] = two
        var other = state
        other[b] = one
        let isLess = state.meet(other)
        #expect(isLess)
        #expect(state[a] == one && state[b] == nil)
        let isLessAgain = state.meet(other)
        #expect(!isLessAgain)
        #expect(state.globals == IdleState())
    }
}
