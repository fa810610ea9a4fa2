import CSystem

/// How the process that links and analyses gets its memory.
public enum ProcessMemory {
    /// Address space, in bytes, that is asked for at once: what the largest servers need. Only what
    /// is touched becomes memory.
    private static let reserve = 1 << 30

    /// To be called before the first thread.
    ///
    /// Units are decoded once and kept: most of the system's time went into page faults, of which
    /// large pages have fewer; and memory that is free in one thread's arena serves no other.
    public static func prepare() { midas_reserve_memory(reserve) }
}
