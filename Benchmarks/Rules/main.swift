// Measures rules, tasks and pools. `RulesBenchmark work KIND SIZE ITERATIONS` does one kind of work
// for an instruction counter; `times` and `exploration` print rows: id, value, unit, bar, whether it
// holds, separated by tabs.

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("work", 4):
    guard let work = Work(rawValue: CommandLine.arguments[2]),
        let size = Int(CommandLine.arguments[3]), let count = Int(CommandLine.arguments[4])
    else { fail("unknown work") }
    run(work, size: size, iterations: count)
case ("times", 1): measureTimes()
case ("exploration", 1): measureExploration()
default: fail("usage: RulesBenchmark work KIND SIZE ITERATIONS | times | exploration")
}
