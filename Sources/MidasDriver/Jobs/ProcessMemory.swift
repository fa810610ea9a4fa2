import CSystem

/// How the process that links and analyses gets its memory.
public enum ProcessMemory {
    /// Address space, in bytes, that is asked for at once: what the largest servers need. Only what
    /// is touched becomes memory.
    private static let reserve = 1 << 30

    /// To be called before the first thread.
    ///
    /// Units are decoded once and kept, so that page faults were a fifth of an unchanged run; with
    /// large pages and without arenas of their own for threads they are a tenth, and a server's
    /// analysis needs a quarter less memory.
    public static func prepare() { midas_reserve_memory(reserve) }
}
