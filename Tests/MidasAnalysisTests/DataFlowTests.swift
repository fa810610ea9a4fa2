import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR
import Testing

@Suite struct DataFlowTests {
    /// A sketch with `time` and the variables that a test names.
    private struct Setting {
        var sketch = ProgramSketch()
        let time: SymbolID
        var variables: [String: SymbolID] = [:]
        private var line: UInt32 = 0
        private let file: FileID

        init(_ names: String...) {
            time = sketch.external("time", [sketch.pointer], result: sketch.int)
            let path = sketch.program.strings.intern("sketch.c")
            file = sketch.program.files.append(SourceFile(path: path, isSystem: false))
            for name in names {
                let symbol = sketch.global(name, sketch.int)
                line += 1
                sketch.program.symbols[symbol].position = SourcePosition(
                    file: file, line: line, column: 1, offset: 0)
                variables[name] = symbol
            }
        }

        func classes() -> [String: Classification] {
            let report = analyze(
                program: sketch.program, dictionary: .builtIn(), options: AnalysisOptions())
            let states = report.states.filter { $0.kind == .variable }
            return Dictionary(uniqueKeysWithValues: states.map { ($0.name, $0.classification) })
        }
    }

    /// `g = time(0); x = g; g = 0; h = x;`
    @Test func aLoadFromAPersistentLocationIsAHop() {
        var setting = Setting("g", "h", "x")
        let (time, g, h, x) = (
            setting.time, setting.variables["g"]!, setting.variables["h"]!,
            setting.variables["x"]!
        )
        let handle = setting.sketch.declare("handle")
        setting.sketch.define(handle) { body in
            body.store(body.call(time, body.integer(0)), body.place(g))
            body.store(body.load(body.place(g)), body.place(x))
            body.store(body.integer(0), body.place(g))
            body.store(body.load(body.place(x)), body.place(h))
        }
        #expect(
            setting.classes() == ["g": .superficial, "x": .contaminated, "h": .contaminated])
    }

    /// `while (time(0)) g = 1; k = 2;`
    @Test func whatABranchDecidesIsContaminatedUntilTheJoin() {
        var setting = Setting("g", "k")
        let (time, g, k) = (setting.time, setting.variables["g"]!, setting.variables["k"]!)
        let handle = setting.sketch.declare("handle")
        setting.sketch.define(handle) { body in
            body.loop {
                $0.call(time, $0.integer(0))
            } _: { body in
                body.store(body.integer(1), body.place(g))
            }
            body.store(body.integer(2), body.place(k))
        }
        #expect(setting.classes() == ["g": .contaminated, "k": .deterministic])
    }

    /// `int id(int a) { return a; } handle() { g = id(time(0)); k = id(7); }`
    @Test func callsAndReturnsMatch() {
        var setting = Setting("g", "k")
        let (time, g, k) = (setting.time, setting.variables["g"]!, setting.variables["k"]!)
        let int = setting.sketch.int
        let identity = setting.sketch.declare("id", [int], result: int)
        setting.sketch.define(identity) { $0.giveBack($0.load($0.parameter(0))) }
        let handle = setting.sketch.declare("handle")
        setting.sketch.define(handle) { body in
            let now = body.call(time, body.integer(0))
            body.store(body.call(identity, now), body.place(g))
            body.store(body.call(identity, body.integer(7)), body.place(k))
        }
        #expect(setting.classes() == ["g": .pure, "k": .deterministic])
    }

    /// `clear() { g = 0; } handle() { g = time(0); clear(); k = 1; }`
    @Test func aCalleeOverwritesForItsCaller() {
        var setting = Setting("g", "k")
        let (time, g, k) = (setting.time, setting.variables["g"]!, setting.variables["k"]!)
        let clear = setting.sketch.declare("clear")
        setting.sketch.define(clear) { $0.store($0.integer(0), $0.place(g)) }
        let handle = setting.sketch.declare("handle")
        setting.sketch.define(handle) { body in
            body.store(body.call(time, body.integer(0)), body.place(g))
            body.call(clear)
            body.store(body.integer(1), body.place(k))
        }
        #expect(setting.classes() == ["g": .superficial, "k": .deterministic])
    }

    /// `handle() { saved = g; g = time(0); g = saved; }`
    @Test func aRestoredValueIsSuperficial() {
        var setting = Setting("g")
        let (time, g) = (setting.time, setting.variables["g"]!)
        let int = setting.sketch.int
        let handle = setting.sketch.declare("handle")
        setting.sketch.define(handle) { body in
            let saved = body.local("saved", int)
            body.store(body.load(body.place(g)), saved)
            body.store(body.call(time, body.integer(0)), body.place(g))
            body.store(body.load(saved), body.place(g))
        }
        #expect(setting.classes() == ["g": .superficial])
    }

    /// `handle() { int x; g = x; }`
    @Test func aDefinitelyUninitialisedReadIsASource() {
        var setting = Setting("g")
        let g = setting.variables["g"]!
        let int = setting.sketch.int
        let handle = setting.sketch.declare("handle")
        setting.sketch.define(handle) { body in
            let x = body.local("x", int)
            body.store(body.load(x), body.place(g))
        }
        #expect(setting.classes() == ["g": .pure])
    }
}
