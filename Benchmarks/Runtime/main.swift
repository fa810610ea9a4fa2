// Measures what the runtime claims. `RuntimeBenchmark PART [NUMBER]` prints one row a figure:
// id, value, unit, bar, whether it holds, separated by tabs.

let arguments = CommandLine.arguments.dropFirst()

switch arguments.first {
case "mutants": measureMutants()
case "search": measureSearch()
case "walks": measureWalks(seeds: arguments.dropFirst().first.flatMap(Int.init) ?? 5000)
case "transport": measureTransport()
case "role" where arguments.count == 4:
    let rest = [String](arguments.dropFirst())
    play(rest[0], rest[1], UInt32(rest[2]) ?? 0)
default: fail("usage: RuntimeBenchmark mutants | search | walks [SEEDS] | transport")
}
