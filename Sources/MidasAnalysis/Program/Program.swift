import MidasBase
import MidasIR

/// The units of one program joined: the tables of a `Unit`, with every id meaning the same in all
/// functions. A name that several units define stands once.
public struct Program: Sendable {
    /// From the configuration, or the path of the unit that defines `main`.
    public var name: String
    /// `main`, unless the program is a library.
    public var main: SymbolID?
    public var strings = StringTable()
    public var files: Arena<FileTag, SourceFile> = Arena()
    public var types = TypeTable()
    public var symbols: Arena<SymbolTag, Symbol> = Arena()
    /// Bodies and initialisers.
    public var functions: Arena<FunctionTag, Function> = Arena()
    /// Main files of the units, in the order of linking.
    public var unitPaths: [String] = []
    /// What the parsers, lowering and the linker said.
    public var diagnostics: [UnitDiagnostic] = []

    public init(name: String) { self.name = name }

    /// The body of a function that the program defines.
    public func body(of symbol: SymbolID) -> FunctionID? { symbols[symbol].body.id }

    /// Functions that run before `main`: initialisers of variables in the order of linking, then
    /// functions that `runsAtStart` marks.
    public var startFunctions: [FunctionID] {
        var all = functions.ids.filter { id in
            symbols[functions[id].symbol].initializer.id == id
        }
        for symbol in symbols.elements where symbol.flags.contains(.runsAtStart) {
            if let body = symbol.body.id { all.append(body) }
        }
        return all
    }
}
