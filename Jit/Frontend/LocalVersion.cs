namespace Wasm.Jit.Frontend;

/// <summary>What a version of a local is.</summary>
internal enum VersionKind : byte
{
    /// <summary>A value that was assigned; a later assignment may replace it while nothing else can have seen it.</summary>
    Written,

    /// <summary>A value.</summary>
    Fixed,

    /// <summary>The same as another version.</summary>
    Alias,

    /// <summary>What arrives at a join: not yet known, and nobody has asked.</summary>
    Join,

    /// <summary>What arrives at a loop's header: not yet known, and nobody has asked.</summary>
    Loop,
}

/// <summary>
/// A version of a local: what it holds from some time on. The versions of a local form a chain from the newest to the oldest, in
/// which times never grow. Time counts edges: a version made before an edge has at most the edge's time, one made after it a later one.
/// </summary>
internal struct LocalVersion
{
    /// <summary>What it is.</summary>
    public VersionKind Kind;

    /// <summary>When it was made.</summary>
    public int Time;

    /// <summary>The version of the local that was made before.</summary>
    public int Earlier;

    /// <summary>A version much earlier, so that a search takes a logarithm of the chain's length: see <see cref="LocalVariables"/>.</summary>
    public int Jump;

    /// <summary>Number of versions before.</summary>
    public int Depth;

    /// <summary>Of joins: the last version before the block's end. Of loops: the last version when the loop ended.</summary>
    public int Inner;

    /// <summary>Number of the innermost loop for whose code it is valid.</summary>
    public int Loop;

    /// <summary>The value, the version meant, the join.</summary>
    public int Payload;

    /// <summary>Which local.</summary>
    public int Local;

    /// <summary>Of loops: the next one of the same loop.</summary>
    public int Next;
}

/// <summary>Where edges arrive: a block that needs parameters for locals.</summary>
internal struct LocalJoin
{
    /// <summary>The block.</summary>
    public Ir.Block Block;

    /// <summary>The newest of its edges; -1 if there is none.</summary>
    public int LastEdge;

    /// <summary>Number of its edges.</summary>
    public int EdgeCount;

    /// <summary>Where the times of its edges stand, ascending, once all are there.</summary>
    public int Times;

    /// <summary>Its parameters for locals: the first, by number; -1 if there is none.</summary>
    public int FirstParameter;

    /// <summary>The last.</summary>
    public int LastParameter;

    /// <summary>Their number.</summary>
    public int ParameterCount;
}

/// <summary>An edge to a join.</summary>
/// <param name="Number">The edge in the function.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Previous">The join's edge before, or -1.</param>
internal readonly record struct LocalEdge(int Number, int Time, int Previous);

/// <summary>A loop.</summary>
internal struct LocalLoop
{
    /// <summary>Its join: the header.</summary>
    public int Join;

    /// <summary>When it began.</summary>
    public int Time;

    /// <summary>Positions of its code.</summary>
    public int Start;

    /// <summary>See <see cref="Start"/>.</summary>
    public int End;

    /// <summary>Its versions, linked by <see cref="LocalVersion.Next"/>.</summary>
    public int Versions;

    /// <summary>The loop around, or 0.</summary>
    public int Outer;
}

/// <summary>A parameter for a local.</summary>
internal struct LocalParameter
{
    /// <summary>The version that it is.</summary>
    public int Version;

    /// <summary>Its join.</summary>
    public int Join;

    /// <summary>The next parameter of the join, or -1.</summary>
    public int Next;

    /// <summary>Where its values by edge begin, from the newest edge to the oldest.</summary>
    public int Values;
}

/// <summary>A local assigned in an open block.</summary>
/// <param name="Local">The local.</param>
/// <param name="Base">Its version before the first assignment.</param>
/// <param name="Stamp">Its stamp before.</param>
internal record struct LocalAssignment(int Local, int Base, int Stamp);
