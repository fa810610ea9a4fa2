import OracleSupport

@main
struct Main {
    static func main() { OracleCommand.run(Array(CommandLine.arguments.dropFirst())) }
}
